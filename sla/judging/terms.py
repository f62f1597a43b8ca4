"""The promises as the judge takes them: which version of the agreement is for whom, with which calendar."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from leadgap.accounts.models import Organisation
from sla.calendars import NEVER, BusinessCalendar
from sla.criteria import Definition, read
from sla.histories import CalendarHistory, Histories, round_the_clock, together
from sla.judging.zones import Zones, zone_of
from sla.models import (
    AgreementVersion,
    Calendar,
    CalendarVersion,
    Clock,
    JudgedAgain,
    Promise,
    Signature,
    TeamCalendar,
)
from sla.segments import Segment
from sla.timelines.windows import Seconds

if TYPE_CHECKING:
    from datetime import datetime

    from sla.runs import Flags, Rows

WALL_TIME = NEVER  # instead of the key of a calendar version
UNPROMISED = -1  # instead of the place of a version

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

    def targets(self, promise: Promise, version_ids: Seconds) -> Seconds:
        """Return each row's target in seconds that count, by the calendar up to the version of its key."""
        keys, which = np.unique(version_ids, return_inverse=True)
        self.bring_versions(keys.tolist())
        return np.array([seconds_of(promise, self.history(key)) for key in keys.tolist()], np.int64)[which]

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


@dataclass(frozen=True)
class Version:
    """A version of the agreement, with the instant from which it is in force."""

    starts: int
    is_retrospective: bool
    definition: Definition
    promises: Sequence[Promise]
    calendar_id: int
    segments: Sequence[Segment] = ()
    key: int = 0  # of the row

    def falls_under(self, promise: Promise, segments: Seconds) -> Flags:
        """Say of hand-offs, by the keys of their segments, NEVER for none, whether this promise is made to them.

        A segment's own promise goes before the one to every lead. What Marketing promises holds for all segments.
        """
        if promise.side != Signature.Side.SALES:
            return np.ones(segments.size, np.bool_)
        if promise.segment_id is not None:
            return segments == promise.segment_id
        others = {each.segment_id for each in self.promises if each.kind == promise.kind and each.segment_id}
        unpromised = {each.key for each in self.segments if not each.is_promised}
        return ~np.isin(segments, list(others | unpromised))


@dataclass(frozen=True)
class Again:
    """Hand-offs of a stretch of time that are judged again by another version; `key` None: by their own."""

    start: int
    end: int
    key: int | None

    @classmethod
    def of(cls, act: JudgedAgain, zone: ZoneInfo) -> Again:
        start, end = act.instants(zone)
        return cls(int(start.timestamp()), int(end.timestamp()), act.version_id)


class Agreement:
    """Versions to judge by, with the calendars of today, and in turn what was judged again."""

    def __init__(
        self,
        versions: Sequence[Version],
        calendars: Calendars,
        team_calendars: Mapping[int, int],
        again: Sequence[Again] = (),
    ) -> None:
        self.again = again
        self.versions = sorted(versions, key=lambda version: version.starts)
        self.calendars = calendars
        self.team_calendars = team_calendars
        self.owner_calendars: Mapping[int, int] = {}

    @classmethod
    def of(
        cls, versions: Sequence[Version], calendars: Calendars | None = None, again: Sequence[Again] = ()
    ) -> Agreement:
        team_calendars = dict(TeamCalendar.objects.values_list("team", "calendar"))
        return cls(versions, calendars or Calendars.all(), team_calendars, again)

    @classmethod
    def signed(cls, *, again: Iterable[JudgedAgain] = (), calendars: Calendars | None = None) -> Agreement:
        """Return the versions that both sides have signed; as if `again` were judged again and `calendars` were so."""
        zone = Organisation.current().zone
        found = AgreementVersion.objects.filter(state=AgreementVersion.State.SIGNED).order_by("signed_at", "pk")
        versions = [version_of(each, zone) for each in found.prefetch_related("promises", "segments")]
        acts = [*JudgedAgain.objects.order_by("made_at", "pk"), *again]
        return cls.of(versions, calendars, [Again.of(act, zone) for act in acts])

    @cached_property
    def attempts(self) -> frozenset[int]:
        """The numbers of attempts that are promised."""
        return frozenset(each.attempts for version in self.versions for each in version.promises if each.attempts)

    @cached_property
    def goes_by_leads(self) -> bool:
        """Whether a promise goes by the zone of the lead."""
        promises = (promise for version in self.versions for promise in version.promises)
        return any(promise.is_read_in_leads_zone for promise in promises)

    @cached_property
    def _starts(self) -> Seconds:
        return np.array([version.starts for version in self.versions], np.int64)

    @cached_property
    def _retrospective(self) -> int:
        """The place of the version for hand-offs before the first: of several, the one that was first in force."""
        return next((place for place, version in enumerate(self.versions) if version.is_retrospective), UNPROMISED)

    def meet(self, owners: Seconds) -> None:
        """Bring the calendars of these owners, where a promise goes by them."""
        promises = (promise for version in self.versions for promise in version.promises)
        if not any(promise.calendar_of == Promise.CalendarOf.OWNER for promise in promises):
            return
        known = Calendar.objects.filter(owner__in=np.unique(owners[owners < NEVER]).tolist())
        self.owner_calendars = dict(known.values_list("owner", "pk"))
        self.calendars.bring(self.owner_calendars.values())

    def newest(self, promise: Promise, version: Version, teams: Seconds, owners: Seconds) -> Seconds:
        """Return the calendar version by which each row is judged now: the owner's or team's own, or the agreement's.

        Of the owners only those that were met.
        """
        if not promise.is_business_time:
            return np.full(teams.size, WALL_TIME)
        keys = np.full(teams.size, self.calendars.newest(version.calendar_id))
        if promise.calendar_of in (Promise.CalendarOf.TEAM, Promise.CalendarOf.OWNER):
            keys = self._own(teams, self.team_calendars, keys)
        if promise.calendar_of == Promise.CalendarOf.OWNER:
            keys = self._own(owners, self.owner_calendars, keys)
        return keys

    def _own(self, whose: Seconds, calendars: Mapping[int, int], keys: Seconds) -> Seconds:
        """Return the newest versions of their own calendars, and for those who have none what stands in `keys`."""
        if not calendars:
            return keys
        owners = np.array(sorted(calendars), np.int64)
        newest = np.array([self.calendars.newest(calendars[owner]) for owner in owners.tolist()], np.int64)
        places = owners.searchsorted(whose).clip(max=owners.size - 1)
        return np.where(owners[places] == whose, newest[places], keys)

    def places(self, handed_off: Seconds) -> Rows:
        """Return which version judges each hand-off, by its place; UNPROMISED for none."""
        own = self._starts.searchsorted(handed_off, side="right") - 1
        own[own < 0] = self._retrospective
        places, place_of = own.copy(), {version.key: place for place, version in enumerate(self.versions)}
        for each in self.again:
            rows = (handed_off >= each.start) & (handed_off < each.end)
            places[rows] = own[rows] if each.key is None else place_of[each.key]
        return np.where(handed_off < NEVER, places, UNPROMISED)


def version_of(version: AgreementVersion, zone: ZoneInfo) -> Version:
    return Version(
        starts=int(version.in_force_from(zone).timestamp()),
        is_retrospective=version.is_retrospective,
        definition=read(version.definition),
        promises=list(version.promises.all()),
        calendar_id=version.calendar_id,
        segments=[segment.rule for segment in version.segments.all()],
        key=version.pk,
    )


def seconds_of(promise: Promise, calendar: CalendarHistory) -> int:
    """Return the target in seconds that count. A working day is the calendar's longest."""
    each: Mapping[str, int] = {
        Promise.Unit.MINUTES: 60,
        Promise.Unit.HOURS: 3600,
        Promise.Unit.DAYS: calendar.longest_day,
        Promise.Unit.WALL_MINUTES: 60,
        Promise.Unit.WALL_HOURS: 3600,
        Promise.Unit.WALL_DAYS: 86_400,
    }
    return promise.target * each[promise.unit]
