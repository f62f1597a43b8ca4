"""The hand-offs that a dry run flips, as one person may see them: some on the page, all in a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from leadgap.accounts.models import Organisation
from leadgap.exports import batched
from leads.blind import SCORES, is_of_sales
from leads.models import HandOff
from sla import criteria
from sla.agreements.dry_run import DryRun, Flip, PromiseDryRun
from sla.columns import Among
from sla.hand_off_lines import COLUMNS, cells_of
from sla.models import AgreementVersion

if TYPE_CHECKING:
    from leadgap.accounts.models import User
    from leads.querysets import HandOffQuerySet

HEADER = (*COLUMNS, "promise", "segment", "today", "by this version")
_BATCH = 500


def readable(row: PromiseDryRun, version: AgreementVersion, *, user: User, now: datetime) -> HandOffQuerySet:
    """Return the hand-offs under a promise that flip and that this person may open, newest first.

    Sales rates blind: where the score decides what is promised, Sales sees what it may know the score of.
    """
    found = HandOff.objects.visible_to(user).filter(Among("pk", (flip.hand_off for flip in row.flips)))
    if is_of_sales(user) and _reads_score(version):
        found = found.shown_to_sales(now)
    return found.for_list().newest_first()


def listed(
    row: PromiseDryRun, version: AgreementVersion, *, user: User, now: datetime, most: int
) -> tuple[list[tuple[HandOff, Flip]], int]:
    """Return the newest flips that this person may open, and how many more those are."""
    found = readable(row, version, user=user, now=now)
    flips = {flip.hand_off: flip for flip in row.flips}
    newest = [(hand_off, flips[hand_off.pk]) for hand_off in found[:most]]
    return newest, found.count() - most if len(newest) == most else 0


def lines(
    run: DryRun, version: AgreementVersion, *, user: User, organisation: Organisation, now: datetime
) -> Iterator[Sequence[object]]:
    """Yield the header and a line for each flip, promise by promise, for a file."""
    yield HEADER
    for row in run.promises:
        flips = {flip.hand_off: flip for flip in row.flips}
        found = readable(row, version, user=user, now=now).iterator(chunk_size=_BATCH) if flips else ()
        for some in batched(found, _BATCH):
            told = cells_of(some, user=user, organisation=organisation)
            for cells, each in zip(told, some, strict=True):
                flip = flips[each.pk]
                yield (
                    *cells,
                    row.promise.get_kind_display(),
                    row.promise.segment.name if row.promise.segment else "",
                    flip.today,
                    flip.then,
                )


def _reads_score(version: AgreementVersion) -> bool:
    asked = [criteria.read(version.definition), *(each.rule.definition for each in version.segments.all())]
    return any(each.fields & SCORES for each in asked)
