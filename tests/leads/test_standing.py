"""Which events count, and in what order: voids, and times that are equal or unknown."""

from __future__ import annotations

from decimal import Decimal

from leads.projection import Projection
from leads.standing import standing, voided
from tests.leads.happenings import at, happened, state

# ── Order ──────────────────────────────────────────────────────────────────────────────────────────


def test_equal_instants_keep_the_order_of_their_positions():
    first = happened("assigned", 5, key="z", position=1, owner_id=1)
    second = happened("assigned", 5, key="a", position=2, owner_id=2)

    assert [each.owner_id for each in state(second, first).assignments] == [1, 2]


def test_in_one_instant_and_place_who_gets_it_comes_before_what_they_do():
    touch = happened("touched", 5, key="a", position=1)
    assigned = happened("assigned", 5, key="b", position=1, owner_id=1)

    assert state(touch, assigned).assignments[0].first_genuine_at == at(5)


def test_an_undated_event_does_not_overrule_a_dated_one():
    undated = happened("assigned", None, owner_id=1), happened("lost", None, reasons=["price"])
    dated = happened("assigned", 1, owner_id=2), happened("won", 2, amount=Decimal(9))

    projection = state(*undated, *dated)

    assert (projection.owner_id, projection.stage, projection.value) == (2, "won", 9)


def test_undated_events_keep_the_order_of_their_positions():
    lost, won = happened("lost", None, position=1), happened("won", None, position=2)

    assert state(won, lost).stage == "won"


# ── Voids ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_voided_event_does_not_count():
    assert state(happened("accepted", 1, key="a"), happened("voided", 2, voids="a")) == Projection()


def test_a_void_of_a_void_lets_the_event_stand_again():
    accepted = happened("accepted", 1, key="a")
    void = happened("voided", 2, key="v", voids="a")

    projection = state(accepted, void, happened("voided", 3, key="w", voids="v"))

    assert projection.stage == "accepted"


def test_three_voids_in_a_row_take_it_back_again():
    events = [happened("accepted", 1, key="a")]
    for number, (key, target) in enumerate([("v", "a"), ("w", "v"), ("x", "w")], 2):
        events.append(happened("voided", number, key=key, voids=target))

    assert state(*events).stage == "new"


def test_two_events_that_void_each_other_have_one_answer():
    one, other = happened("voided", 1, key="v", voids="w"), happened("voided", 2, key="w", voids="v")

    assert voided([one, other]) == voided([other, one]) == {"v"}


def test_a_void_may_arrive_before_what_it_voids_happened():
    assert standing([happened("voided", 1, voids="later"), happened("accepted", 9, key="later")]) == []


def test_voiding_nothing_known_is_nothing():
    assert state(happened("voided", 2, voids="elsewhere")) == Projection()
