from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from leadgap.accounts.models import Invitation, Team, User
from leadgap.accounts.secret_tokens import hash_of, new_secret
from leadgap.accounts.services.people import add_person, need_team
from leadgap.accounts.services.refusals import AlreadyHere, AlreadyInvited, InvitationIsOver
from leadgap.accounts.services.teams import add_team
from leadgap.audit.services import record

LIFETIME = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation with the token of its link, which is known now and never again."""

    invitation: Invitation
    token: str


@dataclass(frozen=True, slots=True)
class Invitee:
    """Who is to be invited. `team` is a name: it may be one that is made with the invitations."""

    email: str
    name: str
    role: str
    team: str


def invite(*, email: str, name: str, role: str, team: Team | None, actor: User, now: datetime) -> Invited:
    """Keep a place for one person. Refused when they are here or already invited."""
    email = email.strip().lower()
    need_team(role, team)
    with transaction.atomic():
        if User.objects.filter(email=email).exists():
            raise AlreadyHere(f"{email} is already here.")
        if Invitation.objects.open().filter(email=email).exists():
            raise AlreadyInvited(f"{email} is already invited. Send that invitation again for a new link.")
        token = new_secret()
        invitation = Invitation.objects.create(
            email=email,
            name=name.strip(),
            role=role,
            team=team,
            token_hash=hash_of(token),
            invited_by=actor,
            invited_at=now,
            expires_at=now + LIFETIME,
        )
        record("invitation.made", actor=actor, at=now, target=invitation, email=email, role=role)
    return Invited(invitation, token)


def invite_many(invitees: Iterable[Invitee], *, new_teams: Iterable[str], actor: User, now: datetime) -> list[Invited]:
    """Make the new teams and invite everyone, all or nothing."""
    with transaction.atomic():
        for name in new_teams:
            add_team(name=name, parent=None, actor=actor, now=now)
        teams = {team.name.casefold(): team for team in Team.objects.all()}
        return [
            invite(
                email=invitee.email,
                name=invitee.name,
                role=invitee.role,
                team=teams[invitee.team.casefold()] if invitee.team else None,
                actor=actor,
                now=now,
            )
            for invitee in invitees
        ]


def send_again(*, invitation: Invitation, actor: User, now: datetime) -> Invited:
    """Give the invitation a new link and a new term; the old link dies."""
    token = new_secret()
    with transaction.atomic():
        renewed = (
            Invitation.objects.open()
            .filter(pk=invitation.pk)
            .update(token_hash=hash_of(token), invited_at=now, expires_at=now + LIFETIME)
        )
        if not renewed:
            raise InvitationIsOver("This invitation has been accepted or revoked.")
        record("invitation.sent_again", actor=actor, at=now, target=invitation, email=invitation.email)
    invitation.refresh_from_db()
    return Invited(invitation, token)


def revoke(*, invitation: Invitation, actor: User, now: datetime) -> None:
    """Make the link worthless. Revoking twice changes nothing."""
    with transaction.atomic():
        if Invitation.objects.open().filter(pk=invitation.pk).update(revoked_at=now):
            record("invitation.revoked", actor=actor, at=now, target=invitation, email=invitation.email)


def find_valid(token: str, *, now: datetime) -> Invitation | None:
    """Return the invitation that this link may still accept."""
    return Invitation.objects.valid(now).select_related("team").filter(token_hash=hash_of(token)).first()


def accept(*, invitation: Invitation, name: str, password: str | None, now: datetime) -> User:
    """Turn the invitation into a person, exactly once; None as password leaves OpenID Connect as the only door."""
    with transaction.atomic():
        if not Invitation.objects.valid(now).filter(pk=invitation.pk).update(accepted_at=now):
            raise InvitationIsOver("This invitation is no longer valid.")
        person = add_person(
            email=invitation.email,
            name=name,
            role=invitation.role,
            team=invitation.team,
            password=password,
            actor=None,
            now=now,
        )
        record("invitation.accepted", actor=person, at=now, target=invitation, email=invitation.email)
    return person
