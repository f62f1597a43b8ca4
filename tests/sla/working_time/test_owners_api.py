"""Owners' hours and time off by the API: read and written by whom the pages let, and refused with the field."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sla.models import Calendar
from tests.factories import NOW, OFFICE_WEEK, CalendarFactory, OwnerFactory
from tests.sla.working_time.hours import AFTERNOON, off

pytestmark = pytest.mark.django_db
LIST = reverse("api:owner-list")
MORNINGS = {"timezone": "Europe/Vienna", "weekly": {"mon": [["09:00", "13:00"]], "tue": [["22:00", "06:00"]]}}


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def send(as_, owner):
    def to(user, body, name="detail", method="put"):
        url = reverse(f"api:owner-{name}", args=[owner.pk])
        return getattr(as_(user), method)(url, body, content_type="application/json")

    return to


@pytest.fixture
def read(as_, owner):
    return lambda user: as_(user).get(reverse("api:owner-detail", args=[owner.pk]))


def test_it_reads_the_hours_that_count_whosever_they_are(read, rep, office, owner):
    usual = read(rep).json()
    off(owner, AFTERNOON)
    own = read(rep).json()

    assert (usual["name"], usual["team"], usual["follows"]) == ("Rita Rep", "Berlin", None)
    assert (usual["current"]["weekly"], usual["current"]["time_off"]) == (OFFICE_WEEK, [])
    assert (own["follows"], own["has_own_hours"], own["current"]["time_off"]) == (office.pk, False, [AFTERNOON])


def test_without_any_calendar_nothing_counts(read, rep, owner):
    assert read(rep).json()["current"] is None


def test_a_part_timer_gets_hours_and_keeps_the_time_off(send, manager, office, owner):
    off(owner, AFTERNOON)

    first, again = (send(manager, MORNINGS | {"follows": office.pk}).json() for _ in range(2))
    back = send(manager, {"follows": office.pk}).json()

    assert first == again
    assert {name: first["current"][name] for name in MORNINGS} == MORNINGS
    assert (first["has_own_hours"], first["current"]["time_off"]) == (True, [AFTERNOON])
    assert (back["has_own_hours"], back["current"]["weekly"]) == (False, OFFICE_WEEK)


def test_hours_that_are_newer_than_what_was_read_are_not_written_over(send, read, manager, office, owner):
    was = {"if_revision": read(manager).json()["revision"], "follows": office.pk}
    theirs = send(manager, MORNINGS | was).json()
    other = {"timezone": "UTC", "weekly": {"fri": [["09:00", "10:00"]]}}

    response = send(manager, other | was)

    assert (response.status_code, "Somebody has changed" in response.json()["detail"]) == (409, True)
    assert read(manager).json() == theirs
    assert send(manager, MORNINGS | was).json() == theirs
    assert send(manager, other | was | {"if_revision": theirs["revision"]}).status_code == 200


def test_time_off_is_written_once_and_taken_out_again(send, rep, office, owner):
    first, again = (send(rep, AFTERNOON, "time-off", "post") for _ in range(2))
    assert (first.status_code, first.json()) == (200, again.json())
    assert first.json()["current"]["time_off"] == [AFTERNOON]

    edges = {name: AFTERNOON[name] for name in ("from", "until")}
    gone, nothing = (send(rep, edges, "take-out", "post") for _ in range(2))

    assert gone.json()["current"]["time_off"] == nothing.json()["current"]["time_off"] == []
    assert owner.calendar.versions.count() == 2


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"until": "2026-03-04T15:00"}, "time_off", "does not end after it begins"),
        ({"until": "2029-03-04T15:00"}, "time_off", "longer than a year"),
        ({"from": "2026-03-04T16:00:00+01:00"}, "from", "without a zone"),
        ({"from": "2026-03-04T16:00:30"}, "from", "to the minute"),
        ({"from": "tomorrow"}, "from", "by the clock where the owner is"),
        ({"from": None}, "from", "null"),
        ({"name": "x" * 101}, "name", "100"),
    ],
)
def test_time_off_that_cannot_be_is_400_with_its_field(send, rep, office, owner, changes, field, words):
    response = send(rep, AFTERNOON | changes, "time-off", "post")

    assert (response.status_code, list(response.json())) == (400, [field])
    assert words in str(response.json())
    assert not Calendar.objects.filter(owner=owner).exists()


def test_time_off_is_taken_from_a_calendar(send, rep, owner):
    response = send(rep, AFTERNOON, "time-off", "post")

    assert response.status_code == 400
    assert "There is no calendar yet" in response.json()["detail"]


@pytest.mark.parametrize(
    ("body", "field", "words"),
    [
        ({}, "follows", "required"),
        ({"follows": 999}, "follows", "There is none of key 999,"),
        ({"weekly": {"mon": [["09:00", "13:00"]]}}, "timezone", "Choose the time zone"),
        ({"weekly": {}, "timezone": "Europe/Vienna"}, "weekly", "never opens"),
        ({"weekly": {"mon": [["13:00", "13:00"]]}, "timezone": "Europe/Vienna"}, "weekly", "13:00"),
        (
            {"weekly": {"mon": [["09:00", "12:00"], ["11:00", "15:00"]]}, "timezone": "Europe/Vienna"},
            "weekly",
            "two windows overlap",
        ),
        ({"weekly": {}, "timezone": "Mars"}, "timezone", "Mars"),
    ],
)
def test_hours_that_cannot_be_are_400_with_their_field(send, manager, office, owner, body, field, words):
    response = send(manager, ({"follows": office.pk} if body else {}) | body)

    assert (response.status_code, list(response.json())) == (400, [field])
    assert words in str(response.json())
    assert not Calendar.objects.filter(owner=owner).exists()


def test_an_owners_own_calendar_is_followed_by_nobody(send, manager, office, owner):
    off(OwnerFactory(), AFTERNOON)
    someones = Calendar.objects.exclude(owner=None).get()

    assert send(manager, {"follows": someones.pk}).status_code == 400


def test_the_list_holds_whom_the_page_shows_in_as_many_queries_for_many(as_, rep, manager, marketer, owner, berlin):
    CalendarFactory()

    def names(user):
        client = as_(user)
        with CaptureQueriesContext(connection) as captured:
            found = [each["name"] for each in client.get(LIST).json()["results"]]
        return found, len(captured)

    names(manager)
    few = names(manager)
    assert (few[0], names(rep)[0], names(marketer)[0]) == (["Rita Rep"], ["Rita Rep"], [])
    for _ in range(20):
        off(OwnerFactory(team=berlin), AFTERNOON)
    many = names(manager)

    assert (len(many[0]), many[1]) == (21, few[1])
