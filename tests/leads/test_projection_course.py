"""The projection: who had a hand-off, and what was tried meanwhile."""

from __future__ import annotations

import pytest

from leads.projection import Projection, Stretch
from tests.leads.happenings import HANDED_OFF, at, happened, state

# ── Touches ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("said", "is_touch", "is_personal", "is_genuine", "is_connected"),
    [
        ({}, True, True, True, False),
        ({"result": "connected"}, True, True, True, True),
        ({"result": "no_answer"}, True, True, True, False),
        ({"automated": True}, True, False, False, False),
        ({"automated": True, "result": "connected"}, True, False, False, False),
        ({"direction": "inbound"}, False, False, False, False),
        ({"direction": "inbound", "result": "no_answer"}, False, False, False, False),
        ({"direction": "inbound", "result": "connected"}, True, True, False, True),
        ({"self_reported": True}, True, True, True, False),
    ],
    ids=lambda value: ",".join(f"{k}={v}" for k, v in value.items()) or "call" if isinstance(value, dict) else None,
)
def test_what_counts_as_which_touch(said, is_touch, is_personal, is_genuine, is_connected):
    projection = state(happened("touched", 5, team_id=4, **said))

    assert projection.first_touch_at == (at(5) if is_touch else None)
    assert projection.first_personal_at == (at(5) if is_personal else None)
    assert projection.first_genuine_at == (at(5) if is_genuine else None)
    assert projection.first_connected_at == (at(5) if is_connected else None)
    assert (projection.touches, projection.attempts) == (is_touch, is_genuine)
    assert projection.attempt_times == [int(at(5).timestamp())] * is_genuine
    assert projection.answering_team_id == (4 if is_genuine else None)
    assert projection.answer_is_self_reported is (is_genuine and said.get("self_reported", False))


def test_the_first_of_each_kind_is_kept_and_all_are_counted():
    projection = state(
        happened("touched", 9, result="connected"),
        happened("touched", 3, automated=True, self_reported=True),
        happened("touched", 7),
        happened("touched", 8, result="no_answer"),
        happened("touched", 5, direction="inbound", result="connected"),
    )

    assert projection.first_touch_at == at(3)
    assert projection.first_personal_at == projection.first_connected_at == at(5)
    assert projection.first_genuine_at == at(7)
    assert (projection.touches, projection.attempts) == (5, 3)
    assert projection.attempt_times == [int(at(minutes).timestamp()) for minutes in (7, 8, 9)]


def test_a_touch_before_the_hand_off_is_counted_as_early_and_stops_nothing():
    projection = state(happened("touched", -1))

    assert projection == Projection(early_events=1)


def test_a_touch_in_the_instant_of_the_hand_off_answers_it():
    assert state(happened("touched", 0)).first_genuine_at == HANDED_OFF


def test_an_undated_touch_is_counted_and_answers_nothing():
    projection = state(happened("touched", None))

    assert (projection.touches, projection.attempts, projection.first_touch_at) == (1, 1, None)


def test_nothing_is_early_when_the_hand_off_has_no_time():
    projection = state(happened("touched", -1), happened("won", -1), handed_off_at=None)

    assert (projection.early_events, projection.first_genuine_at) == (0, at(-1))


@pytest.mark.parametrize(("first", "second"), [(True, False), (False, True)])
def test_the_answer_is_self_reported_when_the_first_genuine_touch_is(first, second):
    automated = happened("touched", 1, automated=True, self_reported=not first)
    projection = state(
        happened("touched", 3, self_reported=second), happened("touched", 2, self_reported=first), automated
    )

    assert projection.answer_is_self_reported is first


# ── Assignments ────────────────────────────────────────────────────────────────────────────────────


def test_consecutive_assignments_to_the_same_hands_are_one():
    projection = state(
        happened("assigned", 1, owner_id=1, team_id=1),
        happened("assigned", 2, owner_id=1, team_id=1),
        happened("assigned", 3, owner_id=2, team_id=1),
        happened("assigned", 4, owner_id=1, team_id=1),
    )

    assert [(each.owner_id, each.assigned_at, each.until) for each in projection.assignments] == [
        (1, at(1), at(3)),
        (2, at(3), at(4)),
        (1, at(4), None),
    ]


def test_a_voided_assignment_in_between_joins_its_neighbours():
    projection = state(
        happened("assigned", 1, owner_id=1),
        happened("assigned", 2, key="wrong", owner_id=2),
        happened("assigned", 3, owner_id=1),
        happened("voided", 9, voids="wrong"),
    )

    assert [(each.owner_id, each.assigned_at) for each in projection.assignments] == [(1, at(1))]


def test_touches_belong_to_whoever_held_it_then():
    projection = state(
        happened("touched", 1, owner_id=9),
        happened("assigned", 2, owner_id=1, team_id=1),
        happened("touched", 3, automated=True),
        happened("assigned", 4, owner_id=2, team_id=2),
        happened("touched", 5, owner_id=1),
        happened("touched", 6, result="connected"),
    )

    first, second = projection.assignments
    assert (first.first_touch_at, first.first_personal_at, first.first_genuine_at) == (at(3), None, None)
    assert (second.first_touch_at, second.first_personal_at, second.first_genuine_at) == (at(5), at(5), at(5))
    assert (first.first_connected_at, second.first_connected_at) == (None, at(6))
    assert projection.first_genuine_at == at(1)


def test_the_current_owner_the_first_team_and_the_team_at_the_answer_may_differ():
    projection = state(
        happened("assigned", 1, owner_id=1, team_id=1),
        happened("assigned", 2, owner_id=2, team_id=2),
        happened("touched", 3),
        happened("assigned", 4, owner_id=3, team_id=3),
    )

    assert (projection.owner_id, projection.team_id) == (3, 3)
    assert (projection.first_team_id, projection.answering_team_id) == (1, 2)
    assert projection.assigned_at == at(1)


def test_an_answer_before_any_assignment_goes_to_the_team_that_gave_it():
    assert state(happened("touched", 1, team_id=4), happened("assigned", 2, team_id=1)).answering_team_id == 4


def test_whoever_gets_it_in_the_instant_of_the_answer_has_answered():
    touch = happened("touched", 3, key="t", position=1)
    late = happened("assigned", 3, key="a", position=2, team_id=2)

    assert state(happened("assigned", 0, team_id=1), touch, late).answering_team_id == 2


def test_an_early_assignment_holds_from_the_hand_off():
    projection = state(happened("assigned", -60, owner_id=1), happened("assigned", -5, owner_id=2))

    assert projection.assignments == [Stretch(owner_id=2, team_id=None, assigned_at=HANDED_OFF)]
    assert projection.early_events == 0


def test_an_assignment_at_the_hand_off_is_not_early():
    projection = state(happened("assigned", 0, position=1, team_id=1), happened("assigned", 0, position=2, team_id=2))

    assert [each.team_id for each in projection.assignments] == [1, 2]
    assert projection.first_team_id == 1


def test_an_assignment_told_without_and_with_its_time_is_one():
    projection = state(happened("assigned", None, owner_id=1), happened("assigned", 4, owner_id=1))

    assert [(each.owner_id, each.assigned_at) for each in projection.assignments] == [(1, at(4))]


def test_an_undated_assignment_came_before_the_dated_ones():
    projection = state(happened("assigned", None, owner_id=1), happened("assigned", 4, owner_id=2))

    assert [(each.assigned_at, each.until) for each in projection.assignments] == [(None, at(4)), (at(4), None)]
    assert (projection.owner_id, projection.assigned_at) == (2, None)


def test_an_undated_assignment_stays_beside_an_early_one():
    projection = state(happened("assigned", None, owner_id=1), happened("assigned", -5, owner_id=2))

    assert [(each.owner_id, each.assigned_at) for each in projection.assignments] == [(1, None), (2, HANDED_OFF)]


def test_a_touch_says_nothing_of_when_its_owner_got_it():
    projection = state(happened("assigned", None, owner_id=1), happened("touched", 4, owner_id=1))

    assert [(each.owner_id, each.assigned_at) for each in projection.assignments] == [(1, None)]
