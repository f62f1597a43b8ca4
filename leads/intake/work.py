"""One import at work: its batches, its checkpoint, and what it reports.

A batch and the count of what came of it are one transaction, so that an import that was killed goes on where it
stopped, with counts that add up. A dry run takes the same path, rolls every batch back, and so holds no lock for
longer than one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Protocol

from django.db import transaction
from django.utils import timezone

from leads import bulk
from leads.intake.cells import Problem
from leads.intake.mapping import Spec
from leads.intake.names import Names
from leads.intake.reading import Table
from leads.intake.rehearsal import Rehearsal
from leads.intake.report import SHOWN_NAMES, Report
from leads.models import Assignment, Event, HandOff, ImportRun, Lead, RejectedRow, System
from leads.services import system_for

# By what the journal and the judge look rows up.
LOOKED_UP = (
    (Lead, ("system_id", "external_id")),
    (HandOff, ("system_id", "external_id")),
    (Assignment, ("hand_off_id",)),
    (Event, ("hand_off_id",)),
)


class Superseded(Exception):
    """The run is no longer what it was when this work began: stop."""


class Progress(Protocol):
    """Told after every batch how much of the work is done, in bytes of the file."""

    def __call__(self, done: int, total: int, counts: dict[str, int]) -> None: ...


def silent(done: int, total: int, counts: dict[str, int]) -> None:
    """Progress that nobody looks at."""


class Work:
    """The run, what it has come to, and the way to write down more."""

    system: System

    def __init__(
        self, run: ImportRun, spec: Spec, report: Report, *, now: datetime, names: Names, rehearsal: Rehearsal | None
    ) -> None:
        checkpoint = run.report.get("checkpoint")
        self.run, self.spec, self.now, self.names, self.rehearsal = run, spec, now, names, rehearsal
        self.report = Report.from_json(run.report) if checkpoint else report
        self.report.may_create = names.may_create
        # What is done and counted: the lines up to this one, and the groups up to this one.
        self.done_line: int = checkpoint["line"] if checkpoint else 0
        self.done_group: str = checkpoint["group"] if checkpoint else ""
        self._told = dict.fromkeys(names.new, 0)
        if not checkpoint:
            RejectedRow.objects.filter(run=run).delete()

    @contextmanager
    def batch(self) -> Iterator[list[Problem]]:
        """Do a batch in one transaction. What is put into the list is stored as rejected rows."""
        problems: list[Problem] = []
        with transaction.atomic():
            self.system = system_for(self.spec.system["key"], self.spec.system["name"])
            yield problems
            if self.rehearsal:
                transaction.set_rollback(True)
            else:
                self.save(problems)
        if self.rehearsal:
            self.rehearsal.forget_made()
            self.save(problems)
        else:
            # The next batch, or judging, finds its rows in tables that may have been empty before.
            bulk.count_first(*LOOKED_UP)

    def save(self, problems: list[Problem]) -> None:
        """Write down what came of a batch, and where to go on."""
        self._tell_names()
        checkpoint = {"line": self.done_line, "group": self.done_group}
        # Of a dry run nothing but its end is worth keeping: it begins anew.
        report = {} if self.rehearsal else self.report.as_json() | {"checkpoint": checkpoint}
        with transaction.atomic():
            self._store(report=report)
            RejectedRow.objects.bulk_create(
                RejectedRow(
                    run=self.run,
                    line=problem.line,
                    column=problem.column[:200],
                    value=problem.value[:200],
                    reason=problem.reason[:300],
                )
                for problem in problems
            )

    def reject(self, problems: list[Problem], found: list[Problem]) -> None:
        """Count one row as rejected, for one or more problems."""
        problems.extend(found)
        self.report.counts["rejected"] += 1

    def finish(self, table: Table) -> None:
        self._tell_names()
        oddities = table.oddities
        for what, count in oddities.counts.items():
            self.report.note(what, oddities.first[what], times=count)
        # The run ends later than the `now` at which it began.
        self._store(report=self.report.as_json(), finished_at=timezone.now())

    def _tell_names(self) -> None:
        for kind, new in self.names.new.items():
            self.report.learn(kind, list(new.values())[self._told[kind] :])
            self._told[kind] = len(new)
        unmatched = dict.fromkeys([*self.report.unmatched_owners, *self.names.unmatched.values()])
        self.report.unmatched = max(self.report.unmatched, len(unmatched), len(self.names.unmatched))
        self.report.unmatched_owners = list(unmatched)[:SHOWN_NAMES]

    def _store(self, **changed: Any) -> None:
        # The job is in the filter: an import that was changed or begun anew has another one.
        if not ImportRun.objects.filter(pk=self.run.pk, job=self.run.job_id).update(**changed):
            raise Superseded("This import was changed, begun anew or discarded meanwhile.")
        for name, value in changed.items():
            setattr(self.run, name, value)
