"""The tree of teams by the API."""

import pytest
from django.urls import reverse

from leadgap.accounts.models import Team
from leadgap.audit.models import AuditEntry
from tests.factories import NOW, TeamFactory

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
