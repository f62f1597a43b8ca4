"""Working time by the API: calendars made, changed as another version, and refused with the field and the reason."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from leadgap.audit.models import AuditEntry
from sla.models import Calendar, TeamCalendar
from tests.factories import OFFICE_WEEK, CalendarFactory

pytestmark = pytest.mark.django_db
LIST = reverse("api:calendar-list")
HOURS = {
    "timezone": "Europe/Vienna",
    "weekly": OFFICE_WEEK,
    "holidays": [{"date": "2026-12-25", "name": "Christmas"}],
    "exceptions": [{"date": "2026-12-24", "windows": [["09:00", "12:00"]], "name": "Christmas Eve"}],
}


@pytest.fixture
def send(client):
    def to(user, url, body, method="post"):
        client.force_login(user)
        return getattr(client, method)(url, body, content_type="application/json")

    return to


def detail(calendar):
    return reverse("api:calendar-detail", args=[calendar.pk])


def test_a_calendar_is_made_and_kept_by_teams(send, client, head, berlin, rep):
    made = send(head, LIST, HOURS | {"name": "Vienna office", "teams": ["Berlin"]})

    found = made.json()
    assert (made.status_code, found["name"], found["teams"]) == (201, "Vienna office", ["Berlin"])
    assert {name: found["current"][name] for name in HOURS} == HOURS
    assert TeamCalendar.objects.get(team=berlin).calendar_id == found["id"]
    client.force_login(rep)
    assert client.get(LIST).json()["results"] == [found]


def test_other_hours_are_another_version_and_the_same_are_none(send, head, berlin):
    calendar = CalendarFactory()
    TeamCalendar.objects.create(team=berlin, calendar=calendar)

    first, again = (send(head, detail(calendar), HOURS, "put").json() for _ in range(2))

    assert first == again
    assert {name: first["current"][name] for name in HOURS} == HOURS
    assert calendar.versions.count() == first["current"]["version"]
    assert first["teams"] == ["Berlin"]
    assert AuditEntry.objects.count() == 1
    assert send(head, detail(calendar), HOURS | {"teams": []}, "put").json()["teams"] == []


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"weekly": {"mon": [["09:00", "12:00"], ["11:00", "15:00"]]}}, "weekly", "overlap"),
        ({"weekly": {"mon": [["22:00", "06:00"]], "tue": [["05:00", "09:00"]]}}, "weekly", "night of Monday"),
        ({"weekly": {}}, "weekly", "never opens"),
        ({"weekly": {"mon": [["late", "17"]]}}, "weekly", "late"),
        ({"weekly": {"mon": [["09:00"]]}}, "weekly", "2 elements"),
        ({"weekly": []}, "weekly", "dictionary"),
        ({"timezone": "Moon/Crater"}, "timezone", "Moon/Crater"),
        ({"holidays": [{"date": "25.12.", "name": "x"}]}, "holidays", "wrong format"),
        ({"exceptions": HOURS["exceptions"] * 2}, "exceptions", "stands here twice"),
        ({"exceptions": [HOURS["exceptions"][0] | {"windows": [["9", "8", "7"]]}]}, "exceptions", "2 elements"),
        ({"teams": ["Moon"]}, "teams", "Moon"),
    ],
)
def test_what_cannot_be_is_400_with_its_field_and_why(send, head, changes, field, words):
    calendar = CalendarFactory()

    for method, url, name in (("post", LIST, {"name": "Other"}), ("put", detail(calendar), {})):
        response = send(head, url, HOURS | name | changes, method)

        assert (response.status_code, list(response.json())) == (400, [field])
        assert words in str(response.json())
    assert (Calendar.objects.count(), calendar.versions.count()) == (1, 1)


def test_a_calendar_that_is_newer_than_what_was_read_is_not_written_over(send, client, head):
    calendar = CalendarFactory()
    client.force_login(head)
    read = {"if_revision": client.get(detail(calendar)).json()["revision"]}
    theirs = send(head, detail(calendar), HOURS | {"holidays": [{"date": "2026-12-31", "name": "Eve"}]} | read, "put")
    newer = {"if_revision": theirs.json()["revision"]}

    response = send(head, detail(calendar), HOURS | read, "put")

    assert (response.status_code, "Somebody has changed" in response.json()["detail"]) == (409, True)
    assert calendar.current().holidays == [{"date": "2026-12-31", "name": "Eve"}]
    assert send(head, detail(calendar), HOURS | newer, "put").status_code == 200


def test_a_name_is_taken_once(send, head):
    CalendarFactory(name="Office")

    response = send(head, LIST, HOURS | {"name": "Office"})

    assert (response.status_code, list(response.json())) == (400, ["name"])


def test_a_calendar_of_an_owner_is_not_among_them(client, rep, head):
    shared = CalendarFactory()
    own = Calendar.objects.create(name="own", owner=rep.owners.get(), follows=shared)
    client.force_login(head)

    assert client.get(detail(own)).status_code == 404


def test_ten_calendars_cost_no_more_queries_than_two(client, rep):
    def queries(n):
        for _ in range(n):
            CalendarFactory()
        with CaptureQueriesContext(connection) as captured:
            client.get(LIST)
        return len(captured)

    client.force_login(rep)
    assert queries(2) == queries(8)


@pytest.mark.parametrize("left_out", ["holidays", "exceptions"])
def test_other_hours_say_every_day_off(send, head, organisation, left_out):
    calendar = CalendarFactory()
    said = {name: value for name, value in HOURS.items() if name != left_out}

    response = send(head, detail(calendar), said, "put")

    assert (response.status_code, list(response.json())) == (400, [left_out])
    assert calendar.versions.count() == 1


@pytest.mark.parametrize(
    ("strange", "names"),
    [({"name": "Other"}, ["name"]), ({"weekly": {"monday": []}}, ["weekly", "monday"])],
    ids=["its own", "nested"],
)
def test_what_is_no_field_is_refused_by_its_name(send, head, organisation, strange, names):
    response = send(head, detail(CalendarFactory()), HOURS | strange, "put")

    said = response.json()
    for name in names:
        said = said[name]
    assert (response.status_code, said) == (400, [f"There is no field “{names[-1]}” here."])
