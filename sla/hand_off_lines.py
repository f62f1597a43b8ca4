"""What a line of a file says of the hand-off that it is about, as one person may see it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from leadgap.accounts.naming import names_for

if TYPE_CHECKING:
    from leadgap.accounts.models import Organisation, User
    from leads.models import HandOff

COLUMNS = ("hand-off", "handed over at", "source", "team", "rep")


def cells_of(hand_offs: Sequence[HandOff], *, user: User, organisation: Organisation) -> Iterator[tuple[object, ...]]:
    """Yield the cells of each hand-off, in the order of `COLUMNS`. The rep is whose it is today,
    "" for those whom this person sees under a pseudonym.
    """
    names = names_for({each.owner for each in hand_offs if each.owner}, user, organisation)
    for each in hand_offs:
        yield (
            each.external_id,
            each.handed_off_at,
            each.source.name,
            each.team.name if each.team else "",
            names.get(each.owner.pk, "") if each.owner else "",
        )
