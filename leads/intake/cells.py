"""From the cells of a row to the values of fields, as a spec says. No database."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from leads.intake import values
from leads.intake.dates import Reader
from leads.intake.fields import FIELDS, UNSURE, Field, Type
from leads.intake.mapping import FieldSpec, Spec
from leads.intake.reading import Row

Convert = Callable[[str], Any]

ATTRIBUTE_LIMIT = 10_000


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row does not go in: where, what stands there, and the reason in a sentence."""

    line: int
    column: str
    value: str
    reason: str


class Cells:
    """Reads the rows of one table by one spec. Every row stands alone: nothing is carried over from the one before."""

    def __init__(self, spec: Spec, header: Sequence[str]) -> None:
        known = FIELDS[spec.kind]
        index = {name: position for position, name in reversed(list(enumerate(header)))}
        self._empty = frozenset(text.casefold() for text in spec.empty)
        self._zone = ZoneInfo(spec.timezone) if spec.timezone else None
        dates = self._dates = Reader(spec.date_order, self._zone)
        # Most columns hold texts that are taken as they are; they are read without a call each.
        self._texts: list[tuple[int, str, int]] = []
        self._plan: list[tuple[int, str, Convert]] = []
        self._constants: dict[str, Any] = dict.fromkeys(known)
        for name, given in spec.fields.items():
            field, parse = known[name], _parser(known[name], spec, dates)
            if given.row:
                self._texts.append((len(header), name, field.limit))
            elif given.column and not self._empty and _is_plain(field, given):
                self._texts.append((index[given.column], name, field.limit))
            elif given.column:
                self._plan.append((index[given.column], name, _converter(field, given, parse, self._empty)))
            else:
                self._constants[name] = parse(given.constant)
        self._required = [(field, spec.fields[field.name].column) for field in known.values() if field.is_required]
        self._header = header
        self._columns = {name: given.column for name, given in spec.fields.items()}
        self._positions = {name: index[column] for name, column in self._columns.items() if column}

    def read(self, row: Row) -> tuple[dict[str, Any], list[Problem]]:
        """Return the value of every field (None: empty) and what is wrong with the row."""
        self._dates.odd.clear()
        found = self._constants.copy()
        problems: list[Problem] = []
        cells = row.cells
        for position, name, limit in self._texts:
            if text := cells[position].strip():
                found[name] = text
                if len(text) > limit:
                    problems.append(self.problem(row, name, text, str(values.too_long(limit))))
        for position, name, convert in self._plan:
            text = cells[position]
            try:
                found[name] = convert(text)
            except ValueError as error:
                problems.append(self.problem(row, name, text, str(error)))
                found[name] = _WRONG
        for field, column in self._required:
            if found[field.name] is None:
                problems.append(Problem(row.line, column, "", f"“{field.label}” is empty."))
        return found, problems

    @property
    def odd_times(self) -> Sequence[str]:
        """Of the row that was read last: for each time, whether it falls into the hour that is "skipped" or "twice"."""
        return self._dates.odd

    def future(self, row: Row, name: str, at: datetime, what: str = "This") -> Problem:
        """Return the problem of a time that has not come yet, with the instant by the clocks of the file's zone."""
        zone = self._zone or UTC
        position = self._positions.get(name)
        text = "" if position is None else row.cells[position]
        reason = f"{what} lies in the future: {at.astimezone(zone):%Y-%m-%d %H:%M} ({zone})."
        return self.problem(row, name, text, reason)

    def problem(self, row: Row, name: str, value: str, reason: str) -> Problem:
        return Problem(row.line, self.column(name), " ".join(value.split())[:200], reason)

    def column(self, name: str) -> str:
        """Return the column that a field is read from, or "" where it is the same in every row."""
        return self._columns.get(name, "")

    def is_empty(self, text: str) -> bool:
        return text.casefold() in self._empty


def _is_plain(field: Field, given: FieldSpec) -> bool:
    return field.type == Type.TEXT and not (field.has_values or given.values or given.blank)


# Stands for a value that could not be read, so that it is not called empty as well.
_WRONG: Any = ""


def _converter(known: Field, given: FieldSpec, parse: Convert, empty: frozenset[str]) -> Convert:
    """Return what turns a cell into the value of a field: empty texts, then the value map, then the type."""
    meanings = {text.strip().casefold(): meaning for text, meaning in given.values.items()}
    blank = parse(given.blank) if given.blank else UnknownState() if known.type == Type.ACTS else None
    # A state means what the mapping says and nothing else; other values may already be in our words.
    unknown = UnknownState if known.type == Type.ACTS else parse

    def convert(text: str) -> Any:
        text = text.strip()
        if not text or (empty and text.casefold() in empty):
            return blank
        if meanings and (meaning := meanings.get(text.casefold())) is not None:
            # Of acts, "nothing" is an answer; of anything else, it is an empty cell.
            return parse(meaning) if meaning or known.type == Type.ACTS else None
        return unknown(text)

    return _remembered(convert) if known.has_values or known.type in _FEW else convert


_FEW = {Type.RATING, Type.CHOICE, Type.YES_NO, Type.ACTS, Type.COUNT, Type.ZONE, Type.LENGTH}


def _remembered(convert: Convert) -> Convert:
    """Return the same function with a memory for columns that hold few different texts."""
    known: dict[str, Any] = {}

    def remembered(text: str) -> Any:
        if text in known:
            return known[text]
        if len(known) > 10_000:
            known.clear()
        value = known[text] = convert(text)
        return value

    return remembered


def _parser(known: Field, spec: Spec, dates: Reader) -> Convert:
    mark = spec.decimal_mark
    parsers: Mapping[Type, Convert] = {
        Type.INSTANT: dates,
        Type.COUNT: lambda text: values.count(text, mark),
        Type.NUMBER: lambda text: float(values.number(text, mark)),
        Type.MONEY: lambda text: values.money(text, mark),
        Type.RATING: lambda text: text if text == UNSURE else values.rating(text),
        Type.YES_NO: values.yes_or_no,
        Type.CHOICE: lambda text: _chosen(text, known.choices),
        Type.ACTS: lambda text: tuple(text.split()),
        Type.ZONE: values.zone,
        Type.LENGTH: lambda text: values.length(text, spec.length_unit, mark),
        Type.TEXT: lambda text: values.text_up_to(known.limit, text),
    }
    return parsers[known.type]


def _chosen(text: str, choices: Sequence[str]) -> str:
    folded = text.casefold().replace(" ", "_")
    if folded in choices:
        return folded
    raise values.NotAValue("Nothing says what this value stands for: say it in the mapping.")


class UnknownState(str):
    """A state that the mapping does not know: reported, never guessed."""

    __slots__ = ()
