"""The tree of teams by the API."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from leadgap.accounts.models import Team
from leadgap.audit.models import AuditEntry
from tests.factories import NOW, TeamFactory, UserFactory

pytestmark = pytest.mark.django_db
LIST = reverse("api:team-list")


@pytest.fixture
def put(client, administrator):
    def to(team, **body):
        client.force_login(administrator)
        return client.put(reverse("api:team-detail", args=[team.pk]), body, content_type="application/json")

    return to


def test_a_team_is_added_and_moved(client, put, administrator, sales, berlin, vienna):
    client.force_login(administrator)
    made = client.post(LIST, {"name": "Graz", "parent": vienna.pk}, content_type="application/json")
    graz = Team.objects.get(pk=made.json()["id"])

    moved = put(graz, name="Graz", parent=berlin.pk)

    assert (made.status_code, moved.status_code) == (201, 200)
    assert moved.json() == {"id": graz.pk, "name": "Graz", "parent": berlin.pk, "archived_at": None}
    assert [entry.action for entry in AuditEntry.objects.order_by("pk")] == ["team.added", "team.moved"]


@pytest.mark.parametrize(
    ("person", "names"),
    [
        ("rep", {"Berlin"}),
        ("manager", {"Berlin"}),
        ("head", {"Sales", "Berlin", "Vienna"}),
        ("marketer", {"Sales", "Berlin", "Vienna"}),
    ],
)
def test_everybody_reads_the_teams_that_they_may_name_by_key(request, client, berlin, vienna, person, names):
    client.force_login(request.getfixturevalue(person))

    assert {team["name"] for team in client.get(LIST).json()["results"]} == names
    assert client.get(reverse("api:team-detail", args=[vienna.pk])).status_code == (200 if "Vienna" in names else 404)


@pytest.mark.parametrize("above", ["sales", "berlin"])
def test_a_team_is_not_above_itself(request, put, sales, berlin, above):
    response = put(sales, name="Sales", parent=request.getfixturevalue(above).pk)

    assert response.status_code == 400
    assert "a team cannot be above itself" in response.json()["parent"][0]
    sales.refresh_from_db()
    assert sales.parent is None


@pytest.mark.parametrize("parent", [999, 10**30, "x", True])
def test_a_team_that_is_not_there_is_above_nobody(put, berlin, parent):
    assert list(put(berlin, name="Berlin", parent=parent).json()) == ["parent"]


def test_an_archived_team_takes_nobody_in(put, berlin):
    old = TeamFactory(archived_at=NOW)

    assert put(berlin, name="Berlin", parent=old.pk).status_code == 400


def test_a_name_that_is_taken_conflicts(put, berlin, vienna):
    response = put(berlin, name="vienna", parent=None)

    assert (response.status_code, response.json()) == (409, {"name": ["A team named Vienna exists."]})


def test_a_team_that_nobody_belongs_to_is_archived_and_restored(client, administrator, rep, berlin):
    def after(act, team):
        return client.post(reverse(f"api:team-{act}", args=[team.pk]))

    client.force_login(administrator)
    empty = TeamFactory(name="Empty")

    archived, again = (after("archive", empty).json() for _ in range(2))
    in_use = after("archive", berlin)

    assert archived == again
    assert archived["archived_at"] is not None
    assert after("restore", empty).json()["archived_at"] is None
    assert (in_use.status_code, in_use.json()) == (
        409,
        {"detail": "1 person belongs to Berlin. Move them to another team first."},
    )


@pytest.fixture
def join(client, administrator):
    def post(team, email):
        client.force_login(administrator)
        return client.post(
            reverse("api:team-members", args=[team.pk]), {"email": email}, content_type="application/json"
        )

    return post


@pytest.fixture
def leave(client, administrator):
    def post(team, person):
        client.force_login(administrator)
        return client.post(reverse("api:team-take-out", args=[team.pk, person.pk]))

    return post


def members(client, team):
    return [each["name"] for each in client.get(reverse("api:team-members", args=[team.pk])).json()]


def test_somebody_is_put_into_a_team_and_taken_out(client, join, leave, rep, colleague, berlin, vienna):
    moved, again = (join(vienna, rep.email.upper()) for _ in range(2))

    assert (moved.status_code, again.status_code) == (200, 200)
    assert moved.json() == {
        "id": rep.pk,
        "name": "Rita Rep",
        "email": rep.email,
        "role": "rep",
        "team": vienna.pk,
        "may_sign_in": True,
    }
    assert (members(client, berlin), members(client, vienna)) == (["Colin Colleague"], ["Rita Rep"])
    assert rep.owners.get().team == vienna

    assert leave(vienna, rep).json()["team"] is None
    assert members(client, vienna) == []
    assert leave(vienna, rep).status_code == 404
    assert [entry.data["team"] for entry in AuditEntry.objects.filter(action="person.changed").order_by("pk")] == [
        ["Berlin", "Vienna"],
        ["Vienna", None],
    ]


@pytest.mark.parametrize("email", ["nobody@example.com", "", "x", 7, None])
def test_who_is_not_here_joins_no_team(join, berlin, email):
    response = join(berlin, email)

    assert (response.status_code, list(response.json())) == (400, ["email"])


def test_nobody_joins_an_archived_team(join, rep, berlin):
    response = join(TeamFactory(name="Old", archived_at=NOW), rep.email)

    assert (response.status_code, response.json()) == (409, {"detail": "Old is archived: nobody joins it."})
    rep.refresh_from_db()
    assert rep.team == berlin


def test_a_manager_is_not_without_a_team(leave, manager, berlin):
    response = leave(berlin, manager)

    assert response.status_code == 409
    assert "choose the team" in response.json()["detail"]


def test_members_take_as_many_queries_for_many_as_for_one(client, administrator, rep, berlin):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            members(client, berlin)
        return len(captured)

    client.force_login(administrator)
    members(client, berlin)
    few = queries()
    UserFactory.create_batch(20, team=berlin)

    assert queries() == few
