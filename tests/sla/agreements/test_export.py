"""The agreement as JSON: everything that is judged, the same as a file and by the API."""

import hashlib
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sla import agreements
from sla.models import AgreementVersion, CalendarVersion, Promise, Signature, TeamCalendar
from tests.factories import NOW, AgreementFactory, CalendarFactory, PromiseFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(organisation, head, marketer, berlin):
    drafted = agreements.draft(terms=agreements.TEMPLATES[0].terms(CalendarFactory(name="Office")), user=head, now=NOW)
    AgreementVersion.objects.update(effective_on=NOW.date())
    TeamCalendar.objects.create(team=berlin, calendar=CalendarFactory(name="Berlin office"))
    drafted.refresh_from_db()
    agreements.propose(drafted, user=head, now=NOW)
    drafted.refresh_from_db()
    for side, user in (("marketing", marketer), ("sales", head)):
        agreements.sign(drafted, side=side, text_hash=drafted.text_hash, user=user, now=NOW)
    drafted.refresh_from_db()
    return drafted


def file_of(client, user, version):
    client.force_login(user)
    return client.get(reverse("sla:agreement-export", args=[version.number]))


def test_it_holds_everything_that_is_judged(client, rep, version, head, marketer):
    response = file_of(client, rep, version)

    found = json.loads(response.content)
    assert response.headers["Content-Disposition"] == 'attachment; filename="agreement-version-1.json"'
    assert (found["format"], found["format_version"]) == ("leadgap-agreement", 1)
    assert found["definition"] == version.definition
    assert [promise["kind"] for promise in found["promises"]] == [each.kind for each in version.promises.all()]
    assert found["promises"][0]["sentence"] in found["text"]
    assert found["calendar"]["name"] == "Office"
    assert found["calendar"]["weekly"]["mon"] == [["09:00", "17:00"]]
    assert [(each["team"], each["calendar"]["name"]) for each in found["team_calendars"]] == [
        ("Berlin", "Berlin office")
    ]
    assert [(each["side"], each["name"]) for each in found["signatures"]] == [
        ("marketing", str(marketer)),
        ("sales", str(head)),
    ]
    assert found["in_force_from"] == "2026-03-04T14:00:00Z"


def test_anyone_can_check_the_hash(client, rep, version):
    found = json.loads(file_of(client, rep, version).content)

    hashes = {hashlib.sha256(found["text"].encode()).hexdigest(), found["text_hash"]}
    assert hashes | {each["text_hash"] for each in found["signatures"]} == {version.text_hash}


def test_the_file_is_what_the_api_says_and_always_in_the_same_order(client, rep, version):
    first = file_of(client, rep, version)

    by_api = client.get(reverse("api:agreement-detail", args=[version.number]))

    assert first.json() == by_api.json()
    assert file_of(client, rep, version).content == first.content


@pytest.mark.parametrize(
    ("model", "key"), [(Promise, "promises"), (CalendarVersion, "calendar"), (Signature, "signatures")]
)
def test_no_field_that_is_judged_is_forgotten(client, rep, version, model, key):
    """A new column must be exported too, or named here as one that judges nothing."""
    renamed = {"number": "version", "created_at": "since"}
    judges_nothing = {"id", "version", "calendar", "user", "is_spread"}
    columns = {field.name for field in model._meta.concrete_fields} - judges_nothing

    found = json.loads(file_of(client, rep, version).content)[key]

    said = found[0] if isinstance(found, list) else found
    assert {renamed.get(column, column) for column in columns} - {"version"} <= set(said)


def test_a_draft_is_for_those_who_write_it_and_has_no_hash(client, rep, marketer):
    draft = AgreementFactory(state="draft", text="", text_hash="", signed_at=None)
    PromiseFactory(version=draft)

    assert file_of(client, rep, draft).status_code == 404
    found = json.loads(file_of(client, marketer, draft).content)
    assert (found["text_hash"], found["in_force_from"], found["signatures"]) == ("", None, [])
    assert "Sales makes a first genuine contact" in found["text"]


def test_the_list_shows_what_one_may_read(client, rep, marketer, version):
    AgreementFactory(number=2, state="draft", text="", text_hash="", signed_at=None)

    def numbers(user):
        client.force_login(user)
        return [each["number"] for each in client.get(reverse("api:agreement-list")).json()["results"]]

    assert numbers(rep) == [1]
    assert numbers(marketer) == [2, 1]


def test_ten_versions_cost_no_more_queries_than_two(client, marketer, version):
    def queries():
        client.force_login(marketer)
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("api:agreement-list"))
        return len(captured)

    def one_more(number):
        PromiseFactory(version=AgreementFactory(number=number, state="draft", text="", text_hash="", signed_at=None))

    one_more(2)
    queries()
    two = queries()
    for number in range(3, 11):
        one_more(number)

    assert queries() == two
