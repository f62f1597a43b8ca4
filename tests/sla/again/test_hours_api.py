"""Other hours rehearsed by the API: what the editor says of them, and nothing is written."""

from datetime import timedelta

import pytest
from django.urls import reverse

from leadgap.accounts.services.keys import create_key
from leadgap.audit.models import AuditEntry
from sla.models import CalendarVersion, Clock
from tests.factories import LONG_WEEK, NOW, PromiseFactory
from tests.sla.world import agree, assigned, hand_over

pytestmark = pytest.mark.django_db

SOON = NOW + timedelta(minutes=10)
LONGER = {"timezone": "Europe/Berlin", "weekly": LONG_WEEK, "holidays": [], "exceptions": []}
# Thursday, on which what runs is due.
OFF = {"from": "2026-03-05T00:00", "until": "2026-03-06T00:00"}
MOVED = "2 running clocks will be due at another time; none is missed by it."


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(SOON, tick=False)


@pytest.fixture
def calendar(rep):
    """A hand-off of the rep runs until tomorrow: its lead clock and its owner clock."""
    calendar = agree().calendar
    hand_over(assigned(rep.owners.get()), now=SOON)
    return calendar


@pytest.fixture
def by_the_owners(rep):
    """The same by the owner's own hours."""
    version = agree(first_response=None)
    PromiseFactory(version=version, kind="first_response", target=4, unit="hours", calendar_of="owner")
    hand_over(assigned(rep.owners.get()), now=SOON)
    return version.calendar


@pytest.fixture
def send(as_):
    def post(user, name, key, body):
        return as_(user).post(reverse(f"api:{name}", args=[key]), body, content_type="application/json")

    return post


@pytest.fixture
def kept():
    """Call it twice: whether everything is as it was the first time."""

    def rows():
        dues = sorted(Clock.objects.values_list("pk", "due_at"))
        return dues, CalendarVersion.objects.count(), AuditEntry.objects.count()

    return rows


def test_it_says_what_the_editor_of_a_calendar_says(send, as_, head, calendar, kept):
    before = kept()

    response = send(head, "calendar-rehearse", calendar.pk, LONGER)

    said = response.json()
    assert (response.status_code, said["headline"], said["hand_offs"], said["is_all"]) == (200, MOVED, 1, True)
    assert {(line["promise"], line["scope"], line["moved"], line["moved_missed"]) for line in said["lines"]} == {
        ("first_response", "lead", 1, 0),
        ("first_response", "owner", 1, 0),
    }
    assert kept() == before
    typed = {"timezone": "Europe/Berlin", "rehearse": "1"} | {
        day: ", ".join("–".join(span) for span in spans) for day, spans in LONG_WEEK.items()
    }
    page = as_(head).post(reverse("sla:calendar-edit", args=[calendar.pk]), typed)
    assert page.context["rehearsed_headline"] == MOVED


def test_the_same_hours_change_nothing(send, head, calendar):
    now = calendar.current()
    same = {name: getattr(now, name) for name in ("timezone", "weekly", "holidays", "exceptions")}

    assert send(head, "calendar-rehearse", calendar.pk, same).json()["headline"] == "No running clock changes."


def test_it_refuses_what_saving_refuses(send, as_, head, calendar, kept):
    before = kept()
    read = as_(head).get(reverse("api:calendar-detail", args=[calendar.pk])).json()["revision"]
    calendar.versions.update(timezone="UTC")

    closed = send(head, "calendar-rehearse", calendar.pk, LONGER | {"weekly": {}})
    overtaken = send(head, "calendar-rehearse", calendar.pk, LONGER | {"if_revision": read})
    strange = send(head, "calendar-rehearse", calendar.pk, LONGER | {"name": "Other"})

    assert (closed.status_code, list(closed.json())) == (400, ["weekly"])
    assert (overtaken.status_code, "Somebody has changed" in overtaken.json()["detail"]) == (409, True)
    assert (strange.status_code, list(strange.json())) == (400, ["name"])
    assert kept() == before


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("owner-rehearse", lambda calendar: {"follows": calendar.pk, "timezone": "Europe/Berlin", "weekly": LONG_WEEK}),
        ("owner-rehearse-time-off", lambda calendar: OFF),
    ],
)
def test_an_owners_hours_and_time_off_are_rehearsed_too(send, rep, by_the_owners, kept, name, body):
    before = kept()

    said = send(rep, name, rep.owners.get().pk, body(by_the_owners)).json()

    assert said["headline"] == MOVED
    assert sum(line["moved"] for line in said["lines"]) == 2
    assert kept() == before


def test_time_off_that_ends_before_it_begins_is_refused(send, rep, by_the_owners):
    turned = {"from": OFF["until"], "until": OFF["from"]}

    assert send(rep, "owner-rehearse-time-off", rep.owners.get().pk, turned).status_code == 400


@pytest.mark.parametrize(("may_write", "saves"), [(False, 403), (True, 200)], ids=["reads", "writes"])
def test_a_key_that_only_reads_may_rehearse(client, head, calendar, kept, may_write, saves):
    _key, text = create_key(person=head, name="planner", may_write=may_write, now=NOW)
    before = kept()

    def send(method, name):
        url = reverse(f"api:{name}", args=[calendar.pk])
        headers = {"Authorization": f"Bearer {text}"}
        return getattr(client, method)(url, LONGER, content_type="application/json", headers=headers)

    rehearsed = send("post", "calendar-rehearse")

    assert (rehearsed.status_code, rehearsed.json()["headline"]) == (200, MOVED)
    assert kept() == before
    assert send("put", "calendar-detail").status_code == saves
