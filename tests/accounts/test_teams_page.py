"""The tree of teams on the page."""

from __future__ import annotations

from django.urls import reverse

from leadgap.accounts.models import Team
from tests.accounts.pages import text_of
from tests.factories import NOW, TeamFactory

TEAMS = reverse("accounts:teams")


def test_the_tree_is_shown_with_its_people(admin, rep, colleague, stranger):
    response = admin.get(TEAMS)

    (top,) = response.context["tree"]
    assert top.team.name == "Sales"
    assert [(branch.team.name, branch.team.people) for branch in top.below] == [("Berlin", 2), ("Vienna", 1)]


def test_a_team_is_added_below_another(admin, sales):
    admin.post(TEAMS, {"name": "Graz", "parent": sales.pk})

    assert Team.objects.get(name="Graz").parent == sales


def test_a_taken_name_keeps_the_form(admin, berlin):
    response = admin.post(TEAMS, {"name": "berlin", "parent": ""})

    assert response.status_code == 422
    assert "A team named Berlin exists." in text_of(response)
    assert 'value="berlin"' in response.content.decode()


def test_a_team_is_moved_but_not_below_itself(admin, sales, berlin, vienna):
    admin.post(reverse("accounts:team", args=[berlin.pk]), {"name": "Berlin", "parent": vienna.pk})

    berlin.refresh_from_db()
    assert berlin.parent == vienna
    for parent in (berlin, vienna):
        refused = admin.post(reverse("accounts:team", args=[vienna.pk]), {"name": "Vienna", "parent": parent.pk})
        assert refused.status_code == 422
        assert "A team cannot be above itself" in text_of(refused)
    vienna.refresh_from_db()
    assert vienna.parent == sales


def test_a_team_in_use_is_not_archived_and_says_why(admin, rep, berlin):
    response = admin.post(reverse("accounts:archive-team", args=[berlin.pk]), follow=True)

    assert "1 person belongs to Berlin. Move them to another team first." in text_of(response)


def test_an_empty_team_is_archived_and_restored(admin, berlin):
    admin.post(reverse("accounts:archive-team", args=[berlin.pk]))
    page = admin.get(TEAMS)
    assert [team.name for team in page.context["archived"]] == ["Berlin"]

    admin.post(reverse("accounts:restore-team", args=[berlin.pk]))
    berlin.refresh_from_db()
    assert berlin.archived_at is None


def test_a_team_below_an_archived_one_is_still_shown(admin, berlin):
    below = TeamFactory(name="Berlin East", parent=berlin)
    Team.objects.filter(pk=berlin.pk).update(archived_at=NOW)

    def every(branches):
        return [name for branch in branches for name in (branch.team.name, *every(branch.below))]

    assert below.name in every(admin.get(TEAMS).context["tree"])
