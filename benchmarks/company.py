"""A company of any size for the benchmarks: a year of hand-offs up to `now`, as the journal leaves them.

Nine in ten are answered, half of those spoken to, six in ten closed, half rated by Sales and most by Marketing, one in
ten passed on; each has three touches. A rep gets five thousand a year; teams, sources and campaigns are those of a
company of that size.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import repeat
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from django.db import connection, models, transaction
from numpy.typing import NDArray

from leadgap.accounts.models import Organisation, Role, Team, User
from leads import bulk, stale
from leads.models import Assignment, Event, HandOff, Lead, Reason, System
from leads.services import get_or_create_campaign, get_or_create_owner, get_or_create_source, system_for
from sla.models import AgreementVersion, Calendar, CalendarVersion, Promise

AT_ONCE = 20_000
DAY, HOUR = 86_400, 3600
ZONE = ZoneInfo("Europe/Berlin")
YEAR = timedelta(days=366)
A_REP = 5000
TEAMS, SOURCES, CAMPAIGNS = 10, 8, 3
WEEK = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), [["09:00", "12:30"], ["13:30", "18:00"]])
PROMISES = ((Promise.Kind.FIRST_RESPONSE, 4), (Promise.Kind.FOLLOW_UP, 40), (Promise.Kind.RATING, 16))

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Cast:
    """Who and what the hand-offs name, by key."""

    system: int
    owners: Numbers
    teams: Numbers  # of each owner
    campaigns: Numbers
    sources: Numbers  # of each campaign
    reasons: list[str]


def agree(*, now: datetime) -> None:
    """Sign one agreement with the three promises of Sales, in force for the whole year."""
    begun = now - YEAR - timedelta(days=9)
    calendar = Calendar.objects.create(name="Office")
    CalendarVersion.objects.create(calendar=calendar, number=1, timezone=str(ZONE), weekly=WEEK, created_at=begun)
    version = AgreementVersion.objects.create(
        number=1,
        state=AgreementVersion.State.SIGNED,
        definition={"all": [{"any": [{"field": "employees", "operator": "at_least", "value": 10}]}]},
        calendar=calendar,
        effective_on=begun.date(),
        created_at=begun,
        signed_at=begun,
        text="As it is signed.",
        text_hash="0" * 64,
        is_spread=True,
    )
    for kind, target in PROMISES:
        Promise.objects.create(version=version, kind=kind, target=target, unit=Promise.Unit.HOURS)


def hand_over(size: int, *, now: datetime) -> None:
    """Make so many hand-offs, with the people, sources and touches of a company that has so many a year."""
    random = np.random.default_rng(1)
    cast = _assemble(size, now)
    on_postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if on_postgresql:
            # References that are right by construction need not be looked up one by one.
            cursor.execute("SET session_replication_role = replica")
        for first in range(0, size, AT_ONCE):
            with transaction.atomic():
                _hand_over_some(random, first, min(AT_ONCE, size - first), cast, now)
        if on_postgresql:
            cursor.execute("RESET session_replication_role")
        cursor.execute("VACUUM ANALYZE" if on_postgresql else "ANALYZE")


def _assemble(size: int, now: datetime) -> Cast:
    Organisation.objects.create(pk=1, name="Benchmark", timezone=str(ZONE))
    top = Team.objects.create(name="Sales")
    teams = [Team.objects.create(name=f"Team {place}", parent=top) for place in range(TEAMS)]
    owners = []
    for place in range(max(TEAMS, size // A_REP)):
        team = teams[place % TEAMS]
        owner = get_or_create_owner(f"Rep {place}", team=team)
        owner.user = _person(Role.REP, team, place)
        owner.save(update_fields=["user"])
        owners.append(owner)
    for role, of in ((Role.MANAGER, top), (Role.MANAGER, teams[0]), (Role.MARKETER, None), (Role.ADMINISTRATOR, None)):
        _person(role, of)
    sources = [get_or_create_source(f"Source {place}") for place in range(SOURCES)]
    campaigns = [
        get_or_create_campaign(source, f"Campaign {place}") for source in sources for place in range(CAMPAIGNS)
    ]
    system = system_for("bench", "Benchmark")
    System.objects.filter(pk=system.pk).update(touches_from=now - 2 * YEAR)
    return Cast(
        system.pk,
        np.array([owner.pk for owner in owners]),
        np.array([owner.team_id for owner in owners]),
        np.array([campaign.pk for campaign in campaigns]),
        np.array([campaign.source_id for campaign in campaigns]),
        list(Reason.objects.values_list("key", flat=True)),
    )


def _person(role: str, team: Team | None, place: int = 0) -> User:
    name = f"{role}-{team.pk if team else 0}-{place}"
    return User.objects.create(email=f"{name}@example.com", name=name, role=role, team=team)


def _hand_over_some(random: np.random.Generator, first: int, n: int, cast: Cast, now: datetime) -> None:
    """Make `n` hand-offs; an instant of 0 has not happened."""
    end = int(now.timestamp())
    at = end - random.integers(0, 365 * DAY, n)

    def later(start: Numbers, share: float, mean: float) -> Numbers:
        wait = start + 60 + random.exponential(mean, n).astype(np.int64)
        return np.where((start > 0) & (random.random(n) < share) & (wait < end), wait, 0)

    def one_of(values: Numbers) -> Numbers:
        return values[random.integers(0, values.size, n)]

    answered, closed = later(at, 0.9, 4 * HOUR), later(at, 0.6, 9 * DAY)
    connected = later(answered, 0.55, DAY)
    rated = later(at, 0.5, 9 * DAY)
    owner = random.integers(0, cast.owners.size, n)
    # Mostly to a colleague of the team: every tenth owner is of one.
    passed_on = np.where(random.random(n) < 0.1, at + 9 * HOUR, 0)
    passed_on[passed_on >= end] = 0
    step = np.where(random.random(n) < 0.8, TEAMS, 1)
    last = np.where(passed_on > 0, (owner + step) % cast.owners.size, owner)
    answerer = np.where((passed_on > 0) & (answered >= passed_on), last, owner)
    campaign = random.integers(0, cast.campaigns.size, n)
    by_marketing = np.where(random.random(n) < 0.8, one_of(np.array([1, 2, 3, 3, 4, 4, 4, 5, 5])), 0)
    by_sales = np.where(rated > 0, one_of(np.array([0, 1, 1, 2, 2, 3, 3, 3, 4, 4, 5])), 0)
    fate = one_of(np.array([0, 0, 1, 1, 1, 2, 3]))
    ends, numbers = ("won", "lost", "rejected", "recycled"), range(first, first + n)
    stage = [
        ends[end] if is_closed else ("accepted" if is_answered else "new")
        for is_closed, is_answered, end in zip(closed > 0, answered > 0, fate.tolist(), strict=True)
    ]
    leads, keys = bulk.new_ids(Lead, n), bulk.new_ids(HandOff, n)
    _insert(
        Lead,
        id=leads,
        system_id=repeat(cast.system, n),
        external_id=[f"L{number}" for number in numbers],
        name=[f"Given{number % 997} Family{number % 9973}" for number in numbers],
        email=[f"p{number}@example{number % 9973}.com" for number in numbers],
        company=[f"Company {number % 9973}" for number in numbers],
        title=[f"Head of {number % 40}" for number in numbers],
        recorded_at=_instants(at),
    )
    _insert(
        HandOff,
        id=keys,
        lead_id=leads,
        system_id=repeat(cast.system, n),
        external_id=[f"H{number}" for number in numbers],
        source_id=cast.sources[campaign].tolist(),
        campaign_id=cast.campaigns[campaign].tolist(),
        handed_off_at=_instants(at),
        day=[datetime.fromtimestamp(each, ZONE).date() for each in at.tolist()],
        snapshot=[{"employees": each, "attributes": {}} for each in random.integers(1, 500, n).tolist()],
        recorded_at=_instants(at),
        owner_id=cast.owners[last].tolist(),
        team_id=cast.teams[last].tolist(),
        first_team_id=cast.teams[owner].tolist(),
        answering_team_id=_known(np.where(answered > 0, cast.teams[answerer], 0)),
        assigned_at=_instants(at),
        first_touch_at=_instants(answered),
        first_genuine_at=_instants(answered),
        first_connected_at=_instants(connected),
        touches=repeat(3, n),
        attempts=(3 * (answered > 0)).tolist(),
        stage=stage,
        outcome=[each if each in {"won", "lost"} else "open" for each in stage],
        closed_at=_instants(closed),
        sales_rating=_known(by_sales),
        sales_rated_at=_instants(np.where(by_sales > 0, rated, 0)),
        sales_answered_at=_instants(rated),
        sales_unsure=((rated > 0) & (by_sales == 0)).tolist(),
        sales_reasons=[[cast.reasons[each]] if each < len(cast.reasons) else [] for each in _any(random, n)],
        marketing_rating=_known(by_marketing),
        marketing_rated_at=_instants(np.where(by_marketing > 0, at, 0)),
        marketing_basis=["individual" if each else "" for each in by_marketing.tolist()],
    )
    _assign(keys, cast, owner, last, at, answered, passed_on)
    _touch(keys, cast, first, answerer, at, answered, now)
    stale.mark(keys)


def _assign(
    keys: Any, cast: Cast, owner: Numbers, last: Numbers, at: Numbers, answered: Numbers, passed_on: Numbers
) -> None:
    """Write who had each hand-off from when until when, and who of them answered."""
    ids, moved = np.array(keys), np.flatnonzero(passed_on)
    by_second = (answered > 0) & (passed_on > 0) & (answered >= passed_on)
    first_answer, second_answer = np.where(by_second, 0, answered), np.where(by_second, answered, 0)
    none = np.zeros(moved.size, np.int64)
    who = np.concatenate([owner, last[moved]])
    _insert(
        Assignment,
        hand_off_id=np.concatenate([ids, ids[moved]]).tolist(),
        number=[1] * ids.size + [2] * moved.size,
        owner_id=cast.owners[who].tolist(),
        team_id=cast.teams[who].tolist(),
        assigned_at=_instants(np.concatenate([at, passed_on[moved]])),
        until=_instants(np.concatenate([passed_on, none])),
        first_genuine_at=_instants(np.concatenate([first_answer, second_answer[moved]])),
    )


def _touch(keys: Any, cast: Cast, first: int, answerer: Numbers, at: Numbers, answered: Numbers, now: datetime) -> None:
    """Write three touches of each hand-off: mails by a machine until a person has answered."""
    n = answerer.size
    for number in range(3):
        by_person = (answered > 0).tolist()
        times = np.where(answered > 0, answered, at + HOUR) + number * DAY
        _insert(
            Event,
            hand_off_id=keys,
            system_id=repeat(cast.system, n),
            key=[f"T{place}-{number}" for place in range(first, first + n)],
            kind=repeat("touched", n),
            occurred_at=_instants(np.minimum(times, int(now.timestamp()))),
            recorded_at=repeat(now, n),
            position=repeat(number, n),
            owner_id=cast.owners[answerer].tolist(),
            channel=["call" if person else "email" for person in by_person],
            direction=repeat("outbound", n),
            result=["no_answer" if person else "" for person in by_person],
            automated=[not person for person in by_person],
        )


def _insert(model: type[models.Model], **columns: Any) -> None:
    """Insert rows by their columns; what is not named is the field's default."""
    n = len(next(iter(columns.values())))
    for field in model._meta.concrete_fields:
        if field.attname not in columns and not field.primary_key:
            columns[field.attname] = repeat(field.get_default(), n)
    bulk.insert(model, tuple(columns), list(zip(*columns.values(), strict=True)))


def _any(random: np.random.Generator, n: int) -> list[int]:
    return random.integers(0, 60, n).tolist()


def _known(values: Numbers) -> list[int | None]:
    return [each or None for each in values.tolist()]


def _instants(values: Numbers) -> list[datetime | None]:
    return [datetime.fromtimestamp(each, UTC) if each else None for each in values.tolist()]
