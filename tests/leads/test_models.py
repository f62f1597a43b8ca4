"""The tables refuse nonsense by themselves, on both databases."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest
from django.db import IntegrityError

from leads.lifecycle import LONGEST_TOUCH
from leads.models import Assignment, Campaign, Event, HandOff, Lead, ParkedEvent, Reason, Source, System
from leads.models.handoffs import UNDATED
from tests.factories import (
    NOW,
    CampaignFactory,
    EventFactory,
    HandOffFactory,
    LeadFactory,
    SourceFactory,
    SystemFactory,
)
from tests.leads.rows import change

pytestmark = pytest.mark.django_db


def refused(constraint: str) -> AbstractContextManager[object]:
    """Expect the database to refuse; SQLite names the columns of a uniqueness, not the constraint."""
    return pytest.raises(IntegrityError, match=constraint)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"stage": "somewhere"}, "leads_handoff_stage_known"),
        ({"outcome": "torn"}, "leads_handoff_outcome_known"),
        ({"sales_rating": 0}, "leads_handoff_sales_rating_1_to_5"),
        ({"sales_rating": 6}, "leads_handoff_sales_rating_1_to_5"),
        ({"marketing_rating": 4}, "leads_handoff_marketing_rating_has_basis"),
        ({"marketing_basis": "default"}, "leads_handoff_marketing_rating_has_basis"),
        ({"marketing_rating": 6, "marketing_basis": "default"}, "leads_handoff_marketing_rating_has_basis"),
        ({"marketing_rating": 4, "marketing_basis": "guess"}, "leads_handoff_marketing_rating_has_basis"),
        ({"first_genuine_at": NOW - timedelta(hours=2)}, "leads_handoff_answer_after_hand_off"),
        ({"external_id": ""}, "leads_handoff_has_external_id"),
        ({"day": UNDATED}, "leads_handoff_day_goes_with_time"),
        ({"handed_off_at": None}, "leads_handoff_day_goes_with_time"),
        ({"closed_at": NOW}, "leads_handoff_closed_is_at_an_end"),
        ({"stage": "won"}, "leads_handoff_outcome_goes_with_stage"),
        ({"stage": "won", "outcome": "lost"}, "leads_handoff_outcome_goes_with_stage"),
        ({"stage": "lost", "outcome": "open"}, "leads_handoff_outcome_goes_with_stage"),
        ({"attempts": 1}, "leads_handoff_attempts_are_touches"),
        ({"sales_unsure": True, "sales_rating": 3}, "leads_handoff_unsure_has_no_rating"),
        ({"revision": 0}, "leads_handoff_revision_from_1"),
    ],
    ids=str,
)
def test_a_hand_off_refuses(values, constraint):
    hand_off = HandOffFactory(handed_off_at=NOW - timedelta(hours=1))

    with refused(constraint):
        change(hand_off, **values)


@pytest.mark.parametrize(
    "values",
    [
        {"handed_off_at": None, "day": UNDATED},
        {"handed_off_at": None, "day": UNDATED, "first_genuine_at": NOW},
        {"first_genuine_at": NOW - timedelta(hours=1)},
        {"stage": "won", "outcome": "won", "closed_at": NOW},
        {"stage": "recycled", "outcome": "lost", "closed_at": NOW},
        {"marketing_rating": 1, "marketing_basis": "score_band", "sales_rating": 5},
    ],
    ids=str,
)
def test_a_hand_off_takes(values):
    hand_off = HandOffFactory(handed_off_at=NOW - timedelta(hours=1))

    change(hand_off, **values)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"kind": "dreamt"}, "leads_event_kind_known"),
        ({"key": ""}, "leads_event_has_key"),
        ({"rating": 3}, "leads_event_rating_1_to_5"),
        ({"kind": "rated", "direction": "", "rating": 6, "side": "sales"}, "leads_event_rating_1_to_5"),
        ({"kind": "rated", "direction": ""}, "leads_event_rating_has_side"),
        ({"kind": "rated", "side": "nobody"}, "leads_event_(rating_has_side|words_known)"),
        ({"kind": "voided", "direction": ""}, "leads_event_only_voids_void"),
        ({"voids": "E1"}, "leads_event_only_voids_void"),
        ({"direction": ""}, "leads_event_touch_has_direction"),
        ({"direction": "sideways"}, "leads_event_(touch_has_direction|words_known)"),
        ({"channel": "pigeon"}, "leads_event_words_known"),
        ({"result": "maybe"}, "leads_event_words_known"),
        ({"side": "both"}, "leads_event_words_known"),
        ({"basis": "default"}, "leads_event_basis_is_of_marketing"),
        ({"kind": "accepted", "direction": "", "length_seconds": 60}, "leads_event_length_of_touch"),
        ({"length_seconds": LONGEST_TOUCH + 1}, "leads_event_length_of_touch"),
        ({"length_seconds": -1}, "length_(seconds|of_touch)"),
        ({"kind": "rated", "side": "sales", "rating": 3, "basis": "default"}, "leads_event_basis_is_of_marketing"),
        ({"kind": "rated", "side": "marketing", "rating": 3}, "leads_event_marketing_rating_has_basis"),
    ],
    ids=str,
)
def test_an_event_refuses(values, constraint):
    event = EventFactory()

    with refused(constraint):
        change(event, **values)


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "rated", "direction": "", "side": "sales"},
        {"kind": "rated", "direction": "", "side": "marketing", "rating": 5, "basis": "default"},
        {"kind": "voided", "direction": "", "voids": "E1"},
        {"occurred_at": None},
        {"length_seconds": 0},
        {"length_seconds": LONGEST_TOUCH},
    ],
    ids=str,
)
def test_an_event_takes(values):
    change(EventFactory(), **values)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"number": 0}, "leads_assignment_number_from_1"),
        ({"until": NOW - timedelta(seconds=1)}, "leads_assignment_ends_after_start"),
    ],
    ids=str,
)
def test_an_assignment_refuses(values, constraint):
    assignment = Assignment.objects.create(hand_off=HandOffFactory(), number=1, assigned_at=NOW)

    with refused(constraint):
        change(assignment, **values)


def test_a_lead_needs_an_external_id():
    with refused("leads_lead_has_external_id"):
        change(LeadFactory(), external_id="")


def same_lead():
    lead = LeadFactory()
    LeadFactory(system=lead.system, external_id=lead.external_id)


def same_hand_off():
    hand_off = HandOffFactory()
    HandOffFactory(lead=hand_off.lead, external_id=hand_off.external_id)


def same_event():
    event = EventFactory()
    EventFactory(hand_off=event.hand_off, key=event.key)


def same_parked_event():
    for _ in range(2):
        ParkedEvent.objects.create(
            system=SystemFactory(), hand_off_external_id="H", key="e", payload={}, recorded_at=NOW
        )


def same_assignment():
    hand_off = HandOffFactory()
    for _ in range(2):
        Assignment.objects.create(hand_off=hand_off, number=1)


def same_source():
    SourceFactory(name="Web")
    SourceFactory(name="web", key="web")


def same_campaign():
    campaign = CampaignFactory()
    CampaignFactory(source=campaign.source, key=campaign.key)


def same_reason():
    Reason.objects.create(key="twice", label="Twice")
    Reason.objects.create(key="twice", label="Twice")


def same_system():
    System.objects.create(key="crm", name="One")
    System.objects.create(key="crm", name="Two")


@pytest.mark.parametrize(
    "twice",
    [
        same_lead,
        same_hand_off,
        same_event,
        same_parked_event,
        same_assignment,
        same_source,
        same_campaign,
        same_reason,
        same_system,
    ],
)
def test_nothing_is_there_twice(twice):
    with pytest.raises(IntegrityError):
        twice()


def test_two_systems_may_use_the_same_ids():
    LeadFactory(external_id="1", system=SystemFactory(key="one"))
    LeadFactory(external_id="1", system=SystemFactory(key="two"))
    CampaignFactory(name="Spring", source=SourceFactory(name="A"))
    CampaignFactory(name="Spring", source=SourceFactory(name="B"))


def test_the_closed_list_of_reasons_is_seeded_for_every_use():
    uses = {use for reason in Reason.objects.all() for use in reason.uses}

    assert uses == set(Reason.Use.values)
    assert list(Reason.objects.values_list("position", flat=True)) == sorted(
        Reason.objects.values_list("position", flat=True)
    )
    assert Reason.objects.get(key="no-budget").label == "No budget"


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (lambda: Lead(name="Ann", company="Works"), "Ann"),
        (lambda: Lead(company="Works", email="a@example.com"), "Works"),
        (lambda: Lead(email="a@example.com"), "a@example.com"),
        (lambda: Lead(external_id="7"), "7"),
        (lambda: HandOff(external_id="7"), "hand-off 7"),
        (lambda: Event(kind="won", key="k"), "won k"),
        (lambda: Source(name="Web"), "Web"),
        (lambda: Campaign(name="Spring"), "Spring"),
        (lambda: System(name="CRM"), "CRM"),
        (lambda: Reason(label="Price"), "Price"),
    ],
)
def test_rows_say_what_they_are(row, text):
    assert str(row()) == text


def test_undated_is_a_day_of_its_own():
    assert date(1900, 1, 1) == UNDATED
