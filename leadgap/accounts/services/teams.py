from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from leadgap.accounts.models import Team, User
from leadgap.accounts.services.refusals import TeamAboveItself, TeamInUse, TeamNameTaken
from leadgap.audit.services import record


def add_team(*, name: str, parent: Team | None, actor: User | None, now: datetime) -> Team:
    name = " ".join(name.split())
    with transaction.atomic():
        _need_free_name(name)
        team = Team(name=name, parent=parent)
        team.full_clean()
        team.save()
        record("team.added", actor=actor, at=now, target=team, name=name, above=parent and parent.name)
    return team


def change_team(*, team: Team, name: str, parent: Team | None, actor: User, now: datetime) -> None:
    """Rename and move a team, with all that is below it. Nothing changed: nothing written."""
    name = " ".join(name.split())
    with transaction.atomic():
        # All teams are locked: two moves at once could otherwise close a circle between them.
        teams = {row.pk: row for row in Team.objects.select_for_update().order_by("pk")}
        before = teams[team.pk]
        if parent is not None and parent.pk in Team.objects.with_below(team.pk):
            raise TeamAboveItself(f"{parent.name} is {team.name} or below it: a team cannot be above itself.")
        _need_free_name(name, but=team)
        if before.name != name:
            record("team.renamed", actor=actor, at=now, target=team, name=[before.name, name])
        if before.parent_id != (parent and parent.pk):
            above = teams.get(before.parent_id or 0)
            record("team.moved", actor=actor, at=now, target=team, above=[above and above.name, parent and parent.name])
        Team.objects.filter(pk=team.pk).update(name=name, parent=parent)
    team.refresh_from_db()


def archive_team(*, team: Team, actor: User, now: datetime) -> None:
    """Take a team off the lists; its hand-offs and figures stay. Archiving twice changes nothing."""
    with transaction.atomic():
        Team.objects.select_for_update().filter(pk=team.pk).first()
        members = team.members.active().count()
        if members:
            people = "1 person belongs" if members == 1 else f"{members} people belong"
            raise TeamInUse(f"{people} to {team.name}. Move them to another team first.")
        below = team.teams_below.filter(archived_at=None).values_list("name", flat=True)
        if below:
            raise TeamInUse(f"{', '.join(below)} is below {team.name}. Move or archive what is below first.")
        if Team.objects.filter(pk=team.pk, archived_at=None).update(archived_at=now):
            record("team.archived", actor=actor, at=now, target=team)


def restore_team(*, team: Team, actor: User, now: datetime) -> None:
    with transaction.atomic():
        if Team.objects.filter(~Q(archived_at=None), pk=team.pk).update(archived_at=None):
            record("team.restored", actor=actor, at=now, target=team)


def _need_free_name(name: str, *, but: Team | None = None) -> None:
    taken = Team.objects.filter(name__iexact=name).first()
    if taken and taken != but:
        archived = " and is archived; restore it instead" if taken.archived_at else ""
        raise TeamNameTaken(f"A team named {taken.name} exists{archived}.")
