"""Speed against outcome: counted by hand, and compared source for source."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadgap.rates import Rate, SmallN
from leadgap.ui.formats import plain
from sla.calendars import NEVER
from sla.compliance.words import stretch_name, stretch_tick
from sla.speed import Stretch, speed_and_outcome

FREELY = SmallN(too_few=1, indicative=1)


def compared(*groups, small_n=FREELY):
    """`groups` are (source, is in time, won, of so many)."""
    rows = [(source, in_time, place < won) for source, in_time, won, whole in groups for place in range(whole)]
    source, in_time, won = (np.array(column) for column in zip(*rows, strict=True))
    return speed_and_outcome(
        np.where(in_time, 60, 7200), in_time=in_time, won=won, source=source, ends=[3600], small_n=small_n
    )


def test_stretches_end_with_their_last_second_and_the_unanswered_stand_apart():
    elapsed = np.array([0, 60, 61, 120, 121, 9999, NEVER, NEVER])
    won = np.array([1, 0, 1, 1, 0, 0, 1, 0], bool)

    found = speed_and_outcome(
        elapsed, in_time=elapsed <= 120, won=won, source=np.zeros(8, np.int64), ends=[60, 120, 240]
    )

    assert [(each.since, each.until, each.won.part, each.won.whole) for each in found.stretches] == [
        (None, 60, 1, 2),
        (60, 120, 2, 2),
        (120, 240, 0, 1),
        (240, None, 0, 1),
        (None, None, 1, 2),
    ]
    assert (found.in_time.part, found.in_time.whole, found.late.part, found.late.whole) == (3, 4, 1, 4)
    assert found.n == 8


def test_one_source_is_compared_as_the_textbook_does():
    found = compared((1, True, 30, 100), (1, False, 20, 80)).difference

    assert found.value == pytest.approx(0.30 - 0.25)
    reach = 1.96 * sqrt(0.30 * 0.70 / 100 + 0.25 * 0.75 / 80)
    assert (found.interval.low, found.interval.high) == pytest.approx((0.05 - reach, 0.05 + reach))


def test_a_quick_team_with_the_better_source_proves_nothing():
    """Over all 42 % against 18 %, within each source the same."""
    found = compared((1, True, 40, 80), (1, False, 10, 20), (2, True, 2, 20), (2, False, 8, 80))

    assert (found.in_time.value, found.late.value) == (0.42, 0.18)
    assert found.difference.value == pytest.approx(0)
    assert not found.difference.interval.excludes(0)


def test_sources_on_one_side_only_say_nothing():
    assert compared((1, True, 5, 10), (2, False, 1, 10)).difference is None


def test_too_few_on_a_side_are_not_compared():
    groups = [(1, True, 5, 9), (1, False, 1, 100)]

    assert compared(*groups, small_n=SmallN(too_few=10)).difference is None
    assert compared(*groups, small_n=SmallN(too_few=9)).difference is not None


counts = st.integers(1, 30).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(st.lists(st.tuples(counts, counts), min_size=1, max_size=6))
def test_turned_round_it_is_the_same_with_the_other_sign(sources):
    groups = [
        (source, side, won, whole)
        for source, sides in enumerate(sources)
        for side, (won, whole) in zip((True, False), sides, strict=True)
    ]
    found = compared(*groups).difference
    turned = compared(*((source, not side, won, whole) for source, side, won, whole in groups)).difference

    assert -1 <= found.interval.low <= found.value <= found.interval.high <= 1
    assert turned.value == pytest.approx(-found.value)
    assert turned.interval.low == pytest.approx(-found.interval.high)


def test_the_interval_holds_the_truth_about_as_often_as_it_says():
    """Ten sources of very different worth, half of them small, and a true difference of ten points."""
    chance = np.random.default_rng(5)
    sizes, worth = np.array([200, 150, 100, 60, 40, 8, 8, 6, 5, 4]), np.linspace(0.1, 0.7, 10)
    source = np.repeat(np.arange(10), sizes)
    held = 0
    for _ in range(400):
        in_time = chance.random(source.size) < np.linspace(0.2, 0.8, 10)[source]
        won = chance.random(source.size) < worth[source] + 0.1 * in_time
        found = speed_and_outcome(np.where(in_time, 60, 7200), in_time=in_time, won=won, source=source, ends=[3600])
        held += not found.difference.interval.excludes(0.1)
    assert 0.92 <= held / 400 <= 0.98


@pytest.mark.parametrize(
    ("since", "until", "name", "tick"),
    [
        (None, 1800, "within 30 min", "≤30 min"),
        (14_400, 28_800, "4 h to 1 working day", "≤1 day"),
        (57_600, None, "after 2 working days", ">2 days"),
        (None, None, "not answered", "never"),
    ],
)
def test_a_stretch_has_a_name_and_a_short_one_for_the_axis(since, until, name, tick):
    stretch = Stretch(since, until, Rate.of(1, 2))

    assert plain(stretch_name(stretch, "answered", 28_800)) == name
    assert stretch_tick(stretch, 28_800) == tick
