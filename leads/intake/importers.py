"""The two kinds of file, batch by batch into the journal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import groupby, islice
from typing import Any, NamedTuple

from leadgap.ui.formats import number
from leads.intake.activities import Activity, ActivityReader, Course
from leads.intake.cells import Problem
from leads.intake.handoffs import HandOffReader, HandOffRow
from leads.intake.reading import BadLine, Row, Table
from leads.intake.rowids import with_ids
from leads.intake.scratch import Earlier, Seen, Sorted
from leads.intake.work import Progress, Work
from leads.journal import EventRecord, record
from leads.lifecycle import Kind
from leads.models import HandOff, Reason

# Rows in one transaction. On SQLite nobody else writes meanwhile.
BATCH = 2_000
# More than this in one hand-off is a column mapped wrongly.
MOST_ACTIVITIES = 10_000


Group = tuple[str, list[Activity]]


class Known(NamedTuple):
    """What an activity must know of its hand-off."""

    handed_off_at: datetime | None
    pauses: list[list[Any]]

    @property
    def paused_since(self) -> datetime | None:
        """Since when the hand-off waits; None: it does not."""
        if self.pauses and self.pauses[-1][1] is None and (start := self.pauses[-1][0]) is not None:
            return datetime.fromtimestamp(start, UTC)
        return None

    def is_after(self, at: int | None) -> bool:
        return at is not None and self.handed_off_at is not None and at < self.handed_off_at.timestamp()


def import_hand_offs(work: Work, table: Table, progress: Progress) -> None:
    """Record every row as a lead, a hand-off and the events it tells."""
    reader = HandOffReader(work.spec, table.header, work.names, now=work.now)
    shares_leads = "lead_external_id" in work.spec.fields
    rows = with_ids(table.rows()) if work.spec.fields["external_id"].row else table.rows()
    with Seen() as seen, Seen() as refused:
        while batch := list(islice(rows, BATCH)):
            with work.batch() as problems:
                kept = list(_new_hand_offs(work, reader, seen, refused, batch, problems))
                if work.rehearsal and shares_leads:
                    work.rehearsal.put_back_leads(work.system, {read.lead.external_id for _, read in kept}, work.now)
                _record_hand_offs(work, [read for _, read in kept])
                work.done_line = max(work.done_line, batch[-1].line)
            if work.rehearsal:
                for row, read in kept:
                    work.rehearsal.keep(work.system, reader, row, read)
            progress(table.bytes_read, table.bytes_total, dict(work.report.counts))


def _new_hand_offs(
    work: Work,
    reader: HandOffReader,
    seen: Seen,
    refused: Seen,
    batch: Iterable[Row | BadLine],
    problems: list[Problem],
) -> Iterator[tuple[Row, HandOffRow]]:
    """Yield the good rows that are not done yet; report the others."""
    for row, is_done in _readable(work, batch, problems):
        read = reader.read(row)
        if isinstance(read, list):
            refused.add(reader.id_of(row), row.line, row.cells)
            _reject(work, read, is_done, problems)
            continue
        external_id = read.hand_off.external_id
        earlier = seen.add(external_id, row.line, row.cells)
        if is_done:
            continue
        if earlier is None:
            if refused.has(external_id):
                work.report.note("after_rejected", row.line)
            _note(work, read)
            _note_odd_times(work, reader, row)
            yield row, read
        else:
            _repeated(work, row.line, external_id, earlier, reader.column("external_id"), problems)


def _record_hand_offs(work: Work, reads: list[HandOffRow]) -> None:
    recorded = record(
        system=work.system,
        leads=[read.lead for read in reads],
        hand_offs=[read.hand_off for read in reads],
        events=[event for read in reads for event in read.events],
        now=work.now,
        batch=work.run,
    )
    work.report.add(recorded)


def _note(work: Work, read: HandOffRow) -> None:
    if read.has_early_event:
        work.report.note("early", read.line)
    if read.is_whole_day:
        work.report.note("whole_day", read.line)
    if read.unknown_reason:
        work.report.note("unknown_reason", read.line, read.unknown_reason)


def _note_odd_times(work: Work, reader: HandOffReader | ActivityReader, row: Row) -> None:
    for what in reader.odd_times:
        work.report.note(what, row.line)


def import_activities(work: Work, table: Table, progress: Progress) -> None:
    """Put the rows in the order of hand-off and time, on disk, and record the events that they make together."""
    reader = ActivityReader(work.spec, table.header, now=work.now)
    with Sorted() as aside, Seen() as seen:
        rows = table.rows()
        while batch := list(islice(rows, BATCH)):
            problems: list[Problem] = []
            aside.add(_good_activities(work, reader, seen, batch, problems))
            work.done_line = max(work.done_line, batch[-1].line)
            work.save(problems)
            progress(table.bytes_read // 2, table.bytes_total, dict(work.report.counts))
        done = 0
        for groups in _in_batches(map(Activity._make, aside.after(work.done_group))):
            with work.batch() as problems:
                done += _record_activities(work, reader, groups, problems)
                work.done_group = groups[-1][0]
            share = done / len(aside)
            progress(int(table.bytes_total * (1 + share) / 2), table.bytes_total, dict(work.report.counts))


def _good_activities(
    work: Work, reader: ActivityReader, seen: Seen, batch: Iterable[Row | BadLine], problems: list[Problem]
) -> Iterator[Activity]:
    """Yield the good rows, done or not; report what has not been reported yet."""
    for row, is_done in _readable(work, batch, problems):
        read = reader.read(row)
        if isinstance(read, list):
            _reject(work, read, is_done, problems)
            continue
        earlier = seen.add(read.key, row.line, row.cells) if read.has_id else None
        if earlier is None:
            if not is_done:
                _note_state(work, read)
                _note_odd_times(work, reader, row)
            yield read
        elif not is_done:
            _repeated(work, row.line, read.key, earlier, reader.column("external_id"), problems)


def _record_activities(work: Work, reader: ActivityReader, groups: list[Group], problems: list[Problem]) -> int:
    """Record the activities of these hand-offs; return how many rows they were."""
    ids = [hand_off for hand_off, _ in groups]
    if work.rehearsal:
        work.rehearsal.put_back_hand_offs(work.system, ids, work.now)
    found = HandOff.objects.filter(system=work.system, external_id__in=ids)
    known = {one[0]: Known(*one[1:]) for one in found.values_list("external_id", "handed_off_at", "pauses")}
    events: list[EventRecord] = []
    for hand_off, activities in groups:
        events += _course(work, reader, known.get(hand_off), hand_off, activities, problems)
    recorded = record(system=work.system, events=events, now=work.now, batch=work.run)
    work.report.add(recorded)
    return sum(len(activities) for _, activities in groups)


def _course(
    work: Work,
    reader: ActivityReader,
    known: Known | None,
    hand_off: str,
    activities: list[Activity],
    problems: list[Problem],
) -> Iterator[EventRecord]:
    """Yield the events of one hand-off, and note which rows are early or have to wait."""
    course = Course(hand_off, holder=work.spec.holder, paused_since=known.paused_since if known else None)
    for place, activity in enumerate(activities):
        ids = reader.resolve(activity, work.names)
        if isinstance(ids, Problem):
            work.reject(problems, [ids])
        elif place >= MOST_ACTIVITIES:
            reason = f"This hand-off has more than {number(MOST_ACTIVITIES)} activities in this file."
            work.reject(problems, [Problem(activity.line, reader.column("hand_off"), hand_off, reason)])
        else:
            if known is None:
                work.report.note("parked", activity.line)
            elif known.is_after(activity.at):
                work.report.note("early", activity.line)
            yield from course.events(activity, *ids, _waiting_reason(work, activity))


def _waiting_reason(work: Work, activity: Activity) -> str:
    """Return the key of the reason for which the row waits; "" where it says none that is offered for waiting."""
    text = activity.waiting_reason if str(Kind.PAUSED) in activity.acts else ""
    reason = work.names.reason(text) if text else None
    if reason and Reason.Use.WAITING in reason.uses:
        return reason.key
    if text:
        work.report.note("unknown_waiting_reason", activity.line, text)
    return ""


def _in_batches(activities: Iterable[Activity]) -> Iterator[list[Group]]:
    """Yield hand-offs with all their activities, in batches of about BATCH rows."""
    batch: list[Group] = []
    rows = 0
    for hand_off, group in groupby(activities, key=lambda activity: activity.hand_off):
        batch.append((hand_off, list(group)))
        rows += len(batch[-1][1])
        if rows >= BATCH:
            yield batch
            batch, rows = [], 0
    if batch:
        yield batch


def _readable(work: Work, batch: Iterable[Row | BadLine], problems: list[Problem]) -> Iterator[tuple[Row, bool]]:
    """Yield every row of a batch, and whether it is done and counted already; report the lines that are none."""
    for row in batch:
        is_done = row.line <= work.done_line
        work.report.counts["rows"] += not is_done
        if isinstance(row, Row):
            yield row, is_done
        else:
            _reject(work, [Problem(row.line, "", row.value, row.reason)], is_done, problems)


def _reject(work: Work, found: list[Problem], is_done: bool, problems: list[Problem]) -> None:
    if not is_done:
        work.reject(problems, found)


def _repeated(work: Work, line: int, external_id: str, earlier: Earlier, column: str, problems: list[Problem]) -> None:
    """A second row with the same id: counted where it says the same, rejected where it does not."""
    if earlier.is_same:
        work.report.counts["repeated"] += 1
        work.report.note("repeated", line)
    else:
        reason = f"Line {earlier.line} has the same id and says something else."
        work.reject(problems, [Problem(line, column, external_id, reason)])


def _note_state(work: Work, read: Activity) -> None:
    if read.is_unknown:
        work.report.note("unknown_state", read.line, read.state or "(empty)")
    elif not read.acts:
        work.report.note("silent_state", value=read.state)
