"""Signing in by OpenID Connect, with a real provider: only who is here, or invited under a verified address."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import requests
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.urls import reverse
from django.utils import timezone

from leadgap.accounts.models import Invitation, User
from leadgap.accounts.services import invitations
from leadgap.audit.models import AuditEntry
from tests.accounts.provider import query_of, running_provider, settings_for

LOGIN = "/accounts/oidc/login/"


@pytest.fixture(scope="module")
def the_provider():
    with running_provider() as provider:
        yield provider


@pytest.fixture
def provider(the_provider, settings):
    the_provider.token_claims = {}
    settings.SOCIALACCOUNT_PROVIDERS = settings_for(the_provider)
    return the_provider


def claims(email, *, verified=True, sub="sub-1", **more):
    return {"sub": sub, "email": email, "email_verified": verified, **more}


def begin(client, **query):
    """Press the button; return where the page leads by itself."""
    page = client.post(f"{LOGIN}?{'&'.join(f'{name}={value}' for name, value in query.items())}")
    assert page.status_code == 200
    return page.context["address"]


def sign_in(client, **query):
    """Press the button, be sent to the provider and back."""
    back = requests.get(begin(client, **query), allow_redirects=False, timeout=5)
    assert back.status_code == 302, back.text
    target = urlsplit(back.headers["Location"])
    return client.get(f"{target.path}?{target.query}")


def signed_in_as(client):
    key = client.session.get("_auth_user_id")
    return User.objects.get(pk=key) if key else None


def invite(administrator, email="ana@example.com", name="", ago=timedelta(0)):
    return invitations.invite(
        email=email, name=name, role="marketer", team=None, actor=administrator, now=timezone.now() - ago
    )


def test_the_address_for_the_provider_is_as_documented(provider):
    assert reverse("openid_connect_callback", args=["oidc"]) == "/accounts/oidc/login/callback/"


def test_looking_at_the_button_page_does_not_start_anything(client, provider, db):
    assert client.get(LOGIN).status_code == 200


def test_who_is_here_is_signed_in(client, provider, rep):
    provider.claims = claims(rep.email.upper())

    response = sign_in(client)

    assert (response.status_code, response["Location"]) == (302, "/")
    assert signed_in_as(client) == rep


def test_the_password_stays_valid_beside_it(client, provider, rep):
    rep.set_password("a-long-password")
    rep.save()
    provider.claims = claims(rep.email)

    sign_in(client)

    rep.refresh_from_db()
    assert rep.check_password("a-long-password")


def test_the_next_time_the_provider_s_own_key_counts_and_not_the_address(client, provider, rep, colleague):
    provider.claims = claims(rep.email)
    sign_in(client)
    client.logout()
    provider.claims = claims("rita.married@example.com")

    sign_in(client)

    assert signed_in_as(client) == rep
    assert SocialAccount.objects.get().user == rep


def test_the_same_address_under_another_key_is_the_same_person(client, provider, rep):
    for sub in ("sub-1", "sub-2"):
        provider.claims = claims(rep.email, sub=sub)
        sign_in(client)

    assert signed_in_as(client) == rep


@pytest.mark.parametrize("verified", [False, None, "false", "False", 0, "", "no"])
@pytest.mark.parametrize("kind", ["here", "invited"])
def test_an_unverified_address_is_refused_with_a_sentence(client, provider, administrator, verified, kind):
    if kind == "invited":
        invite(administrator)
    provider.claims = claims("ana@example.com" if kind == "invited" else administrator.email, verified=verified)

    response = sign_in(client)

    assert response.status_code == 403
    assert "has not verified this e-mail address" in response.content.decode()
    assert signed_in_as(client) is None
    assert not SocialAccount.objects.exists()
    assert not User.objects.filter(email="ana@example.com").exists()


@pytest.mark.parametrize("verified", [True, "true"])
def test_a_verified_address_may_be_said_in_text(client, provider, rep, verified):
    provider.claims = claims(rep.email, verified=verified)

    sign_in(client)

    assert signed_in_as(client) == rep


def test_no_address_is_refused(client, provider, rep):
    provider.claims = {"sub": "sub-1", "name": rep.name}

    assert sign_in(client).status_code == 403


def test_who_is_not_invited_is_refused(client, provider, administrator):
    provider.claims = claims("mallory@example.com")

    response = sign_in(client)

    assert response.status_code == 403
    assert "mallory@example.com is not invited to LeadGap" in response.content.decode()
    assert not User.objects.filter(email="mallory@example.com").exists()


@pytest.mark.parametrize(("invited_as", "name"), [("Ana A.", "Ana A."), ("", "Ana Almeida")])
def test_signing_in_accepts_the_invitation(client, provider, administrator, invited_as, name):
    invite(administrator, name=invited_as)
    provider.claims = claims("Ana@Example.com", name="Ana Almeida")

    sign_in(client)

    person = signed_in_as(client)
    assert (person.email, person.name, person.role) == ("ana@example.com", name, "marketer")
    assert not person.has_usable_password()
    assert Invitation.objects.get().accepted_at
    assert AuditEntry.objects.filter(action="invitation.accepted", actor=person).exists()


def test_an_expired_invitation_does_not_open_the_door(client, provider, administrator):
    invite(administrator, ago=invitations.LIFETIME)
    provider.claims = claims("ana@example.com")

    response = sign_in(client)

    assert response.status_code == 403
    assert "has expired" in response.content.decode()
    assert not User.objects.filter(email="ana@example.com").exists()


def test_a_revoked_invitation_does_not_open_the_door(client, provider, administrator):
    invitations.revoke(invitation=invite(administrator).invitation, actor=administrator, now=timezone.now())
    provider.claims = claims("ana@example.com")

    assert sign_in(client).status_code == 403


@pytest.mark.parametrize("knows_the_provider", [False, True])
def test_a_closed_account_stays_closed(client, provider, rep, knows_the_provider):
    provider.claims = claims(rep.email)
    if knows_the_provider:
        sign_in(client)
        client.logout()
    User.objects.filter(pk=rep.pk).update(is_active=False)

    response = sign_in(client)

    assert response.status_code == 403
    assert "has been closed" in response.content.decode()
    assert signed_in_as(client) is None


def test_two_step_sign_in_is_asked_for_here_too(client, provider, rep):
    Authenticator.objects.create(user=rep, type=Authenticator.Type.TOTP, data={"secret": "x"})
    provider.claims = claims(rep.email)

    response = sign_in(client)

    assert response["Location"] == reverse("mfa_authenticate")
    assert signed_in_as(client) is None


def test_a_stranger_s_account_is_not_tied_to_a_signed_in_person(client, provider, rep):
    client.force_login(rep)
    provider.claims = claims("someone@example.com")

    response = sign_in(client, process="connect")

    assert response.status_code == 403
    assert not SocialAccount.objects.exists()


def test_the_session_changes_its_key(client, provider, rep):
    client.get(reverse("account_login"))
    begin(client)
    before = client.session.session_key
    provider.claims = claims(rep.email)

    sign_in(client)

    assert client.session.session_key != before


@pytest.mark.parametrize(
    "forged",
    [{"aud": "another-client"}, {"iss": "http://127.0.0.1:1"}, {"exp": 1_000_000_000}],
    ids=["for another client", "by another issuer", "expired"],
)
def test_a_token_that_is_not_for_us_is_refused(client, provider, rep, forged):
    provider.claims = claims(rep.email)
    provider.token_claims = forged

    response = sign_in(client)

    assert response.status_code == 401
    assert signed_in_as(client) is None


def test_an_answer_nobody_asked_for_is_refused(client, provider, rep):
    provider.claims = claims(rep.email)
    back = requests.get(begin(client), allow_redirects=False, timeout=5)
    code = query_of(back.headers["Location"])["code"][0]

    response = client.get(reverse("openid_connect_callback", args=["oidc"]), {"code": code, "state": "forged"})

    assert response.status_code == 401
    assert signed_in_as(client) is None


def test_an_answer_is_worth_nothing_in_another_browser(client, provider, rep):
    """Login CSRF: nobody is signed in as somebody else by following a link."""
    provider.claims = claims(rep.email)
    back = requests.get(begin(client), allow_redirects=False, timeout=5)
    target = urlsplit(back.headers["Location"])
    other = type(client)()

    response = other.get(f"{target.path}?{target.query}")

    assert response.status_code == 401
    assert signed_in_as(other) is None


@pytest.mark.parametrize("answer", [(503, "out of order"), (200, "<html>It works</html>")], ids=["down", "no provider"])
def test_a_provider_that_does_not_answer_is_told(client, provider, db, monkeypatch, answer):
    monkeypatch.setattr(provider, "discovery", lambda *_: answer)

    response = client.post(LOGIN)

    assert response.status_code == 502
    assert "did not answer as it should" in response.content.decode()


def test_a_provider_that_falls_silent_on_the_way_back_is_told(client, provider, rep, monkeypatch):
    provider.claims = claims(rep.email)
    back = urlsplit(requests.get(begin(client), allow_redirects=False, timeout=5).headers["Location"])
    monkeypatch.setattr(provider, "discovery", lambda *_: (503, "out of order"))

    response = client.get(f"{back.path}?{back.query}")

    assert response.status_code == 502
    assert signed_in_as(client) is None


@pytest.mark.parametrize(("given", "led_to"), [("/people/", "/people/"), ("https://evil.example/", "/")])
def test_afterwards_only_own_pages_are_led_to(client, provider, rep, given, led_to):
    provider.claims = claims(rep.email)

    assert sign_in(client, next=given)["Location"] == led_to


def test_without_a_provider_there_is_no_such_page(client, db, settings):
    settings.SOCIALACCOUNT_PROVIDERS = {}

    assert client.get(LOGIN).status_code == 404
