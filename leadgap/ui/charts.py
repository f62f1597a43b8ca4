"""What a chart shows, as a value: made by a view, drawn by static/js/charts.js, and always written out as a table.

How to add one: build a Chart in the view, put `{% chart chart %}` in the template. The script and ECharts come along by
themselves, and only then.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from leadgap.ui import formats


class Kind(StrEnum):
    LINE = "line"
    BAR = "bar"
    STACKED = "stacked"


class Token(StrEnum):
    """The colours that a series may have: sides, verdicts, ink. Named as in static/css/tokens.css."""

    SALES = "sales"
    MARKETING = "marketing"
    MET = "met"
    MISSED = "missed"
    RUNNING = "running"
    ENDED = "ended"
    INK = "ink"
    SOFT = "soft"


class Unit(StrEnum):
    COUNT = "count"
    SHARE = "share"  # 0–1, written as per cent
    POINTS = "points"  # of the 1–5 scale
    SECONDS = "seconds"


class LengthsDiffer(ValueError):
    """A series has more or fewer values than the chart has categories."""


@dataclass(frozen=True, slots=True)
class Series:
    """One line or one colour of bars. A value of None is a gap, not a zero."""

    name: str
    token: Token
    values: Sequence[float | int | None]
    hrefs: Sequence[str] = ()  # where a click on each bar leads
    lows: Sequence[float | None] = ()  # the ends of each value's interval, drawn as a whisker
    highs: Sequence[float | None] = ()
    counts: Sequence[int | None] = ()  # the n of each value


@dataclass(frozen=True, slots=True)
class Cell:
    """One value as its table writes it."""

    text: str
    note: str = ""  # its interval and n
    href: str = ""


@dataclass(frozen=True)
class Chart:
    """`summary` is one sentence that says what the picture shows, for those who do not see it.

    `ticks` are the categories as the axis writes them, where their names are long. `goals` are what was promised in
    each category, the lowest first: several where versions of a promise meet in one. Where there is no one `goal` for
    all of them, they are drawn as steps.
    """

    title: str
    kind: Kind
    categories: Sequence[str]
    series: Sequence[Series]
    summary: str
    unit: Unit = Unit.COUNT
    category_label: str = ""
    goal: float | None = None  # the promise, drawn as a line across
    goal_at: int | None = None  # the place of the category in which it is promised, drawn as a line upright
    csv_url: str = ""
    ticks: Sequence[str] = ()
    goals: Sequence[Sequence[float]] = ()

    def __post_init__(self) -> None:
        n = len(self.categories)
        for series in self.series:
            optional = (series.hrefs, series.lows, series.highs, series.counts)
            if len(series.values) != n or any(column and len(column) != n for column in optional):
                raise LengthsDiffer(f"{series.name}: {n} values expected, one for each of {self.title}'s categories")
        if self.goals and len(self.goals) != n:
            raise LengthsDiffer(f"{n} goals expected, one for each of {self.title}'s categories")

    @property
    def is_empty(self) -> bool:
        return all(value is None for series in self.series for value in series.values)

    @property
    def is_promised(self) -> bool:
        """Whether a promise is drawn."""
        return self.goal is not None or any(self.goals)

    def rows(self) -> Iterator[tuple[str, list[Cell]]]:
        """The table: each category with the cells of all series, and what was promised in it last."""
        for index, category in enumerate(self.categories):
            promised = [Cell(self._promised[index])] if self.goals else []
            yield category, [*(cells[index] for cells in self._cells), *promised]

    def as_json(self) -> dict[str, Any]:
        """What charts.js needs, with every text already written."""
        return {
            "kind": self.kind,
            "unit": self.unit,
            "categories": list(self.categories),
            "ticks": list(self.ticks or self.categories),
            "goal": self.goal,
            "goalAt": self.goal_at,
            "goalText": formats.DASH if self.goal is None else write(self.goal, self.unit),
            "goals": [list(goals) for goals in self.goals],
            "goalTexts": self._promised,
            "series": [
                {
                    "name": series.name,
                    "token": series.token,
                    "values": list(series.values),
                    "texts": [_spoken(cell) for cell in cells],
                    "hrefs": list(series.hrefs),
                    "lows": list(series.lows),
                    "highs": list(series.highs),
                }
                for series, cells in zip(self.series, self._cells, strict=True)
            ],
        }

    @cached_property
    def _promised(self) -> list[str]:
        return [formats.goals(goals) for goals in self.goals]

    @cached_property
    def _cells(self) -> list[list[Cell]]:
        """Of each series those of all categories: the table and the picture say the same."""
        return [[self._cell(series, index) for index in range(len(self.categories))] for series in self.series]

    def _cell(self, series: Series, index: int) -> Cell:
        value = series.values[index]
        notes = []
        if value is not None and series.lows and series.highs:
            notes.append(write_interval(series.lows[index], series.highs[index], self.unit))
        if value is not None and series.counts:
            notes.append(f"n{formats.SPACE}{formats.number(series.counts[index])}")
        href = series.hrefs[index] if series.hrefs and value is not None else ""
        return Cell(write(value, self.unit), ", ".join(notes), href)


def write(value: float | int | None, unit: Unit) -> str:
    """A value in its unit."""
    if unit == Unit.SHARE:
        return formats.percent(value)
    if unit == Unit.SECONDS:
        return formats.duration(value)
    return formats.number(value, 2 if unit == Unit.POINTS else 0)


def write_interval(low: float | None, high: float | None, unit: Unit) -> str:
    """An interval in the unit of its value."""
    if unit == Unit.SHARE:
        return formats.percent_interval(low, high)
    return formats.interval(low, high, 2 if unit == Unit.POINTS else 0)


def _spoken(cell: Cell) -> str:
    return f"{cell.text} ({cell.note})" if cell.note else cell.text
