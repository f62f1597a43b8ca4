"""What an act by a person says of what a system tells of, and what is known again when it is taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from leads.journal import (
    record,
    record_event,
    void_event,
)
from leads.models import HandOff, StaleHandOff
from tests.factories import NOW
from tests.leads.happenings import at, happened

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("self_reported", [True, False])
def test_the_first_touch_by_a_person_opens_the_feed_from_when_it_was_written_down(world, hand_off, self_reported):
    later = world.hand_off("H3", handed_off_at=NOW)
    record(system=world.system, leads=[world.lead()], hand_offs=[world.hand_off("H2"), later], now=NOW)
    StaleHandOff.objects.all().delete()

    record_event(hand_off=hand_off, kind="touched", user=None, now=NOW, occurred_at=at(1), self_reported=self_reported)

    world.system.refresh_from_db()
    assert world.system.touches_from == NOW
    assert set(HandOff.objects.unjudged().values_list("external_id", flat=True)) == {"H1", "H3"}
    assert HandOff.objects.get(external_id="H1").revision == 2


def test_the_first_decision_of_a_person_opens_the_feed_of_decisions_alone(world, hand_off):
    later = world.hand_off("H3", handed_off_at=NOW)
    record(system=world.system, leads=[world.lead()], hand_offs=[world.hand_off("H2"), later], now=NOW)
    StaleHandOff.objects.all().delete()

    record_event(hand_off=hand_off, kind="accepted", user=None, now=NOW)

    world.system.refresh_from_db()
    assert (world.system.touches_from, world.system.decisions_from) == (None, NOW)
    assert set(HandOff.objects.unjudged().values_list("external_id", flat=True)) == {"H1", "H3"}


def test_the_first_rating_opens_the_feed_of_ratings_and_lets_both_sides_talk(world, hand_off):
    later = world.hand_off("H3", handed_off_at=NOW)
    record(system=world.system, leads=[world.lead()], hand_offs=[world.hand_off("H2"), later], now=NOW)
    StaleHandOff.objects.all().delete()

    record_event(hand_off=hand_off, kind="rated", user=None, now=NOW, side="sales", rating=4)

    assert known_from(world, "ratings_from") == known_from(world, "replies_from") == NOW
    assert set(HandOff.objects.unjudged().values_list("external_id", flat=True)) == {"H1", "H3"}


def test_a_rating_by_marketing_says_nothing_of_those_by_sales(world, hand_off):
    record_event(hand_off=hand_off, kind="rated", user=None, now=NOW, side="marketing", rating=4)

    assert known_from(world, "ratings_from") is None


def test_later_touches_leave_the_feed_as_it_is(world, hand_off):
    record(system=world.system, leads=[world.lead()], hand_offs=[world.hand_off("H2", handed_off_at=at(60))], now=NOW)
    record_event(hand_off=hand_off, kind="touched", user=None, now=NOW)

    record_event(
        hand_off=HandOff.objects.get(external_id="H2"), kind="touched", user=None, now=NOW + timedelta(hours=1)
    )

    world.system.refresh_from_db()
    assert world.system.touches_from == NOW
    assert HandOff.objects.get(external_id="H1").revision == 2


def test_an_import_of_touches_opens_the_feed_further(world, hand_off):
    record_event(hand_off=hand_off, kind="touched", user=None, now=NOW)
    StaleHandOff.objects.all().delete()

    record(
        system=world.system,
        leads=[world.lead()],
        hand_offs=[world.hand_off("H2")],
        events=[happened("touched", 9, key="imported")],
        now=NOW,
    )

    world.system.refresh_from_db()
    assert world.system.touches_from == at(9)


@pytest.mark.parametrize(
    ("kind", "side", "column"),
    [("touched", "", "touches_from"), ("accepted", "", "decisions_from"), ("rated", "sales", "ratings_from")],
)
def test_taking_the_first_act_back_closes_the_feed_until_the_next(world, hand_off, kind, side, column):
    """As if it had not been said, and taking that back again opens the feed as it was."""
    record(system=world.system, leads=[world.lead()], hand_offs=[world.hand_off("H2", handed_off_at=NOW)], now=NOW)
    later = NOW + timedelta(minutes=5)
    first = record_event(hand_off=hand_off, kind=kind, user=None, now=NOW, side=side)
    second = record_event(hand_off=HandOff.objects.get(external_id="H2"), kind=kind, user=None, now=later, side=side)
    StaleHandOff.objects.all().delete()

    void = void_event(event=first, user=None, now=later)

    assert known_from(world, column) == later
    assert set(HandOff.objects.unjudged().values_list("external_id", flat=True)) == {"H1", "H2"}
    void_event(event=second, user=None, now=later)
    assert known_from(world, column) is None
    void_event(event=void, user=None, now=later + timedelta(minutes=1))
    assert known_from(world, column) == NOW


def test_who_takes_back_what_they_said_has_not_begun_to_talk(world, hand_off):
    asked = record_event(hand_off=hand_off, kind="asked", user=None, now=NOW, side="sales")
    assert known_from(world, "replies_from") == NOW

    void_event(event=asked, user=None, now=NOW)

    assert known_from(world, "replies_from") is None


def known_from(world, column):
    world.system.refresh_from_db()
    return getattr(world.system, column)
