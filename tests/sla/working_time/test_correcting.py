"""Hours by which nothing was judged yet are corrected in their place; others get another version."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from leadgap.accounts.models import User
from leadgap.audit.models import AuditEntry
from sla import agreements
from sla.agreements.signing import sign
from sla.judging import judge_stale, spread_agreements, spread_calendars
from sla.models import AgreementVersion, Calendar, CalendarVersion, Clock
from sla.working_time import change_calendar
from sla.working_time.correcting import is_correctable
from sla.working_time.owners import change_time_off, keep_hours
from tests.factories import LONG_WEEK, NOW, OFFICE_WEEK, CalendarFactory, UserFactory
from tests.home.test_setup import GIVEN
from tests.sla.world import HOUR, agree, assigned, change_hours, clock_of, event, hand_over, tell, touched

pytestmark = pytest.mark.django_db

AFTERNOON = {"from": "2026-03-04T13:00", "until": "2026-03-05T13:00", "name": "Dentist"}


def change(calendar, weekly=LONG_WEEK, now=NOW + HOUR):
    return change_calendar(calendar, timezone="Europe/Berlin", weekly=weekly, holidays=(), user=None, now=now)


def judge_all(now):
    spread_agreements()
    spread_calendars()
    judge_stale(now=now)


def test_what_nothing_was_judged_by_is_corrected_for_the_past_too(organisation, administrator):
    """Of six hours from 15:00 in Berlin two were open; by the corrected week they all were."""
    calendar = agree(first_response=6).calendar
    running = hand_over()
    first = calendar.current()

    corrected = change_calendar(
        calendar, timezone="Europe/Berlin", weekly=LONG_WEEK, holidays=(), user=administrator, now=NOW + 4 * HOUR
    )
    judge_all(NOW + 4 * HOUR)

    assert (corrected.pk, corrected.number, corrected.created_at) == (first.pk, 1, first.created_at)
    assert clock_of(running).due_at == NOW + 6 * HOUR
    assert CalendarVersion.objects.get().is_spread
    entry = AuditEntry.objects.get(action="calendar.corrected")
    assert (entry.actor, entry.data) == (administrator, {"weekly": [OFFICE_WEEK, LONG_WEEK]})


@pytest.mark.parametrize(
    ("told", "now"),
    [
        pytest.param([touched(NOW + HOUR)], NOW + HOUR, id="met"),
        pytest.param([touched(NOW + 24 * HOUR)], NOW + 24 * HOUR, id="missed"),
        pytest.param([event("closed", NOW + HOUR)], NOW + HOUR, id="ended"),
        pytest.param([], NOW + 48 * HOUR, id="overdue-and-not-yet-swept"),
    ],
)
def test_what_a_clock_was_judged_by_stays_and_gets_a_version(organisation, told, now):
    calendar = agree().calendar
    tell(hand_over(), *told, now=NOW)

    version = change(calendar, now=now)

    assert (version.number, calendar.versions.count()) == (2, 2)
    assert AuditEntry.objects.get().action == "calendar.changed"


def test_a_later_version_is_corrected_from_when_it_began(organisation):
    calendar = agree(first_response=6).calendar
    tell(hand_over(at=NOW - 5 * HOUR, now=NOW - 5 * HOUR), touched(NOW - 4 * HOUR))
    second = change(calendar, {"wed": [["09:00", "12:00"]]}, now=NOW)
    running = hand_over()

    corrected = change(calendar, now=NOW + HOUR)
    judge_all(NOW + HOUR)

    assert (corrected.pk, corrected.created_at, calendar.versions.count()) == (second.pk, NOW, 2)
    assert clock_of(running).due_at == NOW + 6 * HOUR


def test_clocks_of_another_calendar_or_version_are_no_reason(organisation):
    calendar = agree().calendar
    tell(hand_over(), touched(NOW + HOUR))
    other = CalendarFactory()

    assert is_correctable(other.current(), NOW)
    assert not is_correctable(calendar.current(), NOW)
    assert is_correctable(change_hours(calendar, LONG_WEEK, NOW + HOUR), NOW + HOUR)


def test_owners_who_follow_are_corrected_with_it_also_in_what_they_had_before(organisation, rep, colleague):
    office = CalendarFactory()
    owner, part_timer = rep.owners.get(), colleague.owners.get()
    half_days = {"mon": [["09:00", "13:00"]]}
    keep_hours(owner, follows=office, time_off=[], user=None, now=NOW)
    change_time_off(owner, lambda _: [AFTERNOON], user=None, now=NOW + HOUR)
    keep_hours(part_timer, follows=office, timezone="Asia/Kolkata", weekly=half_days, time_off=[], user=None, now=NOW)
    holiday = {"date": "2026-05-01", "name": "Labour Day"}

    change_calendar(
        office, timezone="Europe/Vienna", weekly=LONG_WEEK, holidays=[holiday], user=None, now=NOW + 2 * HOUR
    )

    first, second = owner.calendar.versions.order_by("number")
    assert [(each.timezone, each.weekly, each.holidays) for each in (first, second)] == [
        ("Europe/Vienna", LONG_WEEK, [holiday])
    ] * 2
    assert (first.time_off, second.time_off) == ([], [AFTERNOON])
    half = part_timer.calendar.versions.get()
    assert (half.timezone, half.weekly, half.holidays) == ("Asia/Kolkata", half_days, [holiday])


def test_an_owner_who_was_judged_by_a_copy_was_judged_by_these_hours(organisation, rep):
    made = agree()
    made.promises.update(calendar_of="owner")
    owner = rep.owners.get()
    change_time_off(owner, lambda _: [AFTERNOON], user=None, now=NOW - HOUR)
    hand_over(assigned(owner), touched(NOW))
    assert set(Clock.objects.values_list("calendar_version__calendar__owner", flat=True)) == {owner.pk}

    assert change(made.calendar).number == 2
    assert owner.calendar.current().number == 2


def test_own_hours_are_corrected_and_time_off_never_is(organisation, rep):
    office, owner = CalendarFactory(), rep.owners.get()
    keep_hours(
        owner, follows=office, timezone="UTC", weekly={"mon": [["09:00", "13:00"]]}, time_off=[], user=None, now=NOW
    )

    hours = keep_hours(owner, follows=office, timezone="UTC", weekly=LONG_WEEK, time_off=[], user=None, now=NOW + HOUR)
    off = change_time_off(owner, lambda _: [AFTERNOON], user=None, now=NOW + HOUR)

    assert (hours.number, hours.weekly, off.number) == (1, LONG_WEEK, 2)


def test_what_was_closed_by_the_old_hours_in_the_same_moment_is_judged_anew(organisation):
    """A judge that had read the hours before they were corrected writes after nothing was found to be."""
    calendar = agree(first_response=6).calendar
    hand_off = tell(hand_over(), touched(NOW + 20 * HOUR))
    Clock.objects.update(verdict="running", due_at=NOW + 99 * HOUR)
    change(calendar, now=NOW + 20 * HOUR)
    Clock.objects.update(verdict="met")

    judge_all(NOW + 20 * HOUR)

    assert clock_of(hand_off).verdict == "missed"
    assert clock_of(hand_off).due_at == NOW + 6 * HOUR


def test_the_first_run_is_judged_by_the_week_as_corrected(time_machine):
    """Set up, the week corrected, history imported, a template taken and signed for the past: all by one week."""
    time_machine.move_to(NOW, tick=False)
    client = Client()
    client.post(reverse("home:setup"), GIVEN)
    calendar, user = Calendar.objects.get(), User.objects.get()
    edit = reverse("sla:calendar-edit", args=[calendar.pk])
    assert "it counts for all hand-offs, earlier ones too" in client.get(edit).content.decode()

    saved = client.post(edit, {"timezone": "Europe/Vienna", **dict.fromkeys(OFFICE_WEEK, "09:00–17:00")}, follow=True)
    assert "These hours count for all hand-offs, earlier ones too." in saved.content.decode()

    friday = datetime(2026, 2, 27, 14, tzinfo=UTC)  # closed on Fridays by the first week; 15:00 in Vienna
    imported = hand_over(touched(friday + 68 * HOUR), at=friday, country="AT", email="a@b.example")
    template = agreements.TEMPLATES[0]
    terms = replace(
        template.terms(calendar), effective_on=date(2026, 3, 4), is_retrospective=True, definition={"all": []}
    )
    version = agreements.draft(terms=terms, user=user, now=NOW)
    agreements.propose(version, user=user, now=NOW)
    version.refresh_from_db()
    for side, signer in (("sales", user), ("marketing", UserFactory(role="marketer"))):
        sign(version, side=side, text_hash=version.text_hash, user=signer, now=NOW)
    judge_all(NOW)

    assert AgreementVersion.objects.get().state == "signed"
    clock = clock_of(imported)
    assert clock.calendar_version == calendar.versions.get()
    seconds = clock.promise.target * 60
    assert clock.due_at == friday + timedelta(seconds=seconds)
    # Two hours on Friday, two on Monday until 11:00.
    assert clock.elapsed == 4 * 3600
    judged = client.get(edit).content.decode()
    assert "Clocks were judged by version 1" in judged
    assert f'<a href="{reverse("sla:judge-again")}">' in judged
