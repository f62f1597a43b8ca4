"""Under /api/ every refusal is JSON, also where no view of the API was asked; elsewhere it is a page."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_an_auditor_who_is_signed_in_is_refused_in_json(client, auditor):
    client.force_login(auditor)

    response = client.post(reverse("api:calendar-list"), {}, content_type="application/json")

    assert (response.status_code, response.json()) == (
        403,
        {"detail": "Auditors read everything and change nothing."},
    )


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_address_that_is_not_there_is_told_in_json(client, administrator, method):
    client.force_login(administrator)

    response = getattr(client, method)("/api/v1/nothing/of/this/")

    assert response.status_code == 404
    assert "There is no such address." in response.json()["detail"]


def test_what_fails_is_told_in_json(client, administrator, monkeypatch):
    monkeypatch.setattr("leadgap.api_root._names", lambda: 1 / 0)
    client.force_login(administrator)
    client.raise_request_exception = False

    response = client.get(reverse("api:root"))

    assert (response.status_code, list(response.json())) == (500, ["detail"])


def test_what_is_not_understood_is_told_in_json(client):
    response = client.get("/api/v1/", headers={"host": "evil.example"})

    assert (response.status_code, response.json()) == (400, {"detail": "The request is not well formed."})


@pytest.mark.parametrize(("theme", "said"), [("dark", ' data-bs-theme="dark"'), ("pink", ""), ("", "")])
def test_a_bare_page_has_the_theme_that_was_chosen(client, administrator, monkeypatch, theme, said):
    monkeypatch.setattr("leadgap.accounts.views.own.ProfileForm", None)
    client.force_login(administrator)
    client.cookies["theme"] = theme
    client.raise_request_exception = False

    broken = client.get(reverse("accounts:profile"))
    misunderstood = client.get("/", headers={"host": "evil.example"})

    assert (broken.status_code, misunderstood.status_code) == (500, 400)
    assert all(f'<html lang="en"{said}>' in page.content.decode() for page in (broken, misunderstood))


def test_elsewhere_it_is_a_page(client, administrator, auditor):
    client.force_login(administrator)
    nowhere = client.get("/nothing/of/this/")
    client.force_login(auditor)
    refused = client.post(reverse("sla:misses"))

    assert (nowhere.status_code, nowhere.headers["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert (refused.status_code, refused.headers["Content-Type"]) == (403, "text/html; charset=utf-8")


def test_an_address_for_forms_alone_is_answered_by_a_page(client, rep):
    client.force_login(rep)

    response = client.get(reverse("sla:agreement-comment", args=[1]))

    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert "There is nothing to look at here" in response.content.decode()


def test_the_api_says_in_json_which_methods_there_are(client, rep):
    client.force_login(rep)

    response = client.post(reverse("api:root"))

    assert (response.status_code, list(response.json())) == (405, ["detail"])
