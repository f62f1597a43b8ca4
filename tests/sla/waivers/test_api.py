"""Waivers by the API: counted, made, refused and taken back as on the page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from leadgap.audit.models import AuditEntry
from sla.models import Clock, WaivedClock, Waiver
from tests.factories import NOW
from tests.sla.world import HOUR

pytestmark = pytest.mark.django_db
WHY = {"reason": "outage", "note": "The CRM was down."}
LIST, PREVIEW = reverse("api:waiver-list"), reverse("api:waiver-preview")


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW + 48 * HOUR, tick=False)


@pytest.fixture
def waive(client):
    def post(user, url=LIST, **body):
        client.force_login(user)
        return client.post(url, WHY | body, content_type="application/json")

    return post


@pytest.fixture
def count(client):
    def get(user, **asked):
        client.force_login(user)
        return client.get(PREVIEW, asked)

    return get


def a_miss(team):
    return Clock.objects.filter(team=team, scope="lead", verdict="missed").first()


def test_what_was_counted_is_waived_and_taken_back(count, waive, client, head, days):
    found = count(head, team=head.team_id, scope="lead").json()

    made = waive(head, team=head.team_id, scope="lead", expected=found["clocks"])

    assert (found["clocks"], found["missed"]) == (14, 6)
    assert [(line["promise"], line["scope"], line["clocks"]) for line in found["lines"]] == [
        ("first_response", "lead", 14)
    ]
    assert {effect["team"] for effect in found["effects"]} == {"Berlin", "Vienna"}
    assert made.status_code == 201
    waiver = Waiver.objects.get(pk=made.json()["id"])
    assert (waiver.clock_count, waiver.made_by, waiver.note) == (14, head, WHY["note"])
    assert waiver.covers.startswith("First response, current team Sales, lead clocks, ")
    again = waive(head, reverse("api:waiver-take-back", args=[waiver.pk]))
    assert (again.status_code, again.json()["taken_back_by"]) == (200, head.name)
    assert waive(head, reverse("api:waiver-take-back", args=[waiver.pk])).status_code == 409
    assert set(AuditEntry.objects.values_list("action", flat=True)) >= {"waiver.made", "waiver.taken_back"}
    assert client.get(LIST).json()["count"] == 1


def test_a_preview_writes_nothing_and_says_the_pages_sentence(count, client, head, vienna, days):
    clock = a_miss(vienna)
    page = client.get  # signed in by `count`

    found = count(head, clock=clock.pk).json()

    assert found["headline"] == page(reverse("sla:waiver-new"), {"clock": clock.pk}).context["headline"]
    assert not Waiver.objects.exists()


def test_one_clock_is_waived(waive, head, vienna, days):
    clock = a_miss(vienna)

    made = waive(head, clock=clock.pk, expected=1)

    assert made.status_code == 201
    assert WaivedClock.objects.get().hand_off_id == clock.hand_off_id
    assert made.json()["asked"]["promise"] == "first_response"


def test_the_same_clock_again_conflicts_until_it_is_taken_back(waive, head, vienna, days):
    clock = a_miss(vienna)
    made = waive(head, clock=clock.pk, expected=1).json()

    again = waive(head, clock=clock.pk, expected=1)

    assert (again.status_code, again.json()) == (409, {"detail": "They are waived already."})
    waive(head, reverse("api:waiver-take-back", args=[made["id"]]))
    assert waive(head, clock=clock.pk, expected=1).status_code == 201


def test_other_clocks_than_were_counted_conflict(waive, head, days):
    response = waive(head, scope="lead", expected=13)

    assert response.status_code == 409
    assert response.json() == {"detail": "You looked at 13 clocks, and it is 14 now. Look again before you waive them."}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "expected"),
        ({"expected": 1, "reason": "because"}, "reason"),
        ({"expected": 1, "note": " "}, "note"),
        ({"expected": 1, "promise": "love"}, "promise"),
        ({"expected": 1, "source": 999}, "source"),
        ({"expected": 1, "source": 10**30}, "source"),
        ({"expected": 1, "hour": 24}, "hour"),
        ({"expected": 1, "start": "2026-03-04", "end": "2026-03-01"}, "period"),
    ],
)
def test_what_makes_no_sense_is_400_with_its_field(waive, head, days, body, field):
    response = waive(head, **body)

    assert (response.status_code, list(response.json())) == (400, [field])


def test_reps_are_not_told_apart_where_the_organisation_says_so(waive, head, organisation, rep, days):
    type(organisation).objects.update(rep_figures="team_only")

    response = waive(head, owner=rep.owners.get().pk, expected=1)

    assert response.status_code == 400
    assert response.json() == {"owner": "Clocks are not told apart by rep here."}


def test_a_manager_waives_within_the_own_branch_only(count, waive, manager, other_manager, vienna, days):
    assert count(manager, scope="lead").json()["clocks"] == 8
    assert waive(manager, clock=a_miss(vienna).pk, expected=1).status_code == 404
    assert waive(manager, team=vienna.pk, expected=1).status_code == 400
    made = waive(manager, scope="lead", expected=8).json()["id"]
    assert waive(other_manager, reverse("api:waiver-take-back", args=[made])).status_code == 404


def test_what_also_covers_other_branches_is_not_a_managers_to_take_back(waive, head, manager, days):
    made = waive(head, scope="lead", expected=14).json()["id"]

    response = waive(manager, reverse("api:waiver-take-back", args=[made]))

    assert response.status_code == 403
    assert response.json() == {"detail": "It also covers clocks of other branches."}


def test_waiving_fourteen_clocks_takes_no_more_queries_than_one(waive, head, vienna, days):
    def queries(**asked):
        with CaptureQueriesContext(connection) as captured:
            assert waive(head, **asked).status_code == 201
        return len([each for each in captured if "generate_series" not in each["sql"]])

    waive(head, clock=a_miss(vienna).pk, expected=1)

    assert queries(scope="lead", expected=14) <= queries(scope="owner", team=vienna.pk, expected=6)
