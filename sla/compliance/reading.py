"""Reading the facts: counted and their times joined by the database, whole weeks from their sums.

Facts say what the last sweep has written down. A clock that has become due since, a minute's worth while the sweep
runs, still stands there as running; it is looked up by the index of running clocks, and counts as missed. With it come
those that are due soon (`sla.soon`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db.models import F, Max, Min, Q, QuerySet

from sla.columns import Among, PreparedRows
from sla.compliance.figures import COUNTS, SECONDS, Figures
from sla.compliance.slices import By, Key, monday_of
from sla.compliance.sums import TIMED, Added, Joined, Pieces, Sums
from sla.judging.calendars import WALL_TIME, Calendars
from sla.judging.zones import Zones
from sla.models import CampaignFact, CampaignWeek, Clock, ClockFact, ClockWeek, Promise, RouteFact, RouteWeek
from sla.models.facts import Slice
from sla.soon import are_due_soon, near
from sla.timelines.windows import Seconds
from sla.waits import WAITING, counted_since
from sla.waivers.marks import waived
from sla.zone_keys import packed, unpacked

if TYPE_CHECKING:
    from leadgap.periods import Period
    from sla.querysets import ClockQuerySet

DAY, WEEK = timedelta(days=1), timedelta(days=7)
MANY = {By.CAMPAIGN, By.OWNER}  # hundreds of slices
# The sums of weeks and the facts of days, and which tell apart what a cut does, where these are not the usual ones.
Grain = tuple[type[Slice], type[Slice]]
CLOCKS: Grain = (ClockWeek, ClockFact)
ROUTES: Grain = (RouteWeek, RouteFact)
APART: Mapping[By, Grain] = {
    By.CAMPAIGN: (CampaignWeek, CampaignFact),
    By.FIRST_TEAM: ROUTES,
    By.ANSWERING_TEAM: ROUTES,
}

# Where a clock has what its fact has.
OF_CLOCKS: Mapping[str, str] = {
    "team": "team_id",
    "first_team": "hand_off__first_team_id",
    "answering_team": "hand_off__answering_team_id",
    "owner": "owner_id",
    "source": "hand_off__source_id",
    "campaign": "hand_off__campaign_id",
    "segment": "segment_id",
    "week": "hand_off__day",
}


@dataclass(frozen=True, slots=True)
class _Due:
    """A clock that is written down as running, and is overdue or due soon."""

    key: Key
    week: Key
    due: int
    calendar: int  # as facts name it
    promise: int
    is_overdue: bool
    is_waived: bool


@dataclass(frozen=True, slots=True)
class Selection:
    """Clocks of one promise kind, scope and period; `within` keeps those of some teams, owners or sources."""

    kind: str
    scope: str
    period: Period
    within: Mapping[str, Collection[int]]

    def read(
        self, by: By, now: datetime, calendars: Calendars, promises: Sequence[Promise], *, is_timed: bool = True
    ) -> tuple[dict[Key, Figures], dict[Key, Figures]]:
        """Return the figures of each slice, and the counts of each week without times. Eight queries at most.

        `promises` are all of the kind. Times are read unless said otherwise.
        """
        in_real_time = {each.pk for each in promises if not each.is_business_time}
        keys, grain, timed = [each.pk for each in promises], APART.get(by, CLOCKS), TIMED if is_timed else ()
        slices: defaultdict[Key, Sums] = defaultdict(Sums)
        weeks: defaultdict[Key, Sums] = defaultdict(Sums)
        column, n = "day" if by is By.WEEK else by.value, len(COUNTS)
        days = self._mondays_and_days()
        if by in MANY:
            # Slices times days would be thousands of rows.
            for key, promise, *sums in self._facts(days, keys, grain, (column, "promise"), COUNTS, timed):
                slices[key].add(promise, sums[:n], sums[n:], is_real=promise in in_real_time)
            for day, promise, *sums in self._facts(days, keys, grain, ("day", "promise"), COUNTS):
                weeks[key_of(day)].add(promise, sums)
        else:
            for key, day, promise, *sums in self._facts(days, keys, grain, (column, "day", "promise"), COUNTS, timed):
                counts = sums[:n]
                slices[key_of(key)].add(promise, counts, sums[n:], is_real=promise in in_real_time)
                weeks[key_of(day)].add(promise, counts)
        for each in self._due(by, {each.calendar_of for each in promises}, now, calendars):
            for sums_of in (slices[each.key], weeks[each.week]):
                if not each.is_overdue:
                    sums_of.soon += 1
                    continue
                sums_of.overdue += 1
                sums_of.by_promise[each.promise] += 1
                sums_of.overdue_waived += each.is_waived
                waiting = np.array((each.due, each.calendar, 0, 0), WAITING).tobytes()
                sums_of.pieces(each.promise in in_real_time).waiting.append(waiting)
        if is_timed:
            _wait_until(now, [pieces for each in slices.values() for pieces in (each.working, each.real)], calendars)
        return (
            {key: found.figures() for key, found in slices.items()},
            {key: found.figures() for key, found in weeks.items()},
        )

    def kept(
        self, *columns: str, by: str = "promise", grain: Grain = CLOCKS
    ) -> dict[tuple[int, int], tuple[bytes, ...]]:
        """Return what facts keep of single clocks in these columns, by `by` and the promise."""
        found: defaultdict[tuple[int, int], list[tuple[bytes, ...]]] = defaultdict(list)
        promises = list(Promise.objects.filter(kind=self.kind).order_by().values_list("pk", flat=True))
        for key, promise, *times in self._facts(
            self._mondays_and_days(), promises, grain, (by, "promise"), joined=columns
        ):
            found[key, promise].append(tuple(times))
        return {key: tuple(map(b"".join, zip(*parts, strict=True))) for key, parts in found.items()}

    def since(self, at_least: int, promises: Sequence[int]) -> date | None:
        """Return from which day on there are so many decided clocks of these promises, by facts; None where that is all
        of them.
        """
        decided: Counter[date] = Counter()
        for day, met, missed in self._facts(self._mondays_and_days(), promises, CLOCKS, ("day",), ("met", "missed")):
            decided[day] += met + missed
        for day in sorted(decided, reverse=True)[:-1]:
            at_least -= decided[day]
            if at_least <= 0:
                return day
        return None

    def clocks(self) -> ClockQuerySet:
        """Return the clocks behind the facts, as they are now."""
        clocks = Clock.objects.filter(promise__kind=self.kind, scope=self.scope, **self.period.days("hand_off__day"))
        for name, keys in self.within.items():
            none = Q(**{OF_CLOCKS[name]: None}) if 0 in keys else Q()
            clocks = clocks.filter(Q(**{f"{OF_CLOCKS[name]}__in": keys}) | none)
        return clocks.order_by()

    def overdue(self, now: datetime) -> ClockQuerySet:
        """Return those that facts still count as running though they are past due."""
        # Named by their keys: PostgreSQL guesses that far more of them are due, and reads every hand-off for that.
        found = Clock.objects.filter(scope=self.scope).overdue(now).order_by().values_list("pk", flat=True)
        return self.clocks().filter(Among("pk", found))

    def _facts(
        self,
        mondays_and_days: tuple[list[date], list[date]],
        promises: Collection[int],
        grain: Grain,
        by: tuple[str, ...],
        counted: tuple[str, ...] = (),
        joined: tuple[str, ...] = (),
    ) -> Iterator[tuple[Any, ...]]:
        """Yield the columns of `by`, and what these come to: of weeks from their sums, of days from their facts."""
        # The promises by key and the days one by one: then the index finds them, whatever PostgreSQL guesses.
        given: dict[str, Any] = {"promise": promises, **self.within}
        scope = self.scope if grain == CLOCKS else ""  # the others are all of lead clocks
        for model, days in zip(grain, mondays_and_days, strict=True):
            if days:
                yield from _sums(model, scope, tuple(given), by, counted, joined).of(day=days, **given)

    def _mondays_and_days(self) -> tuple[list[date], list[date]]:
        start, end = self.period.start, self.period.end
        if start is None or end is None:
            known = ClockWeek.objects.aggregate(first=Min("day"), last=Max("day"))
            start = start or known["first"]
            end = end or (known["last"] and known["last"] + WEEK)
            if start is None or end is None:
                return [], []
        first, last = monday_of(start + 6 * DAY), monday_of(end)
        if first >= last:
            return [], list(_every(DAY, start, end))
        return list(_every(WEEK, first, last)), [*_every(DAY, start, first), *_every(DAY, last, end)]

    def _due(self, by: By, calendars_of: Collection[str], now: datetime, calendars: Calendars) -> Iterator[_Due]:
        """Yield what is written down as running, and overdue or due soon."""
        # Named by their keys: PostgreSQL guesses that far more of them are due, and reads every hand-off for that.
        running = Clock.objects.filter(scope=self.scope, verdict=Clock.Verdict.RUNNING, due_at__isnull=False)
        found = running.filter(near(calendars_of, now=now, calendars=calendars)).order_by().values_list("pk", flat=True)
        columns = (F(OF_CLOCKS[by]), "hand_off__day", "due_at", "hand_off_id", "promise_id", "calendar_version_id")
        rows = list(self.clocks().filter(Among("pk", found)).values_list(*columns, "number"))
        if not rows:
            return
        ids, promises, versions, numbers = (np.array([row[at] or 0 for row in rows], np.int64) for at in range(3, 7))
        due = np.array([int(row[2].timestamp()) for row in rows], np.int64)
        on = np.where(versions, versions, WALL_TIME)
        zones = Zones.of_clocks(ids, promises, on) if Promise.CalendarOf.LEAD in calendars_of else None
        is_overdue = due < int(now.timestamp())
        is_due = is_overdue | are_due_soon(due, calendars.read_in(on, zones), now=now, calendars=calendars)
        names = packed(versions, zones).tolist()
        is_waived = np.zeros(due.size, np.bool_)
        if is_overdue.any():
            is_waived[is_overdue] = waived(*(column[is_overdue] for column in (ids, promises, numbers)))
        for place in np.flatnonzero(is_due).tolist():
            key, day, _, _, promise, *_ = rows[place]
            yield _Due(
                key_of(key or 0),
                key_of(day),
                int(due[place]),
                names[place],
                promise,
                is_overdue=bool(is_overdue[place]),
                is_waived=bool(is_waived[place]),
            )


@lru_cache(maxsize=256)  # by every cut, of all whose walls differ: some dozens
def _sums(
    model: type[Slice],
    scope: str,
    within: tuple[str, ...],
    by: tuple[str, ...],
    counted: tuple[str, ...],
    joined: tuple[str, ...],
) -> PreparedRows:
    """Return what reads sums of facts in these days, and of keys in the columns `within`."""
    only = {"scope": scope} if scope else {}
    sums = {f"sum_{name}": Added(name) for name in counted} | {f"all_{name}": Joined(name) for name in joined}

    def build(**given: Any) -> QuerySet[Any]:
        chosen = [Among(name, values) for name, values in given.items()]
        rows = model._default_manager.filter(*chosen, **only).order_by()
        return rows.values_list(*map(F, by)).annotate(**sums)

    return PreparedRows(build, ("day", *within))


def seconds_by(now: datetime, kept: bytes, name: str, calendars: Calendars) -> Seconds:
    """Return what `late` or `waited` of clocks that wait, as facts keep them, has come to."""
    waiting = np.frombuffer(kept, WAITING)
    if not waiting.size:
        return np.zeros(0, np.int64)
    # Thousands of clocks go by a few calendars.
    few, which = np.unique(waiting["calendar"], return_inverse=True)
    versions, zones = unpacked(few.astype(np.int64))
    keys = calendars.read_in(np.where(versions, versions, WALL_TIME), zones)[which]
    return waiting[name] + counted_since(waiting, calendars.together(keys), int(now.timestamp()))


def _wait_until(now: datetime, slices: Sequence[Pieces], calendars: Calendars) -> None:
    """Count how late each clock that waits is by now: those of all slices at once."""
    pieces = [b"".join(each.waiting) for each in slices]
    if not any(pieces):
        return
    late = seconds_by(now, b"".join(pieces), "late", calendars).astype(SECONDS)
    ends = np.cumsum([len(piece) // WAITING.itemsize for piece in pieces])[:-1]
    for each, some in zip(slices, np.split(late, ends), strict=True):
        each.lates.append(some.tobytes())


def _every(step: timedelta, start: date, end: date) -> Iterator[date]:
    while start < end:
        yield start
        start += step


@lru_cache(maxsize=2048)  # a year of days is asked for in each of twenty slices
def key_of(value: int | date) -> Key:
    """Return a slice's key: a week is named by its Monday."""
    return value if isinstance(value, int) else monday_of(value).isoformat()
