"""The leads of one day, and all that will have happened to them. Pure: drawn from seed and day.

The same seed and day give the same leads and events for ever, so that loading a day again, later, only adds what has
happened since: the demo company rolls forward by being told again. The calendar turns the seconds of the courses of
a whole day into instants at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from leadgap.home.demo import story
from leadgap.home.demo.calls import measure
from leadgap.home.demo.course import Course, Happening
from leadgap.home.demo.engagement import engagement
from leadgap.home.demo.qualifying import qualified_at
from leadgap.home.demo.story import SourceStory, TeamStory
from leadgap.home.demo.talk import talk
from leads.intake.fields import QUALIFIED_BY_MARKETING
from sla.calendars import BusinessCalendar

# Share of a day's leads by weekday, Monday first; what does not come around the clock comes on working days.
WEEKDAYS = (1.2, 1.15, 1.1, 1.0, 0.85, 0.3, 0.28)
# No story goes on for longer, so that rolling forward need not look further back.
LONGEST = timedelta(days=260)


@dataclass(slots=True)
class Fate:
    """One lead, its hand-off and all its events. `external_id` names both.

    `qualified_at` is when Marketing called it qualified; None: it did not, as with what Sales finds itself.
    """

    external_id: str
    source: SourceStory
    campaign: str
    team: TeamStory
    handed_off_at: datetime
    lead: Mapping[str, Any]
    happenings: list[Happening]
    qualified_at: datetime | None = None

    @property
    def begins_at(self) -> datetime:
        """When it is first heard of: as qualified, or as handed over."""
        return self.qualified_at or self.handed_off_at


def fates_of(day: date, *, seed: int, per_day: float, calendars: Mapping[str, BusinessCalendar]) -> Iterator[Fate]:
    """Yield the leads handed off on one day (UTC). `calendars` are the teams', by name."""
    rng = Random(f"{seed}:{day.isoformat()}")  # noqa: S311 (a story, not a secret)
    waits = list(_waits(day, calendars))
    expected = max(0.0, per_day * WEEKDAYS[day.weekday()] - len(waits))
    fates = [_fate(rng, day, number) for number in range(int(expected) + (rng.random() < expected % 1))]
    fates += [_fate(rng, day, number, wait) for number, wait in enumerate(waits, start=len(fates))]
    for team in story.TEAMS:
        _date([fate for fate in fates if fate.team is team], calendars[team.name])
    yield from fates


@dataclass(frozen=True, slots=True)
class _Wait:
    """A lead that comes on every working day of its team, and is answered between so many seconds of business time."""

    team: TeamStory
    at: datetime
    least: int
    most: int


def _waits(day: date, calendars: Mapping[str, BusinessCalendar]) -> Iterator[_Wait]:
    for team in story.TEAMS:
        for local, least, most in team.waits:
            at = datetime.combine(day, local, ZoneInfo(team.zone)).astimezone(UTC)
            if calendars[team.name].elapsed(at, at + timedelta(minutes=1)):
                yield _Wait(team, at, least * 60, most * 60)


def _fate(rng: Random, day: date, number: int, wait: _Wait | None = None) -> Fate:
    # Those who always come late in the day are answered around the promise to every lead.
    sources = [source for source in story.SOURCES if not (wait and source.segment)]
    source = rng.choices(sources, [source.share for source in sources])[0]
    team = wait.team if wait else rng.choices(story.TEAMS, [team.share for team in story.TEAMS])[0]
    at = wait.at + timedelta(seconds=rng.randrange(240)) if wait else _arrival(rng, day, source, team)
    size = rng.choices(story.SIZES, [source.sizes[size] for size in story.SIZES])[0]
    external_id = f"LG-{day:%y%m%d}-{number:04d}"
    happenings = Course(rng, source, team, size).run(at, rng.randint(wait.least, wait.most) if wait else None)
    happenings += [Happening(*said) for said in talk(Random(external_id), happenings)]  # noqa: S311 (a story)
    measure(Random(f"{external_id} calls"), team, happenings)  # noqa: S311 (a story)
    lead = _lead(rng, team, size, number)
    # What comes every day comes as it is, and nobody at Marketing looks at it first.
    qualified = None if wait else qualified_at(Random(f"{external_id} qualified"), source, at)  # noqa: S311 (a story)
    lead["attributes"] = engagement(Random(f"{external_id} engagement"), source, qualified or at)  # noqa: S311 (a story)
    if qualified:
        lead["attributes"][QUALIFIED_BY_MARKETING] = qualified.isoformat()
    if wait:
        lead["employees"] = max(lead["employees"], story.QUALIFIED)  # or its clock would not run
    return Fate(external_id, source, rng.choice(source.campaigns), team, at, lead, happenings, qualified)


def _date(fates: list[Fate], calendar: BusinessCalendar) -> None:
    """Turn the seconds of all happenings of these hand-offs into instants."""
    flat = [(fate, happening) for fate in fates for happening in fate.happenings]
    starts = np.array([int(fate.handed_off_at.timestamp()) for fate, _ in flat], np.int64)
    seconds = np.array([happening.seconds for _, happening in flat], np.int64)
    dues = calendar.due_many(starts, seconds)
    for (fate, happening), due in zip(flat, dues.tolist(), strict=True):
        real = fate.handed_off_at + timedelta(seconds=happening.seconds)
        happening.at = datetime.fromtimestamp(due, UTC) if happening.is_business else real


def _arrival(rng: Random, day: date, source: SourceStory, team: TeamStory) -> datetime:
    if source.around_the_clock and rng.random() < 0.35:
        seconds = rng.randrange(86_400)
        return datetime.combine(day, time(), UTC) + timedelta(seconds=seconds)
    local = time(8 + min(int(rng.triangular(0, 11, 4)), 10), rng.randrange(60), rng.randrange(60))
    return datetime.combine(day, local, ZoneInfo(team.zone)).astimezone(UTC)


def _lead(rng: Random, team: TeamStory, size: str, number: int) -> dict[str, Any]:
    first, last = rng.choice(story.FIRST_NAMES), rng.choice(story.LAST_NAMES)
    company = f"{rng.choice(story.COMPANY_WORDS)} {rng.choice(story.COMPANY_KINDS)}"
    phone = story.PHONES[team.name].format(str(rng.randrange(1000, 9999)))
    lead: dict[str, Any] = {
        "name": f"{first} {last}",
        "email": f"{first}.{last}{number}@example.com".lower(),
        "phone": phone if number % 19 != 7 else "",
        "company": company,
        "title": rng.choice(story.TITLES),
        "industry": rng.choice(story.INDUSTRIES),
        "country": rng.choice(story.COUNTRIES[team.name]),
        "employees": rng.randint(*story.EMPLOYEES[size]),
        "score": rng.randint(15, 98),
    }
    # Of some leads nobody knows where they are.
    return lead | {"timezone": story.ZONES[lead["country"]] if number % 23 != 5 else ""}
