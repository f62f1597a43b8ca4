"""In whose zone a person reads: the own calendar's, the team's, the organisation's, in this order."""

from __future__ import annotations

import pytest
from django.utils import timezone

from sla.models import CalendarVersion, TeamCalendar
from sla.working_time.readers import readers_zone
from tests.factories import NOW, OFFICE_WEEK, CalendarFactory, OwnerFactory, TeamFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def new_york():
    return CalendarFactory(version__timezone="America/New_York")


@pytest.fixture(autouse=True)
def _the_organisations():
    with timezone.override("Europe/Berlin"):
        yield


def test_without_a_calendar_it_is_the_one_that_pages_speak_anyway(rep, marketer, new_york):
    assert readers_zone(rep) == readers_zone(marketer) == "Europe/Berlin"


def test_a_teams_calendar_is_that_of_its_people_and_of_nobody_else(rep, stranger, berlin, new_york):
    TeamCalendar.objects.create(team=berlin, calendar=new_york)

    assert readers_zone(rep) == "America/New_York"
    assert readers_zone(stranger) == "Europe/Berlin"


def test_a_person_without_a_team_reads_as_the_owner_they_are_matched_to(marketer, new_york):
    boston = TeamFactory(name="Boston")
    OwnerFactory(name="Mo", user=marketer, team=boston)
    TeamCalendar.objects.create(team=boston, calendar=new_york)

    assert readers_zone(marketer) == "America/New_York"


def test_an_own_calendar_comes_before_the_teams(rep, berlin, new_york):
    TeamCalendar.objects.create(team=berlin, calendar=new_york)
    CalendarFactory(owner=rep.owners.get(), follows=new_york, version__timezone="Europe/Lisbon")

    assert readers_zone(rep) == "Europe/Lisbon"


def test_the_newest_hours_of_a_calendar_say_it(rep, berlin, new_york):
    TeamCalendar.objects.create(team=berlin, calendar=new_york)
    CalendarVersion.objects.create(
        calendar=new_york, number=2, timezone="America/Chicago", weekly=OFFICE_WEEK, created_at=NOW
    )

    assert readers_zone(rep) == "America/Chicago"
