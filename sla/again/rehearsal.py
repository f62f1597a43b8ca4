"""What another judgement would change, counted before anybody decides. It is the judge's own work, and not written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from leadgap.rates import Rate
from sla.arrays import Flags, Rows
from sla.calendars import NEVER
from sla.clocks import Verdict
from sla.judging.reading import Batch, read
from sla.judging.stored import VERDICTS, Stored
from sla.judging.terms import Agreement
from sla.judging.working import Judged, work_out
from sla.kinds import Kinds
from sla.models import Clock, Promise
from sla.timelines.windows import Seconds

BATCH = 10_000
_DECIDED = (Verdict.MET, Verdict.MISSED)


@dataclass(frozen=True, slots=True)
class Flip(Kinds):
    """A clock that is met or missed now, and something else by the other judgement: the other of both, or undone."""

    hand_off: int
    kind: str
    scope: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Line(Kinds):
    """The clocks of one kind and scope, rated over the hand-offs judged anew. Overdue is missed, before as after.

    `moved` are open clocks, neither met nor missed, that will be due at another time or get a verdict; `moved_missed`
    of them are missed afterwards. `undone` were met or missed, and are neither afterwards. `newly` have a clock only
    afterwards, `no_longer` only before.
    """

    kind: str
    scope: str
    before: Rate
    after: Rate
    newly_met: int
    newly_missed: int
    moved: int
    moved_missed: int
    undone: int
    newly: int
    no_longer: int


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """`hand_offs` were looked at; `is_all` is False where there were more. The flips are the newest first."""

    hand_offs: int
    is_all: bool
    lines: list[Line]
    flips: list[Flip]

    def total(self, name: str) -> int:
        return sum(getattr(line, name) for line in self.lines)

    @property
    def flipped(self) -> int:
        return self.total("newly_met") + self.total("newly_missed")

    @property
    def clocks(self) -> int:
        """How many change, each counted once."""
        return sum(map(self.total, ("newly_met", "newly_missed", "moved", "undone", "newly", "no_longer")))

    @property
    def changes_something(self) -> bool:
        return self.clocks > 0


def rehearse(ids: list[int], agreement: Agreement, *, anew: set[int], now: datetime, is_all: bool = True) -> Rehearsal:
    """Judge hand-offs by this agreement and compare with the clocks that they have.

    Those in `anew` are judged as if they had never been; of the others what is closed keeps its working time.
    """
    counts: Counter[tuple[str, str, str]] = Counter()
    flips: list[Flip] = []
    for before, after in _judged(sorted(ids), agreement, anew, int(now.timestamp())):
        _compare(before, after, anew, counts, flips)
    names = dict.fromkeys((kind, scope) for kind, scope, _ in sorted(counts))
    lines = [_line(kind, scope, counts) for kind, scope in names]
    return Rehearsal(len(ids), is_all, lines, flips[::-1])


@dataclass(frozen=True, slots=True)
class _Told:
    """Clocks by what tells them apart, in order: hand-off by key, kind, number."""

    name: Seconds
    hand_off: Seconds
    kind: Seconds
    number: Seconds
    due: Seconds
    verdict: Seconds


def _judged(ids: list[int], agreement: Agreement, anew: set[int], now: int) -> Iterator[tuple[_Told, _Told]]:
    kinds = dict(Promise.objects.order_by().values_list("pk", "kind"))
    for start in range(0, len(ids), BATCH):
        batch = read(ids[start : start + BATCH], agreement.asked_for)
        stored = Stored.read(batch.ids)
        free = np.isin(batch.ids, list(anew))

        def pins(
            hand_off: Rows, promise: Promise, *of_clocks: Seconds, stored: Stored = stored, free: Flags = free
        ) -> Seconds:
            return np.where(free[hand_off], NEVER, stored.pins(hand_off, promise, *of_clocks))

        after = work_out(batch, agreement, now=now, pins=pins)
        yield _told(batch, stored.clocks, kinds, now), _told(batch, after, kinds, now)


def _told(batch: Batch, clocks: Judged, kinds: dict[int, str], now: int) -> _Told:
    all_kinds: list[str] = Promise.Kind.values
    keys, places = np.unique(clocks.promise, return_inverse=True)
    kind = np.array([all_kinds.index(kinds[key]) for key in keys.tolist()], np.int64)[places]
    is_overdue = (clocks.verdict == Verdict.RUNNING) & (clocks.due < now)
    name = (clocks.hand_off.astype(np.int64) << 40) | (kind << 20) | clocks.number
    order = np.argsort(name)
    verdict = np.where(is_overdue, Verdict.MISSED, clocks.verdict)
    columns = (name, batch.ids[clocks.hand_off], kind, clocks.number, clocks.due, verdict)
    return _Told(*(column[order] for column in columns))


def _compare(
    before: _Told, after: _Told, anew: set[int], counts: Counter[tuple[str, str, str]], flips: list[Flip]
) -> None:
    _, old, new = np.intersect1d(before.name, after.name, assume_unique=True, return_indices=True)
    was, will = before.verdict[old], after.verdict[new]
    is_flip = np.isin(was, _DECIDED) & np.isin(will, _DECIDED) & (was != will)
    was_open = ~np.isin(was, _DECIDED)
    is_moved = was_open & ((was != will) | ((was == Verdict.RUNNING) & (before.due[old] != after.due[new])))
    only_old, only_new = (np.ones(told.name.size, np.bool_) for told in (before, after))
    only_old[old], only_new[new] = False, False
    is_undone = ~was_open & ~np.isin(will, _DECIDED)

    for told, when in ((before, "before"), (after, "after")):
        is_anew = np.isin(told.hand_off, list(anew))
        _count(counts, told, is_anew & (told.verdict == Verdict.MET), f"met_{when}")
        _count(counts, told, is_anew & np.isin(told.verdict, _DECIDED), f"decided_{when}")
    _count(counts, after, new[is_flip & (will == Verdict.MET)], "newly_met")
    _count(counts, after, new[is_flip & (will == Verdict.MISSED)], "newly_missed")
    _count(counts, after, new[is_moved], "moved")
    _count(counts, after, new[is_moved & (will == Verdict.MISSED)], "moved_missed")
    _count(counts, after, new[is_undone], "undone")
    _count(counts, after, only_new, "newly")
    _count(counts, before, only_old, "no_longer")
    other = is_flip | is_undone
    for row, verdict in zip(new[other].tolist(), was[other].tolist(), strict=True):
        kind, scope = _kind_and_scope(int(after.kind[row]), bool(after.number[row]))
        flips.append(Flip(int(after.hand_off[row]), kind, scope, VERDICTS[verdict], VERDICTS[int(after.verdict[row])]))


def _count(counts: Counter[tuple[str, str, str]], told: _Told, rows: Rows | Flags, what: str) -> None:
    of_owner = (told.number[rows] > 0).astype(np.int64)
    pairs, numbers = np.unique(told.kind[rows] * 2 + of_owner, return_counts=True)
    for pair, number in zip(pairs.tolist(), numbers.tolist(), strict=True):
        counts[(*_kind_and_scope(pair // 2, bool(pair % 2)), what)] += number


def _kind_and_scope(kind: int, is_owners: bool) -> tuple[str, str]:
    return Promise.Kind.values[kind], (Clock.Scope.OWNER if is_owners else Clock.Scope.LEAD).value


def _line(kind: str, scope: str, counts: Counter[tuple[str, str, str]]) -> Line:
    def number(what: str) -> int:
        return counts[kind, scope, what]

    names: Iterable[str] = ("newly_met", "newly_missed", "moved", "moved_missed", "undone", "newly", "no_longer")
    return Line(
        kind,
        scope,
        Rate.of(number("met_before"), number("decided_before")),
        Rate.of(number("met_after"), number("decided_after")),
        **{name: number(name) for name in names},
    )
