"""The list of people, and one person."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from leadgap.accounts.models import Role, Team, User
from leadgap.accounts.services import invitations, keys
from tests.accounts.pages import text_of
from tests.factories import NOW, HandOffFactory, OwnerFactory, UserFactory

PEOPLE = reverse("accounts:people")


def names_in(response):
    return {person.name for person in response.context["page"].object_list}


def test_the_list_opens_with_a_sentence(admin, rep, administrator):
    invitations.invite(email="ana@example.com", name="", role="rep", team=None, actor=administrator, now=timezone.now())
    OwnerFactory()

    said = text_of(admin.get(PEOPLE))

    assert "2 people can sign in, 1 is invited." in said
    assert "1 owner named by imports is matched to nobody yet." in said
    assert "Rita Rep" in said


def test_a_manager_reads_the_own_branch(client, manager, rep, colleague, stranger):
    OwnerFactory()
    client.force_login(manager)

    response = client.get(PEOPLE)

    assert names_in(response) == {"Max Manager", "Rita Rep", "Colin Colleague"}
    assert "3 people belong to your branch." in text_of(response)
    assert "matched to nobody" not in text_of(response)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=rita", {"Rita Rep"}),
        ("q=RITA@", {"Rita Rep"}),
        ("q=xyz", set()),
        ("role=rep", {"Rita Rep", "Stella Stranger"}),
        ("role=manager", {"Max Manager"}),
        ("state=closed", {"Gone Gary"}),
        ("state=never", {"Rita Rep", "Stella Stranger", "Max Manager"}),
        ("state=active", {"Rita Rep", "Stella Stranger", "Max Manager", "Ada Administrator"}),
        ("state=nonsense", {"Rita Rep", "Stella Stranger", "Max Manager", "Ada Administrator", "Gone Gary"}),
        ("role=rep&q=stella", {"Stella Stranger"}),
    ],
)
def test_the_list_is_filtered(admin, rep, stranger, manager, query, found):
    User.objects.filter(pk=rep.pk).update(email="rita@example.com")
    UserFactory(name="Gone Gary", is_active=False, role=Role.AUDITOR)

    assert names_in(admin.get(f"{PEOPLE}?{query}")) == found


def test_a_team_is_found_with_the_teams_below(admin, rep, stranger, manager, sales, berlin):
    assert names_in(admin.get(f"{PEOPLE}?team={berlin.pk}")) == {"Rita Rep", "Max Manager"}
    assert names_in(admin.get(f"{PEOPLE}?team={sales.pk}")) == {"Rita Rep", "Stella Stranger", "Max Manager"}


def test_htmx_gets_the_table_alone(admin, rep):
    response = admin.get(PEOPLE, headers={"HX-Request": "true"})

    assert response.content.decode().lstrip().startswith('<div id="people">')
    assert "HX-Request" in response["Vary"]


def test_a_person_is_changed(admin, rep, vienna):
    url = reverse("accounts:person", args=[rep.pk])

    response = admin.post(url, {"name": "Rita Ross", "role": "manager", "team": vienna.pk, "is_active": "on"})

    assert response["Location"] == url
    rep.refresh_from_db()
    assert (rep.name, rep.role, rep.team) == ("Rita Ross", "manager", vienna)
    assert "role rep → manager" in text_of(admin.get(url))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": ""}, "Write something here."),
        ({"role": "boss"}, "not one of the available choices"),
        ({"role": "manager", "team": ""}, "choose it"),
    ],
)
def test_a_mistake_keeps_the_form(admin, rep, changes, said):
    given = {"name": "Rita Ross", "role": "rep", "team": "", "is_active": "on"} | changes

    response = admin.post(reverse("accounts:person", args=[rep.pk]), given)

    assert response.status_code == 422
    assert said in text_of(response)
    rep.refresh_from_db()
    assert rep.name == "Rita Rep"


def test_the_last_administrator_is_told_why(admin, administrator):
    response = admin.post(
        reverse("accounts:person", args=[administrator.pk]), {"name": "Ada", "role": "rep", "is_active": "on"}
    )

    assert response.status_code == 422
    assert "This is the last administrator." in text_of(response)


def test_a_person_of_an_archived_team_can_be_saved_as_is(admin, rep, berlin):
    Team.objects.filter(pk=berlin.pk).update(archived_at=NOW)

    response = admin.post(
        reverse("accounts:person", args=[rep.pk]), {"name": "Rita", "role": "rep", "team": berlin.pk, "is_active": "on"}
    )

    assert response.status_code == 302


def test_a_manager_sees_a_person_of_the_branch_without_keys_and_acts(client, manager, rep, stranger):
    keys.create_key(person=rep, name="my secret report", now=NOW)
    client.force_login(manager)

    response = client.get(reverse("accounts:person", args=[rep.pk]))

    assert response.status_code == 200
    assert "my secret report" not in text_of(response)
    assert 'action="/people/' not in response.content.decode()
    assert 'name="role"' not in response.content.decode()
    assert client.get(reverse("accounts:person", args=[stranger.pk])).status_code == 404


@pytest.mark.parametrize(("figures", "leads_there"), [("names", True), ("pseudonyms", True), ("team_only", False)])
def test_a_person_leads_to_the_hand_offs_where_the_organisation_shows_single_reps(
    admin, rep, organisation, figures, leads_there
):
    owner = rep.owners.get()
    HandOffFactory(owner=owner, team=rep.team)
    organisation.rep_figures = figures
    organisation.save()

    page = admin.get(reverse("accounts:person", args=[rep.pk])).content.decode()

    assert "1 hand-off" in page
    assert (f"{reverse('feedback:scorecard-leads')}?owner={owner.pk}" in page) is leads_there
