"""At which hour of the day promises are missed: clocks by the local hour of their start, whole and by team."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import sqrt
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from leadgap.accounts.models import Role, Team
from leadgap.rates import Rate, SmallN
from sla.compliance.slices import By, names_of
from sla.compliance.table import promises_of
from sla.models import Clock, Promise

if TYPE_CHECKING:
    from leadgap.accounts.models import Organisation, User
    from leadgap.periods import Period
    from sla.querysets import ClockQuerySet

# The newest clocks that are looked at, so that the page stays quick however large the company.
AT_MOST = 50_000
# How far apart before and after must be to be spoken of: in standard errors, since every hour of every team is
# tried, and as shares.
SURE, WIDE = 4.0, 0.15

Counts = tuple[int, int]  # met, missed


@dataclass(frozen=True, slots=True)
class Turn:
    """The hour from which a team keeps its promises less often."""

    team: str
    hour: int
    before: Rate
    after: Rate


@dataclass(frozen=True, slots=True)
class Hour:
    """Clocks that started in one hour of the day: all, and by team in the order of the columns."""

    hour: int
    all: Rate
    teams: list[Rate]


@dataclass(frozen=True, slots=True)
class ByHour:
    """`teams` are the keys and names of the columns; `is_all` is False where only the newest clocks were read."""

    kind: str
    period: Period
    promise: Promise | None
    teams: list[tuple[int, str]]
    hours: list[Hour]
    turn: Turn | None
    is_all: bool
    clocks: int


def by_hour(
    user: User,
    *,
    promise_kind: str,
    period: Period,
    organisation: Organisation,
    now: datetime,
    only: Mapping[str, int] | None = None,
) -> ByHour:
    """Return how the decided clocks in this person's scope went, by the hour at which they started."""
    clocks = _decided(user, promise_kind, period, now, only or {})
    rows = list(
        clocks.values_list("started_at", "verdict", "team_id", "calendar_version__timezone").order_by("-started_at")[
            : AT_MOST + 1
        ]
    )
    counts = _counted(rows[:AT_MOST], organisation.timezone)
    teams = {} if user.role == Role.REP else names_of(By.TEAM, counts, user=user, organisation=organisation)
    columns = sorted(((int(key), name) for key, name in teams.items() if name), key=lambda column: column[1])
    small_n = SmallN(organisation.few, organisation.indicative)
    promises = promises_of(promise_kind, organisation, now)
    return ByHour(
        promise_kind,
        period,
        promises[0] if promises else None,
        columns,
        list(_hours(counts, columns, small_n)),
        turn_of({name: counts[key] for key, name in columns} or {"": _sum(counts.values())}, small_n),
        len(rows) <= AT_MOST,
        min(len(rows), AT_MOST),
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
    return clocks.filter(promise__kind=kind, **period.days("hand_off__day"))


def _counted(
    rows: Iterable[tuple[datetime, str, int | None, str | None]], zone: str
) -> defaultdict[int, dict[int, Counts]]:
    """Count met and missed by team and local hour. A clock of real time starts in the organisation's `zone`."""
    found = Counter(
        (team or 0, started_at.astimezone(ZoneInfo(name or zone)).hour, verdict == Clock.Verdict.MET)
        for started_at, verdict, team, name in rows
    )
    counts: defaultdict[int, dict[int, Counts]] = defaultdict(dict)
    for team, hour, _ in found:
        counts[team][hour] = (found[team, hour, True], found[team, hour, False])
    return counts


def _sum(parts: Iterable[Mapping[int, Counts]]) -> dict[int, Counts]:
    whole: dict[int, Counts] = {}
    for part in parts:
        for hour, (met, missed) in part.items():
            known = whole.get(hour, (0, 0))
            whole[hour] = (known[0] + met, known[1] + missed)
    return whole


def _hours(
    counts: Mapping[int, Mapping[int, Counts]], columns: list[tuple[int, str]], small_n: SmallN
) -> Iterable[Hour]:
    whole = _sum(counts.values())
    for hour in sorted(whole):
        teams = [_rate([counts[key].get(hour, (0, 0))], small_n) for key, _ in columns]
        yield Hour(hour, _rate([whole[hour]], small_n), teams)


def _rate(counts: Iterable[Counts], small_n: SmallN) -> Rate:
    met = missed = 0
    for each in counts:
        met, missed = met + each[0], missed + each[1]
    return Rate.of(met, met + missed, small_n)


def turn_of(teams: Mapping[str, Mapping[int, Counts]], small_n: SmallN) -> Turn | None:
    """The team and hour where "before" and "after" are furthest apart, the later the worse; None: nowhere for sure."""
    turns = [
        Turn(
            team,
            hour,
            _rate((each for at, each in counts.items() if at < hour), small_n),
            _rate((each for at, each in counts.items() if at >= hour), small_n),
        )
        for team, counts in teams.items()
        for hour in sorted(counts)[1:]
    ]
    sure = [turn for turn in turns if not (turn.before.label or turn.after.label) and _errors_apart(turn) >= SURE]
    wide = [turn for turn in sure if (turn.before.value or 0) - (turn.after.value or 0) >= WIDE]
    return max(wide, key=_errors_apart, default=None)


def _errors_apart(turn: Turn) -> float:
    """The difference of the two shares in standard errors, both taken together."""
    one, other = turn.before, turn.after
    pooled = (one.part + other.part) / (one.whole + other.whole)
    error = sqrt(pooled * (1 - pooled) * (1 / one.whole + 1 / other.whole))
    return ((one.value or 0) - (other.value or 0)) / error if error else 0.0
