"""What a file leaves open and a person must say: the order of its dates, the zone of its times."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from leads.intake.dates import NotADate, parts_of, proven_order
from leads.intake.fields import ACTIVITIES
from leads.intake.mapping import Spec
from leads.intake.reading import Row, Table


class Unanswered(Exception):
    """The file can be read in more than one way, and nobody said which. `questions` are sentences."""

    def __init__(self, questions: list[str]) -> None:
        self.questions = questions
        super().__init__(" ".join(questions))


@dataclass(slots=True)
class Open:
    """What the dates of a file need. `proof` is the text that can only be read in `order`."""

    has_open_dates: bool = False
    order: str = ""
    proof: str = ""
    has_local_times: bool = False
    example: str = ""


def look(table: Table, spec: Spec, *, rows: int | None = None) -> Open:
    """Read the dates of a table until they prove their order, or to the end (or the first `rows` of them)."""
    positions = [table.header.index(column) for column in spec.date_columns()]
    found = Open()
    if not positions:
        return found
    for row in islice(table.rows(), rows):
        if isinstance(row, Row):
            for position in positions:
                _look_at(row.cells[position].strip(), found)
            if found.order and found.has_local_times:
                break
    return found


def unanswered(found: Open, spec: Spec) -> list[str]:
    """Return the questions that the spec does not answer, each with its reason."""
    questions = []
    if found.has_open_dates and not (spec.date_order or found.order):
        questions.append(
            f"Is the day or the month first in “{found.example}”? The file does not say: choose the order of its dates."
        )
    if found.has_local_times and not spec.timezone:
        what = "activities" if spec.kind == ACTIVITIES else "hand-offs"
        questions.append(f"The times of the {what} have no zone. Choose the zone in which they were written.")
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
        if not found.has_open_dates:
            found.has_open_dates, found.example = True, text
        if not found.order and (order := proven_order(text)):
            found.order, found.proof = order, text
