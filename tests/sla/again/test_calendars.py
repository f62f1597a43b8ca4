"""A change of a calendar is shown with what it does to running clocks before it is saved."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from leadgap.audit.models import AuditEntry
from sla.again.calendars import calendar_rehearsal
from sla.again.words import calendar_headline
from sla.judging import judge_stale, spread_calendars
from sla.models import AgreementVersion, CalendarVersion, Clock, TeamCalendar
from sla.working_time import CalendarRefused, save_calendar
from tests.factories import LONG_WEEK, NOW, OFFICE_WEEK, CalendarFactory, PromiseFactory
from tests.sla.world import HOUR, agree, assigned, clock_of, hand_over, touched

pytestmark = pytest.mark.django_db

SOON = NOW + timedelta(minutes=10)


@pytest.fixture
def calendar(rep, stranger):
    """Two hand-offs are running until Thursday, and one is closed."""
    agreement = agree()
    owner = rep.owners.get()
    hand_over(assigned(owner), now=SOON)
    hand_over(assigned(stranger.owners.get()), now=SOON)
    hand_over(assigned(owner), touched(NOW + HOUR / 10), now=SOON)
    return agreement.calendar


def saving(calendar, *, weekly=LONG_WEEK, holidays=(), teams=()):
    def save():
        save_calendar(
            calendar,
            name="",
            timezone="Europe/Berlin",
            weekly=weekly,
            holidays=holidays,
            teams=teams,
            user=None,
            now=SOON,
        )

    return save


def dues():
    return dict(Clock.objects.filter(verdict="running").values_list("pk", "due_at"))


@pytest.mark.parametrize("moves_a_team", [False, True])
def test_it_says_what_saving_does_and_saves_nothing(calendar, berlin, moves_a_team):
    target = CalendarFactory() if moves_a_team else calendar
    save = saving(target, teams=[berlin] if moves_a_team else [])
    before, versions = dues(), CalendarVersion.objects.count()

    found = calendar_rehearsal(save, now=SOON)

    assert (dues(), CalendarVersion.objects.count(), TeamCalendar.objects.count()) == (before, versions, 0)
    assert not AuditEntry.objects.exists()
    save()
    spread_calendars()
    judge_stale(now=SOON)
    moved = {key for key, due in dues().items() if due != before[key]}
    assert found.total("moved") == len(moved) == (2 if moves_a_team else 4)
    assert calendar_headline(found) == f"{len(moved)} running clocks will be due at another time; none is missed by it."


def test_clocks_that_are_past_their_new_due_are_counted(calendar):
    later = NOW + 17 * HOUR  # Thursday, 8 in Berlin: the calendar was open until 21:00 by the new hours

    found = calendar_rehearsal(
        saving(calendar, weekly={"wed": [["09:00", "23:00"]], "thu": [["00:00", "24:00"]]}), now=later
    )

    assert found.total("moved_missed") == found.total("moved") == 4
    assert calendar_headline(found) == "4 running clocks will be due at another time; 4 are missed at once by it."


def test_what_cannot_be_saved_cannot_be_rehearsed(calendar):
    with pytest.raises(CalendarRefused):
        calendar_rehearsal(saving(calendar, weekly={}), now=SOON)


def test_the_same_hours_change_nothing(calendar):
    found = calendar_rehearsal(saving(calendar, weekly=OFFICE_WEEK), now=SOON)

    assert calendar_headline(found) == "No running clock changes."


def test_the_editor_shows_it_and_keeps_what_was_typed(client, head, calendar):
    client.force_login(head)
    hours = dict.fromkeys(OFFICE_WEEK, "09:00–21:00")
    typed = {"timezone": "Europe/Berlin", **hours}
    url = reverse("sla:calendar-edit", args=[calendar.pk])
    before = dues()

    with time_machine.travel(SOON, tick=False):
        page = client.post(url, typed | {"rehearse": "1"})

    assert page.status_code == 200
    content = page.content.decode()
    assert "4 running clocks will be due at another time; none is missed by it." in content
    assert 'value="09:00–21:00"' in content
    assert (dues(), calendar.versions.count()) == (before, 1)
    assert client.post(url, typed).status_code == 302


def test_the_editor_lists_only_promises_whose_clocks_move(client, head, calendar):
    PromiseFactory(version=AgreementVersion.objects.get(), kind="follow_up", unit="wall_days")
    hand_over(now=SOON)
    client.force_login(head)
    typed = {"timezone": "Europe/Berlin", "rehearse": "1"} | dict.fromkeys(OFFICE_WEEK, "09:00–21:00")

    with time_machine.travel(SOON, tick=False):
        page = client.post(reverse("sla:calendar-edit", args=[calendar.pk]), typed)

    assert {str(line.promise) for line in page.context["rehearsed"].lines} == {"First response", "Follow-up"}
    content = page.content.decode()
    assert ('<th scope="row">First response' in content, '<th scope="row">Follow-up' in content) == (True, False)


def test_the_editor_refuses_to_rehearse_what_makes_no_sense(client, head, calendar):
    client.force_login(head)

    page = client.post(
        reverse("sla:calendar-edit", args=[calendar.pk]),
        {"timezone": "Europe/Berlin", "mon": "9 to five", "rehearse": "1"},
    )

    assert page.status_code == 422
    assert "is not a time span" in page.content.decode()
    assert clock_of(Clock.objects.first().hand_off).verdict
