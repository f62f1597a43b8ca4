"""Promises that go by the agreement's hours, read by the clock where the lead is."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedback.desk.queue import Show, rows
from leadgap.periods import period
from leads.models import HandOff
from sla import agreements
from sla.agreements.sentences import sentences
from sla.compliance.curves import promise_curve
from sla.explain import explain
from sla.facts import rebuild_facts
from sla.judging import judge, judge_stale, spread_calendars
from sla.judging.calendars import Calendars
from sla.judging.zones import Zones
from sla.misses import described
from sla.models import CalendarVersion as Version
from sla.models import Clock, Promise, TeamCalendar
from tests.factories import NOW, OFFICE_WEEK, CalendarFactory
from tests.sla.waivers.waiving import waived_by
from tests.sla.world import HOUR, agree, assigned, change_hours, clock_of, hand_over, tell, touched

pytestmark = pytest.mark.django_db


def agree_by_lead(**targets):
    made = agree(**targets)
    Promise.objects.filter(version=made).update(calendar_of="lead")
    return made


def explained(clock, now=NOW):
    return explain(Clock.objects.for_list().get(pk=clock.pk), now=now)


@pytest.mark.parametrize(
    ("zone", "due"),
    [
        # Handed over at 14:00 UTC on a Wednesday, with four of the hours from 9 to 17 to answer.
        pytest.param("America/New_York", datetime(2026, 3, 4, 18, tzinfo=UTC), id="at-nine-in-new-york"),
        pytest.param("Asia/Kolkata", datetime(2026, 3, 5, 7, 30, tzinfo=UTC), id="half-an-hour-beside"),
        pytest.param("Asia/Kathmandu", datetime(2026, 3, 5, 7, 15, tzinfo=UTC), id="a-quarter-beside"),
        pytest.param("", datetime(2026, 3, 5, 10, tzinfo=UTC), id="not-known-so-in-berlin"),
        pytest.param("Mars/Olympus", datetime(2026, 3, 5, 10, tzinfo=UTC), id="no-zone-so-in-berlin"),
        pytest.param("Europe/Berlin", datetime(2026, 3, 5, 10, tzinfo=UTC), id="in-berlin"),
    ],
)
def test_the_hours_of_the_agreement_are_read_where_the_lead_is(organisation, rep, zone, due):
    agree_by_lead()

    hand_off = hand_over(assigned(rep.owners.get()), timezone=zone)

    assert {clock.due_at for clock in hand_off.clocks.all()} == {due}
    assert hand_off.clocks.count() == 2


@pytest.mark.parametrize(
    ("at", "zone", "due"),
    [
        # Friday 16:00 local, four hours: one today, three on the Monday after the clocks were changed.
        pytest.param(
            datetime(2026, 3, 6, 21, tzinfo=UTC), "America/New_York", datetime(2026, 3, 9, 16, tzinfo=UTC), id="forward"
        ),
        pytest.param(
            datetime(2026, 10, 30, 20, tzinfo=UTC), "America/New_York", datetime(2026, 11, 2, 17, tzinfo=UTC), id="back"
        ),
        pytest.param(
            datetime(2026, 4, 3, 5, tzinfo=UTC),
            "Australia/Lord_Howe",
            datetime(2026, 4, 6, 1, 30, tzinfo=UTC),
            id="half",
        ),
    ],
)
def test_clock_changes_are_those_of_the_lead(organisation, at, zone, due):
    agree_by_lead()

    assert clock_of(hand_over(at=at, now=at, timezone=zone)).due_at == due


def test_calendars_of_teams_do_not_count(organisation, rep):
    agree_by_lead()
    owner = rep.owners.get()
    TeamCalendar.objects.create(
        team=owner.team, calendar=CalendarFactory(version__weekly={"wed": [["00:00", "24:00"]]})
    )

    assert clock_of(hand_over(assigned(owner), timezone="America/New_York")).due_at == NOW + 4 * HOUR


def test_real_time_is_the_same_everywhere(organisation):
    agree_by_lead(unit="wall_hours")

    clock = clock_of(hand_over(timezone="America/New_York"))

    assert (clock.due_at, clock.calendar_version, explained(clock).leads_zone) == (NOW + 4 * HOUR, None, None)


def test_a_holiday_is_the_date_where_the_lead_is(organisation):
    """On 5 March nobody works: from 14:00 UTC on the fourth, which is the fifth in Auckland."""
    made = agree_by_lead()
    made.calendar.versions.update(holidays=[{"date": "2026-03-05", "name": "Founders’ day"}])

    clock = clock_of(hand_over(timezone="Pacific/Auckland"))

    assert clock.due_at == datetime(2026, 3, 6, 13, tzinfo=ZoneInfo("Pacific/Auckland"))
    assert {each.name for each in explained(clock, NOW + 48 * HOUR).stretches if each.name} == {"Founders’ day"}


def test_the_zone_at_the_hand_off_counts_for_good(organisation):
    agree_by_lead()
    hand_off = hand_over(name="L", timezone="America/New_York")

    hand_over(name="L", system=hand_off.system, timezone="Asia/Kolkata")
    judge([hand_off.pk], now=NOW)

    assert HandOff.objects.get().lead.timezone == "Asia/Kolkata"
    assert clock_of(hand_off).due_at == NOW + 4 * HOUR


def test_it_stays_pinned_to_the_version_read_there_and_a_running_one_moves(organisation):
    made = agree_by_lead()
    closed, running = (hand_over(timezone="America/New_York") for _ in range(2))
    tell(closed, touched(NOW + HOUR))
    old = made.calendar.current()
    new = change_hours(made.calendar, {day: [["10:00", "17:00"]] for day in OFFICE_WEEK}, at=NOW + HOUR / 2)

    spread_calendars()
    judge_stale(now=NOW + HOUR)
    tell(closed, touched(NOW + 2 * HOUR), now=NOW + 2 * HOUR)

    assert (clock_of(closed).calendar_version, clock_of(closed).elapsed) == (old, 3600)
    # Half an hour by the old hours from 9 on, then closed until 10 in New York.
    assert (clock_of(running).calendar_version, clock_of(running).due_at) == (new, NOW + 4.5 * HOUR)


def test_the_explanation_says_where_the_hours_are_read(client, manager, rep, organisation):
    agree_by_lead()
    there, unknown = hand_over(assigned(rep.owners.get()), timezone="America/New_York"), hand_over()

    explanation = explained(clock_of(there))
    assert (explanation.timezone, explanation.leads_zone) == ("America/New_York", "America/New_York")
    assert (explained(clock_of(unknown)).timezone, explained(clock_of(unknown)).leads_zone) == ("Europe/Berlin", "")

    client.force_login(manager)
    page = client.get(reverse("sla:clock", args=[clock_of(there).pk])).content.decode()
    assert "Its hours are read in the lead’s zone, America/New_York." in page
    assert "New York" in page


def test_a_waiver_says_what_is_due_as_the_misses_do(client, administrator, organisation):
    agree_by_lead()
    hand_over(timezone="Asia/Kolkata")
    waiver = waived_by(administrator)
    client.force_login(administrator)

    page = client.get(reverse("sla:waiver", args=[waiver.pk])).content.decode()

    assert "5 Mar 2026, 13:00 Kolkata" in page


def test_the_api_says_it_as_data(client, administrator, organisation):
    agree_by_lead()
    clock = clock_of(hand_over(timezone="Asia/Kolkata"))
    client.force_login(administrator)

    told = client.get(f"/api/v1/clocks/{clock.pk}/").json()["explanation"]

    assert (told["timezone"], told["leads_zone"]) == ("Asia/Kolkata", "Asia/Kolkata")


def test_misses_the_queue_and_the_curve_read_the_same_hours(organisation, administrator, rep):
    agree_by_lead(first_response=1)
    hand_off = hand_over(assigned(rep.owners.get()), timezone="America/New_York")
    now = NOW + 3 * HOUR  # two hours late in New York; in Berlin the second ended at 17:00

    clock = Clock.objects.for_list().get(pk=clock_of(hand_off).pk)
    (miss,) = described([clock], user=administrator, organisation=organisation, now=now)
    assert (miss.late, miss.timezone) == (2 * 3600, "America/New_York")
    (row,) = rows([hand_off], Show.ANSWER, now=now)
    assert row.left == -2 * 3600
    rebuild_facts()
    curve = promise_curve(
        administrator,
        promise_kind="first_response",
        period=period("all", today=now.date()),
        organisation=organisation,
        now=now,
    )
    assert (curve.curve.at(3 * 3600), curve.curve.at(3 * 3600 + 60)) != (None, curve.curve.at(3 * 3600))
    assert curve.curve.at(3 * 3600 + 60) is None


def test_the_signed_text_says_so(organisation):
    made = agree_by_lead()

    text = " ".join(str(each) for each in sentences(made))

    assert "by the clock where the lead is" in text
    assert "of a lead whose zone is not known, those of Europe/Berlin" in text
    assert "A team that has a calendar of its own" not in text


BEGIN = datetime(2026, 3, 1, tzinfo=UTC)
CHANGED = BEGIN + timedelta(days=20)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEKS = (
    {day: [["09:00", "17:00"]] for day in OFFICE_WEEK},
    {"mon": [["22:00", "06:00"]], "thu": [["08:30", "12:15"]]},
)
ZONES = ("", "UTC", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "America/St_Johns", "Europe/Berlin")


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from(ZONES), st.integers(0, 40 * 24 * 60), st.integers(1, 2400)), min_size=1, max_size=9
    )
)
def test_many_zones_together_are_as_counting_the_minutes_of_each(leads):
    """Through a change of hours, and the changes of the clocks of March and April."""
    versions = [
        Version(calendar_id=1, pk=7 + n, number=n, timezone="Europe/Vienna", weekly=week, created_at=at)
        for n, (week, at) in enumerate(zip(WEEKS, (BEGIN, CHANGED), strict=True), 1)
    ]
    calendars = Calendars(versions)
    zones = Zones.of(zone for zone, *_ in leads)
    starts = np.array([int(BEGIN.timestamp()) + 60 * minute for _, minute, _ in leads])
    targets = np.array([60 * target for *_, target in leads])

    together = calendars.together(calendars.read_in(np.full(len(leads), 9), zones))
    due = together.due_many(starts, targets)

    for place, (zone, minute, target) in enumerate(leads):
        counted = np.flatnonzero(open_by_hand(zone or "Europe/Vienna")[minute:])
        assert due[place] == starts[place] + 60 * (counted[target - 1] + 1)
    assert (together.elapsed_many(starts, due) == targets).all()


@cache
def open_by_hand(zone):
    """Say of each minute of four months whether it is open, by asking zoneinfo for the local time of each."""
    there = ZoneInfo(zone)
    found = np.zeros(120 * 24 * 60, bool)
    for place in range(found.size):
        instant = BEGIN + timedelta(minutes=place)
        local, week = instant.astimezone(there), WEEKS[instant >= CHANGED]
        clock, today, before = (
            f"{local:%H:%M}",
            DAYS[local.weekday()],
            DAYS[local.weekday() - 1],
        )
        found[place] = any(
            opens <= clock and (clock < closes or closes < opens) for opens, closes in week.get(today, ())
        ) or any(clock < closes < opens for opens, closes in week.get(before, ()))
    return found


def test_it_is_drafted_and_exported_as_said(client, manager, organisation):
    terms = agreements.TEMPLATES[0].terms(CalendarFactory())
    first, *others = terms.promises
    drafted = agreements.draft(
        terms=replace(terms, promises=(replace(first, calendar_of="lead"), *others)), user=manager, now=NOW
    )
    client.force_login(manager)

    exported = client.get(reverse("sla:agreement-export", args=[drafted.number])).json()
    editor = client.get(reverse("sla:agreement-edit", args=[drafted.number])).content.decode()

    assert [each["calendar_of"] for each in exported["promises"]][:2] == ["lead", "team"]
    assert '<option value="lead" selected>the lead’s time zone</option>' in editor
