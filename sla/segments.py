"""Segments: which of an agreement's promises are made to a lead. Pure: no Django, no database.

A lead belongs to the first segment whose conditions it meets, in the order of the agreement; most belong to none.
`sla.definitions.first_of` says the same to the database; a test holds both to one answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sla.criteria import DAYS, NUMBERS, Clause, Condition, Definition, Facts, pattern


@dataclass(frozen=True, slots=True)
class Segment:
    """Leads to whom promises differ. Where `is_promised` is False, Sales promises them nothing."""

    key: int
    name: str
    definition: Definition
    is_promised: bool = True


def first_match(segments: Sequence[Segment], facts: Facts) -> Segment | None:
    """Return the segment that a lead with these facts belongs to; None: it is like every other lead."""
    return next((segment for segment in segments if segment.definition.holds(facts)), None)


def hidden_behind(definitions: Sequence[Definition]) -> dict[int, int]:
    """Return the places of those that no lead can reach, each with the place of the earlier one that takes them all.

    What is found is certain; not everything that is certain is found, for that would take trying all leads.
    """
    return {
        place: before
        for place, later in enumerate(definitions)
        for before in reversed(range(place))
        if _implies(later, definitions[before])
    }


def _implies(one: Definition, other: Definition) -> bool:
    """Whether each clause of the other follows from one of this, so that who meets this one meets the other."""
    return all(any(_clause_implies(clause, wanted) for clause in one.clauses) for wanted in other.clauses)


def _clause_implies(one: Clause, other: Clause) -> bool:
    return all(any(_condition_implies(each, wanted) for wanted in other.conditions) for each in one.conditions)


def _condition_implies(one: Condition, other: Condition) -> bool:
    if one.field.key != other.field.key:
        return False
    if other.operator == "present":
        return one.operator != "missing"
    if one.operator != other.operator:
        return False
    if one.operator in NUMBERS:
        bounds = (float(str(one.value)), float(str(other.value)))
        return bounds[0] >= bounds[1] if one.operator == "at_least" else bounds[0] <= bounds[1]
    if one.operator in DAYS:
        days = (float(str(one.value)), float(str(other.value)))
        return days[0] <= days[1] if one.operator == "within_days" else days[0] >= days[1]
    if one.value is None:
        return True
    mine, others = _patterns(one), _patterns(other)
    return others <= mine if one.is_negative else mine <= others


def _patterns(condition: Condition) -> frozenset[str]:
    """Return what each value matches, the same for values that differ by case only."""
    values = condition.value if isinstance(condition.value, tuple) else ()
    return frozenset(pattern(condition.operator, [value]) for value in values)
