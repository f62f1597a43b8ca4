"""What is known of leads: what a later telling leaves, and what a hand-off freezes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from leads.models import HandOff, Lead
from tests.factories import CampaignFactory
from tests.leads.happenings import happened
from tests.leads.worlds import counts

pytestmark = pytest.mark.django_db


def test_the_snapshot_holds_what_does_not_identify(world, told):
    campaign = CampaignFactory(source=world.source, name="Spring")
    lead = world.lead(
        phone="+43 1 234",
        title="Head of IT",
        industry="Retail",
        country="AT",
        city="Graz",
        timezone="Europe/Vienna",
        employees=0,
        score=1.5,
        attributes={"plan": "pro"},
    )

    told(leads=[lead], hand_offs=[world.hand_off(campaign_id=campaign.pk)])

    assert HandOff.objects.get().snapshot == {
        "title": "Head of IT",
        "industry": "Retail",
        "country": "AT",
        "city": "Graz",
        "timezone": "Europe/Vienna",
        "employees": 0,
        "score": 1.5,
        "source": "Web",
        "campaign": "Spring",
        "has_name": True,
        "has_email": True,
        "has_phone": True,
        "has_company": False,
        "attributes": {"plan": "pro"},
    }


def test_the_snapshot_is_frozen_at_the_first_recording(world, told):
    told(leads=[world.lead(country="AT")], hand_offs=[world.hand_off()])

    told(
        happened("won", 5),
        leads=[world.lead(country="DE")],
        hand_offs=[replace(world.hand_off(), snapshot={"country": "CH"})],
    )

    assert Lead.objects.get().country == "DE"
    assert HandOff.objects.get().snapshot["country"] == "AT"


def test_a_snapshot_may_be_given(world, told):
    told(leads=[world.lead()], hand_offs=[replace(world.hand_off(), snapshot={"country": "CH"})])

    assert HandOff.objects.get().snapshot == {"country": "CH"}


def test_what_a_lead_leaves_empty_stays(world, told):
    told(leads=[world.lead(city="Graz", employees=9, attributes={"a": 1, "b": 1})])

    recorded = told(leads=[world.lead(email="", city="", country="AT", attributes={"b": 2})])

    lead = Lead.objects.get()
    assert counts(recorded) == {"leads_updated": 1}
    assert (lead.email, lead.city, lead.employees, lead.country) == ("ann@example.com", "Graz", 9, "AT")
    assert lead.attributes == {"a": 1, "b": 2}


def test_a_lead_of_a_lower_version_says_nothing(world, told):
    told(leads=[world.lead(version=2)])

    assert counts(told(leads=[world.lead(version=1, name="Bob")])) == {"leads_unchanged": 1}
    assert Lead.objects.get().name == "Ann"
