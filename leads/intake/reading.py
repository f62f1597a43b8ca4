"""A delimited text file as rows of cells. Pure: no Django.

It streams: what is held in memory is one record, however long the file and its lines are. A line that cannot be read
is given as a `BadLine`, and reading goes on with the line after it.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from leadgap.ui.formats import number
from leads.intake.encoding import Encoding, Unreadable, check, detect
from leads.intake.lines import MAX_LINE, Lines, LineTooLong

DELIMITERS = (",", ";", "\t", "|")
DELIMITER_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
MAX_COLUMNS = 2_000
SNIFFED_LINES = 50
# What stands for a byte that is no character, where a file is read in spite of it.
_NO_CHARACTER = re.compile("[\udc80-\udcff]")


@dataclass(frozen=True, slots=True)
class Row:
    """One record: the line in which it begins, and a cell for each column of the header."""

    line: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that is no row of this table, and why."""

    line: int
    value: str
    reason: str


@dataclass(slots=True)
class Oddities:
    """What the file does that a table should not: how often, and in which line first."""

    counts: Counter[str] = field(default_factory=Counter)
    first: dict[str, int] = field(default_factory=dict)

    def note(self, what: str, line: int) -> None:
        self.counts[what] += 1
        self.first.setdefault(what, line)


class Table:
    """A file opened as a table: its header, then its rows, once. Close it, or use it in a `with`."""

    def __init__(self, path: Path, *, encoding: Encoding | None = None, delimiter: str = "") -> None:
        """Raise Unreadable where the file is no table: no text, no header, or too many columns."""
        if encoding is not None:
            check(path, encoding.codec)
        self.encoding = encoding or detect(path)
        self.bytes_total = path.stat().st_size
        self.oddities = Oddities()
        errors = "surrogateescape" if self.encoding.is_flawed else "strict"
        self._file: TextIO = path.open(encoding=self.encoding.codec, errors=errors, newline="")
        try:
            self._lines = Lines(self._file)
            self.delimiter = delimiter or self._sniff()
            self._skip_separator_line()
            self.header = self._read_header()
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Table:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    @property
    def bytes_read(self) -> int:
        """How much of the file is read, give or take what is buffered."""
        return self._file.buffer.tell()

    def rows(self) -> Iterator[Row | BadLine]:
        """Yield every row, and in its place every line that is none. Empty lines are skipped."""
        width = len(self.header)
        unnamed = [index for index, name in enumerate(self.header) if not name]
        for record in self._records():
            if isinstance(record, BadLine):
                yield record
                continue
            line, cells = record.line, record.cells
            if len(cells) == 1 < width:
                cells = self._unpacked(line, cells)
            if len(cells) != width:
                if len(cells) > width and any(map(str.strip, cells[width:])):
                    reason = f"This line has {number(len(cells))} values, the header has {number(width)} columns."
                    yield BadLine(line, _shortened(cells), reason)
                    continue
                if len(cells) == 1 and width > 2:
                    reason = f"This line holds one value, the header has {number(width)} columns."
                    yield BadLine(line, _shortened(cells), reason)
                    continue
                if len(cells) < width:
                    self.oddities.note("short", line)
                cells = [*cells[:width], *[""] * (width - len(cells))]
            if unnamed and any(cells[index].strip() for index in unnamed):
                self.oddities.note("unnamed", line)
            if cells[0].strip() or any(map(str.strip, cells)):
                yield record if cells is record.cells else Row(line, cells)

    def _records(self) -> Iterator[Row | BadLine]:
        """Yield what the lines hold, and those with a byte that is no character as bad ones."""
        if not self.encoding.is_flawed:
            yield from self._parsed()
            return
        for record in self._parsed():
            text = record.value if isinstance(record, BadLine) else self.delimiter.join(record.cells)
            if foreign := _NO_CHARACTER.search(text):
                byte = ord(foreign.group()) - 0xDC00
                reason = f"This line holds a byte (0x{byte:02X}) that is no character in {self.encoding.name}."
                yield BadLine(record.line, _NO_CHARACTER.sub("\ufffd", text)[:200], reason)
            else:
                yield record

    def _parsed(self) -> Iterator[Row | BadLine]:
        """Yield what the csv module makes of the lines; where it gives up, go on with the line after the first."""
        lines = self._lines
        reader = csv.reader(lines, delimiter=self.delimiter, strict=True)
        while True:
            lines.begin()
            line = lines.number + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except LineTooLong as error:
                where = "This line is" if lines.number == line else f"Lines {line} to {lines.number} are"
                yield BadLine(line, error.start, f"{where} longer than {number(MAX_LINE)} characters.")
            except csv.Error as error:
                value = lines.rewind()
                yield BadLine(line, value[:200].rstrip("\r\n"), _in_words(error))
            else:
                if cells:
                    yield Row(line, cells)

    def _unpacked(self, line: int, cells: list[str]) -> list[str]:
        """Return the cells of a row that another tool has saved whole, in quotes, as if it were one value."""
        if self.delimiter not in cells[0]:
            return cells
        try:
            inner = next(csv.reader([cells[0]], delimiter=self.delimiter, strict=True), cells)
        except csv.Error:
            return cells
        if len(inner) != len(self.header):
            return cells
        self.oddities.note("packed", line)
        return inner

    def _sniff(self) -> str:
        """Return the delimiter under which the first lines have the same number of columns, and the most."""
        sample = self._lines.peek(SNIFFED_LINES)
        if sample and sample[0].lower().startswith("sep=") and len(sample[0].strip()) == 5:
            return sample[0].strip()[4]

        def evenness(delimiter: str) -> tuple[float, int]:
            try:
                widths = [len(cells) for cells in csv.reader(sample, delimiter=delimiter) if cells]
            except csv.Error:
                return 0, 0
            if not widths or widths[0] < 2:
                return 0, 0
            return sum(width in (widths[0], 1) for width in widths) / len(widths), widths[0]

        best = max(DELIMITERS, key=evenness)
        return best if evenness(best) > (0, 0) else ","

    def _skip_separator_line(self) -> None:
        """Skip the line `sep=;`, by which Excel tells itself the delimiter."""
        first = self._lines.peek(1)
        if first and first[0].lower().startswith("sep=") and first[0].strip()[4:] == self.delimiter:
            next(self._lines)

    def _read_header(self) -> list[str]:
        record = next(self._records(), None)
        if record is None:
            raise Unreadable("The file is empty.")
        if isinstance(record, BadLine):
            raise Unreadable(f"The header cannot be read. {record.reason}")
        if len(record.cells) > MAX_COLUMNS:
            many, most = number(len(record.cells)), number(MAX_COLUMNS)
            raise Unreadable(f"The header has {many} columns; {most} is the most that is read.")
        names = [" ".join(name.split()) for name in record.cells]
        while len(names) > 1 and not names[-1]:
            names.pop()
        if not any(names):
            raise Unreadable("The first line is empty. It must hold the names of the columns.")
        if len(names) == 1 and self._is_title(names[0]):
            raise Unreadable(
                f"The first line, “{names[0][:80]}”, is a title: the lines below it hold more columns. Remove what "
                "stands above the names of the columns, and choose the file again."
            )
        return _told_apart(names)

    def _is_title(self, only: str) -> bool:
        """Whether most lines below a first line of one name hold more values than one, and it does not."""
        sample = self._lines.peek(SNIFFED_LINES)
        for delimiter in DELIMITERS:
            if delimiter in only:
                continue
            try:
                rows = [cells for cells in csv.reader(sample, delimiter=delimiter) if any(map(str.strip, cells))]
            except csv.Error:
                continue
            if sum(sum(map(bool, cells)) > 1 for cells in rows) * 2 > len(rows):
                return True
        return False


def refuse_empty(rows: Iterable[Row | BadLine]) -> None:
    """Raise Unreadable where a table, of which nothing has been read before these, has no rows."""
    if next(iter(rows), None) is None:
        raise Unreadable("The file holds the names of its columns and no rows. Export it again, with its rows.")


def _told_apart(names: Sequence[str]) -> list[str]:
    """Return the names, the second of two equal ones with a number behind it. Empty ones stay empty."""
    taken = set(names)
    seen: set[str] = set()
    told: list[str] = []
    for name in names:
        number, unique = 2, name
        while unique in seen or (unique != name and unique in taken):
            unique, number = f"{name} ({number})", number + 1
        if name:
            seen.add(unique)
        told.append(unique)
    return told


def _in_words(error: csv.Error) -> str:
    if "field larger" in str(error) or "unexpected end" in str(error):
        limit = number(csv.field_size_limit())
        return f"A quotation mark in this line is never closed, or a value is longer than {limit} characters."
    if "expected after" in str(error):
        return "There is text after a closing quotation mark; a quotation mark inside a value must be doubled."
    return "This line breaks the rules of CSV."


def _shortened(cells: Sequence[str]) -> str:
    return ", ".join(cells[:8])[:200]
