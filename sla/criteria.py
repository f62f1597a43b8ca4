"""What counts as a qualified lead: clauses that a machine can check. Pure: no Django, no database.

A definition is a list of clauses that must all hold; a clause is a list of conditions of which any must hold:
`{"all": [{"any": [{"field", "operator", "value"}], "sentence"}]}`. Without clauses every lead is qualified.
`sla.definitions` says the same to the database; a test holds both to one answer.

A value that is missing meets no condition but `missing`: what is not known does not qualify. Letters match in either
case, one by one, so that Python and both databases agree whatever their locale.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Facts = Mapping[str, Any]  # the snapshot of a hand-off; `attributes` holds a mapping of its own
FieldKind = Literal["text", "number", "flag"]  # of a flag one can only ask whether it is known

ATTRIBUTES = "attributes."
MOST_VALUES = 500
LONGEST_VALUE = 200
LONGEST_SENTENCE = 300

# A number is at most 15 digits on either side of the point, so that no double rounds it.
NUMBER = r"\A-?[0-9]{1,15}(\.[0-9]{1,15})?\Z"


class InvalidDefinition(ValueError):
    """The definition cannot be checked. Each line of `problems` says, in the user's words, what is wrong where."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = tuple(problems)


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
PRESENCE: Mapping[str, str] = {"present": "is known", "missing": "is not known"}
OPERATORS: Mapping[str, str] = {**{name: words[1] for name, words in LISTS.items()}, **NUMBERS, **PRESENCE}


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison. `value` is a tuple of texts for lists, a number for bounds, None for presence."""

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
            case bound:
                number = number_of(found)
                if number is None:
                    return False
                return number >= bound if self.operator == "at_least" else number <= bound

    def shown(self, facts: Facts) -> str:
        """Return what is known of the field, as a page writes it."""
        found = value_of(self.field.key, facts)
        if not is_known(found, self.field.kind):
            return "not known"
        return "known" if self.field.kind == "flag" else str(found)

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
            case bound:
                return f"{NUMBERS[self.operator]} {bound:,.15g}".replace(",", " ")


@dataclass(frozen=True, slots=True)
class Clause:
    """Holds when any of its conditions does. The sentence is what people say; `reading` is what is judged."""

    conditions: tuple[Condition, ...]
    sentence: str

    @property
    def reading(self) -> str:
        return " or ".join(condition.sentence for condition in self.conditions)

    def holds(self, facts: Facts) -> bool:
        return any(condition.holds(facts) for condition in self.conditions)


@dataclass(frozen=True, slots=True)
class Definition:
    clauses: tuple[Clause, ...]

    def holds(self, facts: Facts) -> bool:
        """Whether the lead of these facts is qualified."""
        return all(clause.holds(facts) for clause in self.clauses)

    @property
    def fields(self) -> frozenset[str]:
        """The keys of the fields that are asked for."""
        return frozenset(each.field.key for clause in self.clauses for each in clause.conditions)

    @property
    def reading(self) -> str:
        """What is judged, in one line."""
        several = len(self.clauses) > 1
        return " and ".join(
            f"({clause.reading})" if several and len(clause.conditions) > 1 else clause.reading
            for clause in self.clauses
        )

    def explain(self, facts: Facts) -> list[Finding]:
        """Say clause by clause whether it is met, and by what."""
        return [
            Finding(
                clause.sentence,
                clause.holds(facts),
                tuple((each.field.label, each.shown(facts), each.holds(facts)) for each in clause.conditions),
            )
            for clause in self.clauses
        ]


@dataclass(frozen=True, slots=True)
class Finding:
    """One clause for one lead: is it met? And of each condition the field, its value here, and whether that holds."""

    sentence: str
    is_met: bool
    values: tuple[tuple[str, str, bool], ...]


def read(document: Any, attributes: frozenset[str] | None = None) -> Definition:
    """Read a definition from its document; InvalidDefinition names every problem at once.

    `attributes` are the names of the leads' own attributes that exist; None skips that check, which is right for a
    document that has passed it before.
    """
    problems: list[str] = []
    clauses = list(_clauses(document, attributes, problems))
    if problems:
        raise InvalidDefinition(problems)
    return Definition(tuple(clauses))


def field_of(key: str) -> Field | None:
    """Return the field of this key. Attributes take either kind of question; None: there is no such field."""
    if key.startswith(ATTRIBUTES) and len(key) > len(ATTRIBUTES):
        return Field(key, key.removeprefix(ATTRIBUTES), "text")
    return FIELDS.get(key)


def operators_of(key: str) -> list[str]:
    """Return the operators that make sense for this field."""
    field = field_of(key)
    if field is None or field.kind == "flag":
        return [*PRESENCE]
    if key.startswith(ATTRIBUTES):
        return [*LISTS, *NUMBERS, *PRESENCE]
    return [*(NUMBERS if field.kind == "number" else LISTS), *PRESENCE]


def value_of(key: str, facts: Facts) -> Any:
    if key.startswith(ATTRIBUTES):
        attributes = facts.get("attributes")
        return attributes.get(key.removeprefix(ATTRIBUTES)) if isinstance(attributes, Mapping) else None
    return facts.get(key)


def is_known(value: Any, kind: FieldKind) -> bool:
    return value is True if kind == "flag" else value is not None and value != ""


def text_of(value: Any) -> str | None:
    """Return the value as conditions on text read it; None for what is no text."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return value
        case int() if abs(value) < 10**15:
            return str(value)
        case _:
            return None


def number_of(value: Any) -> float | None:
    """Return the value as a number, also when it came as text; None for what is no number."""
    match value:
        case bool():
            return None
        case int() | float():
            return float(value)
        case str() if re.search(NUMBER, value):
            return float(value)
        case _:
            return None


def pattern(operator: str, values: Sequence[str]) -> str:
    """Return a regular expression that Python, PostgreSQL and SQLite read alike, whatever the locale."""
    choices = "|".join("".join(map(_either_case, value)) for value in values)
    return rf"\A(?:{choices})\Z" if operator in {"one_of", "none_of"} else f"(?:{choices})"


def _either_case(letter: str) -> str:
    cases = {each for each in (letter, letter.lower(), letter.upper()) if len(each) == 1}
    return f"[{''.join(sorted(cases))}]" if len(cases) > 1 else re.escape(letter)


def _clauses(document: Any, attributes: frozenset[str] | None, problems: list[str]) -> Iterator[Clause]:
    match document:
        case {"all": [*clauses], **rest} if not rest:
            pass
        case {} if not document:
            return
        case _:
            problems.append("The definition is not a list of clauses.")
            return
    for place, clause in enumerate(clauses, 1):
        match clause:
            case {"any": [_, *_]} if not _is_sentence(clause.get("sentence")):
                problems.append(f"Clause {place}: its sentence is a text of at most {LONGEST_SENTENCE} letters.")
            case {"any": [_, *_] as conditions}:
                found = [_condition(each, f"Clause {place}", attributes, problems) for each in conditions]
                whole = tuple(each for each in found if each)
                yield Clause(whole, str(clause.get("sentence") or Clause(whole, "").reading))
            case _:
                problems.append(f"Clause {place} has no condition.")


def _condition(condition: Any, where: str, attributes: frozenset[str] | None, problems: list[str]) -> Condition | None:
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
    if operator not in operators_of(key):
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


def _is_sentence(value: Any) -> bool:
    return value is None or (isinstance(value, str) and len(value) <= LONGEST_SENTENCE)
