"""At which hour of the week promises are missed: clocks by the local weekday and hour of their start, and by team."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

from leadgap.accounts.models import Role, Team
from leadgap.accounts.naturally import naturally
from leadgap.rates import Rate, SmallN
from sla.compliance.promised import goals_of, promised
from sla.compliance.slices import By, names_of
from sla.compliance.turns import Counts, Turn, rate_of, turn_of
from sla.models import Clock

if TYPE_CHECKING:
    from leadgap.accounts.models import Organisation, User
    from leadgap.periods import Period
    from sla.querysets import ClockQuerySet

# The newest clocks that are looked at, so that the page stays quick however large the company.
AT_MOST = 50_000
Key = TypeVar("Key")

NONE: Counts = (0, 0)
Start = tuple[int, int]  # weekday, 0 for Monday; hour of the day


@dataclass(frozen=True, slots=True)
class Hour:
    """Clocks that started in one hour of the day: all, and by team in the order of the columns."""

    hour: int
    all: Rate
    teams: list[Rate]


@dataclass(frozen=True, slots=True)
class Weekday:
    """Clocks that started on one day of the week, 0 for Monday, in each of `ByHour.hours`."""

    weekday: int
    hours: list[Rate]


@dataclass(frozen=True, slots=True)
class ByHour:
    """Every hour from the first in which a clock started to the last, and every weekday likewise.

    `goal` is the one by which all of them were judged, None of several. `teams` are the keys and names of the columns,
    none for a single team. `is_all` is False where only the newest clocks were read.
    """

    kind: str
    period: Period
    goal: Decimal | None
    teams: list[tuple[int, str]]
    hours: list[Hour]
    week: list[Weekday]
    turn: Turn | None
    is_all: bool
    clocks: int
    waived: int = 0  # of the clocks here, counted or left out as was asked


def by_hour(
    user: User,
    *,
    promise_kind: str,
    period: Period,
    organisation: Organisation,
    now: datetime,
    only: Mapping[str, int] | None = None,
    without_waived: bool = False,
) -> ByHour:
    """Return how the decided clocks in this person's scope went, by the hour at which they started."""
    decided = _decided(user, promise_kind, period, now, only or {})
    clocks = decided.counted(without_waived=without_waived)
    rows = list(
        clocks.values_list("started_at", "verdict", "team_id", "calendar_version__timezone", "promise_id").order_by(
            "-started_at"
        )[: AT_MOST + 1]
    )
    counts = _counted((row[:4] for row in rows[:AT_MOST]), organisation.timezone)
    whole, by_team = _sum(counts.values()), {team: _by_hour(each) for team, each in counts.items()}
    teams = {} if user.role == Role.REP else names_of(By.TEAM, counts, user=user, organisation=organisation)
    named = sorted(((int(key), name) for key, name in teams.items() if name), key=lambda column: naturally(column[1]))
    columns = named if len(named) > 1 else []
    small_n = SmallN(organisation.few, organisation.indicative)
    promises = promised(promise_kind, period, organisation, now)
    goals = goals_of(promises.judges(Counter(promise for *_, promise in rows[:AT_MOST])))
    return ByHour(
        promise_kind,
        period,
        goals[0] if len(goals) == 1 else None,
        columns,
        list(_hours(_by_hour(whole), by_team, columns, small_n)),
        list(_week(whole, small_n)),
        turn_of({name: by_team[key] for key, name in named} or {"": _by_hour(whole)}, small_n),
        len(rows) <= AT_MOST,
        min(len(rows), AT_MOST),
        decided.waived().count(),
    )


def _decided(user: User, kind: str, period: Period, now: datetime, only: Mapping[str, int]) -> ClockQuerySet:
    clocks = Clock.objects.visible_to(user).decided(now)
    if user.role == Role.REP:
        clocks = clocks.filter(scope=Clock.Scope.OWNER, owner__user=user)
    else:
        clocks = clocks.filter(scope=Clock.Scope.LEAD)
    if "team" in only:
        clocks = clocks.filter(team__in=Team.objects.with_below(only["team"]))
    if "source" in only:
        clocks = clocks.filter(hand_off__source=only["source"])
    if "segment" in only:
        clocks = clocks.of_segment(only["segment"])
    return clocks.filter(promise__kind=kind, **period.days("hand_off__day"))


def _counted(
    rows: Iterable[tuple[datetime, str, int | None, str | None]], zone: str
) -> defaultdict[int, dict[Start, Counts]]:
    """Count met and missed by team and local start. A clock of real time starts in the organisation's `zone`."""
    found = Counter(
        (team or 0, _start(started_at.astimezone(ZoneInfo(name or zone))), verdict == Clock.Verdict.MET)
        for started_at, verdict, team, name in rows
    )
    counts: defaultdict[int, dict[Start, Counts]] = defaultdict(dict)
    for team, start, _ in found:
        counts[team][start] = (found[team, start, True], found[team, start, False])
    return counts


def _start(local: datetime) -> Start:
    return local.weekday(), local.hour


def _sum(parts: Iterable[Mapping[Start, Counts]]) -> dict[Start, Counts]:
    return _added((start, counts) for part in parts for start, counts in part.items())


def _by_hour(counts: Mapping[Start, Counts]) -> dict[int, Counts]:
    return _added((hour, each) for (_, hour), each in counts.items())


def _added(counts: Iterable[tuple[Key, Counts]]) -> dict[Key, Counts]:
    whole: dict[Key, Counts] = {}
    for key, (met, missed) in counts:
        known = whole.get(key, NONE)
        whole[key] = (known[0] + met, known[1] + missed)
    return whole


def _span(places: Iterable[int]) -> range:
    """Return all places from the first to the last: what lies between is empty, not left out."""
    known = sorted(places)
    return range(known[0], known[-1] + 1) if known else range(0)


def _hours(
    whole: Mapping[int, Counts],
    teams: Mapping[int, Mapping[int, Counts]],
    columns: list[tuple[int, str]],
    small_n: SmallN,
) -> Iterable[Hour]:
    for hour in _span(whole):
        of_teams = [rate_of([teams[key].get(hour, NONE)], small_n) for key, _ in columns]
        yield Hour(hour, rate_of([whole.get(hour, NONE)], small_n), of_teams)


def _week(whole: Mapping[Start, Counts], small_n: SmallN) -> Iterable[Weekday]:
    hours = _span({hour for _, hour in whole})
    for day in _span({day for day, _ in whole}):
        yield Weekday(day, [rate_of([whole.get((day, hour), NONE)], small_n) for hour in hours])
