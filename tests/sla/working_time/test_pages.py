"""The pages of calendars: who keeps which, and the weeks ahead."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from leadgap.accounts.models import Organisation
from sla.models import TeamCalendar
from tests.factories import NOW, CalendarFactory, TeamFactory
from tests.sla.pages import text_of
from tests.sla.working_time.hours import WEEK


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.mark.django_db
def test_the_list_says_hours_zone_and_who_keeps_it(as_, rep):
    calendar = CalendarFactory(name="Berlin office", version__holidays=[{"date": "2026-05-01", "name": "Labour Day"}])
    TeamCalendar.objects.create(team=TeamFactory(name="The Berliners"), calendar=calendar)
    CalendarFactory(name="Second")

    said = text_of(as_(rep).get(reverse("sla:calendars")))

    assert "Working time is counted by 2 calendars." in said
    assert "Monday–Friday 09:00–17:00" in said
    assert ", Labour Day" in said
    assert "The Berliners" in said
    assert reverse("sla:calendar-new") not in said


@pytest.mark.django_db
def test_the_list_asks_as_many_queries_for_twenty_as_for_two(as_, rep, django_assert_max_num_queries):
    client = as_(rep)
    with CaptureQueriesContext(connection) as two:
        for _ in range(2):
            TeamCalendar.objects.create(team=TeamFactory(), calendar=CalendarFactory())
        two.initial_queries = len(connection.queries_log)
        client.get(reverse("sla:calendars"))
    for _ in range(18):
        TeamCalendar.objects.create(team=TeamFactory(), calendar=CalendarFactory())

    with django_assert_max_num_queries(len(two)):
        assert client.get(reverse("sla:calendars")).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("now", "said"),
    [
        pytest.param(datetime(2026, 3, 4, 14, tzinfo=UTC), "It is open now: clocks are counting.", id="open"),
        pytest.param(datetime(2026, 3, 4, 16, tzinfo=UTC), "It is closed now.", id="closing-time-is-closed"),
        pytest.param(datetime(2026, 3, 4, 8, tzinfo=UTC), "It is open now", id="opening-time-is-open"),
    ],
)
def test_a_calendar_says_whether_it_counts_now(as_, rep, time_machine, now, said):
    time_machine.move_to(now, tick=False)
    calendar = CalendarFactory(name="Berlin office")

    assert said in text_of(as_(rep).get(reverse("sla:calendar", args=[calendar.pk])))


@pytest.mark.django_db
def test_the_weeks_are_by_the_calendars_own_clock_and_not_by_the_organisations(as_, rep):
    Organisation.objects.update(timezone="Asia/Tokyo")
    calendar = CalendarFactory(name="Boston office", version__timezone="America/New_York", version__weekly=WEEK)

    said = text_of(as_(rep).get(reverse("sla:calendar", args=[calendar.pk])))

    assert "America/New_York" in said
    assert said.count('class="week-window">09:00–12:30<') == said.count('class="week-window">13:30–18:00<') == 25
    assert said.count('class="week-window">') == 50


@pytest.mark.django_db
def test_a_week_around_the_clock_counts_all_its_hours(as_, rep):
    every_day = dict.fromkeys(["mon", "tue", "wed", "thu", "fri", "sat", "sun"], [["00:00", "24:00"]])
    calendar = CalendarFactory(version__weekly=every_day, version__timezone="UTC")

    said = text_of(as_(rep).get(reverse("sla:calendar", args=[calendar.pk])))

    assert said.count("</span> 168 h") == 5


@pytest.mark.django_db
def test_an_unknown_calendar_is_not_there(as_, rep):
    assert as_(rep).get(reverse("sla:calendar", args=[999])).status_code == 404


@pytest.mark.django_db
def test_a_calendar_shows_any_weeks_and_leads_to_those_of_a_clock_change(as_, rep):
    calendar = CalendarFactory(name="Berlin office")

    page = as_(rep).get(reverse("sla:calendar", args=[calendar.pk]))
    spring = as_(rep).get(reverse("sla:calendar", args=[calendar.pk]), {"from": "2026-03-29"})
    odd = as_(rep).get(reverse("sla:calendar", args=[calendar.pk]), {"from": "0001-01-01"})

    assert page.context["clock_changes"] == [
        date(2025, 3, 30),
        date(2025, 10, 26),
        date(2026, 3, 29),
        date(2026, 10, 25),
    ]
    assert spring.context["weeks"][0].days[6].is_clock_change
    assert "clocks change" in text_of(spring)
    assert odd.context["is_ahead"]
