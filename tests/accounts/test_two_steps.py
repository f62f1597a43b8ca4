"""Signing in by two steps: what the second one asks, and who lets in somebody who lost it."""

from __future__ import annotations

import time

import pytest
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse

from leadgap.accounts.forms.passwords import RULES
from tests.accounts.conftest import PASSWORD
from tests.accounts.signing_in import is_signed_in, sign_in


def code(secret, steps=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


@pytest.fixture
def with_two_steps(client, rita):
    """Turned on as a person does it: confirm the password, scan, type the code. Returns the secret and the codes."""
    sign_in(client, rita.email)
    activate = reverse("mfa_activate_totp")
    confirm = client.get(activate)
    assert confirm["Location"].startswith(reverse("account_reauthenticate"))
    assert client.post(confirm["Location"], {"password": PASSWORD})["Location"] == activate
    page = client.get(activate)
    secret = page.context["form"].secret
    shown = client.post(activate, {"code": code(secret)})
    assert shown.status_code == 302
    codes = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]
    client.logout()
    return secret, codes


def test_the_second_step_is_asked_for(client, rita, with_two_steps):
    secret, _codes = with_two_steps

    half = sign_in(client, rita.email)
    assert half["Location"] == reverse("mfa_authenticate")
    assert not is_signed_in(client)
    assert client.get(reverse("accounts:profile")).status_code == 302

    client.post(reverse("mfa_authenticate"), {"code": code(secret, 1)})
    assert is_signed_in(client)


def test_a_code_is_used_once(client, rita, with_two_steps):
    secret, _codes = with_two_steps
    used = code(secret, 1)
    sign_in(client, rita.email)
    client.post(reverse("mfa_authenticate"), {"code": used})
    client.logout()

    sign_in(client, rita.email)
    client.post(reverse("mfa_authenticate"), {"code": used})

    assert not is_signed_in(client)


def test_a_recovery_code_opens_once(client, rita, with_two_steps):
    _secret, codes = with_two_steps
    sign_in(client, rita.email)
    client.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert is_signed_in(client)
    client.logout()

    sign_in(client, rita.email)
    client.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert not is_signed_in(client)


def test_codes_cannot_be_tried_without_end(client, rita, with_two_steps):
    sign_in(client, rita.email)
    for _attempt in range(7):
        answer = client.post(reverse("mfa_authenticate"), {"code": "000000"})

    assert "Too many tries have failed" in answer.content.decode()
    assert not is_signed_in(client)


def test_a_reset_password_does_not_skip_the_second_step(client, rita, administrator, with_two_steps):
    admin = Client()
    admin.force_login(administrator)
    link = admin.post(reverse("accounts:make-reset-link", args=[rita.pk])).context["link"]
    form = client.get(link.removeprefix(django_settings.LEADGAP_URL))["Location"]
    client.post(form, {"password1": "another-long-one", "password2": "another-long-one"})

    assert not is_signed_in(client)
    assert sign_in(client, rita.email, "another-long-one")["Location"] == reverse("mfa_authenticate")


def test_a_link_for_a_new_password_that_anybody_opens_keeps_nobody_from_turning_it_on(client, rita):
    """allauth writes the address down when it looks at such a link, as one that nobody has confirmed."""
    Client().get(reverse("account_reset_password_from_key", args=[user_pk_to_url_str(rita), "made-up"]))
    sign_in(client, rita.email)

    confirm = client.get(reverse("mfa_activate_totp"))

    assert confirm["Location"].startswith(reverse("account_reauthenticate"))


def test_an_administrator_lets_in_who_lost_phone_and_codes(client, rita, administrator, with_two_steps):
    admin = Client()
    admin.force_login(administrator)

    admin.post(reverse("accounts:turn-off-two-step", args=[rita.pk]))

    assert sign_in(client, rita.email)["Location"] == "/"


def test_the_secret_is_not_shown_again(client, rita):
    Authenticator.objects.create(user=rita, type=Authenticator.Type.TOTP, data={"secret": generate_totp_secret()})
    client.force_login(rita)

    response = client.get(reverse("mfa_activate_totp"))

    assert response.status_code == 302


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("account_login", ["E-mail", "Password"]),
        ("account_reset_password", ["E-mail"]),
        ("account_change_password", ["Current password", "New password", "New password, again"]),
    ],
)
def test_labels_are_in_our_words_and_stay(client, rita, name, labels, settings):
    settings.MAIL_CONFIGURED = True
    if name == "account_change_password":
        client.force_login(rita)

    page = client.get(reverse(name))

    assert [str(field.label) for field in page.context["form"] if field.name != "remember"] == labels
    assert 'placeholder="' not in page.content.decode().partition("<main")[2]


def test_no_step_says_its_label_twice(client, rita):
    activate = reverse("mfa_activate_totp")
    sign_in(client, rita.email)
    confirm = client.get(activate, follow=True)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    scan = client.get(activate)
    client.post(activate, {"code": code(scan.context["form"].secret)})
    again = client.get(reverse("mfa_reauthenticate"))
    client.logout()
    sign_in(client, rita.email)
    second = client.get(reverse("mfa_authenticate"))

    for page in (confirm, scan, again, second):
        assert page.status_code == 200
        assert 'placeholder="' not in page.content.decode().partition("<main")[2]


@pytest.mark.parametrize("name", ["account_change_password", "mfa_index"])
def test_from_the_matters_of_signing_in_a_way_leads_back_to_the_profile(client, rita, name):
    client.force_login(rita)

    page = client.get(reverse(name)).content.decode().partition("<main")[2]

    assert f'<a href="{reverse("accounts:profile")}">Profile</a>' in page


def test_a_new_password_keeps_to_the_rules_of_the_first(client, rita):
    client.force_login(rita)

    form = client.get(reverse("account_change_password")).context["form"]

    assert form.fields["password1"].help_text == RULES


@pytest.mark.django_db(transaction=True)
def test_what_was_done_is_said_in_our_words(client, rita):
    activate = reverse("mfa_activate_totp")
    sign_in(client, rita.email)
    client.post(client.get(activate)["Location"], {"password": PASSWORD})
    secret = client.get(activate).context["form"].secret

    done = client.post(activate, {"code": code(secret)}, follow=True)
    assert [str(message) for message in done.context["messages"]] == [
        "Two-step sign-in is on.",
        "These are your recovery codes. Earlier ones work no more.",
    ]

    undone = client.post(reverse("mfa_deactivate_totp"), follow=True)
    assert [str(message) for message in undone.context["messages"]] == ["Two-step sign-in is off."]
