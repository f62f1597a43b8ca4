"""Telling the demo company's story to the journal, up to now. Telling it again only adds what has happened since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from leadgap.home.demo import story
from leadgap.home.demo.calendars import team_calendars
from leadgap.home.demo.course import Happening
from leadgap.home.demo.fate import LONGEST, Fate, fates_of
from leadgap.home.demo.qualifying import LONGEST_WAIT
from leadgap.home.models import DemoCompany
from leads.journal import EventRecord, HandOffRecord, LeadRecord, record
from leads.models import System

if TYPE_CHECKING:
    from collections.abc import Callable

    from sla.calendars import BusinessCalendar

# Hand-offs a call of the journal.
BATCH = 400
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Cast:
    """The keys of the rows that the story names."""

    system: System
    sources: Mapping[str, int]
    campaigns: Mapping[tuple[str, str], int]
    owners: Mapping[str, int]

    @classmethod
    def of(cls, company: DemoCompany) -> Cast:
        """Name what was made for the company, in the order of the story; it may be called otherwise by now."""
        campaigns = [(source.name, name) for source in story.SOURCES for name in source.campaigns]
        reps = [name for team in story.TEAMS for name in team.reps]
        return cls(
            System.objects.get(key=story.SYSTEM),
            dict(zip((source.name for source in story.SOURCES), company.made["leads.source"], strict=True)),
            dict(zip(campaigns, company.made["leads.campaign"], strict=True)),
            dict(zip(reps, company.made["accounts.owner"], strict=True)),
        )


def roll(*, now: datetime, progress: Callable[[int], None] = lambda done: None) -> int:
    """Tell the journal everything that has happened up to `now`, and return how many hand-offs it heard of.

    Safe to run twice, late or together: the journal knows what it has been told. Nothing happens without a demo
    company, or when it has been told of a later time.
    """
    company = DemoCompany.objects.filter(pk=1).first()
    if company is None or (company.rolled_to is not None and company.rolled_to >= now):
        return 0
    cast, done = Cast.of(company), 0
    calendars = team_calendars(range(company.starts_on.year, now.year + 2))
    fates = _told_of(company, calendars, now)
    while batch := list(islice(fates, BATCH)):
        _tell(cast, batch, now)
        done += len(batch)
        progress(done)
    # The filter is the lock: a run that began earlier and ends later does not turn the time back.
    DemoCompany.objects.filter(pk=1).exclude(rolled_to__gt=now).update(rolled_to=now)
    return done


def _told_of(company: DemoCompany, calendars: Mapping[str, BusinessCalendar], now: datetime) -> Iterator[Fate]:
    """Yield the fates in which something has happened since the last time, with what is new in them up to now."""
    since = company.rolled_to
    first = max(company.starts_on, (since - LONGEST).date()) if since else company.starts_on
    for day in _days(first, (now + LONGEST_WAIT).date() + DAY):
        for fate in fates_of(day, seed=company.seed, per_day=company.leads_a_day, calendars=calendars):
            if fate.begins_at > now:
                continue
            # Once qualified and once handed over it is told of as a whole.
            told = None if since is None or fate.begins_at > since or since < fate.handed_off_at <= now else since
            fate.happenings = [
                happening
                for happening in fate.happenings
                if happening.at <= now and (told is None or happening.at > told)
            ]
            if told is None or fate.happenings:
                yield fate


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += DAY


def _tell(cast: Cast, fates: Iterable[Fate], now: datetime) -> None:
    fates = list(fates)
    record(
        system=cast.system,
        leads=[LeadRecord(fate.external_id, created_at=fate.begins_at, **fate.lead) for fate in fates],
        hand_offs=[_hand_off(cast, fate, now) for fate in fates],
        events=[_event(cast, fate, happening) for fate in fates for happening in fate.happenings],
        now=now,
    )


def _hand_off(cast: Cast, fate: Fate, now: datetime) -> HandOffRecord:
    """Tell of a hand-off; one without a time is qualified and waits for it."""
    return HandOffRecord(
        external_id=fate.external_id,
        lead_external_id=fate.external_id,
        source_id=cast.sources[fate.source.name],
        campaign_id=cast.campaigns[fate.source.name, fate.campaign],
        handed_off_at=fate.handed_off_at if fate.handed_off_at <= now else None,
    )


def _event(cast: Cast, fate: Fate, happening: Happening) -> EventRecord:
    owner = None if happening.owner is None else cast.owners[fate.team.reps[happening.owner]]
    # Of its hand-off, instant and kind there is only one, whichever day it is told on.
    key = f"{fate.external_id}:{happening.kind}:{int(happening.at.timestamp())}:{happening.said.get('side', '')}"
    return EventRecord(
        hand_off_external_id=fate.external_id,
        kind=happening.kind,
        key=key,
        occurred_at=happening.at,
        owner_id=owner,
        **happening.said,
    )
