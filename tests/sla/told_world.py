"""The world in which it is told: whose hours count, and whose of them change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any

import numpy as np

from leadgap.accounts.models import Owner
from leads.journal import EventRecord
from leads.models import HandOff
from sla.calendars import BusinessCalendar
from sla.models import Calendar, TeamCalendar
from tests.factories import AgreementFactory, CalendarFactory, OwnerFactory, PromiseFactory, SystemFactory, TeamFactory
from tests.sla.clocks_by_hand import Made
from tests.sla.hours_by_hand import open_minutes
from tests.sla.tellings import DAY, DAYS, Promises, Said, Told, standing
from tests.sla.world import event, hand_over, tell

BEGINS = (datetime(2026, 3, 21, tzinfo=UTC), datetime(2026, 10, 17, tzinfo=UTC))
END = 32 * DAY
OFFICE = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), [["09:00", "17:00"]])
SHORT = dict.fromkeys(("mon", "wed", "fri", "sun"), [["10:00", "14:00"]])
# Of the agreement, of a team with half-hour time, of one that rests on Friday and Saturday, of an owner who is away.
HOURS = {
    "agreement": {"timezone": "Europe/Berlin", "weekly": OFFICE},
    "kolkata": {"timezone": "Asia/Kolkata", "weekly": dict.fromkeys(OFFICE, [["09:30", "13:00"], ["13:45", "18:15"]])},
    "jerusalem": {
        "timezone": "Asia/Jerusalem",
        "weekly": dict.fromkeys(("sun", "mon", "tue", "wed", "thu"), [["08:30", "16:30"]]),
    },
    "away": {
        "timezone": "Europe/Berlin",
        "weekly": OFFICE,
        "time_off": [
            {"from": "2026-03-26T12:00", "until": "2026-03-31T00:00", "name": ""},
            {"from": "2026-10-22T12:00", "until": "2026-10-27T10:00", "name": ""},
        ],
    },
}
TEAMS, AWAY = ("agreement", "kolkata", "jerusalem", "agreement"), 3  # of the owners, and which of them is away


@dataclass
class World:
    """Four owners: of a team that keeps the agreement's hours, of two that keep their own, and one who is away."""

    begin: datetime
    changed: str  # whose hours change
    changed_at: int
    calendars: dict[str, Calendar]
    owners: list[Owner]
    promised_from: int  # in which minute the first agreement was signed
    rated: Said  # of another lead, by Sales

    @classmethod
    def made(cls, begin: datetime, changed: str, changed_at: int, promised_from: int, rated: Said) -> World:
        SystemFactory(touches_from=None, attempts_from=None, decisions_from=None, ratings_from=None, replies_from=None)
        calendars = {name: calendar(HOURS[name]) for name in ("agreement", "kolkata", "jerusalem")}
        teams = {name: TeamFactory() for name in calendars}
        for name in ("kolkata", "jerusalem"):
            TeamCalendar.objects.create(team=teams[name], calendar=calendars[name])
        owners = [OwnerFactory(team=teams[name]) for name in TEAMS]
        calendars["away"] = calendar(HOURS["away"], owner=owners[AWAY], follows=calendars["agreement"])
        return cls(begin, changed, changed_at, calendars, owners, promised_from, rated)

    def instant(self, minute: int) -> datetime:
        return self.begin + timedelta(minutes=minute)

    def agree(self, promises: Promises, **fields: Any) -> None:
        version = AgreementFactory(calendar=self.calendars["agreement"], is_spread=False, **fields)
        for made, whose in promises:
            PromiseFactory(
                version=version,
                kind=made.kind,
                target=made.days or made.target // 60,
                unit="days" if made.days else "hours" if whose else "wall_hours",
                calendar_of=whose or "team",
                starts=made.starts,
                stops=made.stops,
                paused_by=made.paused_by,
                paused_for=list(made.paused_for),
                paused_in=list(made.paused_in),
                attempts=made.attempts if made.kind == "attempts" else None,
            )

    def hand_over(self, told: Told) -> HandOff:
        return hand_over(at=self.instant(told.handed_off), now=self.instant(END), timezone=told.zone)

    def tell(self, said: list[tuple[HandOff, Said]]) -> None:
        """Tell the journal of events in their order, in as few calls as that takes."""
        for hand_off, some in groupby(said, key=itemgetter(0)):
            tell(hand_off, *(self._event(hand_off, each) for _, each in some), now=self.instant(END))

    def _event(self, hand_off: HandOff, each: Said) -> Callable[[str], EventRecord]:
        said = dict(each.fields)
        if each.kind == "assigned":
            owner = self.owners[said.pop("owner")]
            said |= {"owner_id": owner.pk, "team_id": owner.team_id}
        elif each.kind == "voided":
            said["voids"] = f"{hand_off.pk} {said['voids']}"
        return event(each.kind, self.instant(each.at), key=f"{hand_off.pk} {each.kind} {each.at}", **said)

    def is_asked(self, told: Told, until: int, is_after: bool) -> bool:
        """Whether Sales was asked to rate this lead, or had rated any by the time of its hand-off."""
        rated = [each.at for each in standing([*told.events, self.rated], until, is_after) if each.kind == "rated"]
        return told.handed_off >= min([self.promised_from, *rated])

    def lasting(self, made: Made, whose: str, started: int) -> Made:
        """Return a promise with its working days in minutes: of these hours as they are when its clock starts."""
        is_short = whose == self.changed and started >= self.changed_at
        return made._replace(target=made.days * (4 if is_short else 8) * 60) if made.days else made

    def counting(self, whose: str, zone: str, is_changed: bool) -> np.ndarray:
        """Say of each minute whether it counts by this calendar, before its hours change or after."""
        if not whose:
            return np.ones(DAYS * DAY, bool)
        found = open_in(self.begin, zone, whose)
        if is_changed and whose == self.changed:
            since = np.arange(found.size) < self.changed_at
            found = np.where(since, found, open_in(self.begin, zone, whose, is_short=True))
        return found


def calendar(hours: dict[str, Any], **fields: Any) -> Calendar:
    return CalendarFactory(**fields, **{f"version__{name}": value for name, value in hours.items()})


@cache
def open_in(begin: datetime, zone: str, whose: str, *, is_short: bool = False) -> np.ndarray:
    hours = HOURS[whose] | ({"weekly": SHORT} if is_short else {})
    windows = {day: [tuple(each) for each in pairs] for day, pairs in hours["weekly"].items()}
    away = [] if is_short else [(each["from"], each["until"]) for each in hours.get("time_off", ())]
    return open_minutes(BusinessCalendar(zone or hours["timezone"], windows, time_off=away), begin, DAYS)


def whose_hours(made: Made, whose: str, holder: int | None) -> str:
    """Return whose hours count for a promise while this owner holds the lead, or nobody; "" for real time."""
    if whose in ("", "agreement", "lead") or holder is None:
        return whose and "agreement"
    return "agreement" if made.kind == "reply" else "away" if whose == "owner" and holder == AWAY else TEAMS[holder]
