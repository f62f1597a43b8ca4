"""The verdicts that another judgement flips, as one person may see them: some on the page, all in a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from leadgap.accounts.models import Organisation
from leadgap.exports import batched
from leads.models import HandOff
from sla.again.rehearsal import Flip, Rehearsal
from sla.columns import Among
from sla.hand_off_lines import COLUMNS, cells_of, with_hand_offs

if TYPE_CHECKING:
    from leadgap.accounts.models import User

HEADER = (*COLUMNS, "promise", "clock", "now", "judged again")
_BATCH = 500


def readable(found: Rehearsal, *, user: User) -> list[Flip]:
    """Return the flips of the hand-offs that this person may open, the newest first."""
    flipped = Among("pk", {flip.hand_off for flip in found.flips})
    mine = set(HandOff.objects.visible_to(user).filter(flipped).order_by().values_list("pk", flat=True))
    return [flip for flip in found.flips if flip.hand_off in mine]


def lines(flips: Sequence[Flip], *, user: User, organisation: Organisation) -> Iterator[Sequence[object]]:
    """Yield the header and a line for each flip, for a file."""
    yield HEADER
    for some in batched(flips, _BATCH):
        rows = with_hand_offs(some)
        told = cells_of([each for each, _ in rows], user=user, organisation=organisation)
        for cells, (_, flip) in zip(told, rows, strict=True):
            yield (*cells, flip.promise, flip.scope_name, flip.before, flip.after)
