"""What differs between two texts, word by word inside a paragraph. Pure: no Django, no database."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "added", "removed", "changed"]
Part = tuple[Kind, str]

_WORD = re.compile(r"\S+")
# Paragraphs that have less than this in common are two, and are shown whole.
ALIKE = 0.5
# Fewer words than these between two changes are read as part of one.
APART = 3


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A paragraph of two texts, in parts of which each is "same", "added" or "removed". Only a changed one has many."""

    kind: Kind
    parts: Sequence[Part]


def changes(before: str, after: str) -> list[DiffLine]:
    """Return the paragraphs of two texts with what changed marked, in the order of the second."""
    old, new = (list(filter(None, text.splitlines())) for text in (before, after))
    return list(_lines(old, new))


def _lines(old: Sequence[str], new: Sequence[str]) -> Iterator[DiffLine]:
    for what, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            yield from (_whole("same", line) for line in new[j1:j2])
        else:
            yield from _replaced(old[i1:i2], new[j1:j2])


def _replaced(old: Sequence[str], new: Sequence[str]) -> Iterator[DiffLine]:
    """Compare each new paragraph with the old one that is most like it; the others are added or removed whole."""
    for line in new:
        likest = max(old, key=lambda other: _ratio(other, line), default="")
        if _ratio(likest, line) < ALIKE:
            yield _whole("added", line)
        else:
            at = old.index(likest)
            yield from (_whole("removed", gone) for gone in old[:at])
            yield DiffLine("changed", list(_parts(likest, line)))
            old = old[at + 1 :]
    yield from (_whole("removed", gone) for gone in old)


def _whole(kind: Kind, line: str) -> DiffLine:
    return DiffLine(kind, [(kind, line)])


def _ratio(before: str, after: str) -> float:
    return SequenceMatcher(None, _words(before), _words(after), autojunk=False).ratio()


def _parts(before: str, after: str) -> Iterator[Part]:
    old, new = _words(before), _words(after)
    gone, come = 0, 0  # up to where they have been shown
    for i, j, size in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
        is_between = i > 0 and j > 0 and i + size < len(old) and j + size < len(new)
        if size < APART and is_between:
            continue
        found: list[tuple[Kind, list[str]]] = [
            ("removed", old[gone:i]),
            ("added", new[come:j]),
            ("same", new[j : j + size]),
        ]
        yield from ((kind, " ".join(words)) for kind, words in found if words)
        gone, come = i + size, j + size


def _words(text: str) -> list[str]:
    return _WORD.findall(text)
