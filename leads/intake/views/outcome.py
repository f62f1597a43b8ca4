"""What came of an import or a dry run, as the pages show it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leadgap.ui.formats import number
from leads.intake.fields import ACTIVITIES
from leads.intake.report import Report
from leads.models import ImportRun

SHOWN_CAUSES = 20
# Rows that are looked through for their causes, so that a page stays quick whatever the file.
LOOKED_THROUGH = 5_000
# Names of a kind that are listed at once; more of them unfold.
LISTED_NAMES = 6
NOUNS: dict[str, Callable[[int], str]] = {
    "source": lambda n: ngettext("source", "sources", n),
    "campaign": lambda n: ngettext("campaign", "campaigns", n),
    "owner": lambda n: ngettext("owner", "owners", n),
    "team": lambda n: ngettext("team", "teams", n),
}


# What a reason says of its own row only: a value in quotes, a line, an instant.
_OF_ONE_ROW = re.compile(r"(?<=“)[^”]*(?=”)|\d+(?:[-: ]\d+)*")


@dataclass(slots=True)
class Cause:
    """Why rows did not go in: the column and the reason, how many rows, and the first values and lines."""

    column: str
    reason: str
    rows: int = 0
    values: list[str] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)


def outcome(run: ImportRun) -> dict[str, Any]:
    """Return the headline, the counts, the notices in words, the new names and the first rejected rows of a run."""
    report = Report.from_json(run.report)
    counts = report.counts
    found = _causes_of(run) if counts["rejected"] else []
    return {
        "job": run.job,
        "is_working": run.job is not None and not run.job.is_over and run.finished_at is None,
        "has_failed": run.job is not None and run.job.state == "failed",
        "is_finished": run.finished_at is not None,
        "headline": headline(run, report),
        "rejected": counts["rejected"],
        "is_all_rejected": 0 < counts["rows"] == counts["rejected"],
        "table": [
            (title, *(counts[f"{prefix}{what}"] for what in ("created", "updated", "unchanged")))
            for title, prefix in _lines(run)
        ],
        "notices": list(report.sentences()),
        "new": [_new(run, report, kind, count) for kind, count in report.new.items() if count],
        "unmatched": report.unmatched,
        "causes": found[:SHOWN_CAUSES],
        "has_rows_with_several": sum(cause.rows for cause in found) > counts["rejected"],
        "rows_without_cause": max(0, counts["rejected"] - LOOKED_THROUGH),
    }


def causes(rows: Iterable[tuple[int, str, str, str]]) -> list[Cause]:
    """Return what (line, column, value, reason) have in common, the most frequent cause first."""
    found: dict[tuple[str, str], Cause] = {}
    for line, column, value, reason in rows:
        alike = _OF_ONE_ROW.sub("…", reason)
        cause = found.setdefault((column, alike), Cause(column, reason))
        if cause.reason != reason:
            cause.reason = alike
        cause.rows += 1
        if len(cause.lines) < 5:
            cause.lines.append(line)
        if value and value not in cause.values and len(cause.values) < 4:
            cause.values.append(value)
    return sorted(found.values(), key=lambda cause: (-cause.rows, cause.lines))


def _causes_of(run: ImportRun) -> list[Cause]:
    rows = run.rejected_rows.order_by("line", "pk").values_list("line", "column", "value", "reason")
    return causes(rows[:LOOKED_THROUGH])


def _new(run: ImportRun, report: Report, kind: str, count: int) -> dict[str, Any]:
    """Return the sentence about names that were not there, and the names: few of them at once, more to unfold."""
    said = {"number": number(count), "noun": NOUNS[kind](count)}
    names = report.new_names[kind]
    if not report.may_create:
        sentence = ngettext("%(number)s %(noun)s is not here", "%(number)s %(noun)s are not here", count)
    elif run.is_dry_run:
        sentence = ngettext("%(number)s %(noun)s is not here yet", "%(number)s %(noun)s are not here yet", count)
    else:
        sentence = ngettext("%(number)s %(noun)s is new", "%(number)s %(noun)s are new", count)
    few = count <= LISTED_NAMES
    return {"sentence": sentence % said, "names": names, "few": few, "has_more": count > len(names)}


def headline(run: ImportRun, report: Report) -> str:
    """Return what happened, or would happen, in one sentence."""
    said = {"file": run.file_name, "rows": number(report.counts["rows"])}
    if run.finished_at is not None:
        return _done(run, report, said)
    if run.job is None:
        return _("What would %(file)s change?") % said
    if run.job.state == "failed":
        return _("%(file)s could not be read to the end.") % said
    return (_("Trying %(file)s.") if run.is_dry_run else _("%(file)s is being imported.")) % said


def _done(run: ImportRun, report: Report, said: dict[str, str]) -> str:
    counts = report.counts
    prefix = "events_" if _is_activities(run) else ""
    created, updated, rejected = counts[f"{prefix}created"], counts[f"{prefix}updated"], counts["rejected"]
    waiting = report.notices["parked"].count if "parked" in report.notices else 0
    noun = ngettext("event", "events", created) if prefix else ngettext("hand-off", "hand-offs", created)
    said |= {"created": number(created), "updated": number(updated), "noun": noun, "rejected": number(rejected)}
    waits = ngettext("activity waiting for its hand-off", "activities waiting for their hand-offs", waiting)
    said["waits"] = f"{number(waiting)} {waits}"
    if run.is_dry_run:
        new, changed = _("%(file)s would bring %(created)s new %(noun)s"), _("change %(updated)s")
        left, also_left = _("%(file)s would leave %(waits)s"), _("leave %(waits)s")
        nothing, out = _("%(file)s would change nothing"), _("reject %(rejected)s of %(rows)s rows")
    else:
        new, changed = _("%(file)s brought %(created)s new %(noun)s"), _("changed %(updated)s")
        left, also_left = _("%(file)s left %(waits)s"), _("left %(waits)s")
        nothing, out = _("%(file)s changed nothing"), _("%(rejected)s of %(rows)s rows were rejected")
    if created or updated:
        parts = [new, *([changed] if updated else []), *([also_left] if waiting else [])]
    else:
        parts = [left if waiting else nothing]
    parts += [out] if rejected else []
    return joined([part % said for part in parts])


def joined(parts: list[str]) -> str:
    """Return one sentence of several parts."""
    return (_(" and ").join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else parts[0]) + "."


def line(run: ImportRun) -> dict[str, Any]:
    """Return a run as a line of the list; None where a number is not known yet.

    What the dry run of a draft has found is not among them: nothing of it has happened.
    """
    has_happened = run.finished_at is not None and run.state != ImportRun.State.DRAFT
    counts = run.report.get("counts", {}) if has_happened else {}
    prefix = "events_" if _is_activities(run) else ""
    return {
        "run": run,
        "state": _state(run),
        "has_failed": run.job is not None and run.job.state == "failed",
        "rows": counts.get("rows"),
        "created": counts.get(f"{prefix}created"),
        "updated": counts.get(f"{prefix}updated"),
        "rejected": counts.get("rejected", 0) if counts else None,
    }


def _state(run: ImportRun) -> str:
    if run.job is not None and run.job.state == "failed":
        return _("Failed")
    if run.state == ImportRun.State.DRAFT:
        return _("Being prepared")
    if run.finished_at is None:
        return _("Running")
    return _("Dry run") if run.is_dry_run else _("Done")


def _is_activities(run: ImportRun) -> bool:
    return bool(run.spec.get("kind") == ACTIVITIES)


def _lines(run: ImportRun) -> list[tuple[str, str]]:
    """The kinds of thing that a file brings, with their prefix among the counts."""
    events, hand_offs = (_("Events"), "events_"), (_("Hand-offs"), "")
    return [events, hand_offs] if _is_activities(run) else [hand_offs, (_("Leads"), "leads_"), events]
