"""The projection: what a set of events leaves a hand-off in, whatever the order in which they became known."""

from __future__ import annotations

import itertools
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.lifecycle import ENDED, Kind
from leads.projection import COLUMNS, Projection, project, values
from leads.standing import standing, voided
from tests.leads.happenings import HANDED_OFF, at, happened, histories, state


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


@pytest.mark.parametrize("kinds", [("asked", "replied"), ("replied", "asked")])
def test_a_reply_in_the_instant_of_the_question_answers_it(kinds):
    """A CRM that keeps minutes tells both in one, in either order."""
    told = [happened(kind, 5, side="sales" if kind == "asked" else "marketing") for kind in kinds]
    for position, event in enumerate(told):
        event.position = position

    projected = state(*told)

    assert (projected.raised_at, projected.replied_at, projected.waiting_since) == (at(5), at(5), None)


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

    assert None not in [end for _, end, *_ in pauses[:-1]]
    assert all(start >= HANDED_OFF.timestamp() for start, *_ in pauses)
    assert all(end is None or end > start for start, end, *_ in pauses)
    for (_, end, *why), (start, _, *next_why) in itertools.pairwise(pauses):
        assert end < start or (end == start and why != next_why)


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


def test_time_zones_do_not_matter():
    from zoneinfo import ZoneInfo

    local = happened("touched", 5)
    local.occurred_at = local.occurred_at.astimezone(ZoneInfo("America/New_York"))

    assert state(local, happened("touched", 6)).first_genuine_at - HANDED_OFF == timedelta(minutes=5)
