"""Terms to begin with, less what none of the latest leads meets: by those nobody would be qualified."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from sla.agreements.drafting import Terms
from sla.agreements.meeting import Meeting, meeting


class Fitted(NamedTuple):
    """The terms, and the sentences of the clauses that were left out."""

    terms: Terms
    left_out: list[str]


def fitted(terms: Terms, *, now: datetime) -> Fitted:
    """Leave out the clauses that no lead of the last 90 days meets; without such leads all of them stay."""
    clauses = terms.definition.get("all", [])
    found = meeting(terms.definition, now=now)
    if found is None or not found.hand_offs or all(found.clauses):
        return Fitted(terms, [])
    left_out = [clause["sentence"] for clause, met in zip(clauses, found.clauses, strict=True) if not met]
    return Fitted(replace(terms, definition=_without(terms.definition, found)), left_out)


def _without(definition: Mapping[str, Any], found: Meeting) -> dict[str, Any]:
    clauses = [clause for clause, met in zip(definition["all"], found.clauses, strict=True) if met]
    kept: dict[str, Any] = {"all": clauses} if clauses else {}
    # Points that nobody scores are a way in beside the clauses. Alone they would shut out everybody.
    if "points" in definition and (clauses or found.enough_points):
        kept["points"] = definition["points"]
    return kept
