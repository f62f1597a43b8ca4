from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from leadgap.commands import Prepared
from leads.intake import saved
from leads.intake.dates import ORDERS
from leads.intake.encoding import Unreadable
from leads.intake.fields import HAND_OFFS
from leads.intake.mapping import BadMapping, Spec, choose, with_choices
from leads.intake.names import TooManyNames
from leads.intake.questions import Unanswered
from leads.intake.rehearsal import Rehearsal
from leads.intake.report import Report
from leads.intake.run import answered, open_table, run_import
from leads.intake.values import UNITS
from leads.models import ImportRun

REFUSALS = (Unreadable, BadMapping, Unanswered, TooManyNames, saved.NoSuchMapping)

# The options that answer what a file leaves open.
ANSWERS = {"date_order": "--date-order", "timezone": "--timezone", "length_unit": "--length-unit"}


class Command(Prepared):
    help = (
        "Imports leads, hand-offs and activities from CSV files. A file is read by the part of the mapping that has "
        "its columns; hand-offs go in before activities, whatever the order in which the files are named."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument(
            "--mapping", required=True, help="A preset, a mapping that was saved under a name, or a JSON file."
        )
        parser.add_argument("--timezone", default="", help="The zone of times that have none, such as Europe/Berlin.")
        orders = "; ".join(f"{order}: {said}" for order, said in ORDERS.items())
        parser.add_argument(
            "--date-order",
            choices=list(ORDERS),
            default="",
            help=f"How dates in figures are written, whatever the mapping says: {orders}.",
        )
        parser.add_argument(
            "--length-unit", choices=list(UNITS), default="", help="The unit of lengths that say none, such as 250."
        )
        parser.add_argument("--dry-run", action="store_true", help="Say what would happen, and change nothing.")
        parser.add_argument(
            "--no-create",
            action="store_true",
            help="Reject rows that name an unknown source, campaign, owner or team, instead of creating it.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        may_create = not options["no_create"]
        try:
            chosen = self._choose(options)
            rehearsal = Rehearsal(may_create=may_create) if options["dry_run"] else None
            for path, spec in chosen:
                run = ImportRun.objects.create(
                    file_name=path.name,
                    spec=spec.as_json(),
                    state=ImportRun.State.STARTED,
                    is_dry_run=options["dry_run"],
                    created_at=now,
                )
                meter = Meter(path.name)
                report = run_import(run, path=path, now=now, may_create=may_create, progress=meter, rehearsal=rehearsal)
                meter.end()
                self._tell(run, report)
        except REFUSALS as refusal:
            raise CommandError(str(refusal)) from refusal

    def _choose(self, options: dict[str, Any]) -> list[tuple[Path, Spec]]:
        """Return each file with its spec, hand-offs first. Every file is looked at before the first one is imported."""
        specs = saved.find(options["mapping"])
        said = {name: options[name] for name in ANSWERS}
        chosen = []
        for path in options["files"]:
            try:
                with open_table(path, specs[0]) as table:
                    spec = with_choices(choose(specs, table.header), **said)
                answered(path, spec)
            except Unanswered as asked:
                answers = " and ".join(ANSWERS[question.about] for question in asked.questions)
                raise CommandError(f"{path.name}: {asked} Use {answers}.") from asked
            except REFUSALS as refusal:
                raise CommandError(f"{path.name}: {refusal}") from refusal
            except OSError as error:
                raise CommandError(_in_words(path, error)) from error
            chosen.append((path, spec))
        return sorted(chosen, key=lambda one: one[1].kind != HAND_OFFS)

    def _tell(self, run: ImportRun, report: Report) -> None:
        counts = report.counts
        self.stdout.write(f"{run.file_name}{' (dry run: nothing was changed)' if run.is_dry_run else ''}")
        rows = counts["rows"]
        self.stdout.write(f"  {rows:,} row{'s' if rows != 1 else ''} read, {counts['rejected']:,} rejected")
        for title, prefix in (("hand-offs", ""), ("leads", "leads_"), ("events", "events_")):
            created, updated, unchanged = (counts[f"{prefix}{what}"] for what in ("created", "updated", "unchanged"))
            self.stdout.write(f"  {title}: {created:,} created, {updated:,} updated, {unchanged:,} unchanged")
        for kind, number in report.new.items():
            noun = f"{kind}{'s' if number != 1 else ''}"
            missing = f"{noun} {'are' if number != 1 else 'is'} not here"
            self.stdout.write(f"  {number:,} {f'new {noun}' if report.may_create else missing}")
        if report.unmatched:
            one = report.unmatched == 1
            self.stdout.write(f"  {report.unmatched:,} owner{' is' if one else 's are'} not matched to a person yet")
        for sentence in report.sentences():
            self.stdout.write(f"  {sentence}")
        for row in run.rejected_rows.all()[:20]:
            column = f"{row.column} " if row.column else ""
            self.stdout.write(f"  line {row.line}: {column}“{row.value}”: {row.reason}")
        if counts["rejected"] > 20:
            self.stdout.write(f"  … the others are on the page of this import (number {run.pk}).")


def _in_words(path: Path, error: OSError) -> str:
    """Return why a file cannot be opened."""
    if isinstance(error, FileNotFoundError):
        return f"There is no file “{path}”."
    if isinstance(error, IsADirectoryError):
        return f"“{path}” is a folder, not a file."
    if isinstance(error, PermissionError):
        return f"“{path}” may not be read by the user who runs this command."
    return f"“{path}” cannot be read: {error.strerror}."


class Meter:
    """Progress on the standard error, in place where that is a terminal."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._shown = -1

    def __call__(self, done: int, total: int, counts: dict[str, int]) -> None:
        percent = 100 * done // total if total else 100
        if percent != self._shown:
            self._shown = percent
            end = "" if sys.stderr.isatty() else "\n"
            start = "\r" if sys.stderr.isatty() else ""
            if sys.stderr.isatty() or percent % 10 == 0:
                sys.stderr.write(f"{start}{self._name}: {percent} %, {counts.get('rows', 0):,} rows{end}")
                sys.stderr.flush()

    def end(self) -> None:
        if sys.stderr.isatty():
            sys.stderr.write("\n")
