"""Patterns: bursts and rows of short calls against a sweep by hand, and stops around the due instant."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla.calendars import NEVER
from sla.patterns import (
    BURST,
    IN_A_ROW,
    SHORT,
    WITHIN,
    AroundDue,
    around_due,
    in_bursts,
    in_short_rows,
    just_before,
)

# Close enough together for bursts: of two people, within a little more than two minutes.
touches = st.lists(
    st.tuples(st.integers(1, 2), st.one_of(st.integers(0, 140), st.just(NEVER))), min_size=0, max_size=40
)


@given(touches)
def test_a_burst_is_what_a_look_at_every_minute_finds(rows):
    person, at = (np.array([row[place] for row in rows], np.int64) for place in (0, 1))

    def is_in_one(who, when):
        starts = [start for other, start in rows if other == who and start <= when <= start + WITHIN]
        return when != NEVER and any(
            sum(other == who and start <= each <= start + WITHIN for other, each in rows) >= BURST for start in starts
        )

    assert in_bursts(person, at).tolist() == [is_in_one(who, when) for who, when in rows]


@pytest.mark.parametrize(
    ("at", "found"),
    [
        ([0, 15, 30, 45], 0),
        ([0, 15, 30, 45, 60], 5),
        ([0, 15, 30, 45, 61], 0),
        ([0, 15, 30, 45, 60, 75], 6),
        ([0, 15, 30, 45, 60, 200], 5),
        ([0, 0, 0, 0, 0], 5),
        ([NEVER] * 5, 0),
    ],
    ids=["four", "five-in-a-minute", "in-more", "one-burst-into-the-next", "one-apart", "at-once", "never"],
)
def test_a_burst_is_five_within_a_minute(at, found):
    flags = in_bursts(np.ones(len(at), np.int64), np.array(at))

    assert flags.tolist() == [place < found for place in range(len(at))]


def test_two_people_make_no_burst_together():
    assert not in_bursts(np.array([1, 2, 1, 2, 1]), np.arange(5)).any()


@pytest.mark.parametrize(
    ("elapsed", "before", "after"),
    [
        (6840, 0, 0),  # a twentieth of two hours is six minutes
        (6841, 1, 0),
        (7200, 1, 0),
        (7201, 0, 1),
        (7560, 0, 1),
        (7561, 0, 0),
        (NEVER, 0, 0),
    ],
)
def test_around_due_is_a_twentieth_of_the_target(elapsed, before, after):
    found = around_due(np.array([elapsed]), np.array([7200]))

    assert (found.before, found.after) == (before, after)
    assert just_before(np.array([elapsed]), np.array([7200])).tolist() == [before == 1]


def test_of_a_short_target_it_is_a_minute():
    elapsed = np.array([240, 241, 300, 360, 361])

    assert around_due(elapsed, np.full(5, 300)) == AroundDue(before=2, after=1)


@pytest.mark.parametrize(
    ("before", "after", "is_uneven"),
    [
        (0, 0, False),
        (6, 0, False),  # 1 in 64
        (7, 0, True),  # 1 in 128
        (20, 8, False),
        (22, 8, True),
        (8, 22, False),
    ],
)
def test_uneven_is_what_chance_hardly_gives(before, after, is_uneven):
    assert AroundDue(before, after).is_uneven is is_uneven


calls = st.lists(
    st.tuples(st.integers(1, 2), st.integers(0, 20), st.sampled_from([1, 30, 59, 60, 240])), min_size=0, max_size=40
)


@given(calls)
def test_a_row_of_short_calls_is_what_a_look_at_every_five_neighbours_finds(rows):
    person, at, length = (np.array([row[place] for row in rows], np.int64) for place in (0, 1, 2))
    of_person = {who: sorted(place for place, row in enumerate(rows) if row[0] == who) for who in (1, 2)}
    found = set()
    for places in of_person.values():
        places.sort(key=lambda place: rows[place][1:])
        for first in range(len(places) - IN_A_ROW + 1):
            neighbours = places[first : first + IN_A_ROW]
            if all(rows[place][2] < SHORT for place in neighbours):
                found.update(neighbours)

    assert set(np.flatnonzero(in_short_rows(person, at, length)).tolist()) == found


@given(calls, st.randoms(use_true_random=False))
def test_in_whatever_order_calls_are_read_the_same_ones_are_found(rows, random):
    def found(rows):
        person, at, length = (np.array([row[place] for row in rows], np.int64) for place in (0, 1, 2))
        return sorted(row for row, flag in zip(rows, in_short_rows(person, at, length), strict=True) if flag)

    shuffled = random.sample(rows, len(rows))

    assert found(shuffled) == found(rows)


@pytest.mark.parametrize(
    ("lengths", "found"),
    [
        ([59] * 4, 0),
        ([59] * 5, 5),
        ([59] * 4 + [60], 0),
        ([59] * 4 + [60] + [59] * 5, 5),
        ([59] * 2 + [600] + [59] * 3, 0),
        ([600] + [1] * 7 + [600], 7),
    ],
    ids=["four", "five", "a-minute-is-not-short", "only-the-row", "broken", "longer"],
)
def test_a_row_is_five_and_a_longer_call_breaks_it(lengths, found):
    n = len(lengths)
    flags = in_short_rows(np.ones(n, np.int64), np.arange(n), np.array(lengths))

    assert (int(flags.sum()), int(flags[np.array(lengths) >= SHORT].sum())) == (found, 0)
