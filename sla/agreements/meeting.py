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
from sla.definitions import condition


@dataclass(frozen=True, slots=True)
class Meeting:
    """How many hand-offs were looked at, how many meet each clause, and how many meet all of them."""

    hand_offs: int
    is_all: bool
    clauses: list[int]
    whole: int


def meeting(document: Mapping[str, Any], *, now: datetime) -> Meeting | None:
    """Return how the hand-offs of the last 90 days meet a definition; None while it has no clause that can be read."""
    try:
        definition = read(document)
    except InvalidDefinition:
        return None
    if not definition.clauses:
        return None
    ids, is_all = latest(now)
    parts = {f"clause_{place}": flag(condition(Definition((each,)))) for place, each in enumerate(definition.clauses)}
    found = arrays(HandOff.objects.filter(Among("pk", ids)).order_by(), whole=flag(condition(definition)), **parts)
    return Meeting(ids.size, is_all, [int(found[name].sum()) for name in parts], int(found["whole"].sum()))
