"""The hand-offs that a dry run flips, as one person may see them: some on the page, all in a file and by the API."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from leadgap.accounts.models import Organisation
from leadgap.exports import batched
from leads.blind import SCORES, is_of_sales
from leads.models import HandOff
from sla import criteria
from sla.agreements.dry_run import DryRun, Flip, PromiseDryRun
from sla.columns import Among
from sla.hand_off_lines import COLUMNS, cells_of, with_hand_offs
from sla.models import AgreementVersion

if TYPE_CHECKING:
    from leadgap.accounts.models import User

HEADER = (*COLUMNS, "promise", "segment", "today", "by this version")
_BATCH = 500


class Flipping(NamedTuple):
    """A promise under which verdicts flip, and of those flips the ones whose hand-off a person may open."""

    row: PromiseDryRun
    flips: list[Flip]


def readable(run: DryRun, version: AgreementVersion, *, user: User, now: datetime) -> list[Flipping]:
    """Return the promises under which anything flips, each with what this person may open, newest first.

    Sales rates blind: where the score decides what is promised, Sales sees what it may know the score of.
    """
    flipping = [row for row in run.promises if row.flips]
    keys = {flip.hand_off for row in flipping for flip in row.flips}
    found = HandOff.objects.visible_to(user).filter(Among("pk", keys))
    if is_of_sales(user) and _reads_score(version):
        found = found.shown_to_sales(now)
    place = {key: place for place, key in enumerate(found.newest_first().values_list("pk", flat=True))}

    def mine(row: PromiseDryRun) -> list[Flip]:
        return sorted((flip for flip in row.flips if flip.hand_off in place), key=lambda flip: place[flip.hand_off])

    return [Flipping(row, mine(row)) for row in flipping]


def listed(found: Sequence[Flipping], *, most: int) -> list[tuple[PromiseDryRun, list[tuple[HandOff, Flip]], int]]:
    """Return under each promise the newest flips with their hand-offs, and how many more there are."""
    newest = with_hand_offs([flip for _, flips in found for flip in flips[:most]])
    hand_offs = {hand_off.pk: hand_off for hand_off, _ in newest}

    def some(flips: Sequence[Flip]) -> list[tuple[HandOff, Flip]]:
        return [(hand_offs[flip.hand_off], flip) for flip in flips[:most] if flip.hand_off in hand_offs]

    return [(row, some(flips), max(0, len(flips) - most)) for row, flips in found]


def lines(found: Sequence[Flipping], *, user: User, organisation: Organisation) -> Iterator[Sequence[object]]:
    """Yield the header and a line for each flip, promise by promise, for a file."""
    yield HEADER
    for row, flips in found:
        segment = row.promise.segment.name if row.promise.segment else ""
        for some in batched(flips, _BATCH):
            rows = with_hand_offs(some)
            told = cells_of([each for each, _ in rows], user=user, organisation=organisation)
            for cells, (_, flip) in zip(told, rows, strict=True):
                yield (*cells, row.promise.get_kind_display(), segment, flip.today, flip.then)


def _reads_score(version: AgreementVersion) -> bool:
    asked = [criteria.read(version.definition), *(each.rule.definition for each in version.segments.all())]
    return any(each.fields & SCORES for each in asked)
