"""Finding hand-offs by what people type: an external id, an e-mail, or a part of a name or company."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from leads.models import HandOff, Lead, System

if TYPE_CHECKING:
    from leadgap.accounts.models import User


def find_hand_offs(user: User, words: str, *, limit: int) -> list[HandOff]:
    """Return at most `limit` hand-offs in the person's scope, the latest first.

    What names one lead exactly is looked up by its index, and only if that finds nothing the names are searched.
    """
    mine = HandOff.objects.visible_to(user).for_list().order_by("-pk")
    # With its system an id is looked up by the index that keeps it unique; one condition over two tables reads both.
    named = Q(system__in=list(System.objects.values_list("pk", flat=True)), external_id=words)
    leads = list(Lead.objects.filter(named | Q(email=words.lower())).values_list("pk", flat=True)[:limit])
    keys = list(HandOff.objects.filter(named).values_list("pk", flat=True))
    keys += HandOff.objects.filter(lead__in=leads).values_list("pk", flat=True)
    found = list(mine.filter(pk__in=keys)[:limit])
    if found:
        return found
    return list(mine.filter(Q(lead__name__icontains=words) | Q(lead__company__icontains=words))[:limit])
