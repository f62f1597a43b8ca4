"""Trials by the API: the numbers of the page, begun and ended by its services."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from leadgap.audit.models import AuditEntry
from sla.agreements import promise_sentence
from sla.models import AgreementVersion, Trial
from tests.factories import NOW, AgreementFactory, PromiseFactory
from tests.sla.world import HOUR, assigned, hand_over, touched

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW - HOUR, tick=False)


@pytest.fixture
def proposed(organisation):
    version = AgreementFactory(
        state="proposed", text="Sales answers.", text_hash="of the text", signed_at=None, effective_on=None
    )
    PromiseFactory(version=version, kind="first_response", target=4, unit="wall_hours")
    return version


@pytest.fixture
def begin(client, proposed):
    def post(user, *teams):
        client.force_login(user)
        url = reverse("api:trial", args=[proposed.number])
        return client.post(url, {"teams": [getattr(team, "pk", team) for team in teams]}, "application/json")

    return post


@pytest.fixture
def end(client, proposed):
    def post(user):
        client.force_login(user)
        return client.post(reverse("api:trial-end", args=[proposed.number]))

    return post


@pytest.fixture
def read(client, proposed):
    def get(user):
        client.force_login(user)
        return client.get(reverse("api:trial", args=[proposed.number]))

    return get


def test_it_is_begun_read_as_on_the_page_and_ended_once(
    client, begin, end, read, head, rep, stranger, berlin, sales, proposed, time_machine
):
    begun = begin(head, berlin, sales)
    hand_over(assigned(rep.owners.get()), touched(NOW + HOUR))
    hand_over(assigned(rep.owners.get()), touched(NOW + 5 * HOUR))
    hand_over(assigned(stranger.owners.get()))
    time_machine.move_to(NOW + 6 * HOUR)

    told = read(rep).json()
    page = client.get(reverse("sla:agreement-trial", args=[proposed.number])).context

    assert (begun.status_code, begun.json()["hand_offs"], begun.json()["until"]) == (201, 0, None)
    assert (told["hand_offs"], told["is_all"]) == (page["found"].run.hand_offs, True) == (3, True)
    (row,), ((shown, by_team),) = told["promises"], page["rows"]
    assert row["promise"]["sentence"] == promise_sentence(shown.promise)
    assert (row["kept"]["part"], row["kept"]["whole"], row["running"]) == (1, 3, 0)
    assert (row["kept"]["value"], row["median"]) == (shown.kept.value, shown.response.median)
    assert [(each["name"], each["kept"]["part"], each["kept"]["whole"]) for each in row["teams"]] == [
        (team.name, kept.part, kept.whole) for team, kept in by_team
    ]
    assert [team.name for team, _kept in by_team] == ["Berlin", "Sales"]

    ended = end(head)
    time_machine.move_to(NOW + 7 * HOUR)
    assert ended.json()["until"] == end(head).json()["until"] == "2026-03-04T20:00:00Z"
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)) == [
        "agreement.trial_begun",
        "agreement.trial_ended",
    ]


@pytest.mark.parametrize("teams", [[], [999], ["x"], [10**30]])
def test_without_teams_that_are_there_there_is_no_trial(begin, head, teams):
    response = begin(head, *teams)

    assert (response.status_code, list(response.json())) == (400, ["teams"])
    assert not Trial.objects.exists()


def test_a_team_of_another_branch_reads_as_one_that_is_not_there(begin, manager, vienna):
    sentence = "There is none of key {}, or it is outside what you may see."

    assert begin(manager, vienna).json() == {"teams": [sentence.format(vienna.pk)]}
    assert begin(manager, 999).json() == {"teams": [sentence.format(999)]}


def test_a_version_has_one_trial_while_it_is_proposed(begin, head, berlin):
    assert begin(head, berlin).status_code == 201
    again = begin(head, berlin)
    AgreementVersion.objects.update(state="draft")
    Trial.objects.all().delete()
    early = begin(head, berlin)

    assert (again.status_code, early.status_code) == (409, 409)
    assert "has its trial already" in again.json()["detail"]
    assert "A trial is of a version that is proposed" in early.json()["detail"]


def test_what_is_not_on_trial_is_not_ended(end, read, head, proposed):
    assert (end(head).status_code, read(head).status_code) == (404, 404)


def test_it_takes_as_many_queries_for_many_hand_offs_as_for_one(begin, read, head, rep, berlin):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert read(head).status_code == 200
        return len(captured)

    begin(head, berlin)
    hand_over(assigned(rep.owners.get()))
    read(head)
    few = queries()
    for _ in range(5):
        hand_over(assigned(rep.owners.get()))

    assert queries() == few
