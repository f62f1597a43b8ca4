"""The calendars as the judge takes them: the history of each up to a version, in its own zone or where a lead is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from sla.calendars import NEVER, BusinessCalendar
from sla.histories import CalendarHistory, Histories, round_the_clock, together
from sla.judging.zones import Zones, zone_of
from sla.models import CalendarVersion, Clock, Promise
from sla.timelines.windows import DAY, Seconds

if TYPE_CHECKING:
    from datetime import datetime

WALL_TIME = NEVER  # instead of the key of a calendar version

_ROUND_THE_CLOCK = round_the_clock()


class Calendars:
    """The histories of calendars, by the key of the version that each ends with. Owners' own come when asked for."""

    def __init__(self, versions: Iterable[CalendarVersion]) -> None:
        self._by_calendar: dict[int, list[CalendarVersion]] = {}
        self._by_key: dict[int, CalendarVersion] = {}
        self._histories: dict[int, CalendarHistory] = {WALL_TIME: _ROUND_THE_CLOCK}
        self._keys_there: dict[tuple[int, str], int] = {}
        self._versions_there: dict[int, int] = {}
        self._keep(versions)

    @classmethod
    def all(cls) -> Calendars:
        return cls(CalendarVersion.objects.filter(calendar__owner=None))

    def bring(self, calendar_ids: Iterable[int]) -> None:
        """Read these calendars, with one query for all that are not here."""
        if missing := set(calendar_ids) - self._by_calendar.keys():
            self._keep(CalendarVersion.objects.filter(calendar__in=missing))

    def bring_versions(self, version_ids: Iterable[int]) -> None:
        """Read the calendars of these versions, with one query for all that are not here."""
        if missing := set(version_ids) - self._by_key.keys() - self._histories.keys():
            self._keep(CalendarVersion.objects.filter(calendar__versions__in=missing).distinct())

    def read_in(self, version_ids: Seconds, zones: Zones | None) -> Seconds:
        """Return keys of the same histories read by the clock of each row's zone; without a zone, of its own."""
        if zones is None:
            return version_ids
        pairs, which = np.unique(np.array([version_ids, zones.which]), axis=1, return_inverse=True)
        keys = [self._there(key, zones.names[place]) for key, place in pairs.T.tolist()]
        return np.array(keys, np.int64)[which.reshape(-1)]

    def of(self, clock: Clock) -> int:
        """Return the key of the history that a clock goes by."""
        key = WALL_TIME if clock.calendar_version_id is None else clock.calendar_version_id
        return self._there(key, zone_of(clock))

    def _there(self, key: int, zone: str) -> int:
        """Return the key of a history in a zone: a negative one, which no version has."""
        if not zone:
            return key
        there = self._keys_there.setdefault((key, zone), -1 - len(self._keys_there))
        self._versions_there[there] = key
        if there not in self._histories:
            self._histories[there] = self.history(key).read_in(zone)
        return there

    def newest(self, calendar_id: int) -> int:
        """Return the key of the newest version of a calendar."""
        return self._by_calendar[calendar_id][-1].pk

    def all_newest(self) -> Seconds:
        """Return the keys of the newest versions of all calendars that are here."""
        return np.array([versions[-1].pk for versions in self._by_calendar.values()], np.int64)

    def history(self, version_id: int) -> CalendarHistory:
        self.bring_versions([version_id])
        if version_id not in self._histories:
            self._histories[version_id] = self._history(self._by_key[version_id])
        return self._histories[version_id]

    def together(self, version_ids: Seconds) -> Histories:
        """Return what counts rows each by the calendar up to the version of its key. There are rows."""
        keys, which = np.unique(version_ids, return_inverse=True)
        self.bring_versions(keys.tolist())
        return together(tuple(map(self.history, keys.tolist()))).of(which)

    def holidays(self, version_id: int) -> dict[str, str]:
        """Return the names of the holidays of a calendar up to this version, by ISO date."""
        return {day["date"]: day["name"] for version in self._versions(version_id) for day in version.holidays}

    def time_off(self, version_id: int) -> list[tuple[datetime, datetime, str]]:
        """Return the stretches of time off of a calendar up to this version, with what they are called."""
        return [stretch for version in self._versions(version_id) for stretch in version.stretches_off]

    def _keep(self, versions: Iterable[CalendarVersion]) -> None:
        for version in sorted(versions, key=lambda version: version.number):
            self._by_calendar.setdefault(version.calendar_id, []).append(version)
            self._by_key[version.pk] = version

    def _versions(self, version_id: int) -> list[CalendarVersion]:
        version_id = self._versions_there.get(version_id, version_id)
        self.bring_versions([version_id])
        last = self._by_key[version_id]
        return [each for each in self._by_calendar[last.calendar_id] if each.number <= last.number]

    def _history(self, last: CalendarVersion) -> CalendarHistory:
        reigns: list[tuple[int, CalendarVersion]] = []
        for version in self._versions(last.pk):
            since = int((version.counts_from or version.created_at).timestamp()) if reigns else -NEVER
            # A version that reaches back takes the place of those that began later.
            reigns = [each for each in reigns if each[0] < since]
            reigns.append((since, version))
        return CalendarHistory(
            tuple(_compiled(version.compiled()) for _, version in reigns),
            tuple(since for since, _ in reigns[1:]),
        )


@lru_cache(maxsize=256)
def _compiled(calendar: BusinessCalendar) -> BusinessCalendar:
    """Return the one of equal calendars that has done its arithmetic before."""
    return calendar


def targets(promise: Promise, calendar: Histories, starts: Seconds) -> int | Seconds:
    """Return the target in seconds that count of clocks that started then: of each, or one for all."""
    if promise.unit == Promise.Unit.DAYS:
        return promise.target * calendar.working_days(starts)
    return seconds_of(promise, working_day=0)


def seconds_of(promise: Promise, working_day: int) -> int:
    """Return the target in seconds that count, `working_day` of which make a day of working time."""
    return promise.target * seconds_in(promise.unit, working_day)


def seconds_in(unit: str, working_day: int) -> int:
    """Return the seconds that count in one of the units of a promise."""
    each: Mapping[str, int] = {
        Promise.Unit.MINUTES: 60,
        Promise.Unit.HOURS: 3600,
        Promise.Unit.DAYS: working_day,
        Promise.Unit.WALL_MINUTES: 60,
        Promise.Unit.WALL_HOURS: 3600,
        Promise.Unit.WALL_DAYS: DAY,
        Promise.Unit.WALL_WEEKS: 7 * DAY,
    }
    return each[unit]
