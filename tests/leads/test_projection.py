"""The projection: what a set of events leaves a hand-off in, whatever the order in which they became known."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.lifecycle import ENDED, LEADS_TO, Kind, Outcome
from leads.projection import COLUMNS, Projection, Stretch, project, standing, values, voided
from tests.leads.happenings import HANDED_OFF, at, happened, histories


def state(*events, handed_off_at=HANDED_OFF):
    return project(handed_off_at, events)


# ── Any order, repeated, late ──────────────────────────────────────────────────────────────────────


@given(histories(), st.randoms(use_true_random=False))
def test_shuffled_and_repeated_events_give_the_same_state(events, random):
    shuffled = events + random.sample(events, len(events) // 2)
    random.shuffle(shuffled)

    assert project(HANDED_OFF, shuffled) == project(HANDED_OFF, events)
    assert project(None, shuffled) == project(None, events)


@given(histories())
def test_a_state_agrees_with_itself(events):
    state = project(HANDED_OFF, events)

    assert (state.closed_at is None) or state.stage in ENDED
    assert state.stage not in {"won", "lost"} or state.outcome == state.stage
    assert 0 <= state.attempts <= state.touches
    assert not (state.sales_unsure and state.sales_rating)
    assert (state.marketing_rating is None) == (state.marketing_basis == "")
    firsts = [state.first_touch_at, state.first_genuine_at, state.first_connected_at]
    assert all(first is None or state.first_touch_at <= first for first in firsts)
    assert all(first is None or first >= HANDED_OFF for first in firsts)


@given(histories())
def test_the_times_of_attempts_are_those_of_the_genuine_touches(events):
    genuine = [
        each
        for each in standing(events)
        if each.kind == "touched" and each.direction == "outbound" and not each.automated and each.occurred_at
    ]
    dated = sorted(int(each.occurred_at.timestamp()) for each in genuine if each.occurred_at >= HANDED_OFF)

    projected = project(HANDED_OFF, events)

    assert projected.attempt_times == dated
    assert len(dated) <= projected.attempts
    first = projected.first_genuine_at
    assert dated[:1] == ([int(first.timestamp())] if first else [])


@given(histories())
def test_what_waits_for_marketing_is_found_by_walking_through_it(events):
    state = project(HANDED_OFF, events)
    steps = [
        (each.occurred_at, each.kind == "replied")
        for each in standing(events)
        if (each.kind in {"asked", "disputed"} and each.side != "marketing")
        or (each.kind == "replied" and each.side != "sales")
    ]
    low = state.sales_rating in (1, 2)
    steps = [*steps, (state.sales_rated_at, False)] if low else steps
    # What is raised in an instant comes before the reply of that instant.
    told = sorted(step for step in steps if step[0] and step[0] >= HANDED_OFF)

    raised_at = replied_at = waiting_since = None
    for then, is_reply in told:
        if not is_reply:
            raised_at = raised_at or then
            waiting_since = waiting_since or then
        elif raised_at:
            replied_at = replied_at or then
            waiting_since = None

    assert (state.raised_at, state.replied_at, state.waiting_since) == (raised_at, replied_at, waiting_since)


@given(histories())
def test_a_touch_by_a_person_is_outbound_or_answered_and_never_automated(events):
    by_people = [
        each.occurred_at
        for each in standing(events)
        if each.kind == "touched" and not each.automated and each.occurred_at and each.occurred_at >= HANDED_OFF
        if each.direction == "outbound" or each.result == "connected"
    ]
    qualified = [each.occurred_at for each in standing(events) if each.kind == "qualified" and each.occurred_at]

    projected = project(HANDED_OFF, events)

    assert projected.first_personal_at == min(by_people, default=None)
    assert projected.qualified_at == min((then for then in qualified if then >= HANDED_OFF), default=None)


def test_only_the_times_that_can_be_promised_are_kept():
    projected = state(*(happened("touched", minutes) for minutes in range(25)))

    assert projected.attempts == 25
    assert projected.attempt_times == [int(at(minutes).timestamp()) for minutes in range(20)]


@given(histories())
def test_assignments_follow_each_other_without_gaps(events):
    state = project(HANDED_OFF, events)

    stretches = state.assignments
    assert [stretch.until for stretch in stretches[:-1]] == [stretch.assigned_at for stretch in stretches[1:]]
    assert all(stretch.until is None for stretch in stretches[-1:])
    for stretch in stretches:
        assert stretch.assigned_at is None or stretch.assigned_at >= HANDED_OFF
        assert stretch.until is None or stretch.assigned_at is None or stretch.until >= stretch.assigned_at
        if stretch.first_touch_at and stretch.assigned_at:
            assert stretch.first_touch_at >= stretch.assigned_at
    holders = [(stretch.owner_id, stretch.team_id) for stretch in stretches]
    assert all(one != next_one for one, next_one in zip(holders, holders[1:], strict=False))


@given(histories())
def test_pauses_are_in_order_and_apart(events):
    pauses = project(HANDED_OFF, events).pauses

    ends = [end for pair in pauses for end in pair]
    assert None not in ends[:-1]
    known = [end for end in ends if end is not None]
    assert known == sorted(set(known))
    assert all(end >= HANDED_OFF.timestamp() for end in known)


@given(histories())
def test_what_is_voided_leaves_no_trace(events):
    gone = voided(events)
    kept = [event for event in events if event.kind != Kind.VOIDED and event.key not in gone]

    assert project(HANDED_OFF, events) == project(HANDED_OFF, kept)


def test_nothing_happened():
    assert state() == Projection()


def test_columns_are_given_in_their_order():
    projection = state(happened("won", 5, amount=Decimal(3)))

    assert dict(zip(COLUMNS, values(projection), strict=True))["value"] == 3
    assert "assignments" not in COLUMNS
    assert len(values(projection)) == len(COLUMNS)


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


# ── Touches ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("said", "is_touch", "is_genuine", "is_connected"),
    [
        ({}, True, True, False),
        ({"result": "connected"}, True, True, True),
        ({"result": "no_answer"}, True, True, False),
        ({"automated": True}, True, False, False),
        ({"automated": True, "result": "connected"}, True, False, False),
        ({"direction": "inbound"}, False, False, False),
        ({"direction": "inbound", "result": "no_answer"}, False, False, False),
        ({"direction": "inbound", "result": "connected"}, True, False, True),
        ({"self_reported": True}, True, True, False),
    ],
    ids=lambda value: ",".join(f"{k}={v}" for k, v in value.items()) or "call" if isinstance(value, dict) else None,
)
def test_what_counts_as_which_touch(said, is_touch, is_genuine, is_connected):
    projection = state(happened("touched", 5, **said))

    assert projection.first_touch_at == (at(5) if is_touch else None)
    assert projection.first_genuine_at == (at(5) if is_genuine else None)
    assert projection.first_connected_at == (at(5) if is_connected else None)
    assert (projection.touches, projection.attempts) == (is_touch, is_genuine)


def test_the_first_of_each_kind_is_kept_and_all_are_counted():
    projection = state(
        happened("touched", 9, result="connected"),
        happened("touched", 3, automated=True),
        happened("touched", 7),
        happened("touched", 8, result="no_answer"),
    )

    assert projection.first_touch_at == at(3)
    assert projection.first_genuine_at == at(7)
    assert projection.first_connected_at == at(9)
    assert (projection.touches, projection.attempts) == (4, 3)


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
    assert (first.first_touch_at, first.first_genuine_at, first.first_connected_at) == (at(3), None, None)
    assert (second.first_touch_at, second.first_genuine_at, second.first_connected_at) == (at(5), at(5), at(6))
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


# ── Stages ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", LEADS_TO)
def test_each_step_leads_to_its_stage(kind):
    projection = state(happened(kind, 5))

    assert projection.stage == LEADS_TO[kind]
    assert projection.closed_at == (at(5) if LEADS_TO[kind] in ENDED else None)
    assert projection.outcome == (kind if kind in {"won", "lost"} else Outcome.OPEN)


@pytest.mark.parametrize("kind", sorted(set(Kind) - LEADS_TO.keys()))
def test_other_events_leave_the_stage_alone(kind):
    assert state(happened(kind, 5, side="sales")).stage == "new"


@pytest.mark.parametrize(
    ("kinds", "stage"),
    [
        (["accepted", "rejected"], "rejected"),
        (["rejected", "accepted"], "rejected"),
        (["qualified", "accepted"], "qualified"),
        (["won", "qualified"], "won"),
        (["lost", "won"], "won"),
        (["won", "lost"], "lost"),
        (["lost", "recycled"], "recycled"),
    ],
    ids=" then ".join,
)
def test_an_end_is_left_only_for_another_end(kinds, stage):
    projection = state(*(happened(kind, number) for number, kind in enumerate(kinds)))

    assert projection.stage == stage


def test_what_was_lost_stays_lost_when_it_is_recycled():
    projection = state(happened("lost", 1, reasons=["price"]), happened("recycled", 5, reasons=["not-now"]))

    assert (projection.outcome, projection.reasons) == ("lost", ["not-now"])
    # From its first end on nothing more was expected of Sales.
    assert projection.closed_at == at(1)


def test_a_rejection_is_no_outcome():
    assert state(happened("rejected", 1)).outcome == "open"


def test_the_first_decision_and_the_first_acceptance_are_kept():
    projection = state(happened("accepted", 7), happened("rejected", 4), happened("accepted", 9))

    assert (projection.decided_at, projection.accepted_at) == (at(4), at(7))


def test_an_early_decision_is_known_but_not_when():
    projection = state(happened("accepted", -9), happened("won", -5, amount=Decimal(5)))

    assert (projection.stage, projection.outcome, projection.value) == ("won", "won", 5)
    assert (projection.accepted_at, projection.decided_at, projection.closed_at) == (None, None, None)
    assert projection.early_events == 2


def test_the_last_amount_is_the_value():
    projection = state(
        happened("qualified", 1, amount=Decimal(100)), happened("won", 3, amount=Decimal(80)), happened("accepted", 5)
    )

    assert projection.value == 80


# ── Pauses ─────────────────────────────────────────────────────────────────────────────────────────


def pauses(*events, handed_off_at=HANDED_OFF):
    start = int(HANDED_OFF.timestamp())
    found = state(*events, handed_off_at=handed_off_at).pauses
    return [[(end - start) // 60 if end is not None else None for end in pair] for pair in found]


@pytest.mark.parametrize(
    ("course", "expected"),
    [
        ([("paused", 1), ("resumed", 4)], [[1, 4]]),
        ([("paused", 1)], [[1, None]]),
        ([("resumed", 4)], []),
        ([("paused", 1), ("paused", 2), ("resumed", 4)], [[1, 4]]),
        ([("paused", 1), ("resumed", 4), ("resumed", 6)], [[1, 4]]),
        ([("paused", 1), ("resumed", 4), ("paused", 4), ("resumed", 6)], [[1, 6]]),
        ([("paused", 1), ("resumed", 4), ("paused", 6)], [[1, 4], [6, None]]),
        ([("paused", -5), ("resumed", 4)], [[0, 4]]),
        ([("paused", -5), ("resumed", -1)], []),
        ([("paused", -5)], [[0, None]]),
        ([("paused", 3), ("resumed", 3)], []),
        ([("paused", None), ("resumed", 4)], []),
        ([("paused", 1), ("resumed", None)], [[1, None]]),
    ],
    ids=str,
)
def test_pauses(course, expected):
    # The position tells the order of equal instants.
    events = [happened(kind, minutes, position=place) for place, (kind, minutes) in enumerate(course)]

    assert pauses(*events) == pauses(*reversed(events)) == expected


def test_pauses_of_an_undated_hand_off_are_kept_as_they_are():
    assert pauses(happened("paused", -5), happened("resumed", 4), handed_off_at=None) == [[-5, 4]]


# ── Ratings ────────────────────────────────────────────────────────────────────────────────────────


def rated(side, rating, minutes, **said):
    said.setdefault("basis", "individual" if side == "marketing" and rating else "")
    return happened("rated", minutes, side=side, rating=rating, **said)


def test_the_first_rating_of_sales_counts():
    projection = state(
        rated("sales", 2, 9, owner_id=2),
        rated("sales", 4, 5, owner_id=1, reasons=["good-fit"]),
    )

    assert (projection.sales_rating, projection.sales_rated_at) == (4, at(5))
    assert (projection.sales_rated_by_id, projection.sales_reasons) == (1, ["good-fit"])


def test_a_rating_that_is_undone_lets_the_next_one_count():
    projection = state(rated("sales", 4, 5, key="slip"), rated("sales", 2, 6), happened("voided", 6, voids="slip"))

    assert (projection.sales_rating, projection.sales_rated_at) == (2, at(6))


def test_could_not_tell_is_an_answer_and_no_rating():
    projection = state(rated("sales", None, 5, owner_id=1))

    assert (projection.sales_answered_at, projection.sales_unsure) == (at(5), True)
    assert (projection.sales_rating, projection.sales_rated_at) == (None, None)


def test_a_rating_after_could_not_tell_counts_and_the_answer_stays_the_first():
    projection = state(rated("sales", None, 5), rated("sales", 3, 8))

    assert (projection.sales_answered_at, projection.sales_unsure) == (at(5), False)
    assert (projection.sales_rating, projection.sales_rated_at) == (3, at(8))


def test_a_dated_rating_goes_before_an_undated_one():
    assert state(rated("sales", 1, None), rated("sales", 4, 5)).sales_rating == 4


def test_an_undated_rating_counts_where_there_is_no_other():
    projection = state(rated("sales", 2, None))

    assert (projection.sales_rating, projection.sales_rated_at, projection.sales_answered_at) == (2, None, None)


def test_a_rating_of_sales_before_the_hand_off_counts_without_its_time():
    projection = state(rated("sales", 2, -5))

    assert (projection.sales_rating, projection.sales_rated_at, projection.early_events) == (2, None, 1)


@pytest.mark.parametrize("basis", ["individual", "score_band"])
def test_a_real_rating_of_marketing_goes_before_a_default_whatever_their_times(basis):
    projection = state(rated("marketing", 3, 1, basis="default"), rated("marketing", 5, 8, basis=basis))

    assert (projection.marketing_rating, projection.marketing_basis) == (5, basis)


def test_the_first_real_rating_of_marketing_counts():
    projection = state(rated("marketing", 2, 3), rated("marketing", 5, -8), rated("marketing", 4, None))

    assert (projection.marketing_rating, projection.marketing_rated_at) == (5, at(-8))
    assert projection.early_events == 0


@pytest.mark.parametrize(
    ("marketing", "sales", "paired"),
    [(4, 5, True), (5, 5, True), (6, 5, False), (None, 5, True), (6, None, True), (None, None, True)],
    ids=["before", "same instant", "after", "undated", "Sales undated", "both undated"],
)
def test_a_rating_of_marketing_dated_after_that_of_sales_does_not_pair(marketing, sales, paired):
    projection = state(rated("marketing", 4, marketing), rated("sales", 2, sales))

    assert projection.marketing_rating == (4 if paired else None)
    assert projection.marketing_basis == ("individual" if paired else "")


def test_a_default_still_counts_when_the_real_rating_came_too_late():
    projection = state(rated("marketing", 5, 9), rated("marketing", 3, 1, basis="default"), rated("sales", 2, 5))

    assert (projection.marketing_rating, projection.marketing_basis) == (3, "default")


def test_could_not_tell_does_not_close_the_door_for_marketing():
    projection = state(rated("sales", None, 2), rated("marketing", 5, 4), rated("sales", 3, 6))

    assert projection.marketing_rating == 5


def test_marketing_that_could_not_tell_has_not_rated():
    assert state(rated("marketing", None, 2)).marketing_rating is None


def test_time_zones_do_not_matter():
    from zoneinfo import ZoneInfo

    local = happened("touched", 5)
    local.occurred_at = local.occurred_at.astimezone(ZoneInfo("America/New_York"))

    assert state(local, happened("touched", 6)).first_genuine_at - HANDED_OFF == timedelta(minutes=5)
