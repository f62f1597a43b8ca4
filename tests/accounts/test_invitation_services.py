"""Invitations: one link, one use, one term."""

from datetime import timedelta

import pytest

from leadgap.accounts.models import Invitation, Team, User
from leadgap.accounts.secret_tokens import hash_of
from leadgap.accounts.services import invitations
from leadgap.accounts.services.invitations import LIFETIME, Invitee
from leadgap.accounts.services.refusals import AlreadyHere, AlreadyInvited, InvitationIsOver, ManagerNeedsTeam
from leadgap.audit.models import AuditEntry
from tests.factories import NOW, OwnerFactory, UserFactory

ONE_SECOND = timedelta(seconds=1)


def invite(actor, email="ana@example.com", now=NOW, **given):
    values = {"name": "Ana", "role": "rep", "team": None} | given
    return invitations.invite(email=email, actor=actor, now=now, **values)


def accept(invited, now=NOW):
    return invitations.accept(invitation=invited.invitation, name="Ana Almeida", password="a-long-password", now=now)


@pytest.fixture
def invited(administrator, berlin):
    return invite(administrator, team=berlin)


def test_an_invitation_keeps_a_hash_and_not_the_token(invited):
    kept = Invitation.objects.get()

    assert kept.token_hash == hash_of(invited.token)
    assert invited.token not in str(Invitation.objects.values().get())
    assert len(invited.token) >= 43  # 256 bits


def test_an_invitation_is_on_record_without_its_token(invited, administrator):
    entry = AuditEntry.objects.get()

    assert (entry.action, entry.actor) == ("invitation.made", administrator)
    assert entry.data == {"email": "ana@example.com", "role": "rep"}


def test_accepting_makes_the_person_as_invited(invited, berlin):
    owner = OwnerFactory(email="ana@example.com")

    person = accept(invited)

    assert (person.email, person.name, person.role, person.team) == ("ana@example.com", "Ana Almeida", "rep", berlin)
    assert person.check_password("a-long-password")
    assert Invitation.objects.get().accepted_at == NOW
    assert person.owners.get() == owner
    assert set(AuditEntry.objects.values_list("action", flat=True)) == {
        "invitation.made",
        "person.added",
        "owner.matched",
        "invitation.accepted",
    }


def test_an_invitation_is_accepted_once(invited):
    accept(invited)

    with pytest.raises(InvitationIsOver):
        accept(invited)
    assert User.objects.filter(email="ana@example.com").count() == 1
    assert invitations.find_valid(invited.token, now=NOW) is None


@pytest.mark.parametrize(
    ("later", "works"), [(LIFETIME - ONE_SECOND, True), (LIFETIME, False), (LIFETIME + ONE_SECOND, False)]
)
def test_a_link_works_until_it_expires(invited, later, works):
    assert (invitations.find_valid(invited.token, now=NOW + later) is not None) is works
    if works:
        accept(invited, now=NOW + later)
    else:
        with pytest.raises(InvitationIsOver):
            accept(invited, now=NOW + later)
    assert User.objects.filter(email="ana@example.com").exists() is works


@pytest.mark.parametrize("token", ["", "x", "ana@example.com"])
def test_other_tokens_find_nothing(invited, token):
    assert invitations.find_valid(token, now=NOW) is None
    assert invitations.find_valid(invited.token.swapcase(), now=NOW) is None


def test_sending_again_makes_a_new_link_and_kills_the_old(invited, administrator):
    later = NOW + LIFETIME + timedelta(days=1)

    again = invitations.send_again(invitation=invited.invitation, actor=administrator, now=later)

    assert invitations.find_valid(invited.token, now=later) is None
    found = invitations.find_valid(again.token, now=later)
    assert found == invited.invitation
    assert found.expires_at == later + LIFETIME


def test_a_revoked_invitation_is_over(invited, administrator):
    invitations.revoke(invitation=invited.invitation, actor=administrator, now=NOW)
    invitations.revoke(invitation=invited.invitation, actor=administrator, now=NOW)

    assert invitations.find_valid(invited.token, now=NOW) is None
    with pytest.raises(InvitationIsOver):
        accept(invited)
    with pytest.raises(InvitationIsOver):
        invitations.send_again(invitation=invited.invitation, actor=administrator, now=NOW)
    assert AuditEntry.objects.filter(action="invitation.revoked").count() == 1


def test_after_revoking_a_person_can_be_invited_again(invited, administrator):
    invitations.revoke(invitation=invited.invitation, actor=administrator, now=NOW)

    assert invite(administrator).invitation.pk != invited.invitation.pk


def test_an_open_invitation_is_not_doubled(invited, administrator):
    with pytest.raises(AlreadyInvited):
        invite(administrator, email="ANA@example.com", now=NOW + 2 * LIFETIME)


def test_who_is_here_is_not_invited(administrator, rep):
    with pytest.raises(AlreadyHere):
        invite(administrator, email=rep.email.upper())


def test_a_manager_is_invited_into_a_team(administrator):
    with pytest.raises(ManagerNeedsTeam):
        invite(administrator, role="manager")


def test_someone_who_came_otherwise_meanwhile_keeps_the_invitation_unused(invited):
    UserFactory(email="ana@example.com")

    with pytest.raises(AlreadyHere):
        accept(invited)
    assert Invitation.objects.get().accepted_at is None


def test_many_are_invited_with_their_new_teams(administrator, berlin):
    sent = invitations.invite_many(
        [
            Invitee("ana@example.com", "Ana", "rep", "Berlin"),
            Invitee("ben@example.com", "Ben", "manager", "Graz"),
            Invitee("cleo@example.com", "", "marketer", ""),
        ],
        new_teams=["Graz"],
        actor=administrator,
        now=NOW,
    )

    assert [(one.invitation.email, str(one.invitation.team)) for one in sent] == [
        ("ana@example.com", "Berlin"),
        ("ben@example.com", "Graz"),
        ("cleo@example.com", "None"),
    ]
    assert len({one.token for one in sent}) == 3


def test_many_are_invited_or_none(administrator, rep):
    with pytest.raises(AlreadyHere):
        invitations.invite_many(
            [Invitee("ana@example.com", "Ana", "rep", "Graz"), Invitee(rep.email, "", "rep", "")],
            new_teams=["Graz"],
            actor=administrator,
            now=NOW,
        )

    assert not Invitation.objects.exists()
    assert not Team.objects.filter(name="Graz").exists()
    assert not AuditEntry.objects.exists()
