"""The invited person's side: the link, the password, the way in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from leadgap.accounts.models import Invitation
from leadgap.accounts.services import invitations
from tests.accounts.pages import text_of

ACCEPT = reverse("accounts:accept-invitation")
CHOSEN = {"name": "Ana Almeida", "password1": "a-long-password", "password2": "a-long-password"}


@pytest.fixture
def invited(administrator):
    return invitations.invite(
        email="ana@example.com", name="Ana", role="rep", team=None, actor=administrator, now=timezone.now()
    )


def open_link(client, invited):
    return client.get(reverse("accounts:open-invitation", args=[invited.token]))


def test_opening_the_link_changes_nothing_and_takes_the_token_out_of_the_address(client, invited):
    before = Invitation.objects.values().get()

    response = open_link(client, invited)
    page = client.get(response["Location"])

    assert response["Location"] == ACCEPT
    assert page.status_code == 200
    assert "Welcome to Northwind" in text_of(page)
    assert Invitation.objects.values().get() == before
    assert invited.token not in page.content.decode()


def test_accepting_signs_in_under_a_new_session(client, invited):
    open_link(client, invited)
    before = client.session.session_key

    response = client.post(ACCEPT, CHOSEN)

    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.session.session_key != before
    assert client.get(reverse("accounts:profile")).context["user"].email == "ana@example.com"


def test_accepting_leaves_another_person_s_session(client, invited, rep):
    client.force_login(rep)
    open_link(client, invited)

    client.post(ACCEPT, CHOSEN)

    assert client.get(reverse("accounts:profile")).context["user"].email == "ana@example.com"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"password2": "another"}, "The two passwords differ."),
        ({"password1": "short", "password2": "short"}, "too short"),
        ({"password1": "password12", "password2": "password12"}, "too common"),
        ({"password1": "ana@example.com", "password2": "ana@example.com"}, "too similar to the email"),
        ({"password1": "", "password2": ""}, "Write something here."),
        ({"name": ""}, "Write something here."),
    ],
)
def test_a_poor_choice_keeps_the_form(client, invited, changes, said):
    open_link(client, invited)

    response = client.post(ACCEPT, CHOSEN | changes)

    assert response.status_code == 422
    assert said in text_of(response)
    assert Invitation.objects.open().exists()


@pytest.mark.parametrize("why", ["unknown", "accepted", "revoked", "expired"])
def test_a_link_that_is_over_says_so_and_tells_no_more(client, invited, administrator, why):
    if why == "accepted":
        invitations.accept(invitation=invited.invitation, name="", password=None, now=timezone.now())
    elif why == "revoked":
        invitations.revoke(invitation=invited.invitation, actor=administrator, now=timezone.now())
    elif why == "expired":
        Invitation.objects.update(
            invited_at=timezone.now() - timedelta(days=30), expires_at=timezone.now() - timedelta(days=16)
        )
    token = "x" * 43 if why == "unknown" else invited.token

    response = client.get(reverse("accounts:open-invitation", args=[token]))

    assert response.status_code == 404
    assert "This invitation does not work any more" in text_of(response)
    assert "ana@example.com" not in response.content.decode()


def test_an_invitation_revoked_while_the_form_is_open_is_over(client, invited, administrator):
    open_link(client, invited)
    invitations.revoke(invitation=invited.invitation, actor=administrator, now=timezone.now())

    assert client.post(ACCEPT, CHOSEN).status_code == 404


def test_the_form_without_a_link_is_not_found(client, db):
    assert client.get(ACCEPT).status_code == 404
    assert client.post(ACCEPT, CHOSEN).status_code == 404


def test_the_provider_s_button_is_offered_where_there_is_one(client, invited, settings):
    open_link(client, invited)
    assert "Example ID" not in text_of(client.get(ACCEPT))

    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": []}}
    settings.OIDC_NAME = "Example ID"

    assert "Example ID" in text_of(client.get(ACCEPT))
