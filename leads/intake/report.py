"""What came of an import: counts that add up, and notices of what a person should know. Pure: no Django.

The form in which it is stored is `as_json`; `sentences` says the notices in words.
"""

from __future__ import annotations

from bisect import insort
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from leadgap.ui.formats import number

SHOWN_LINES = 20
SHOWN_VALUES = 50
SHOWN_NAMES = 200

# The notices in the order in which they are told, of one and of many. {n} is how often, {values} which, {lines} where.
NOTICES = {
    "encoding": ("The file is not in UTF-8. It was read as {values}.",),
    "date_order": ("Nobody chose the order of the dates; {values} can only be read one way and proves it.",),
    "packed": (
        "1 line holds a whole row in one quoted value; it was unpacked ({lines}).",
        "{n} lines hold a whole row in one quoted value; they were unpacked ({lines}).",
    ),
    "short": (
        "1 line is shorter than the header; what is missing was read as empty ({lines}).",
        "{n} lines are shorter than the header; what is missing was read as empty ({lines}).",
    ),
    "unnamed": (
        "1 line has a value under a column without a name; it was left out ({lines}).",
        "{n} lines have a value under a column without a name; it was left out ({lines}).",
    ),
    "whole_day": (
        "1 hand-off has a day and no time; it was read as the beginning of that day ({lines}).",
        "{n} hand-offs have a day and no time; they were read as the beginning of that day ({lines}).",
    ),
    "skipped": (
        "1 time falls into the hour that is skipped when the clocks go forward ({lines}); it was read as if they had "
        "not gone forward yet, so that 02:30 is 03:30.",
        "{n} times fall into the hour that is skipped when the clocks go forward ({lines}); they were read as if they "
        "had not gone forward yet, so that 02:30 is 03:30.",
    ),
    "twice": (
        "1 time falls into the hour that comes twice when the clocks go back ({lines}); it was read as the first time.",
        "{n} times fall into the hour that comes twice when the clocks go back ({lines}); they were read as the first "
        "time.",
    ),
    "repeated": (
        "1 row says the same as an earlier row with the same id ({lines}).",
        "{n} rows say the same as an earlier row with the same id ({lines}).",
    ),
    "after_rejected": (
        "1 row has the same id as an earlier row that was rejected, and went in ({lines}).",
        "{n} rows have the same id as an earlier row that was rejected, and went in ({lines}).",
    ),
    "early": (
        "1 row is dated before its hand-off ({lines}). It is kept, and its time does not count: a touch is "
        "no touch then, an assignment or a pause holds from the hand-off on.",
        "{n} rows are dated before their hand-off ({lines}). They are kept, and their times do not count: a touch is "
        "no touch then, an assignment or a pause holds from the hand-off on.",
    ),
    "unknown_state": (
        "1 activity has a state that the mapping does not know: {values} ({lines}). "
        "It counts as neither touch nor pause.",
        "{n} activities have a state that the mapping does not know: {values} ({lines}). "
        "They count as neither touch nor pause.",
    ),
    "silent_state": ("States that say nothing by themselves: {values}.",),
    "unknown_reason": (
        "1 reason is not in the list of reasons, and stays on the lead as it is: {values}.",
        "{n} reasons are not in the list of reasons, and stay on the lead as they are: {values}.",
    ),
    "unknown_waiting_reason": (
        "1 reason is not in the list of reasons for waiting, and was left out: {values}.",
        "{n} reasons are not in the list of reasons for waiting, and were left out: {values}.",
    ),
    "parked": (
        "1 activity belongs to a hand-off that is not here yet. It waits for it ({lines}).",
        "{n} activities belong to hand-offs that are not here yet. They wait for them ({lines}).",
    ),
}


class CountsOfACall(Protocol):
    created: int
    updated: int
    unchanged: int
    leads_created: int
    leads_updated: int
    leads_unchanged: int
    events_created: int
    events_updated: int
    events_unchanged: int


_COUNTED = (
    "created",
    "updated",
    "unchanged",
    "leads_created",
    "leads_updated",
    "leads_unchanged",
    "events_created",
    "events_updated",
    "events_unchanged",
)


@dataclass(slots=True)
class Notice:
    """What happened how often, with the first lines of the file where it did, in their order."""

    count: int = 0
    lines: list[int] = field(default_factory=list)
    values: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class Report:
    """`rows` = rows that went in + `rejected` + `repeated`."""

    counts: Counter[str] = field(default_factory=Counter)
    notices: dict[str, Notice] = field(default_factory=dict)
    # Whether names that are not here are made. Otherwise their rows are rejected.
    may_create: bool = True
    # Names that were made, or that are missing where nothing may be made: how many of each kind, and the first of them.
    new: dict[str, int] = field(default_factory=dict)
    new_names: dict[str, list[str]] = field(default_factory=dict)
    # Owners whom nobody has matched to a person: how many, and the first of them.
    unmatched: int = 0
    unmatched_owners: list[str] = field(default_factory=list)

    def add(self, recorded: CountsOfACall) -> None:
        for name in _COUNTED:
            self.counts[name] += getattr(recorded, name)

    def note(self, code: str, line: int = 0, value: str = "", times: int = 1) -> None:
        notice = self.notices.setdefault(code, Notice())
        notice.count += times
        if line:
            insort(notice.lines, line)
            del notice.lines[SHOWN_LINES:]
        if value and (value in notice.values or len(notice.values) < SHOWN_VALUES):
            notice.values[value] += times

    def learn(self, kind: str, names: Iterable[str]) -> None:
        """Add names that were not there before."""
        for name in names:
            self.new[kind] = self.new.get(kind, 0) + 1
            shown = self.new_names.setdefault(kind, [])
            if len(shown) < SHOWN_NAMES:
                shown.append(name)

    def as_json(self) -> dict[str, Any]:
        return {
            "counts": dict(self.counts),
            "notices": {
                code: {"count": notice.count, "lines": notice.lines, "values": dict(notice.values)}
                for code, notice in self.notices.items()
            },
            "may_create": self.may_create,
            "new": self.new,
            "new_names": self.new_names,
            "unmatched": self.unmatched,
            "unmatched_owners": self.unmatched_owners,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Report:
        notices = {
            code: Notice(one["count"], list(one["lines"]), Counter(one["values"]))
            for code, one in data.get("notices", {}).items()
        }
        return cls(
            Counter(data.get("counts", {})),
            notices,
            bool(data.get("may_create", True)),
            dict(data.get("new", {})),
            dict(data.get("new_names", {})),
            int(data.get("unmatched", 0)),
            list(data.get("unmatched_owners", [])),
        )

    def sentences(self) -> Iterator[str]:
        """Yield the notices in words, in a fixed order."""
        for code, texts in NOTICES.items():
            if notice := self.notices.get(code):
                text = texts[0] if notice.count == 1 else texts[-1]
                yield text.format(n=number(notice.count), values=_values(notice), lines=_lines(notice))


def _values(notice: Notice) -> str:
    if notice.count == 1 and notice.values:
        return "".join(notice.values)
    return ", ".join(f"“{value}” {number(count)}" for value, count in notice.values.most_common())


def _lines(notice: Notice) -> str:
    more = ", …" if notice.count > len(notice.lines) else ""
    listed = ", ".join(str(line) for line in notice.lines)
    return f"line{'s' if notice.count > 1 else ''} {listed}{more}"
