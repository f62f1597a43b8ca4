"""The pages of the design system itself: sign-in, the account, and when something goes wrong."""

import re

import pytest
from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import reverse
from django.views import defaults
from django.views.csrf import csrf_failure

from tests.ui.conftest import text

PASSWORD = "correct horse battery"


@pytest.fixture
def signed_in(client, rep):
    rep.set_password(PASSWORD)
    rep.save()
    client.post(reverse("account_login"), {"login": rep.email, "password": PASSWORD})
    return client


def heading(html):
    return text(re.search(r"<h1>(.*?)</h1>", html, re.S)[1])


def test_sign_in_asks_for_e_mail_and_password(client, rep):
    html = client.get(reverse("account_login")).text

    assert heading(html) == "Sign in"
    assert 'type="email"' in html
    assert 'type="password"' in html


def test_a_wrong_password_is_said_in_the_page(client, rep):
    html = client.post(reverse("account_login"), {"login": "nobody@example.com", "password": "wrong"}).text

    assert "alert-danger" in html


@pytest.mark.parametrize(
    ("url_name", "title"),
    [
        ("account_logout", "Sign out of LeadGap?"),
        ("account_change_password", "Change your password"),
        ("mfa_index", "Signing in takes a password alone"),
    ],
)
def test_account_pages_stand_in_the_frame(signed_in, url_name, title):
    html = signed_in.get(reverse(url_name)).text

    assert heading(html) == title
    assert 'class="sidebar"' in html
    assert "Rita Rep" in html


def test_setting_up_two_step_sign_in(signed_in):
    signed_in.post(reverse("account_reauthenticate"), {"password": PASSWORD})

    html = signed_in.get(reverse("mfa_activate_totp")).text

    assert heading(html) == "Scan this with your authenticator app"
    assert 'class="qr" src="data:image/svg+xml' in html
    assert "btn-primary" in html


def test_what_is_worth_asking_again_asks_again(signed_in):
    html = signed_in.get(reverse("account_reauthenticate"), follow=True).text

    assert heading(html) == "Is it still you?"


@pytest.mark.parametrize(
    ("code", "answer"),
    [
        (400, lambda request: defaults.bad_request(request, ValueError())),
        (500, defaults.server_error),
    ],
)
def test_when_all_else_fails_a_page_needs_no_request_and_no_database(code, answer):
    response: HttpResponse = answer(RequestFactory().get("/"))

    assert response.status_code == code
    assert str(code) in response.text
    assert 'href="/"' in response.text


@pytest.mark.parametrize(
    ("code", "answer"),
    [
        (403, lambda request: defaults.permission_denied(request, PermissionError())),
        (403, lambda request: csrf_failure(request)),
        (404, lambda request: defaults.page_not_found(request, Http404())),
    ],
    ids=["403", "csrf", "404"],
)
def test_an_error_keeps_the_places_in_sight(code, answer, rep):
    request = RequestFactory().get("/somewhere/")
    request.user = rep

    response = answer(request)

    assert response.status_code == code
    assert "Rita Rep" in response.text
    assert "mishap" in response.text


def test_an_error_tells_strangers_nothing_of_the_places():
    response = defaults.page_not_found(RequestFactory().get("/somewhere/"), Http404())

    assert 'class="places"' not in response.text
    assert "Nothing is here for you" in response.text


def test_too_many_tries_say_to_wait():
    assert "Wait a few minutes" in render_to_string("429.html", request=RequestFactory().post("/"))


def test_messages_that_matter_stand_in_the_page_and_the_others_pass(rep):
    class Message:
        def __init__(self, level_tag, text):
            self.level_tag, self.text = level_tag, text

        def __str__(self):
            return self.text

    request = RequestFactory().get("/")
    request.user = rep
    said = [Message("error", "That calendar never opens."), Message("success", "Saved.")]

    html = render_to_string("404.html", {"messages": said}, request=request)

    assert re.search(r'class="flash flash-error" role="alert">.*That calendar never opens\.', html)
    assert re.search(r'class="toast">.*Saved\.', html, re.DOTALL)
    assert html.count("Saved.") == html.count("never opens") == 1


def test_the_demo_company_is_marked_as_such(rep):
    request = RequestFactory().get("/")
    request.user = rep

    company = {"demo_company": True, "demo_remove_url": "/demo/remove/"}
    html = render_to_string("404.html", company, request=request)
    own = render_to_string("404.html", company | {"has_own_leads": True}, request=request)

    assert "everything here is made up" in html
    assert "counted together with yours" in own
    assert "everything" not in own
    assert 'method="post" action="/demo/remove/"' in html  # one click
    assert 'href="/demo/remove/"' in own  # asks first
    assert "/demo/remove/" not in render_to_string("404.html", {"demo_company": True}, request=request)
    assert "made up" not in render_to_string("404.html", request=request)
