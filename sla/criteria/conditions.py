"""One comparison of a definition: the fields it may ask for, its operators, and what it says of one lead. Pure.

A value that is missing meets no condition but `missing`: what is not known does not qualify.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sla.criteria.values import (
    A_DAY,
    ATTRIBUTES,
    Facts,
    FieldKind,
    is_known,
    number_of,
    pattern,
    seconds_before,
    text_of,
    value_of,
)

MOST_VALUES = 500
MOST_DAYS = 3650
LONGEST_VALUE = 200


class State(StrEnum):
    """How a condition or a clause stands for one lead. Unknown counts like not met, and says why."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Field:
    """Something about a hand-off that a condition may ask for."""

    key: str
    label: str
    kind: FieldKind


# What every hand-off has. Ratings, stages and everything else that Sales fills in later are barred.
FIELDS: Mapping[str, Field] = {
    field.key: field
    for field in (
        Field("employees", "company size", "number"),
        Field("score", "lead score", "number"),
        Field("country", "country", "text"),
        Field("city", "city", "text"),
        Field("industry", "industry", "text"),
        Field("title", "title", "text"),
        Field("source", "source", "text"),
        Field("campaign", "campaign", "text"),
        Field("has_name", "name", "flag"),
        Field("has_email", "e-mail", "flag"),
        Field("has_phone", "phone", "flag"),
        Field("has_company", "company", "flag"),
    )
}

# Operator → what it asks for, and how a sentence says it of one value and of several.
LISTS: Mapping[str, tuple[str, str]] = {
    "one_of": ("is", "is one of"),
    "none_of": ("is not", "is none of"),
    "contains_any": ("contains", "contains any of"),
    "contains_none": ("does not contain", "contains none of"),
}
NUMBERS: Mapping[str, str] = {"at_least": "is at least", "at_most": "is at most"}
DAYS: Mapping[str, str] = {"within_days": "is within", "days_before": "is at least"}
PRESENCE: Mapping[str, str] = {"present": "is known", "missing": "is not known"}
OPERATORS: Mapping[str, str] = {
    **{name: words[1] for name, words in LISTS.items()},
    **NUMBERS,
    **{name: f"{words} so many days before the hand-off" for name, words in DAYS.items()},
    **PRESENCE,
}


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison. `value` is a tuple of texts for lists, a number for bounds and days, None for presence."""

    field: Field
    operator: str
    value: tuple[str, ...] | float | None

    def holds(self, facts: Facts) -> bool:
        found = value_of(self.field.key, facts)
        match self.value:
            case tuple() as values:
                text = text_of(found)
                if not text:
                    return False
                matches = re.search(pattern(self.operator, values), text) is not None
                return matches is not self.is_negative
            case None:
                return is_known(found, self.field.kind) is (self.operator == "present")
            case days if self.operator in DAYS:
                before = seconds_before(found, facts)
                if before is None or before < 0:
                    return False
                return before <= days * A_DAY if self.operator == "within_days" else before >= days * A_DAY
            case bound:
                number = number_of(found)
                if number is None:
                    return False
                return number >= bound if self.operator == "at_least" else number <= bound

    def state(self, facts: Facts) -> State:
        if self.holds(facts):
            return State.MET
        return State.UNKNOWN if self.value is not None and not self._reads(facts) else State.NOT_MET

    def shown(self, facts: Facts) -> str:
        """Return what is known of the field, as a page writes it."""
        found = value_of(self.field.key, facts)
        if not is_known(found, self.field.kind):
            return "not known"
        return "known" if self.field.kind == "flag" else str(found)

    def _reads(self, facts: Facts) -> bool:
        """Whether there is something that can be compared."""
        found = value_of(self.field.key, facts)
        if self.operator in DAYS:
            return seconds_before(found, facts) is not None
        return bool(text_of(found)) if isinstance(self.value, tuple) else number_of(found) is not None

    @property
    def is_negative(self) -> bool:
        return self.operator in {"none_of", "contains_none"}

    @property
    def sentence(self) -> str:
        return f"{self.field.label} {self.predicate}"

    @property
    def predicate(self) -> str:
        match self.value:
            case tuple() as values:
                texts = [value if self.operator.endswith("_of") else f"“{value}”" for value in values]
                return f"{LISTS[self.operator][len(values) > 1]} {', '.join(texts)}"
            case None:
                return PRESENCE[self.operator]
            case days if self.operator in DAYS:
                return f"{DAYS[self.operator]} {days:g} day{'' if days == 1 else 's'} before the hand-off"
            case bound:
                return f"{NUMBERS[self.operator]} {bound:,.15g}".replace(",", " ")


def field_of(key: str) -> Field | None:
    """Return the field of this key. Attributes take either kind of question; None: there is no such field."""
    if key.startswith(ATTRIBUTES) and len(key) > len(ATTRIBUTES):
        return Field(key, key.removeprefix(ATTRIBUTES), "text")
    return FIELDS.get(key)


def operators_of(field: Field) -> list[str]:
    """Return the operators that make sense for this field."""
    if field.kind == "flag":
        return [*PRESENCE]
    if field.key.startswith(ATTRIBUTES):
        return [*LISTS, *NUMBERS, *DAYS, *PRESENCE]
    return [*(NUMBERS if field.kind == "number" else LISTS), *PRESENCE]


def read_condition(
    condition: Any, where: str, attributes: frozenset[str] | None, problems: list[str]
) -> Condition | None:
    match condition:
        case {"field": str(key), "operator": str(operator), **rest} if set(rest) <= {"value"}:
            pass
        case _:
            problems.append(f"{where}: a condition needs a field, an operator and a value.")
            return None
    field = field_of(key)
    if field is None or (attributes is not None and key.startswith(ATTRIBUTES) and field.label not in attributes):
        problems.append(f"{where} asks for “{key}”, which no lead has.")
        return None
    if operator not in OPERATORS:
        problems.append(f"{where}: “{operator}” is not an operator. Choose one of {', '.join(OPERATORS)}.")
        return None
    if operator not in operators_of(field):
        problems.append(f"{where}: whether {field.label} {OPERATORS[operator]} cannot be asked.")
        return None
    return _with_value(field, operator, rest.get("value"), where, problems)


def _with_value(field: Field, operator: str, value: Any, where: str, problems: list[str]) -> Condition | None:
    if operator in PRESENCE:
        return Condition(field, operator, None)
    if operator in NUMBERS:
        number = number_of(value)
        if number is None or abs(number) >= 1e15:
            problems.append(f"{where}: {field.label} {OPERATORS[operator]} needs a number, and “{value}” is none.")
            return None
        return Condition(field, operator, number)
    if operator in DAYS:
        days = number_of(value)
        if days is None or days not in range(MOST_DAYS + 1):
            problems.append(f"{where}: {field.label} {OPERATORS[operator]} needs whole days, from 0 to {MOST_DAYS}.")
            return None
        return Condition(field, operator, days)
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or not 0 < len(texts) <= MOST_VALUES or not all(map(_is_text, texts)):
        problems.append(
            f"{where}: {field.label} {OPERATORS[operator]} needs between 1 and {MOST_VALUES} texts "
            f"of at most {LONGEST_VALUE} letters."
        )
        return None
    return Condition(field, operator, tuple(texts))


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and value.strip() != "" and len(value) <= LONGEST_VALUE and "\0" not in value
