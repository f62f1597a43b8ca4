"""The promises as the judge takes them: which version of the agreement is for whom, with which calendar."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from leadgap.accounts.models import Organisation
from sla.calendars import NEVER
from sla.criteria import Definition, read
from sla.judging.calendars import WALL_TIME, Calendars
from sla.judging.reading import Asked
from sla.models import AgreementVersion, Calendar, JudgedAgain, Promise, Signature, TeamCalendar
from sla.segments import Segment
from sla.timelines.windows import Seconds

if TYPE_CHECKING:
    from sla.arrays import Flags, Rows

UNPROMISED = -1  # instead of the place of a version


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
    """Versions to judge by, with the calendars of today, and in turn what was judged again.

    `ratings_asked_from` is when the first signed version came into force that promises ratings, whichever judges.
    """

    def __init__(
        self,
        versions: Sequence[Version],
        calendars: Calendars,
        team_calendars: Mapping[int, int],
        again: Sequence[Again] = (),
        ratings_asked_from: int = NEVER,
    ) -> None:
        self.again = again
        self.ratings_asked_from = ratings_asked_from
        self.versions = sorted(versions, key=lambda version: version.starts)
        self.calendars = calendars
        self.team_calendars = team_calendars
        self.owner_calendars: Mapping[int, int] = {}

    @classmethod
    def as_if(cls, version: Version) -> Agreement:
        """Return this version alone, signed or not, as if it judged everything."""
        signed = _signed(Organisation.current().zone)
        return cls([version], Calendars.all(), _team_calendars(), ratings_asked_from=_ratings_asked_from(signed))

    @classmethod
    def signed(cls, *, again: Iterable[JudgedAgain] = (), calendars: Calendars | None = None) -> Agreement:
        """Return the versions that both sides have signed; as if `again` were judged again and `calendars` were so."""
        zone = Organisation.current().zone
        versions = _signed(zone)
        acts = [Again.of(act, zone) for act in [*JudgedAgain.objects.order_by("made_at", "pk"), *again]]
        return cls(versions, calendars or Calendars.all(), _team_calendars(), acts, _ratings_asked_from(versions))

    @cached_property
    def asked_for(self) -> Asked:
        """What the promises ask for."""
        promises = [each for version in self.versions for each in version.promises]
        return Asked(
            attempts=frozenset(each.attempts for each in promises if each.attempts),
            reasons=any(each.pausing.reasons for each in promises),
            stages=any(each.pausing.stages for each in promises),
        )

    @cached_property
    def kinds(self) -> Mapping[int, str]:
        """The kind of each promise that may judge, by its key."""
        return {each.pk: each.kind for version in self.versions for each in version.promises}

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


def _signed(zone: ZoneInfo) -> list[Version]:
    found = AgreementVersion.objects.filter(state=AgreementVersion.State.SIGNED).order_by("signed_at", "pk")
    return [version_of(each, zone) for each in found.prefetch_related("promises", "segments")]


def _ratings_asked_from(signed: Iterable[Version]) -> int:
    asking = (each for each in signed if any(promise.kind == Promise.Kind.RATING for promise in each.promises))
    return min((each.starts for each in asking), default=NEVER)


def _team_calendars() -> dict[int, int]:
    return dict(TeamCalendar.objects.values_list("team", "calendar"))


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
