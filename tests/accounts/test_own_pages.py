"""What everyone does for themselves: the name, the API keys."""

from __future__ import annotations

import pytest
from django.urls import reverse

from leadgap.accounts.models import ApiKey
from leadgap.accounts.services import keys
from tests.accounts.pages import text_of
from tests.factories import NOW

PROFILE = reverse("accounts:profile")
KEYS = reverse("accounts:api-keys")


def test_people_rename_themselves_and_nothing_else(client, rep):
    client.force_login(rep)

    client.post(PROFILE, {"name": "Rita Ross", "role": "administrator", "email": "x@example.com"})

    rep.refresh_from_db()
    assert (rep.name, rep.role) == ("Rita Ross", "rep")
    assert rep.email != "x@example.com"


def test_an_empty_name_keeps_the_form(client, rep):
    client.force_login(rep)

    assert client.post(PROFILE, {"name": " "}).status_code == 422


def test_a_key_is_shown_once(client, rep):
    client.force_login(rep)

    response = client.post(KEYS, {"name": "weekly report"})

    text = response.context["text"]
    assert text.startswith("lg_")
    assert text in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert text not in client.get(KEYS).content.decode()


@pytest.mark.parametrize("given", [{}, {"may_write": "on"}], ids=["reads", "writes"])
def test_a_key_only_reads_unless_it_is_ticked(client, rep, given):
    client.force_login(rep)

    page = text_of(client.post(KEYS, {"name": "dialler", **given}))

    assert ApiKey.objects.get().may_write is bool(given)
    assert ("read and write" in page) is bool(given)


def test_an_auditor_is_not_offered_a_key_that_writes(client, auditor):
    client.force_login(auditor)

    page = client.post(KEYS, {"name": "report", "may_write": "on"})

    assert 'name="may_write"' not in page.content.decode()
    assert not ApiKey.objects.get().may_write


def test_reloading_the_page_makes_no_second_key(client, rep):
    client.force_login(rep)
    client.post(KEYS, {"name": "weekly report"})

    again = client.post(KEYS, {"name": "weekly report"})

    assert again.status_code == 422
    assert "You already have a key with this name." in text_of(again)
    assert ApiKey.objects.count() == 1


@pytest.mark.parametrize(
    ("who", "status"),
    [("rep", 302), ("administrator", 302), ("colleague", 404), ("manager", 404), ("auditor", 404)],
)
def test_keys_are_revoked_by_their_owner_or_an_administrator(client, request, rep, who, status):
    key, _text = keys.create_key(person=rep, name="report", now=NOW)
    client.force_login(request.getfixturevalue(who))

    response = client.post(reverse("accounts:revoke-api-key", args=[key.pk]))

    key.refresh_from_db()
    assert response.status_code == status
    assert (key.revoked_at is not None) is (status == 302)


@pytest.mark.parametrize("page", ["accounts:api-keys", "accounts:person"])
def test_a_key_is_revoked_after_a_question(client, administrator, page):
    keys.create_key(person=administrator, name="report", now=NOW)
    client.force_login(administrator)

    said = client.get(reverse(page, args=[administrator.pk] if page == "accounts:person" else [])).content.decode()

    assert "The program that uses “report” is refused at once. The key cannot be brought back." in said
