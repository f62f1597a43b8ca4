"""The settings of the organisation."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse

from leadgap.accounts.models import Organisation
from leadgap.accounts.services import organisation
from leadgap.audit.models import AuditEntry
from tests.accounts.pages import text_of

SETTINGS = reverse("accounts:settings")


GIVEN = {
    "name": "Northwind",
    "timezone": "Europe/Berlin",
    "currency": "EUR",
    "rep_figures": "pseudonyms",
    "gap_margin": "0.50",
    "few": "10",
    "indicative": "30",
    "grace_minutes": "0",
}


def test_the_organisation_is_changed(admin):
    response = admin.post(SETTINGS, GIVEN | {"rep_figures": "team_only", "gap_margin": "0.40", "few": "8"})

    assert response["Location"] == SETTINGS
    now = Organisation.current()
    assert (now.rep_figures, now.gap_margin, now.few) == ("team_only", Decimal("0.40"), 8)
    assert "No figure of a single rep is shown to anyone." in text_of(admin.get(SETTINGS))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"timezone": "Europe/Atlantis"}, "not one of the available choices"),
        ({"timezone": "../etc/passwd"}, "not one of the available choices"),
        ({"currency": "eur"}, "Three capital letters"),
        ({"currency": "EURO"}, "at most 3 characters; these are 4."),
        ({"gap_margin": "0"}, "Write 0.05 or more."),
        ({"gap_margin": "3"}, "Write 2 or less."),
        ({"gap_margin": "9999999"}, "Write 2 or less."),
        ({"gap_margin": "x"}, "Write a number"),
        ({"few": "-1"}, "Write 0 or more."),
        ({"few": "40"}, "cannot be below"),
        ({"few": "99999999999999999999"}, "Write 10000 or less."),
        ({"rep_figures": "all"}, "not one of the available choices"),
        ({"name": ""}, "Write something here."),
    ],
)
def test_an_impossible_setting_keeps_the_form(admin, changes, said):
    response = admin.post(SETTINGS, GIVEN | {"name": "Northwind AG"} | changes)

    assert response.status_code == 422
    assert said in text_of(response)
    assert Organisation.current().name == "Northwind"
    assert not AuditEntry.objects.exists()


def test_a_fixed_zone_is_neither_offered_nor_taken(admin, monkeypatch):
    monkeypatch.setattr(organisation, "_fixing", [lambda: True])

    page = admin.get(SETTINGS)
    admin.post(SETTINGS, GIVEN | {"timezone": "Europe/Vienna", "name": "Northwind AG"})

    assert page.context["form"].fields["timezone"].disabled
    assert (Organisation.current().timezone, Organisation.current().name) == ("Europe/Berlin", "Northwind AG")


def test_an_auditor_is_asked_for_nothing(client, auditor):
    client.force_login(auditor)

    page = client.get(SETTINGS)

    assert all(field.disabled and not field.required for field in page.context["form"].fields.values())
    assert "Save" not in text_of(page)
