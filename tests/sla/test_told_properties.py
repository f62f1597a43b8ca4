"""What the journal is told of hand-offs, in any order and more than once, gives the clocks that the rules read from it.

With what changes meanwhile: the agreement, somebody's hours, a waiver. Each example is judged twice, before and after
such a change, as a job would do it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any
from unittest import mock

import numpy as np
import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leadgap.accounts.models import Owner
from leads.journal import EventRecord
from leads.models import HandOff
from sla import receivers
from sla.calendars import BusinessCalendar
from sla.facts import check_facts, rebuild_facts
from sla.judging import judge_stale, spread_agreements, spread_calendars, sweep_due
from sla.models import Calendar, Clock, ClockFact, TeamCalendar
from tests.factories import AgreementFactory, CalendarFactory, OwnerFactory, PromiseFactory, TeamFactory
from tests.sla.clocks_by_hand import LEAD, Made, Reading, Story, Touch, read
from tests.sla.hours_by_hand import open_minutes
from tests.sla.waivers.waiving import waived_by
from tests.sla.world import change_hours, event, hand_over, tell

DAY, DAYS = 24 * 60, 60
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
ZONES = ("", "Asia/Kolkata", "America/St_Johns")
TEAMS, AWAY = ("agreement", "kolkata", "jerusalem", "agreement"), 3  # of the owners, and which of them is away
Promises = list[tuple[Made, str]]  # with whose hours count, "" for real time
waits = st.integers(0, 300) | st.integers(0, 2 * DAY) | st.integers(0, 8 * DAY)


@dataclass
class Said:
    """An event as it is told."""

    at: int
    kind: str
    fields: dict[str, Any] = field(default_factory=dict)
    is_voided: bool = False  # after the change


@dataclass
class Told:
    """A hand-off with all that will be told of it."""

    handed_off: int
    zone: str
    events: list[Said]


ENDS = ("rejected", "recycled", "won", "closed")
OWNERS = st.integers(0, 3)
SAYINGS = st.one_of(
    OWNERS.map(lambda owner: ("assigned", {"owner": owner})),
    st.fixed_dictionaries(
        {
            "direction": st.sampled_from(["outbound", "outbound", "inbound"]),
            "result": st.sampled_from(["", "no_answer", "connected"]),
            "automated": st.sampled_from([False, False, True]),
        }
    ).map(lambda said: ("touched", said)),
    st.sampled_from(["paused", "resumed", "accepted", "qualified", *ENDS]).map(lambda kind: (kind, {})),
    st.sampled_from([None, 1, 2, 3, 5]).map(lambda rating: ("rated", {"side": "sales", "rating": rating})),
    st.tuples(st.sampled_from(["asked", "disputed"]), st.just({"side": "sales"})),
    st.just(("replied", {"side": "marketing"})),
)


@st.composite
def tellings(draw: st.DrawFn, since: int, until: int) -> Told:
    handed_off = draw(st.integers(since, until))
    minutes = draw(st.lists(waits, max_size=12, unique=True))
    events = [Said(handed_off + minute, *draw(SAYINGS)) for minute in minutes]
    for each in events:
        each.is_voided = each.kind != "assigned" and not draw(st.integers(0, 5))
    if draw(st.booleans()):
        events.append(Said(handed_off - draw(st.integers(1, 60)), "assigned", {"owner": draw(OWNERS)}))
    return Told(handed_off, draw(st.sampled_from(ZONES)), events)


@st.composite
def agreements(draw: st.DrawFn) -> Promises:
    """Return promises of each kind, with whose hours count."""

    def made(kind: str, **more: object) -> tuple[Made, str]:
        whose = draw(st.sampled_from(["team", "owner", "agreement", "lead", ""]))
        days = draw(st.integers(0, 2)) if whose else 0
        paused_by = draw(st.sampled_from(["lead", "nothing"])) if kind != "reply" else "lead"
        target = 60 * (8 * days or draw(st.integers(1, 14)))
        return Made(kind, target, days=days, paused_by=paused_by, **more), whose

    attempts = draw(st.integers(2, 3))
    starts = draw(st.sampled_from(["hand_off", "assignment", "acceptance"]))
    stops = draw(st.sampled_from(["touch", "genuine", "connected", "qualified"]))
    return [
        made("first_response"),
        made("follow_up", starts=starts, stops=stops),
        made("decision"),
        made("attempts", attempts=attempts),
        made("rating", attempts=attempts),
        made("reply"),
    ]


# ── What was told, as one reads it ─────────────────────────────────────────────────────────────────


def story_of(told: Told, until: int, is_voided_by_then: bool) -> tuple[Story, list[int], np.ndarray]:
    """Return what has happened by then, who held the lead in turn, and the minutes that were no pause."""
    events = sorted(
        (each for each in told.events if each.at < until and not (each.is_voided and is_voided_by_then)),
        key=lambda each: each.at,
    )
    holders: list[int] = []
    starts: list[int] = []
    for each in events:
        if each.kind == "assigned" and (not holders or holders[-1] != each.fields["owner"]):
            holders.append(each.fields["owner"])
            starts.append(max(each.at, told.handed_off))

    def at(*kinds: str, **said: object) -> list[int]:
        return [
            each.at
            for each in events
            if each.kind in kinds and all(each.fields.get(name) == value for name, value in said.items())
        ]

    def first(*kinds: str, **said: object) -> int | None:
        return min(at(*kinds, **said), default=None)

    rating = next((each for each in events if each.kind == "rated" and each.fields["rating"] is not None), None)
    raised = at("asked", "disputed", side="sales")
    if rating is not None and rating.fields["rating"] <= 2:
        raised.append(rating.at)
    story = Story(
        told.handed_off,
        held=list(zip(starts, [*starts[1:], None], strict=True)) if starts else [],
        touches=[
            Touch(
                each.at,
                outbound=each.fields["direction"] == "outbound",
                connected=each.fields["result"] == "connected",
                automated=each.fields["automated"],
            )
            for each in events
            if each.kind == "touched"
        ],
        accepted=first("accepted"),
        rejected=first("rejected"),
        qualified=first("qualified"),
        closed=first(*ENDS),
        answered=first("rated"),
        raised=min(raised, default=None),
        replied=min((minute for minute in at("replied") if raised and minute >= min(raised)), default=None),
        # Whoever qualified or won it has accepted it, who knows when.
        is_decision_known=not (
            _stage(events) in ("qualified", "won") and first("accepted") is None and first("rejected") is None
        ),
    )
    counting, is_paused = np.ones(DAYS * DAY, bool), False
    for each in events:
        if each.kind in ("paused", "resumed") and is_paused != (each.kind == "paused"):
            is_paused = not is_paused
            counting[each.at :] = not is_paused
    return story, holders, counting


def _stage(events: list[Said]) -> str:
    ends = [each.kind for each in events if each.kind in ENDS]
    return ends[-1] if ends else "qualified" if any(each.kind == "qualified" for each in events) else ""


# ── The world in which it is told ──────────────────────────────────────────────────────────────────


@dataclass
class World:
    """Four owners: of a team that keeps the agreement's hours, of two that keep their own, and one who is away."""

    begin: datetime
    changed: str  # whose hours change
    changed_at: int
    calendars: dict[str, Calendar]
    owners: list[Owner]

    @classmethod
    def made(cls, begin: datetime, changed: str, changed_at: int) -> World:
        calendars = {name: calendar(HOURS[name]) for name in ("agreement", "kolkata", "jerusalem")}
        teams = {name: TeamFactory() for name in calendars}
        for name in ("kolkata", "jerusalem"):
            TeamCalendar.objects.create(team=teams[name], calendar=calendars[name])
        owners = [OwnerFactory(team=teams[name]) for name in TEAMS]
        calendars["away"] = calendar(HOURS["away"], owner=owners[AWAY], follows=calendars["agreement"])
        return cls(begin, changed, changed_at, calendars, owners)

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


Clocks = dict[tuple[str, int], tuple[Reading, np.ndarray]]  # by kind and number, with the minutes that counted


def clocks_of(world: World, promises: Promises, told: Told, *, before: Clocks | None) -> Clocks:
    """Read the clocks as they are before the change (`before` is None) or after it.

    What did not run any more when the hours changed goes by those that counted then, unless it runs again.
    """
    until, is_after = (world.changed_at, False) if before is None else (END, True)
    story, holders, is_worked = story_of(told, until, is_after)
    found: Clocks = {}
    for made, whose in promises:
        zone = told.zone if whose == "lead" else ""
        for number, owner in enumerate([LEAD, *range(len(holders))]):
            holder = holders[owner or 0] if holders else None
            hours = whose_hours(made, whose, holder)
            counts = world.counting(hours, zone, is_after)
            old = (before or {}).get((made.kind, number))
            minutes = counts if old is None or old[0].verdict in ("running", "no_data") else old[1]
            is_worked_on = is_worked if made.kind != "reply" and made.paused_by == "lead" else True
            reading = read(story, made, owner, minutes & is_worked_on, until)
            if reading is not None and minutes is counts:
                lasting = world.lasting(made, hours, reading.started)
                reading = read(story, lasting, owner, minutes & is_worked_on, until)
            if reading is not None and reading.verdict == "running":
                lasting = world.lasting(made, hours, reading.started)
                minutes, reading = counts, read(story, lasting, owner, counts & is_worked_on, until)
            if reading is not None:
                found[made.kind, number] = reading, minutes
    return found


def stored(world: World, hand_off: HandOff) -> dict[tuple[str, int], Reading]:
    """Return the clocks of a hand-off as the table has them."""

    def minute(instant: datetime | None) -> int | None:
        return None if instant is None else (instant - world.begin) // timedelta(minutes=1)

    return {
        (clock.promise.kind, clock.number): Reading(
            *map(minute, (clock.started_at, clock.due_at, clock.stopped_at, clock.ended_at)),
            elapsed=None if clock.elapsed is None else clock.elapsed // 60,
            verdict=clock.verdict,
        )
        for clock in Clock.objects.filter(hand_off=hand_off).select_related("promise")
    }


def readings(clocks: Clocks) -> dict[tuple[str, int], Reading]:
    return {name: reading for name, (reading, _) in clocks.items()}


def in_any_order(data: st.DataObject, events: list[tuple[HandOff, Said]]) -> list[tuple[HandOff, Said]]:
    """Return events shuffled, some of them twice."""
    repeated = data.draw(st.lists(st.sampled_from(events), max_size=4)) if events else []
    return data.draw(st.permutations(events + repeated))


def void(each: Said) -> Said:
    return Said(each.at, "voided", {"voids": f"{each.kind} {each.at}"})


def judge_all(now: datetime) -> None:
    spread_agreements()
    spread_calendars()
    judge_stale(now=now)
    sweep_due(now=now)
    rebuild_facts()


@pytest.mark.django_db
@settings(
    max_examples=40,
    phases=[__import__("hypothesis").Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_whatever_is_told_in_any_order_is_judged_as_it_reads(administrator, data):
    """The first lead comes before the change, the second after it, when another version of the agreement is in force.

    Whatever a waiver covers keeps its verdict, is counted apart, and stays covered.
    """
    begin, changed_at = data.draw(st.sampled_from(BEGINS)), data.draw(st.integers(9 * DAY, 14 * DAY))
    early, late = data.draw(tellings(4 * DAY, changed_at - 1)), data.draw(tellings(changed_at, 20 * DAY))
    old, new = data.draw(agreements()), data.draw(agreements())
    changed = data.draw(st.sampled_from([*HOURS, "nobody"]))

    with mock.patch.object(receivers, "FEW", 0), transaction.atomic():
        world = World.made(begin, changed, changed_at)
        world.agree(old, number=1)
        first = world.hand_over(early)
        world.tell(in_any_order(data, [(first, each) for each in early.events if each.at < changed_at]))
        judge_all(world.instant(changed_at))
        before = clocks_of(world, old, early, before=None)
        assert stored(world, first) == readings(before)

        missed = {name for name, reading in readings(before).items() if reading.verdict == "missed"}
        if missed:
            waived_by(administrator, Clock.objects.filter(verdict="missed"))
        if changed in HOURS:
            change_hours(world.calendars[changed], SHORT, at=world.instant(changed_at))
        signed = world.instant(changed_at)
        world.agree(new, number=2, effective_on=signed.date(), signed_at=signed)
        second = world.hand_over(late)
        rest = [(first, each) for each in early.events if each.at >= changed_at]
        rest += [(second, each) for each in late.events]
        rest += [(first, void(each)) for each in early.events if each.is_voided]
        rest += [(second, void(each)) for each in late.events if each.is_voided]
        world.tell(in_any_order(data, rest))
        judge_all(world.instant(END))
        after = readings(clocks_of(world, old, early, before=before))

        assert stored(world, first) == after
        assert stored(world, second) == readings(clocks_of(world, new, late, before={}))
        assert check_facts() == []
        waived = [reading.verdict for name, reading in after.items() if name in missed]
        for verdict in ("met", "missed"):
            counted = ClockFact.objects.aggregate(waived=Sum(f"{verdict}_waived"))["waived"] or 0
            assert counted == waived.count(verdict)
        transaction.set_rollback(True)
