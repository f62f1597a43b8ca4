"""What a line of a file says of the hand-off that it is about, as one person may see it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Protocol, TypeVar

from leadgap.accounts.naming import names_for
from leads.models import HandOff

if TYPE_CHECKING:
    from leadgap.accounts.models import Organisation, User

COLUMNS = ("hand-off", "handed over at", "source", "team", "rep")


class OfHandOff(Protocol):
    """What names its hand-off by key."""

    @property
    def hand_off(self) -> int: ...


Each = TypeVar("Each", bound=OfHandOff)


def with_hand_offs(found: Sequence[Each]) -> list[tuple[HandOff, Each]]:
    """Return each beside its hand-off, without those whose hand-off has gone meanwhile."""
    hand_offs = HandOff.objects.for_list().in_bulk({each.hand_off for each in found})
    return [(hand_offs[each.hand_off], each) for each in found if each.hand_off in hand_offs]


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
