"""The lines of a text file, one at a time and none too long, with the way back within a record. Pure: no Django."""

from __future__ import annotations

from collections import deque
from itertools import islice
from typing import TextIO

MAX_LINE = 1 << 20


class LineTooLong(Exception):
    """A line is longer than MAX_LINE; `start` is how it begins."""

    def __init__(self, start: str) -> None:
        super().__init__()
        self.start = start


class Lines:
    """The lines of a file, none longer than MAX_LINE, with the way back to the second line of a record."""

    def __init__(self, file: TextIO) -> None:
        self._readline = file.readline
        self._waiting: deque[str] = deque()
        self._taken: list[str] = []
        self.number = 0

    def __iter__(self) -> Lines:
        return self

    def __next__(self) -> str:
        line = self._waiting.popleft() if self._waiting else self._readline(MAX_LINE + 1)
        if not line:
            raise StopIteration
        self.number += 1
        if len(line) > MAX_LINE:
            self._skip_rest(line)
            raise LineTooLong(line[:200])
        self._taken.append(line)
        return line

    def begin(self) -> None:
        """A new record begins with the next line."""
        self._taken.clear()

    def rewind(self) -> str:
        """Go back to the second line of the record, and return its first."""
        if not self._taken:
            return ""
        first, *others = self._taken
        self._waiting.extendleft(reversed(others))
        self.number -= len(others)
        return first

    def peek(self, count: int) -> list[str]:
        """Return the next lines without taking them, up to one that is too long."""
        while len(self._waiting) < count and (line := self._readline(MAX_LINE + 1)):
            self._waiting.append(line)
            if len(line) > MAX_LINE:
                break
        return [line for line in islice(self._waiting, count) if len(line) <= MAX_LINE]

    def _skip_rest(self, line: str) -> None:
        while line and not line.endswith(("\n", "\r")):
            line = self._readline(MAX_LINE + 1)
