"""Importing one file: `run_import`."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from leads.intake import questions
from leads.intake.encoding import Encoding
from leads.intake.fields import ACTIVITIES
from leads.intake.importers import import_activities, import_hand_offs
from leads.intake.mapping import Spec, choose, spec_from, with_choices
from leads.intake.names import Names, refuse_floods
from leads.intake.reading import Table, refuse_empty
from leads.intake.rehearsal import Rehearsal
from leads.intake.report import Report
from leads.intake.work import Progress, Work, silent
from leads.models import ImportRun


@contextmanager
def without_collecting() -> Iterator[None]:
    """Keep the collector of cycles waiting: an import makes none, and many records for it to look at."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@without_collecting()
def run_import(
    run: ImportRun,
    *,
    path: Path,
    now: datetime,
    may_create: bool = True,
    progress: Progress = silent,
    rehearsal: Rehearsal | None = None,
) -> Report:
    """Import a file as `run.spec` says, and return the report, which the run keeps as well.

    Started again after it was killed, it goes on; started again after it has finished, it does nothing. The same file
    in another run changes nothing. Of a dry run nothing stays but the report and the rejected rows; `rehearsal` joins
    several files to one dry run. Raises Unreadable, BadMapping, Unanswered or TooManyNames, each with sentences for
    the person who chose the file.
    """
    if run.finished_at is not None:
        return Report.from_json(run.report)
    spec, report = answered(path, spec_from(run.spec))
    with open_table(path, spec) as table:
        refuse_floods(table, spec)
    rehearsal = (rehearsal or Rehearsal(may_create=may_create)) if run.is_dry_run else None
    names = rehearsal.names() if rehearsal else Names(may_create=may_create)
    work = Work(run, spec, report, now=now, names=names, rehearsal=rehearsal)
    with open_table(path, spec) as table:
        (import_activities if spec.kind == ACTIVITIES else import_hand_offs)(work, table, progress)
        work.finish(table)
    return work.report


def open_table(path: Path, spec: Spec) -> Table:
    encoding = Encoding(spec.encoding, is_certain=True) if spec.encoding else None
    return Table(path, encoding=encoding, delimiter=spec.delimiter)


def answered(path: Path, spec: Spec) -> tuple[Spec, Report]:
    """Return the spec with what the file itself answers, and a report that says so.

    Raises Unanswered where a person has to choose.
    """
    report = Report()
    with open_table(path, spec) as table:
        choose([spec], table.header)
        refuse_empty(table.rows())
    with open_table(path, spec) as table:
        if not table.encoding.is_certain:
            report.note("encoding", value=table.encoding.name)
        if questions.is_settled(spec):
            return spec, report
        found = questions.look(table, spec)
    if asked := questions.unanswered(found, spec):
        raise questions.Unanswered(asked)
    if found.order and not spec.date_order:
        report.note("date_order", value=found.proof)
    return with_choices(spec, date_order=found.order if not spec.date_order else ""), report
