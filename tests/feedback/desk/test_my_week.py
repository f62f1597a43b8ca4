from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from feedback.desk.weeks import weeks, working_day
from leads.models import HandOff
from tests.factories import NOW, CalendarFactory, ClockFactory, HandOffFactory, PromiseFactory

pytestmark = pytest.mark.django_db
MONDAY = NOW - timedelta(days=2)
HOUR = 3600


@pytest.fixture(autouse=True)
def _now(time_machine):
    """Wednesday."""
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def promise():
    return PromiseFactory(kind="first_response")


@pytest.fixture
def mine(rep, promise):
    """Return a function that makes a hand-off of the rep, with the owner clock of its first response."""

    def mine(verdict=None, elapsed=None, owner=None, at=MONDAY, **fields):
        owner = owner or rep.owners.get()
        hand_off = HandOffFactory(owner=owner, team=owner.team, handed_off_at=at, day=at.date(), **fields)
        if verdict:
            ClockFactory(
                hand_off=hand_off,
                promise=promise,
                scope="owner",
                number=1,
                owner=owner,
                team=owner.team,
                started_at=at,
                due_at=at + timedelta(hours=2),
                verdict=verdict,
                elapsed=elapsed,
                stopped_at=at + timedelta(hours=1) if elapsed else None,
                calendar_version=promise.version.calendar.current(),
            )
        return hand_off

    return mine


def test_a_week_counts_what_was_handed_over_in_it(rep, mine):
    mine("met", HOUR)
    mine("met", 2 * HOUR, stage="won", outcome="won", sales_answered_at=NOW, sales_rating=4)
    mine("missed", 6 * HOUR)
    mine("running")
    mine("met", HOUR, at=MONDAY - timedelta(days=7))

    this, last, *rest = weeks(rep, today=NOW.date())

    assert (this.starts_on, last.starts_on) == (MONDAY.date(), (MONDAY - timedelta(days=7)).date())
    assert (this.handed_over, this.rated, this.won, this.open) == (4, 1, 1, 3)
    assert (this.answered_in_time.part, this.answered_in_time.whole) == (2, 3)
    assert this.median == 2 * HOUR
    assert (last.handed_over, last.answered_in_time.whole) == (1, 1)
    assert all(week.handed_over == 0 and week.median is None for week in rest)


def test_what_was_passed_on_was_handed_over_and_is_no_longer_open(rep, colleague, mine):
    mine("met", HOUR)
    passed_on = mine("met", HOUR, stage="won", outcome="won", sales_answered_at=NOW, sales_rating=4)
    HandOff.objects.filter(pk=passed_on.pk).update(owner=colleague.owners.get())

    this, *_ = weeks(rep, today=NOW.date())

    assert this.handed_over == this.answered_in_time.whole == 2
    assert (this.rated, this.won, this.open) == (0, 0, 1)


def test_a_week_has_nothing_of_anybody_else(rep, colleague, mine):
    mine("met", HOUR, owner=colleague.owners.get())

    this, *_ = weeks(rep, today=NOW.date())

    assert (this.handed_over, this.answered_in_time.whole, this.median) == (0, 0, None)


def test_the_page_says_what_was_kept_what_was_promised_and_what_waits(client, rep, mine, promise):
    mine("met", 9 * HOUR)
    mine("missed", 10 * HOUR, first_connected_at=NOW)
    client.force_login(rep)

    page = client.get(reverse("desk:my-week")).content.decode()

    assert "You answered 1 of 2 leads in time this week." in page
    assert "1 lead waits for your rating" in page
    assert f'href="{reverse("desk:queue")}?show=rate"' in page


def test_what_was_promised_is_said_by_the_versions_that_judged_this_week(client, rep, mine, promise):
    newer = PromiseFactory(version__effective_on=NOW.date(), kind="first_response", goal=Decimal("0.8"), target=1)
    client.force_login(rep)

    def said():
        return client.get(reverse("desk:my-week")).content.decode().replace("\u00a0", " ")

    mine("met", HOUR)
    assert "Sales promised 95 % within 4 working hours." in said()
    mine("missed", HOUR).clocks.update(promise=newer)
    assert "Sales promised 95 % within 4 working hours and 80 % within 1 working hour." in said()
    newer.goal = promise.goal
    newer.save()
    assert "Sales promised 95 % within 4 working hours or 1 working hour." in said()
    HandOff.objects.update(day=NOW.date() - timedelta(days=60))
    assert "Sales promised 95 % within 1 working hour." in said()  # what holds now


def test_times_are_written_in_the_reps_own_working_days(client, rep, mine, promise):
    calendar = CalendarFactory(version__weekly={"mon": [["09:00", "12:00"]], "tue": [["09:00", "11:00"]]})
    hand_off = mine("met", 4 * HOUR)
    assert working_day(rep) == promise.version.calendar.current().working_day
    hand_off.clocks.update(calendar_version=calendar.current())
    client.force_login(rep)

    page = client.get(reverse("desk:my-week")).content.decode()

    assert working_day(rep) == 3 * HOUR
    assert "1\u00a0working\u00a0d\u00a01\u00a0h" in page


def test_without_a_clock_a_day_is_a_day(rep):
    assert working_day(rep) == 24 * HOUR


def test_an_empty_week_says_so(client, rep):
    client.force_login(rep)

    page = client.get(reverse("desk:my-week")).content.decode()

    assert "No promise has come due for you this week." in page
    assert "Nothing waits for you." in page


def test_it_leads_to_the_reps_own_hours(client, rep, colleague):
    client.force_login(rep)
    week = reverse("desk:my-week")
    assert reverse("sla:owner-hours", args=[rep.owners.get().pk]) in client.get(week).content.decode()

    colleague.owners.update(user=rep)
    assert f'href="{reverse("sla:people-hours")}"' in client.get(week).content.decode()

    rep.owners.update(user=None)
    assert "Hours and time off" not in client.get(week).content.decode()
