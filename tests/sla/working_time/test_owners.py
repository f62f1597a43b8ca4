"""Owners' own hours and time off: who keeps them, what they change, how they are counted and explained."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from leadgap.audit.models import AuditEntry
from sla.explain import Kind, explain
from sla.judging import judge, judge_stale, spread_calendars
from sla.models import Calendar, Clock, Promise, TeamCalendar
from sla.working_time import CalendarRefused, change_calendar
from sla.working_time.owners import keep_hours, owners_seen_by
from tests.factories import NOW, CalendarFactory, ClockFactory, OwnerFactory
from tests.sla.working_time.hours import AFTERNOON, agree_by_owner, off
from tests.sla.world import HOUR, agree, assigned, clock_of, hand_over, touched

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW, tick=False)


def test_the_clocks_of_an_owner_stand_still_while_they_are_off(office, owner):
    agree_by_owner(office, first_response=4)
    off(owner, AFTERNOON)

    hand_off = hand_over(assigned(owner))

    # An hour today, and three tomorrow from 13:00 on.
    for number in (0, 1):
        assert clock_of(hand_off, number=number).due_at == datetime(2026, 3, 5, 15, tzinfo=UTC)


@pytest.mark.parametrize("calendar_of", ["team", "agreement"])
def test_time_off_counts_only_where_the_promise_goes_by_the_owner(office, owner, calendar_of):
    made = agree(calendar=office, first_response=4)
    Promise.objects.filter(version=made).update(calendar_of=calendar_of)
    off(owner, AFTERNOON)

    assert clock_of(hand_over(assigned(owner))).due_at == datetime(2026, 3, 5, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("calendar_of", "due"),
    [("agreement", datetime(2026, 3, 5, 10, tzinfo=UTC)), ("team", datetime(2026, 3, 4, 18, tzinfo=UTC))],
)
def test_a_promise_says_whether_the_team_or_the_agreement_counts(office, owner, calendar_of, due):
    made = agree(calendar=office, first_response=4)
    Promise.objects.filter(version=made).update(calendar_of=calendar_of)
    late = CalendarFactory(name="Late", version__weekly={"wed": [["09:00", "24:00"]]})
    TeamCalendar.objects.create(team=owner.team, calendar=late)

    assert clock_of(hand_over(assigned(owner))).due_at == due


def test_the_lead_clock_keeps_its_first_owner_and_owner_clocks_go_by_their_own(office, owner, colleague):
    agree_by_owner(office, first_response=4)
    off(owner, AFTERNOON)
    other = colleague.owners.get()

    hand_off = hand_over(assigned(owner), assigned(other, NOW + HOUR / 2), now=NOW + HOUR)

    assert clock_of(hand_off).due_at == datetime(2026, 3, 5, 15, tzinfo=UTC)
    assert clock_of(hand_off, number=2).due_at == datetime(2026, 3, 5, 10, 30, tzinfo=UTC)


def test_what_waits_in_a_team_goes_by_the_team_until_somebody_has_it(office, owner, berlin):
    agree_by_owner(office, first_response=4)
    off(owner, AFTERNOON)
    waiting = hand_over()

    assert clock_of(waiting).calendar_version.calendar == office


def test_time_off_moves_running_clocks_and_no_closed_ones(office, owner):
    agree_by_owner(office, first_response=1)
    running = hand_over(assigned(owner), at=NOW - HOUR / 2)
    answered = hand_over(assigned(owner, NOW - 3 * HOUR), touched(NOW - 2 * HOUR), at=NOW - 3 * HOUR)
    closed = clock_of(answered)

    off(owner, {"from": "2026-03-04T15:00", "until": "2026-03-04T16:00", "name": ""}, now=NOW)
    judge_stale(now=NOW)

    assert clock_of(running).due_at == datetime(2026, 3, 4, 15, 30, tzinfo=UTC)
    after = clock_of(answered)
    assert (after.due_at, after.calendar_version) == (closed.due_at, closed.calendar_version)


def test_the_first_time_off_of_a_first_owner_moves_the_lead_clock_of_what_they_passed_on(office, owner, colleague):
    agree_by_owner(office, first_response=4)
    other = colleague.owners.get()
    hand_off = hand_over(assigned(owner), assigned(other, NOW + HOUR / 2), now=NOW + HOUR)

    off(owner, AFTERNOON, now=NOW + HOUR)
    judge_stale(now=NOW + HOUR)

    assert clock_of(hand_off).due_at == datetime(2026, 3, 5, 15, tzinfo=UTC)
    assert clock_of(hand_off, number=2).due_at == datetime(2026, 3, 5, 10, 30, tzinfo=UTC)


def test_more_time_off_moves_what_runs_on_the_version_before(office, owner):
    agree_by_owner(office, first_response=4)
    off(owner, AFTERNOON)
    hand_off = hand_over(assigned(owner))

    off(owner, {**AFTERNOON, "until": "2026-03-06T09:00"}, now=NOW)
    spread_calendars()
    judge_stale(now=NOW)

    assert clock_of(hand_off).due_at == datetime(2026, 3, 6, 11, tzinfo=UTC)


def test_owners_follow_the_days_off_of_a_calendar_and_its_hours_unless_they_have_their_own(office, owner, colleague):
    keep_hours(owner, follows=office, time_off=[AFTERNOON], user=None, now=NOW)
    half_days = {"mon": [["09:00", "13:00"]], "tue": []}
    ClockFactory(calendar_version=office.current(), verdict="missed")
    part_timer = colleague.owners.get()
    keep_hours(part_timer, follows=office, timezone="Asia/Kolkata", weekly=half_days, time_off=[], user=None, now=NOW)

    change_calendar(
        office,
        timezone="Europe/Vienna",
        weekly={"mon": [["08:00", "16:00"]]},
        holidays=[{"date": "2026-05-01", "name": "Labour Day"}],
        exceptions=[{"date": "2026-05-02", "windows": [["10:00", "12:00"]], "name": "Fair"}],
        user=None,
        now=NOW + HOUR,
    )

    whole, half = owner.calendar.current(), part_timer.calendar.current()
    assert (whole.number, whole.timezone, whole.weekly) == (2, "Europe/Vienna", {"mon": [["08:00", "16:00"]]})
    assert (whole.time_off, [each["name"] for each in whole.exceptions]) == ([AFTERNOON], ["Fair"])
    assert (half.number, half.timezone, half.weekly) == (2, "Asia/Kolkata", {"mon": [["09:00", "13:00"]]})
    assert ([each["name"] for each in half.holidays], half.exceptions) == (["Labour Day"], [])


def test_the_same_hours_again_change_nothing(office, owner):
    first = off(owner, AFTERNOON)

    assert off(owner, AFTERNOON, now=NOW) == first
    assert AuditEntry.objects.filter(action="owner.hours_changed").count() == 1


@pytest.mark.parametrize(
    ("stretch", "why"),
    [
        ({"from": "2026-03-05T13:00", "until": "2026-03-05T13:00"}, "does not end after it begins"),
        ({"from": "2026-03-05T13:00", "until": "2028-03-05T13:00"}, "longer than a year"),
        ({"from": "2126-03-05T13:00", "until": "2126-03-06T13:00"}, "in the years 2000 to 2100"),
    ],
    ids=["no-time", "too-long", "too-far"],
)
def test_impossible_time_off_is_refused_and_leaves_nothing(office, owner, stretch, why):
    with pytest.raises(CalendarRefused, match=why):
        off(owner, {**stretch, "name": ""})

    assert not Calendar.objects.filter(owner=owner).exists()


def test_own_hours_that_never_open_are_refused(office, owner):
    with pytest.raises(CalendarRefused, match="never opens"):
        keep_hours(owner, follows=office, timezone="UTC", weekly={}, time_off=[], user=None, now=NOW)


def test_time_off_without_any_calendar_is_refused(owner):
    with pytest.raises(CalendarRefused, match="Make one first"):
        off(owner, AFTERNOON)


def test_the_database_refuses_a_calendar_of_nobody_that_follows_one(office, owner):
    for wrong in ({"follows": office}, {"owner": owner}, {"has_own_hours": True}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Calendar.objects.create(name="Wrong", **wrong)


def test_an_explanation_says_time_off_and_names_it_for_those_who_may_know(office, owner):
    agree_by_owner(office, first_response=4)
    off(owner, AFTERNOON)
    clock = Clock.objects.for_list().get(pk=clock_of(hand_over(assigned(owner))).pk)

    def told(**options):
        explanation = explain(clock, now=NOW + timedelta(days=1), **options)
        return [(each.kind, each.name) for each in explanation.stretches if each.kind == Kind.TIME_OFF], explanation

    named, explanation = told(names_time_off=True)
    assert named == [(Kind.TIME_OFF, "Dentist")]
    assert told()[0] == [(Kind.TIME_OFF, "")]
    assert explanation.seconds(Kind.TIME_OFF) == 21 * 3600
    assert explanation.counted == 1 * 3600 + 2 * 3600


def test_people_see_their_own_hours_managers_their_branch(rep, colleague, manager, other_manager, marketer, auditor):
    def seen(user):
        return {owner.name for owner in owners_seen_by(user)}

    assert seen(rep) == {"Rita Rep"}
    assert {"Rita Rep", "Colin Colleague"} <= seen(manager)
    assert "Rita Rep" not in seen(other_manager)
    assert seen(marketer) == set()
    assert "Rita Rep" in seen(auditor)


def test_judging_many_owners_asks_no_more_queries_than_judging_one(office, berlin):
    agree_by_owner(office, first_response=4)
    owners = [OwnerFactory(team=berlin) for _ in range(12)]
    for number, each in enumerate(owners):
        off(each, {"from": f"2026-03-04T{15 + number % 3}:00", "until": "2026-03-05T10:00", "name": ""})
    made = [hand_over(assigned(each)) for each in owners]

    def queries(hand_offs):
        with CaptureQueriesContext(connection) as captured:
            judge([each.pk for each in hand_offs], now=NOW)
        return len(captured)

    assert queries(made) == queries(made[:1])
