"""What a file leaves open and a person must say: the order of its dates, the zone of its times, the unit of lengths."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from leads.intake.dates import NotADate, orders_of, parts_of, proven_order
from leads.intake.fields import ACTIVITIES
from leads.intake.mapping import Spec
from leads.intake.reading import Row, Table
from leads.intake.values import needs_unit


class Question(NamedTuple):
    """What a person must say: the field of the spec that is open, and the question as a sentence."""

    about: str
    text: str


class Unanswered(Exception):
    """The file can be read in more than one way, and nobody said which."""

    def __init__(self, questions: list[Question]) -> None:
        self.questions = questions
        super().__init__(" ".join(question.text for question in questions))


# Rows that are still looked at once a date has proved the order of all: whether another one contradicts it.
DOUBTED = 10_000


@dataclass(slots=True)
class Open:
    """What the dates and the lengths of a file need.

    `proof` is the text that can only be read in `order`, `contradiction` one that can only be read in the other,
    `length` one that can be read in any unit.
    """

    has_open_dates: bool = False
    order: str = ""
    proof: str = ""
    contradiction: str = ""
    has_local_times: bool = False
    example: str = ""
    length: str = ""


def is_settled(spec: Spec) -> bool:
    """Whether the spec leaves nothing open that a file could ask."""
    return bool(spec.date_order and spec.timezone and (spec.length_unit or not spec.length_column()))


def look(table: Table, spec: Spec, *, rows: int | None = None) -> Open:
    """Read the dates of a table until they have proved their order, or to the end (or the first `rows` of them).

    Its lengths are read until one needs a unit.
    """
    positions = [table.header.index(column) for column in spec.date_columns()]
    lengths = table.header.index(spec.length_column()) if spec.length_column() and not spec.length_unit else None
    found = Open()
    if not positions and lengths is None:
        return found
    doubted = 0
    for row in islice(table.rows(), rows):
        if isinstance(row, Row):
            for position in positions:
                _look_at(row.cells[position].strip(), found)
            if lengths is not None and needs_unit(text := row.cells[lengths].strip(), spec.decimal_mark):
                found.length, lengths = text, None
            doubted += bool(found.order)
            if lengths is None and found.has_local_times and (found.contradiction or doubted >= DOUBTED):
                break
    return found


def unanswered(found: Open, spec: Spec) -> list[Question]:
    """Return the questions that the spec does not answer, each with its reason."""
    questions = []
    if found.contradiction and not spec.date_order:
        day, month = sorted((found.proof, found.contradiction), key=lambda text: proven_order(text) != "dmy")
        text = (
            f"The dates contradict one another: “{day}” begins with the day, “{month}” with the month. "
            "Choose the order; the rows of the other kind will be rejected."
        )
        questions.append(Question("date_order", text))
    elif found.has_open_dates and not (spec.date_order or found.order):
        text = (
            f"Is the day or the month first in “{found.example}”? The file does not say: choose the order of its dates."
        )
        questions.append(Question("date_order", text))
    if found.has_local_times and not spec.timezone:
        what = "activities" if spec.kind == ACTIVITIES else "hand-offs"
        text = f"The times of the {what} have no zone. Choose the zone in which they were written."
        questions.append(Question("timezone", text))
    if found.length and not spec.length_unit:
        text = (
            f"Is “{found.length}” in seconds, minutes or milliseconds? The file does not say: choose the unit of its "
            "lengths."
        )
        questions.append(Question("length_unit", text))
    return questions


def _look_at(text: str, found: Open) -> None:
    if not text or (text[4:5] == "-" and text.endswith("Z")):  # asks nothing, and is the common case
        return
    try:
        parts = parts_of(text)
    except NotADate:
        return
    if parts.offset is None:
        found.has_local_times = True
    if not parts.order:
        possible = orders_of(parts)
        if possible and not found.has_open_dates:
            found.has_open_dates, found.example = True, text
        if len(possible) == 1 and not found.order:
            found.order, found.proof = possible[0], text
        elif len(possible) == 1 and possible[0] != found.order and not found.contradiction:
            found.contradiction = text
