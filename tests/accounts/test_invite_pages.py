"""Inviting on the page: one, or many from a table that is shown before anything happens."""

from __future__ import annotations

import re

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from leadgap.accounts.models import Invitation, Team
from leadgap.accounts.services import invitations
from leadgap.audit.models import AuditEntry
from tests.accounts.pages import text_of

INVITE, MANY = reverse("accounts:invite"), reverse("accounts:invite-csv")
LINK = re.compile(rf"{re.escape(django_settings.LEADGAP_URL)}/invitation/[\w-]{{43}}/")


@pytest.fixture
def invited(administrator):
    return invitations.invite(
        email="ana@example.com", name="Ana", role="rep", team=None, actor=administrator, now=timezone.now()
    )


def links_in(response):
    return LINK.findall(response.content.decode())


def test_one_is_invited_and_the_link_is_shown_once(admin, berlin):
    response = admin.post(INVITE, {"email": "Ana@example.com", "name": "Ana", "role": "manager", "team": berlin.pk})

    assert response.status_code == 200
    (link,) = links_in(response)
    assert response.content.decode().count("data-copy") == 1
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.role, invitation.team) == ("ana@example.com", "manager", berlin)
    assert invitations.find_valid(link.strip("/").rpartition("/")[2], now=timezone.now()) == invitation
    assert "no-store" in response["Cache-Control"]
    assert not links_in(admin.get(reverse("accounts:people")))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"email": "nonsense"}, "Write an e-mail address"),
        ({"email": ""}, "Write an e-mail address, such as"),
        ({"role": "boss"}, "not one of the available choices"),
        ({"role": "manager", "team": ""}, "A manager sees the hand-offs of a team"),
        ({"team": "999"}, "not one of the available choices"),
    ],
)
def test_a_mistake_keeps_the_form(admin, changes, said):
    given = {"email": "ana@example.com", "name": "Ana Almeida", "role": "rep", "team": ""} | changes

    response = admin.post(INVITE, given)

    assert response.status_code == 422
    assert said in text_of(response)
    assert 'value="Ana Almeida"' in response.content.decode()
    assert not Invitation.objects.exists()


def test_who_is_here_or_invited_is_said_so(admin, invited, rep):
    here = admin.post(INVITE, {"email": rep.email, "role": "rep"})
    twice = admin.post(INVITE, {"email": "ana@example.com", "role": "rep"})

    assert (here.status_code, twice.status_code) == (422, 422)
    assert f"{rep.email} is already here." in text_of(here)
    assert "ana@example.com is already invited." in text_of(twice)


def test_an_archived_team_is_not_offered(admin, berlin):
    Team.objects.filter(pk=berlin.pk).update(archived_at=timezone.now())

    assert admin.post(INVITE, {"email": "ana@example.com", "role": "rep", "team": berlin.pk}).status_code == 422


def test_a_new_link_replaces_the_old(admin, invited):
    response = admin.post(reverse("accounts:send-invitation-again", args=[invited.invitation.pk]))

    (link,) = links_in(response)
    assert invited.token not in link
    assert invitations.find_valid(invited.token, now=timezone.now()) is None


def test_an_invitation_is_revoked(admin, invited):
    response = admin.post(reverse("accounts:revoke-invitation", args=[invited.invitation.pk]), follow=True)

    assert "The invitation to ana@example.com is revoked." in text_of(response)
    assert not Invitation.objects.open().exists()


@pytest.mark.parametrize("act", ["send-invitation-again", "revoke-invitation"])
def test_an_invitation_that_is_over_is_not_found(admin, invited, act):
    invitations.accept(invitation=invited.invitation, name="Ana", password=None, now=timezone.now())

    assert admin.post(reverse(f"accounts:{act}", args=[invited.invitation.pk])).status_code == 404


# ── Many ──────────────────────────────────────────────────────────────────────────────────────

TABLE = """email,name,role,team
ana@example.com,Ana,rep,Berlin
nobody,Ben,rep,Berlin
cleo@example.com,Cleo,boss,
dora@example.com,Dora,rep,Linz
ana@example.com,Ana again,rep,Berlin
"""


def test_the_lines_are_shown_before_anything_happens(admin, berlin):
    response = admin.post(MANY, {"text": TABLE})

    assert response.status_code == 200
    said = text_of(response)
    assert "1 line is ready, 1 waits for a new team, 3 cannot go in." in said
    assert "“nobody” is not an e-mail address." in said
    assert "“boss” is not a role." in said
    assert "ana@example.com is already on line 2." in said
    assert "Make the new team Linz" in said
    assert not Invitation.objects.exists()
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(
    ("lines", "button"),
    [("ana@example.com", "Invite this person"), ("ana@example.com\nzoe@example.com", "Invite them")],
)
def test_the_button_counts_whom_it_invites(admin, lines, button):
    said = text_of(admin.post(MANY, {"text": f"email\n{lines}"}))

    assert [each for each in ("Invite this person", "Invite them") if each in said] == [button]


def test_good_lines_go_in_with_their_team(admin, berlin):
    response = admin.post(MANY, {"text": TABLE, "create_teams": "on", "confirm": "yes"})

    assert response.status_code == 200
    assert len(links_in(response)) == 2
    assert {(invitation.email, invitation.team.name) for invitation in Invitation.objects.all()} == {
        ("ana@example.com", "Berlin"),
        ("dora@example.com", "Linz"),
    }
    assert "3 lines were left out" in text_of(response)


def test_without_the_new_team_its_people_are_left_out(admin, berlin):
    response = admin.post(MANY, {"text": TABLE, "confirm": "yes"})

    assert [invitation.email for invitation in Invitation.objects.all()] == ["ana@example.com"]
    assert not Team.objects.filter(name="Linz").exists()
    assert "the team Linz was not to be made" in text_of(response)


def test_pressing_twice_invites_nobody_twice(admin, berlin):
    for _time in range(2):
        response = admin.post(MANY, {"text": TABLE, "create_teams": "on", "confirm": "yes"})

    assert Invitation.objects.count() == 2
    assert "0 lines are ready" in text_of(response)


def test_a_file_is_read_like_pasted_lines(admin):
    upload = SimpleUploadedFile("people.csv", "email;name\nzoë@example.com;Zoë\nana@example.com;Ana".encode("utf-16"))

    response = admin.post(MANY, {"file": upload})

    assert response.status_code == 200
    assert "ana@example.com" in text_of(response)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "Choose a file or paste some lines."),
        ({"text": "  \n "}, "Choose a file or paste some lines."),
        ({"text": "name,role\nAna,rep"}, "The first line names no e-mail column"),
        ({"file": b"PK\x03\x04\x00\x00"}, "not text"),
        ({"file": b"na\xefve@example.com"}, "not text in UTF-8"),
        ({"file": b"x" * 1_000_001}, "larger than 1 MB"),
    ],
    ids=["nothing", "blanks", "no e-mail column", "a spreadsheet", "another encoding", "too large"],
)
def test_an_unreadable_table_says_why(admin, data, said):
    if isinstance(data.get("file"), bytes):
        data = {"file": SimpleUploadedFile("people.csv", data["file"])}

    response = admin.post(MANY, data)

    assert response.status_code == 422
    assert said in text_of(response)


# ── Mail ──────────────────────────────────────────────────────────────────────────────────────


def test_with_a_mail_server_the_link_is_sent_too(admin, mailbox, berlin):
    response = admin.post(INVITE, {"email": "ana@example.com", "role": "marketer"})

    (message,) = mailbox.messages
    assert message["To"] == "ana@example.com"
    assert message["Subject"] == "Ada Administrator invites you to LeadGap at Northwind"
    assert links_in(response)[0] in message.get_content()
    assert "Your role: Marketer." in message.get_content()
    assert "has also been sent by e-mail" in text_of(response)


def test_many_are_mailed_over_one_connection(admin, mailbox, berlin):
    admin.post(MANY, {"text": TABLE, "create_teams": "on", "confirm": "yes"})

    assert [message["To"] for message in mailbox.messages] == ["ana@example.com", "dora@example.com"]


def test_without_a_mail_server_nothing_is_promised(admin, mailoutbox):
    response = admin.post(INVITE, {"email": "ana@example.com", "role": "rep"})

    assert not mailoutbox
    assert "by e-mail" not in text_of(response)


def test_a_mail_server_that_is_down_does_not_undo_the_invitation(admin, mailbox, settings):
    settings.EMAIL_PORT = 1

    response = admin.post(INVITE, {"email": "ana@example.com", "role": "rep"})

    assert links_in(response)
    assert "The mail server did not take every invitation." in text_of(response)
    assert Invitation.objects.open().exists()


def test_a_refused_address_is_said(admin, mailbox):
    mailbox.refuses.add("ana@example.com")

    response = admin.post(INVITE, {"email": "ana@example.com", "role": "rep"})

    assert "The mail server did not take every invitation." in text_of(response)
