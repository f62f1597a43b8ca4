"""Counting by table and counting by search are the same. No database."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla.timelines.ladders import WORTH_A_TABLE, Ladder

QUARTER = 900


@given(
    steps=st.lists(st.integers(-(2**33), 2**33), unique=True, max_size=60).map(sorted)
    | st.lists(st.integers(-400, 400), unique=True, max_size=60).map(
        lambda steps: [QUARTER * step for step in sorted(steps)]
    ),
    strays=st.lists(st.integers(-(2**34), 2**34), max_size=60),
)
def test_a_table_counts_as_a_search_does(steps, strays):
    steps = np.array(steps, np.int64)
    near = (steps[:, np.newaxis] + [-QUARTER, -1, 0, 1, QUARTER]).ravel()
    keys = np.resize(np.append(near, [*strays, 0]), WORTH_A_TABLE)

    counts = Ladder(steps).count(keys)

    assert np.array_equal(counts, steps.searchsorted(keys, side="right"))


@pytest.mark.parametrize("crowd", [1, 2, 17])
def test_steps_that_crowd_in_one_cell_are_told_apart(crowd):
    steps = np.append(np.arange(crowd), 2**40)
    keys = np.resize(np.arange(-3, crowd + 3), WORTH_A_TABLE)

    counts = Ladder(steps).count(keys)

    assert np.array_equal(counts, steps.searchsorted(keys, side="right"))
