"""Using the API with a key, on a small API of the test's own."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import path
from drf_spectacular.generators import SchemaGenerator
from rest_framework.response import Response
from rest_framework.views import APIView

from leadgap.accounts.models import ApiKey, User
from leadgap.accounts.services import keys
from tests.factories import NOW

pytestmark = pytest.mark.urls(__name__)


class Who(APIView):
    def get(self, request):
        return Response({"email": request.user.email})

    def post(self, request):
        return Response({"changed": True})


urlpatterns = [path("who/", Who.as_view(), name="who")]


@pytest.fixture
def key(rep):
    return keys.create_key(person=rep, name="report", now=NOW)


def ask(client, text, scheme="Bearer", method="get"):
    return getattr(client, method)("/who/", headers={"Authorization": f"{scheme} {text}".strip()})


def test_a_key_reads_as_its_owner(client, rep, key):
    response = ask(client, key[1])

    assert (response.status_code, response.json()) == (200, {"email": rep.email})


@pytest.mark.parametrize("scheme", ["bearer", "BEARER", "Bearer "])
def test_the_scheme_is_written_as_one_likes(client, key, scheme):
    assert ask(client, key[1], scheme).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(lambda text: "", id="empty"),
        pytest.param(lambda text: "lg", id="mark only"),
        pytest.param(lambda text: "lg__", id="no prefix, no secret"),
        pytest.param(lambda text: text.rpartition("_")[0], id="a part"),
        pytest.param(lambda text: "_".join(text.split("_", 2)[:2]) + "_", id="no secret"),
        pytest.param(lambda text: text[:-1] + ("A" if text[-1] != "A" else "B"), id="last letter"),
        pytest.param(lambda text: text.swapcase(), id="other case"),
        pytest.param(lambda text: f"xx{text[2:]}", id="other mark"),
        pytest.param(lambda text: f"{text} {text}", id="twice"),
        pytest.param(lambda text: "lg_00000000_" + text.split("_", 2)[2], id="other prefix"),
        pytest.param(lambda text: "lg_é_é", id="not ASCII"),
        pytest.param(lambda text: "lg_%_" + "x" * 5000, id="very long"),
    ],
)
def test_anything_else_is_401_and_says_how_to_ask(client, key, wrong):
    response = ask(client, wrong(key[1]))

    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Bearer"
    assert response.json()["detail"] == "This API key is unknown, revoked, or its owner is no longer active."


def test_the_hash_itself_is_no_key(client, key):
    assert ask(client, f"lg_{key[0].prefix}_{key[0].secret_hash}").status_code == 401


def test_nobody_is_401_and_not_led_to_the_sign_in_page(client, db):
    response = client.get("/who/")

    assert (response.status_code, response["WWW-Authenticate"]) == (401, "Bearer")


def test_other_schemes_are_not_ours(client, rep, key):
    client.force_login(rep)

    assert ask(client, "eDp5", "Basic").json() == {"email": rep.email}


def test_a_revoked_key_is_401_at_once(client, rep, key):
    keys.revoke_key(key=key[0], actor=rep, now=NOW)

    assert ask(client, key[1]).status_code == 401


def test_a_key_of_a_closed_account_is_401(client, rep, key):
    User.objects.filter(pk=rep.pk).update(is_active=False)

    assert ask(client, key[1]).status_code == 401


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("who", ["rep", "administrator"])
def test_a_key_changes_nothing_unless_it_was_made_to(client, request, who, method):
    _key, text = keys.create_key(person=request.getfixturevalue(who), name="report", now=NOW)

    response = ask(client, text, method=method)

    assert response.status_code == 403
    assert response.json()["detail"] == "This API key only reads. To change something, make one that may write."


def test_a_key_that_may_write_acts_as_its_owner(client, rep):
    _key, text = keys.create_key(person=rep, name="dialler", may_write=True, now=NOW)

    response = ask(client, text, method="post")

    assert (response.status_code, response.json()) == (200, {"changed": True})


def test_a_key_of_an_auditor_writes_nothing_whatever_it_was_made_for(client, auditor):
    _key, text = keys.create_key(person=auditor, name="report", may_write=True, now=NOW)

    response = ask(client, text, method="post")

    assert response.status_code == 403
    assert response.json()["detail"] == "Auditors read everything and change nothing."


def test_a_session_needs_its_token_to_change_something(rep):
    client = Client(enforce_csrf_checks=True)
    client.force_login(rep)

    response = client.post("/who/")

    assert response.status_code == 403
    assert "CSRF" in response.json()["detail"]


@pytest.mark.parametrize("method", ["head", "options"])
def test_a_key_may_look_without_reading(client, key, method):
    assert ask(client, key[1], method=method).status_code == 200


def test_a_key_stands_above_a_session(client, rep, colleague, key):
    client.force_login(colleague)

    assert ask(client, key[1]).json() == {"email": rep.email}


def test_the_last_use_is_written_at_most_once_a_minute(client, key):
    def used_at(after):
        with time_machine.travel(NOW + after, tick=False):
            ask(client, key[1])
        return ApiKey.objects.get().last_used_at

    assert used_at(timedelta(0)) == NOW
    assert used_at(timedelta(seconds=30)) == NOW
    assert used_at(timedelta(seconds=60)) == NOW
    assert used_at(timedelta(seconds=61)) == NOW + timedelta(seconds=61)


def test_a_second_read_within_the_minute_writes_nothing(client, key):
    with time_machine.travel(NOW, tick=False):
        ask(client, key[1])
        with CaptureQueriesContext(
            connection,
        ) as captured:
            ask(client, key[1])

    assert len(captured) == 1  # the key with its owner
    assert "UPDATE" not in captured[0]["sql"]


def test_a_refused_key_is_not_marked_as_used(client, key):
    ask(client, key[1][:-3] + "abc")

    assert ApiKey.objects.get().last_used_at is None


def test_the_document_of_the_api_tells_of_keys():
    document = SchemaGenerator(patterns=urlpatterns).get_schema(request=None, public=True)

    assert document["components"]["securitySchemes"]["apiKey"]["scheme"] == "bearer"
