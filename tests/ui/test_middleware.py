import json

import pytest
from django.contrib import messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpResponse, HttpResponseRedirect
from django.test import RequestFactory
from django.urls import reverse

from leadgap.ui.htmx import wants_fragment
from leadgap.ui.middleware import FragmentMiddleware

HTMX = {"HX-Request": "true", "HX-Current-URL": "https://leadgap.example.com/queue/?sort=due"}


def answer(response, *said, **headers):
    request = RequestFactory().get("/queue/rows/", headers=headers)
    request._messages = CookieStorage(request)
    for message in said:
        messages.success(request, message)
    return FragmentMiddleware(lambda _request: response)(request)


@pytest.mark.parametrize(
    ("headers", "fragment"),
    [
        ({}, False),
        ({"HX-Request": "true"}, True),
        ({"HX-Request": "true", "HX-Boosted": "true"}, False),
        ({"HX-Request": "true", "HX-History-Restore-Request": "true"}, False),
    ],
    ids=["browser", "htmx", "boosted", "history"],
)
def test_a_fragment_is_for_htmx_alone(headers, fragment):
    assert wants_fragment(RequestFactory().get("/", headers=headers)) is fragment


def test_an_expired_session_leads_the_whole_page_to_sign_in_and_back():
    response = answer(HttpResponseRedirect(f"{reverse('account_login')}?next=/queue/rows/"), **HTMX)

    assert response["HX-Redirect"] == f"{reverse('account_login')}?next=%2Fqueue%2F%3Fsort%3Ddue"


def test_a_browser_is_redirected_as_ever():
    response = answer(HttpResponseRedirect(f"{reverse('account_login')}?next=/queue/"))

    assert response.status_code == 302
    assert "HX-Redirect" not in response


def test_other_redirects_are_left_to_htmx():
    response = answer(HttpResponseRedirect("/queue/"), **HTMX)

    assert (response.status_code, response["Location"]) == (302, "/queue/")


@pytest.mark.parametrize("status", [200, 422])
def test_messages_travel_beside_a_fragment(status):
    response = answer(HttpResponse("<tr>", status=status), "Rated 4.", **HTMX)

    said = json.loads(response["HX-Trigger"])["leadgap:messages"]["messages"]
    assert said == [{"text": "Rated 4.", "tags": "success"}]


def test_messages_wait_for_the_page_that_a_redirect_leads_to():
    request = RequestFactory().post("/rate/", headers=HTMX)
    request._messages = CookieStorage(request)
    messages.success(request, "Rated 4.")

    response = FragmentMiddleware(lambda _request: HttpResponseRedirect("/queue/"))(request)

    assert "HX-Trigger" not in response
    assert [str(message) for message in request._messages] == ["Rated 4."]


def test_a_fragment_without_messages_triggers_nothing():
    assert "HX-Trigger" not in answer(HttpResponse("<tr>"), **HTMX)


def test_caches_tell_a_page_from_its_fragment():
    assert "HX-Request" in answer(HttpResponse("<p>"))["Vary"]
    assert "Vary" not in answer(HttpResponse("{}", content_type="application/json"))
