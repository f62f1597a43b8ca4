"""Patterns: bursts against a sweep by hand, and stops around the due instant."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla.calendars import NEVER
from sla.patterns import BURST, WITHIN, AroundDue, around_due, in_bursts, just_before

touches = st.lists(
    st.tuples(st.integers(1, 3), st.one_of(st.integers(0, 400), st.just(NEVER))), min_size=0, max_size=40
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
