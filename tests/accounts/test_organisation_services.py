"""The one organisation, and what of it is fixed."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from leadgap.accounts.models import Organisation
from leadgap.accounts.services import organisation
from leadgap.accounts.services.refusals import ZoneIsFixed
from leadgap.audit.models import AuditEntry
from tests.factories import NOW


@pytest.fixture
def organisation_row(db):
    return Organisation.objects.create(pk=1, name="Northwind", timezone="Europe/Berlin")


def test_the_organisation_is_made_by_the_first_change(db):
    made = organisation.change_organisation(
        values={"name": "Northwind", "timezone": "Europe/Berlin"}, actor=None, now=NOW
    )

    assert Organisation.objects.get() == made
    assert AuditEntry.objects.get().data == {"name": [None, "Northwind"], "timezone": [None, "Europe/Berlin"]}


def test_a_change_of_the_organisation_is_on_record(organisation_row, administrator):
    organisation.change_organisation(
        values={"name": "Northwind", "rep_figures": "team_only", "gap_margin": Decimal("0.40")},
        actor=administrator,
        now=NOW,
    )
    organisation.change_organisation(values={"rep_figures": "team_only"}, actor=administrator, now=NOW)

    assert AuditEntry.objects.get().data == {
        "rep_figures": ["pseudonyms", "team_only"],
        "gap_margin": ["0.50", "0.40"],
    }


def test_an_impossible_organisation_is_refused(organisation_row, administrator):
    with pytest.raises(ValidationError):
        organisation.change_organisation(values={"timezone": "Europe/Atlantis"}, actor=administrator, now=NOW)

    assert not AuditEntry.objects.exists()


def test_the_zone_is_fixed_once_days_are_counted_in_it(organisation_row, administrator, monkeypatch):
    counted = []
    monkeypatch.setattr(organisation, "_fixing", [lambda: bool(counted)])
    organisation.change_organisation(values={"timezone": "Europe/Vienna"}, actor=administrator, now=NOW)
    counted.append("a day")

    with pytest.raises(ZoneIsFixed):
        organisation.change_organisation(values={"timezone": "Europe/Paris"}, actor=administrator, now=NOW)
    organisation.change_organisation(
        values={"timezone": "Europe/Vienna", "name": "Northwind AG"}, actor=administrator, now=NOW
    )

    assert (Organisation.current().timezone, Organisation.current().name) == ("Europe/Vienna", "Northwind AG")
