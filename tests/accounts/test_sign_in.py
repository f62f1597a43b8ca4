"""Signing in by password: who gets in, who does not, and what the answer tells to those outside."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from leadgap.accounts.models import User
from tests.accounts.conftest import PASSWORD
from tests.accounts.signing_in import LOGIN, is_signed_in, sign_in
from tests.factories import UserFactory

WRONG = "No account has this e-mail and this password."


@pytest.mark.parametrize("written", ["{}", "  {} ", "UPPER"])
def test_the_right_password_opens_the_door(client, rita, written):
    email = rita.email.upper() if written == "UPPER" else written.format(rita.email)

    response = sign_in(client, email)

    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(rita.pk)


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client, rita):
    answers = [sign_in(client, email, "wrong") for email in (rita.email, "nobody@example.com")]

    pages = [re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode()) for answer in answers]
    pages = [re.sub(r'"X-CSRFToken": "\w*"', "", page) for page in pages]
    assert pages[0].replace(rita.email, "…") == pages[1].replace("nobody@example.com", "…")
    assert [answer.status_code for answer in answers] == [200, 200]
    assert WRONG in pages[0]


@pytest.mark.parametrize("kind", ["right address", "unknown address", "without a password"])
def test_a_refusal_costs_one_hashing_whoever_it_is(client, rita, monkeypatch, kind):
    """The time of the answer does not tell who is here: each refusal hashes exactly one password."""
    silent = UserFactory()
    silent.set_unusable_password()
    silent.save()
    emails = {"right address": rita.email, "unknown address": "no@example.com", "without a password": silent.email}
    hashed = []
    from django.contrib.auth.hashers import MD5PasswordHasher

    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *args: hashed.append(1) or encode(*args))

    sign_in(client, emails[kind], "wrong")

    assert len(hashed) == 1


def test_a_closed_account_is_told_so_only_with_the_right_password(client, rita):
    User.objects.filter(pk=rita.pk).update(is_active=False)

    assert WRONG in sign_in(client, rita.email, "wrong").content.decode()
    assert sign_in(client, rita.email)["Location"] == reverse("account_inactive")
    assert not is_signed_in(client)


def test_five_wrong_passwords_shut_the_door_for_this_address_only(client, rita, colleague):
    colleague.set_password(PASSWORD)
    colleague.save()
    for _attempt in range(5):
        assert WRONG in sign_in(client, rita.email, "wrong").content.decode()

    shut = sign_in(client, rita.email)
    other = sign_in(Client(), colleague.email)

    assert "Too many tries have failed" in shut.content.decode()
    assert not is_signed_in(client)
    assert other.status_code == 302


def test_the_door_opens_again_after_five_minutes(client, rita):
    start = datetime(2026, 3, 4, 14, tzinfo=UTC)
    with time_machine.travel(start, tick=False):
        for _attempt in range(6):
            sign_in(client, rita.email, "wrong")
    with time_machine.travel(start + timedelta(minutes=5, seconds=1), tick=False):
        response = sign_in(client, rita.email)

    assert response.status_code == 302


def test_right_passwords_are_not_counted_as_failed(client, rita):
    for _time in range(8):
        assert sign_in(client, rita.email).status_code == 302
        client.logout()


def test_one_machine_cannot_try_many_addresses(client, rita):
    answers = [sign_in(client, f"p{number}@example.com", "wrong") for number in range(12)]

    assert "Too many tries have failed" in answers[-1].content.decode()


def test_one_machine_cannot_ask_without_end(client, rita):
    statuses = [client.post(LOGIN, {"login": "x", "password": "y"}).status_code for _ in range(31)]

    assert statuses[-1] == 429
    assert 429 not in statuses[:30]


def test_a_forged_forwarding_header_is_no_other_machine(client, rita):
    for number in range(12):
        answer = client.post(
            LOGIN,
            {"login": f"p{number}@example.com", "password": "wrong"},
            headers={"X-Forwarded-For": f"10.0.0.{number}"},
        )

    assert "Too many tries have failed" in answer.content.decode()


def test_the_limits_are_kept_where_all_processes_see_them(settings):
    backend = settings.CACHES["default"]["BACKEND"]

    assert backend.endswith(("DatabaseCache", "RedisCache"))


def test_many_other_entries_do_not_wash_out_the_limits(client, rita):
    for _attempt in range(5):
        sign_in(client, rita.email, "wrong")
    for number in range(400):
        cache.set(f"another-{number}", number, 300)

    assert "Too many tries have failed" in sign_in(client, rita.email).content.decode()


@pytest.mark.parametrize(
    ("asked", "led_to"),
    [
        ("/people/", "/people/"),
        ("/people/?page=2", "/people/?page=2"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("http:///evil.example", "/"),
    ],
)
def test_signing_in_leads_only_to_own_pages(client, rita, asked, led_to):
    assert sign_in(client, rita.email, next=asked)["Location"] == led_to


@pytest.mark.parametrize(
    ("sent_from", "led_to"),
    [
        pytest.param("http://testserver/agreement/1/?against=2", "/agreement/1/?against=2", id="its-page"),
        pytest.param("https://elsewhere.example/agreement/1/", "/", id="another-site"),
        pytest.param("", "/", id="not-said"),
    ],
)
def test_a_form_that_came_too_late_leads_back_to_its_page_and_says_so(client, rita, sent_from, led_to):
    form = reverse("sla:agreement-comment", args=[1])

    response = client.post(form, {"text": "Fine."}, headers={"Referer": sent_from}, follow=True)

    assert parse_qs(urlsplit(response.redirect_chain[-1][0]).query)["next"] == [led_to]
    assert "so what you sent was not kept" in response.content.decode()


def test_a_page_that_needs_sign_in_accuses_nobody(client, rita):
    response = client.get(reverse("sla:agreement"), follow=True)

    assert parse_qs(urlsplit(response.redirect_chain[-1][0]).query)["next"] == [reverse("sla:agreement")]
    assert "was not kept" not in response.content.decode()


def test_the_session_gets_a_new_key_at_sign_in(client, rita):
    client.get(LOGIN)
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    planted = session.session_key
    client.cookies[django_settings.SESSION_COOKIE_NAME] = planted

    sign_in(client, rita.email)

    assert client.session.session_key != planted
    assert not Session.objects.filter(session_key=planted).exists()


def test_signing_in_needs_a_csrf_token(rita):
    client = Client(enforce_csrf_checks=True)

    assert sign_in(client, rita.email).status_code == 403


def test_signing_out_is_a_post(client, rita):
    client.force_login(rita)

    client.get(reverse("account_logout"))
    assert is_signed_in(client)

    client.post(reverse("account_logout"))
    assert not is_signed_in(client)


def test_a_person_who_is_closed_is_out_at_once(client, rita):
    client.force_login(rita)
    User.objects.filter(pk=rita.pk).update(is_active=False)

    assert client.get(reverse("accounts:profile"))["Location"].startswith(LOGIN)


def test_a_new_password_ends_all_other_sessions(client, rita):
    other = Client()
    for browser in (client, other):
        sign_in(browser, rita.email)

    response = client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": "another-long-one", "password2": "another-long-one"},
    )

    assert response["Location"] == reverse("accounts:profile")
    assert client.get(reverse("accounts:profile")).status_code == 200
    assert other.get(reverse("accounts:profile")).status_code == 302


@pytest.mark.parametrize("password", ["short-one", "1234567890123", "password123", "rita rep 1"])
def test_a_weak_password_is_refused(client, rita, password):
    client.force_login(rita)

    client.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": password, "password2": password}
    )

    rita.refresh_from_db()
    assert rita.check_password(PASSWORD)


def test_nobody_signs_up(client, db):
    page = client.get(reverse("account_signup"))
    post = client.post(
        reverse("account_signup"), {"email": "new@example.com", "password1": PASSWORD, "password2": PASSWORD}
    )

    assert [page.status_code, post.status_code] == [200, 200]
    assert not User.objects.exists()
