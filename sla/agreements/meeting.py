"""How many of the latest leads meet each clause of a definition: by the conditions of the judge, in one query."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from leads.models import HandOff
from sla.agreements.belonging import latest
from sla.columns import Among, arrays, flag
from sla.criteria import Definition, InvalidDefinition, read
from sla.definitions import any_of, condition, reaches


@dataclass(frozen=True, slots=True)
class Meeting:
    """How many hand-offs were looked at, and how many meet each clause and each line that gives points.

    `all_clauses` meet every clause, `enough_points` score what it takes; None where there are none of these.
    `whole` are qualified.
    """

    hand_offs: int
    is_all: bool
    clauses: list[int]
    lines: list[int]
    all_clauses: int | None
    enough_points: int | None
    whole: int


def meeting(document: Mapping[str, Any], *, now: datetime) -> Meeting | None:
    """Return how the hand-offs of the last 90 days meet a definition; None while it asks for nothing readable."""
    try:
        definition = read(document)
    except InvalidDefinition:
        return None
    if definition.takes_all:
        return None
    ids, is_all = latest(now)
    clauses = {f"clause_{place}": any_of(each) for place, each in enumerate(definition.clauses)}
    lines = {f"line_{place}": any_of(each.clause) for place, each in enumerate(definition.lines)}
    parts = {**clauses, **lines, "whole": condition(definition)}
    if definition.clauses:
        parts["all_clauses"] = condition(Definition(definition.clauses))
    if definition.threshold is not None:
        parts["enough_points"] = reaches(definition.lines, definition.threshold)
    columns = {name: flag(part) for name, part in parts.items()}
    found = arrays(HandOff.objects.filter(Among("pk", ids)).order_by(), **columns)
    counts = {name: int(column.sum()) for name, column in found.items()}
    return Meeting(
        ids.size,
        is_all,
        [counts[name] for name in clauses],
        [counts[name] for name in lines],
        counts.get("all_clauses"),
        counts.get("enough_points"),
        counts["whole"],
    )
