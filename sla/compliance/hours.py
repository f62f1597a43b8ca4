"""At which hour of the week promises are missed: clocks by the local weekday and hour of their start, and by team."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from leadgap.accounts.models import Role
from leadgap.accounts.naturally import naturally
from leadgap.rates import Rate, SmallN
from sla.compliance.promised import goals_of, promised
from sla.compliance.reading import Selection
from sla.compliance.slices import By, names_of, scopes_of
from sla.compliance.turns import Counts, Turn, rate_of, turn_of
from sla.compliance.wall import within_only
from sla.starts import SHAPE, counted
from sla.waivers.marks import waived

if TYPE_CHECKING:
    from leadgap.accounts.models import Organisation, User
    from leadgap.periods import Period

Week = NDArray[np.int64]  # clocks by weekday, 0 for Monday, hour of the day, and missed or met
MISSED, MET = 0, 1


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
    none for a single team.
    """

    kind: str
    period: Period
    goal: Decimal | None
    teams: list[tuple[int, str]]
    hours: list[Hour]
    week: list[Weekday]
    turn: Turn | None
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
    scope = scopes_of(user, By.SOURCE, organisation)[0]
    selection = Selection(promise_kind, scope, period, within_only(user, only or {}))
    by_team: defaultdict[int, Week] = defaultdict(lambda: np.zeros(SHAPE[:-1], np.int64))
    by_promise, under_waiver = Counter[int](), 0
    for (team, promise), found in _decided(selection, now, organisation.zone).items():
        week = found[..., 0] if without_waived else found.sum(axis=-1)
        by_team[team] += week
        by_promise[promise] += int(week.sum())
        under_waiver += int(found[..., 1].sum())
    whole = sum(by_team.values(), np.zeros(SHAPE[:-1], np.int64))
    teams = {} if user.role == Role.REP else names_of(By.TEAM, by_team, user=user, organisation=organisation)
    named = sorted(((int(key), name) for key, name in teams.items() if name), key=lambda column: naturally(column[1]))
    columns = named if len(named) > 1 else []
    small_n = SmallN(organisation.few, organisation.indicative)
    goals = goals_of(promised(promise_kind, period, organisation, now).judges(by_promise))
    of_hours = {name: _of_hours(by_team[key]) for key, name in named} or {"": _of_hours(whole)}
    return ByHour(
        promise_kind,
        period,
        goals[0] if len(goals) == 1 else None,
        columns,
        list(_hours(whole, [by_team[key] for key, _ in columns], small_n)),
        list(_week(whole, small_n)),
        turn_of(of_hours, small_n),
        int(whole.sum()),
        under_waiver,
    )


def _decided(selection: Selection, now: datetime, zone: ZoneInfo) -> Mapping[tuple[int, int], NDArray[np.int64]]:
    """Count the met and missed by team and promise, as `sla.starts` does; also what is due since facts were kept."""
    found = defaultdict(
        lambda: np.zeros(SHAPE, np.int64),
        {key: counted(starts) for key, (starts,) in selection.kept("starts", by="team").items()},
    )
    columns = ("hand_off_id", "promise_id", "number", "team_id", "started_at", "calendar_version__timezone")
    overdue = list(selection.overdue(now).values_list(*columns))
    are_waived = waived(*np.array([row[:3] for row in overdue], np.int64).reshape(-1, 3).T)
    for (_, promise, _, team, started_at, name), is_waived in zip(overdue, are_waived.tolist(), strict=True):
        local = started_at.astimezone(ZoneInfo(name) if name else zone)
        found[team or 0, promise][local.weekday(), local.hour, MISSED, int(is_waived)] += 1
    return found


def _of_hours(week: Week) -> dict[int, Counts]:
    """Return the met and missed of each hour of the day in which any clock started."""
    counts = week.sum(axis=0).tolist()
    return {hour: (each[MET], each[MISSED]) for hour, each in enumerate(counts) if any(each)}


def _span(counts: NDArray[np.int64]) -> range:
    """Return all places from the first to the last with any clocks: what lies between is empty, not left out."""
    known = np.flatnonzero(counts)
    return range(int(known[0]), int(known[-1]) + 1) if known.size else range(0)


def _hours(whole: Week, teams: list[Week], small_n: SmallN) -> Iterable[Hour]:
    for hour in _span(whole.sum(axis=(0, 2))):
        yield Hour(hour, _rate(whole[:, hour], small_n), [_rate(team[:, hour], small_n) for team in teams])


def _week(whole: Week, small_n: SmallN) -> Iterable[Weekday]:
    hours = _span(whole.sum(axis=(0, 2)))
    for day in _span(whole.sum(axis=(1, 2))):
        yield Weekday(day, [_rate(whole[day, hour], small_n) for hour in hours])


def _rate(some: Week, small_n: SmallN) -> Rate:
    missed, met = some.reshape(-1, 2).sum(axis=0).tolist()
    return rate_of([(met, missed)], small_n)
