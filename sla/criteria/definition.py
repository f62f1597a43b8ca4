"""A definition as a whole: read from its document, checked, and explained for one lead. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from sla.criteria.conditions import Condition, State, read_condition
from sla.criteria.values import Facts

LONGEST_SENTENCE = 300
MOST_LINES = 100
MOST_POINTS = 1000  # of a line, given or taken
HIGHEST_THRESHOLD = MOST_LINES * MOST_POINTS


class InvalidDefinition(ValueError):
    """The definition cannot be checked. Each line of `problems` says, in the user's words, what is wrong where."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Clause:
    """Holds when any of its conditions does. The sentence is what people say; `reading` is what is judged."""

    conditions: tuple[Condition, ...]
    sentence: str

    @property
    def reading(self) -> str:
        return " or ".join(condition.sentence for condition in self.conditions)

    @property
    def fields(self) -> frozenset[str]:
        """The keys of the fields that are asked for."""
        return frozenset(each.field.key for each in self.conditions)

    def holds(self, facts: Facts) -> bool:
        return any(condition.holds(facts) for condition in self.conditions)

    def explain(self, facts: Facts) -> Finding:
        states = [each.state(facts) for each in self.conditions]
        state = next((each for each in (State.MET, State.UNKNOWN) if each in states), State.NOT_MET)
        values = tuple(Compared(each.field.label, each.shown(facts), each.holds(facts)) for each in self.conditions)
        return Finding(self.sentence, state, values, self.fields)


@dataclass(frozen=True, slots=True)
class Line:
    """What a lead that meets a clause scores: a whole number of points, below 0 where it loses some."""

    clause: Clause
    points: int


@dataclass(frozen=True, slots=True)
class Definition:
    """A lead is qualified that meets all clauses, or whose lines add up to `threshold` points; None: no points."""

    clauses: tuple[Clause, ...]
    lines: tuple[Line, ...] = ()
    threshold: int | None = None

    def holds(self, facts: Facts) -> bool:
        """Whether the lead of these facts is qualified."""
        if self.takes_all:
            return True
        return self._meets_clauses(facts) or (self.threshold is not None and self.points(facts) >= self.threshold)

    def points(self, facts: Facts) -> int:
        """Return what the lead of these facts scores."""
        return sum(line.points for line in self.lines if line.clause.holds(facts))

    @property
    def takes_all(self) -> bool:
        """Whether nothing is asked for, so that every lead is qualified."""
        return not self.clauses and self.threshold is None

    @property
    def fields(self) -> frozenset[str]:
        """The keys of the fields that are asked for."""
        return frozenset().union(*(each.fields for each in (*self.clauses, *(line.clause for line in self.lines))))

    @property
    def reading(self) -> str:
        """What the clauses judge, in one line."""
        several = len(self.clauses) > 1
        return " and ".join(
            f"({clause.reading})" if several and len(clause.conditions) > 1 else clause.reading
            for clause in self.clauses
        )

    def explain(self, facts: Facts) -> Explanation:
        """Say whether the lead is qualified, clause by clause and line by line, and by what."""
        return Explanation(
            self.holds(facts),
            tuple(clause.explain(facts) for clause in self.clauses),
            tuple(replace(line.clause.explain(facts), points=line.points) for line in self.lines),
            None if self.threshold is None else self.points(facts),
            self.threshold,
        )

    def _meets_clauses(self, facts: Facts) -> bool:
        return bool(self.clauses) and all(clause.holds(facts) for clause in self.clauses)


class Compared(NamedTuple):
    """One condition for one lead: its field, the value here as a page writes it, and whether it holds."""

    field: str
    value: str
    is_met: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """One clause for one lead: how does it stand, and by which values?"""

    sentence: str
    state: State
    values: tuple[Compared, ...]
    fields: frozenset[str]
    points: int | None = None  # of a line that gives points, however it stands

    @property
    def is_met(self) -> bool:
        return self.state == State.MET


@dataclass(frozen=True, slots=True)
class Explanation:
    """A definition for one lead. `points` are what it scores, None where there are none or they are not shown."""

    is_qualified: bool | None  # None: not shown
    clauses: tuple[Finding, ...]
    lines: tuple[Finding, ...]
    points: int | None
    threshold: int | None

    def without(self, fields: Set[str]) -> Explanation:
        """Return the same without what would tell of these fields: their clauses, the sum, and what came of it."""
        clauses, lines = (
            tuple(each for each in findings if not each.fields & fields) for findings in (self.clauses, self.lines)
        )
        is_whole = (clauses, lines) == (self.clauses, self.lines)
        return Explanation(
            self.is_qualified if is_whole else None,
            clauses,
            lines,
            self.points if lines == self.lines else None,
            self.threshold,
        )


def read(document: Any, attributes: frozenset[str] | None = None) -> Definition:
    """Read a definition from its document; InvalidDefinition names every problem at once.

    `attributes` are the names of the leads' own attributes that exist; None skips that check, which is right for a
    document that has passed it before.
    """
    problems: list[str] = []
    clauses, points = _parts(document, problems)
    found = tuple(_clauses(clauses, "Clause {}", attributes, problems))
    lines, threshold = _points(points, attributes, problems)
    if problems:
        raise InvalidDefinition(problems)
    return Definition(found, lines, threshold)


def _parts(document: Any, problems: list[str]) -> tuple[list[Any], Any]:
    """Return the list of clauses and what gives points, None for nothing."""
    match document:
        case {"all": [*clauses], **rest} if set(rest) <= {"points"}:
            return clauses, rest.get("points")
        case {"points": points, **rest} if not rest:
            return [], points
        case {} if not document:
            return [], None
    problems.append("The definition is not a list of clauses.")
    return [], None


def _clauses(clauses: list[Any], name: str, attributes: frozenset[str] | None, problems: list[str]) -> Iterator[Clause]:
    for place, clause in enumerate(clauses, 1):
        where = name.format(place)
        match clause:
            case {"any": [_, *_]} if not _is_sentence(clause.get("sentence")):
                problems.append(f"{where}: its sentence is a text of at most {LONGEST_SENTENCE} letters.")
            case {"any": [_, *_] as conditions}:
                found = [read_condition(each, where, attributes, problems) for each in conditions]
                whole = tuple(each for each in found if each)
                yield Clause(whole, str(clause.get("sentence") or Clause(whole, "").reading))
            case _:
                problems.append(f"{where} has no condition.")


def _points(
    document: Any, attributes: frozenset[str] | None, problems: list[str]
) -> tuple[tuple[Line, ...], int | None]:
    match document:
        case None:
            return (), None
        case {"at_least": threshold, "lines": [*lines], **rest} if not rest:
            pass
        case _:
            problems.append("Points are a number that it takes, and lines that give some.")
            return (), None
    clauses = list(_clauses(lines, "Line {} of the points", attributes, problems))
    given = [line.get("points") if isinstance(line, Mapping) else None for line in lines]
    problems += _wrong_with(threshold, given)
    if problems:
        return (), None
    pairs: Iterator[tuple[Clause, Any]] = zip(clauses, given, strict=True)
    return tuple(Line(clause, points) for clause, points in pairs), threshold


def _wrong_with(threshold: Any, given: Sequence[Any]) -> Iterator[str]:
    places = [place for place, points in enumerate(given, 1) if not _is_whole(points, -MOST_POINTS, MOST_POINTS)]
    for place in places:
        yield f"Line {place} of the points needs a whole number of points, from −{MOST_POINTS} to {MOST_POINTS}."
    if not _is_whole(threshold, 1, HIGHEST_THRESHOLD):
        yield f"Say how many points it takes: a whole number from 1 to {HIGHEST_THRESHOLD}."
    elif not given:
        yield "Nothing gives points: add a line that does, or ask for none."
    elif len(given) > MOST_LINES:
        yield f"At most {MOST_LINES} lines give points."
    elif not places and (most := sum(points for points in given if points > 0)) < threshold:
        yield f"All lines together give {most} points, so no lead could reach {threshold}."


def _is_whole(number: Any, lowest: int, highest: int) -> bool:
    return type(number) is int and lowest <= number <= highest and number != 0


def _is_sentence(value: Any) -> bool:
    return value is None or (isinstance(value, str) and len(value) <= LONGEST_SENTENCE)
