"""The tree of teams."""

import pytest
from django.db import IntegrityError

from leadgap.accounts.models import Team
from leadgap.accounts.services import teams
from leadgap.accounts.services.refusals import TeamAboveItself, TeamInUse, TeamNameTaken
from leadgap.audit.models import AuditEntry
from leads.models import HandOff
from tests.factories import NOW, HandOffFactory, TeamFactory, UserFactory


def test_a_team_is_added_with_a_clean_name(administrator, sales):
    team = teams.add_team(name="  Graz   South ", parent=sales, actor=administrator, now=NOW)

    assert (team.name, team.parent) == ("Graz South", sales)
    assert AuditEntry.objects.get().data == {"name": "Graz South", "above": "Sales"}


@pytest.mark.parametrize("name", ["berlin", " BERLIN "])
def test_a_name_is_given_once(administrator, berlin, name):
    with pytest.raises(TeamNameTaken, match="A team named Berlin exists"):
        teams.add_team(name=name, parent=None, actor=administrator, now=NOW)


def test_a_team_is_renamed_and_moved_with_a_line_for_each(administrator, berlin, vienna):
    teams.change_team(team=berlin, name="Berlin East", parent=vienna, actor=administrator, now=NOW)
    teams.change_team(team=berlin, name="Berlin East", parent=vienna, actor=administrator, now=NOW)

    berlin.refresh_from_db()
    assert (berlin.name, berlin.parent) == ("Berlin East", vienna)
    assert [entry.action for entry in AuditEntry.objects.order_by("pk")] == ["team.renamed", "team.moved"]
    assert AuditEntry.objects.get(action="team.moved").data == {"above": ["Sales", "Vienna"]}


def test_a_team_may_change_the_case_of_its_name(administrator, berlin):
    teams.change_team(team=berlin, name="BERLIN", parent=berlin.parent, actor=administrator, now=NOW)

    berlin.refresh_from_db()
    assert berlin.name == "BERLIN"


@pytest.mark.parametrize("levels_below", [0, 1, 2])
def test_a_team_never_stands_above_itself(administrator, berlin, levels_below):
    below = berlin
    for _level in range(levels_below):
        below = TeamFactory(parent=below)

    with pytest.raises(TeamAboveItself):
        teams.change_team(team=berlin, name="Berlin", parent=below, actor=administrator, now=NOW)

    berlin.refresh_from_db()
    assert berlin.parent.name == "Sales"


def test_the_table_itself_keeps_a_team_from_standing_above_itself(berlin):
    with pytest.raises(IntegrityError, match="accounts_team_not_above_itself"):
        Team.objects.filter(pk=berlin.pk).update(parent=berlin)


def test_a_manager_sees_what_is_moved_into_the_branch(administrator, other_manager, berlin, vienna, rep):
    hand_off = HandOffFactory(team=berlin)
    assert hand_off not in HandOff.objects.visible_to(other_manager)

    teams.change_team(team=berlin, name="Berlin", parent=vienna, actor=administrator, now=NOW)

    assert hand_off in HandOff.objects.visible_to(other_manager)


def test_an_empty_team_is_archived_and_restored(administrator, berlin):
    UserFactory(team=berlin, is_active=False)  # does not hold it

    teams.archive_team(team=berlin, actor=administrator, now=NOW)
    teams.archive_team(team=berlin, actor=administrator, now=NOW)
    berlin.refresh_from_db()
    assert berlin.archived_at == NOW

    teams.restore_team(team=berlin, actor=administrator, now=NOW)
    berlin.refresh_from_db()
    assert berlin.archived_at is None
    assert [entry.action for entry in AuditEntry.objects.order_by("pk")] == ["team.archived", "team.restored"]


def test_a_team_with_people_is_not_archived(administrator, rep, berlin):
    with pytest.raises(TeamInUse, match="1 person belongs to Berlin"):
        teams.archive_team(team=berlin, actor=administrator, now=NOW)


def test_a_team_with_teams_below_is_not_archived(administrator, berlin, vienna, sales):
    with pytest.raises(TeamInUse, match="Berlin, Vienna"):
        teams.archive_team(team=sales, actor=administrator, now=NOW)

    Team.objects.filter(parent=sales).update(archived_at=NOW)
    teams.archive_team(team=sales, actor=administrator, now=NOW)
    assert Team.objects.get(pk=sales.pk).archived_at == NOW
