"""Finding hand-offs by what people type: an external id, an e-mail, or a part of a name or company."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from leads.models import HandOff

if TYPE_CHECKING:
    from leadgap.accounts.models import User


def find_hand_offs(user: User, words: str, *, limit: int) -> list[HandOff]:
    """Return at most `limit` hand-offs in the person's scope, the latest first.

    What names one lead exactly is looked up by its index, and only if that finds nothing the names are searched.
    """
    mine = HandOff.objects.visible_to(user).for_list().order_by("-pk")
    exact = Q(external_id=words) | Q(lead__external_id=words) | Q(lead__email=words.lower())
    found = list(mine.filter(exact)[:limit])
    if found:
        return found
    return list(mine.filter(Q(lead__name__icontains=words) | Q(lead__company__icontains=words))[:limit])
