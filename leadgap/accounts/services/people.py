from __future__ import annotations

from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db import transaction

from leadgap.accounts.models import Owner, Role, Team, User
from leadgap.accounts.services.owners import fill_teams, match_by_email
from leadgap.accounts.services.refusals import AlreadyHere, LastAdministrator, ManagerNeedsTeam
from leadgap.audit.services import record

# How the audit log calls a field.
SAID = {"is_active": "may_sign_in"}


def add_person(
    *,
    email: str,
    name: str,
    role: str,
    team: Team | None,
    password: str | None,
    actor: User | None,
    now: datetime,
) -> User:
    """Make a person, and match the owners with their e-mail. Without a password only OpenID Connect lets them in."""
    need_team(role, team)
    with transaction.atomic():
        if User.objects.filter(email=email.strip().lower()).exists():
            raise AlreadyHere(f"{email} is already here.")
        person = User.objects.create_user(email, password, name=name, role=role, team=team, joined_at=now)
        record("person.added", actor=actor or person, at=now, target=person, role=role, team=team and team.name)
        match_by_email(person, now=now)
    return person


def change_person(
    *, person: User, name: str, role: str, team: Team | None, is_active: bool, actor: User, now: datetime
) -> User:
    """Set name, role, team and whether they may sign in. Nothing changed: nothing written."""
    need_team(role, team)
    with transaction.atomic():
        # The administrators' rows are locked in one order, so that two of them cannot demote each other at once.
        administrators = set(
            User.objects.active()
            .filter(role=Role.ADMINISTRATOR)
            .select_for_update()
            .order_by("pk")
            .values_list("pk", flat=True)
        )
        before = User.objects.select_related("team").get(pk=person.pk)
        stays = is_active and role == Role.ADMINISTRATOR
        if administrators == {person.pk} and not stays:
            raise LastAdministrator("This is the last administrator. Make someone else an administrator first.")
        after = {"name": name, "role": role, "team": team, "is_active": is_active}
        changes = {
            SAID.get(field, field): [_plain(getattr(before, field)), _plain(value)]
            for field, value in after.items()
            if getattr(before, field) != value
        }
        if changes:
            User.objects.filter(pk=person.pk).update(**after)
            # The owner in imports moves along; what was handed over before stays with the old team.
            owners = list(before.owners.filter(team=before.team).values_list("pk", flat=True))
            Owner.objects.filter(pk__in=owners).update(team=team)
            if before.team is None and team is not None:
                fill_teams(owners, actor=actor, now=now)
            record("person.changed", actor=actor, at=now, target=person, **changes)
    person.refresh_from_db()
    return person


def move_person(*, person: User, team: Team | None, actor: User, now: datetime) -> User:
    """Put a person into a team, out of the one they are in; None: into none. There already: nothing written."""
    with transaction.atomic():
        person.refresh_from_db()
        return change_person(
            person=person,
            name=person.name,
            role=person.role,
            team=team,
            is_active=person.is_active,
            actor=actor,
            now=now,
        )


def rename_self(*, person: User, name: str, now: datetime) -> None:
    if name != person.name:
        with transaction.atomic():
            User.objects.filter(pk=person.pk).update(name=name)
            record("person.changed", actor=person, at=now, target=person, name=[person.name, name])


def make_reset_key(*, person: User, tokens: PasswordResetTokenGenerator, actor: User, now: datetime) -> str:
    """Return the secret of a link by which the person chooses a new password, once. Any earlier link still works."""
    record("person.reset_link_made", actor=actor, at=now, target=person)
    return tokens.make_token(person)


def turn_off_two_step(*, person: User, actor: User, now: datetime) -> bool:
    """Let a person who lost phone and recovery codes in with the password alone. False: it was off."""
    with transaction.atomic():
        removed, _ = Authenticator.objects.filter(user=person).delete()
        if removed:
            record("person.two_step_turned_off", actor=actor, at=now, target=person)
    return bool(removed)


def need_team(role: str, team: Team | None) -> None:
    if role == Role.MANAGER and team is None:
        raise ManagerNeedsTeam("A manager sees the hand-offs of a team and of the teams below it: choose the team.")


def _plain(value: Any) -> str | bool | None:
    return value.name if isinstance(value, Team) else value
