"""From when on a system tells of touches and decisions at all, and who is judged again when that is learnt."""

from __future__ import annotations

import pytest

from leads.models import HandOff, StaleHandOff
from tests.leads.happenings import HANDED_OFF, at, happened

pytestmark = pytest.mark.django_db


def judged(*external_ids):
    StaleHandOff.objects.filter(hand_off__external_id__in=external_ids).delete()


def unjudged():
    return set(HandOff.objects.unjudged().values_list("external_id", flat=True))


@pytest.fixture
def three(world, told):
    """H1 and H2 are handed over at the same time, H3 five minutes later; all of them are judged."""
    hand_offs = [world.hand_off(), world.hand_off("H2"), world.hand_off("H3", handed_off_at=at(5))]
    told(leads=[world.lead()], hand_offs=hand_offs)
    judged("H1", "H2", "H3")


def known_from(world):
    world.system.refresh_from_db()
    return world.system.touches_from, world.system.decisions_from


def test_the_first_observed_touch_opens_the_feed_for_what_is_handed_over_from_then_on(world, told, three):
    told(happened("touched", 5))

    assert known_from(world) == (at(5), None)
    assert unjudged() == {"H1", "H3"}


def test_a_later_touch_opens_nothing(world, told, three):
    told(happened("touched", 5))
    judged("H1", "H3")

    told(happened("touched", 6))

    assert known_from(world) == (at(5), None)
    assert unjudged() == {"H1"}


def test_an_earlier_touch_that_comes_later_opens_the_feed_further(world, told, three):
    told(happened("touched", 9))
    judged("H1")

    told(happened("touched", 3))

    assert known_from(world) == (at(3), None)
    assert unjudged() == {"H1", "H3"}


@pytest.mark.parametrize(
    "event",
    [
        happened("won", 5),
        happened("touched", None),
        happened("touched", 5, self_reported=True),
        happened("touched", -1),
    ],
    ids=["no touch", "undated", "self-reported", "before the hand-off"],
)
def test_what_opens_no_feed(world, told, event):
    told(event, leads=[world.lead()], hand_offs=[world.hand_off()])

    assert known_from(world) == (None, None)


@pytest.mark.parametrize("kind", ["accepted", "rejected"])
def test_the_first_observed_decision_opens_the_feed_of_decisions_alone(world, told, three, kind):
    told(happened(kind, 5))

    assert known_from(world) == (None, at(5))
    assert unjudged() == {"H1", "H3"}


def test_a_touch_and_a_decision_open_both_feeds_at_once(world, told, three):
    told(happened("touched", 4), happened("accepted", 6))

    assert known_from(world) == (at(4), at(6))
    assert unjudged() == {"H1", "H3"}


def test_a_parked_touch_opens_the_feed_when_its_hand_off_arrives(world, told):
    told(happened("touched", 5))
    assert known_from(world) == (None, None)

    told(leads=[world.lead()], hand_offs=[world.hand_off()])

    assert known_from(world) == (at(5), None)


@pytest.mark.parametrize("void_first", [False, True])
def test_a_touch_that_is_voided_opens_nothing_whichever_comes_first(world, told, three, void_first):
    touch, void = happened("touched", 2, key="first"), happened("voided", 9, voids="first")
    told(happened("touched", 6))

    for event in (void, touch) if void_first else (touch, void):
        told(event)

    assert known_from(world) == (at(6), None)


def test_a_first_touch_that_is_told_otherwise_moves_the_feed(world, told, three):
    told(happened("touched", 2, key="first"))
    judged("H1", "H3")

    told(happened("touched", 8, key="first"))

    assert known_from(world) == (at(8), None)
    assert unjudged() == {"H1", "H3"}


def test_a_hand_off_that_is_dated_otherwise_moves_the_feed(world, told, three):
    told(happened("touched", 2))

    told(hand_offs=[world.hand_off(handed_off_at=at(3))])
    assert known_from(world) == (None, None)

    told(hand_offs=[world.hand_off(handed_off_at=HANDED_OFF)])
    assert known_from(world) == (at(2), None)


def test_the_same_again_asks_and_changes_nothing(world, told, three):
    told(happened("touched", 5))
    judged("H1", "H3")

    told(happened("touched", 5))

    assert unjudged() == set()
