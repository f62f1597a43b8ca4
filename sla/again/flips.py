"""The verdicts that another judgement flips, as one person may see them: some on the page, all in a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from leadgap.accounts.models import Organisation
from leadgap.accounts.naming import labels_for
from leadgap.exports import batched
from leads.models import HandOff
from sla.again.rehearsal import Flip, Rehearsal
from sla.columns import Among

if TYPE_CHECKING:
    from leadgap.accounts.models import User

HEADER = ("hand-off", "handed over at", "source", "team", "rep", "promise", "clock", "now", "then")
_BATCH = 500


def readable(found: Rehearsal, *, user: User) -> list[Flip]:
    """Return the flips of the hand-offs that this person may open, the newest first."""
    flipped = Among("pk", {flip.hand_off for flip in found.flips})
    mine = set(HandOff.objects.visible_to(user).filter(flipped).order_by().values_list("pk", flat=True))
    return [flip for flip in found.flips if flip.hand_off in mine]


def with_hand_offs(flips: Sequence[Flip]) -> list[tuple[HandOff, Flip]]:
    hand_offs = HandOff.objects.for_list().in_bulk({flip.hand_off for flip in flips})
    return [(hand_offs[flip.hand_off], flip) for flip in flips if flip.hand_off in hand_offs]


def lines(flips: Sequence[Flip], *, user: User, organisation: Organisation) -> Iterator[Sequence[object]]:
    """Yield the header and a line for each flip, for a file. The rep is whose the hand-off is today."""
    yield HEADER
    for some in batched(flips, _BATCH):
        rows = with_hand_offs(some)
        labels = labels_for({each.owner for each, _ in rows if each.owner}, user, organisation)
        for each, flip in rows:
            yield (
                each.external_id,
                each.handed_off_at,
                each.source.name,
                each.team.name if each.team else "",
                (labels[each.owner.pk] if each.owner else None) or "",
                flip.promise,
                flip.scope_name,
                flip.before,
                flip.after,
            )
