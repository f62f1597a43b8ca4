from dataclasses import astuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, norm

from leadgap.rates import Z95, Interval, Rate, SmallN, shrunk_rate, wilson


@st.composite
def shares(draw: st.DrawFn) -> tuple[int, int]:
    whole = draw(st.integers(1, 100_000))
    return draw(st.integers(0, whole)), whole


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [
        (8, 10, 0.490, 0.943),
        (24, 30, 0.627, 0.905),
        (80, 100, 0.711, 0.867),
        (240, 300, 0.751, 0.841),
        (5, 5, 0.566, 1),
        (0, 5, 0, 0.434),
    ],
)
def test_known_wilson_intervals(part, whole, low, high):
    found = wilson(part, whole)

    assert found == pytest.approx((low, high), abs=0.0005)


def test_the_quantile_is_that_of_95_percent():
    assert norm.cdf(Z95) - norm.cdf(-Z95) == pytest.approx(0.95, abs=1e-5)


@given(shares())
def test_wilson_agrees_with_scipy(share):
    oracle = binomtest(*share).proportion_ci(1 - 2 * norm.sf(Z95), method="wilson")

    assert wilson(*share) == pytest.approx((oracle.low, oracle.high), abs=1e-12)


@given(shares())
def test_wilson_lies_within_0_and_1_and_holds_the_share(share):
    low, high = wilson(*share)

    assert 0 <= low <= share[0] / share[1] <= high <= 1
    assert low < high


@given(shares())
def test_wilson_of_the_others_is_the_mirror_image(share):
    part, whole = share
    low, high = wilson(part, whole)

    assert wilson(whole - part, whole) == pytest.approx((1 - high, 1 - low))


@given(shares())
def test_ten_times_as_many_make_it_narrower(share):
    part, whole = share

    low, high = wilson(part, whole)
    surer_low, surer_high = wilson(10 * part, 10 * whole)

    assert surer_high - surer_low < high - low


def test_nothing_of_none_is_no_rate():
    assert astuple(Rate.of(0, 0)) == (0, 0, None, None, None, "too few to say")
    assert Rate.of(0, 0).interval is None


def test_a_rate_is_the_part_of_the_whole():
    rate = Rate.of(24, 30)

    assert rate.value == 0.8
    assert (rate.low, rate.high) == wilson(24, 30)


def test_none_of_some_is_a_rate_of_0():
    rate = Rate.of(0, 5)

    assert rate.value == 0.0
    assert rate.interval == Interval(0.0, rate.high)


@pytest.mark.parametrize(("part", "whole"), [(-1, 5), (6, 5), (1, 0), (0, -1)])
def test_what_is_no_share_is_refused(part, whole):
    with pytest.raises(ValueError, match="is not a share"):
        Rate.of(part, whole)


@pytest.mark.parametrize(
    ("n", "label"),
    [
        (0, "too few to say"),
        (9, "too few to say"),
        (10, "indicative"),
        (29, "indicative"),
        (30, ""),
        (10_000, ""),
    ],
)
def test_the_label_says_how_much_n_bears(n, label):
    assert Rate.of(0, n).label == label


def test_the_limits_of_small_n_can_be_set():
    assert Rate.of(4, 5, SmallN(too_few=3, indicative=5)).label == ""
    assert Rate.of(4, 5, SmallN(too_few=6, indicative=9)).label == "too few to say"


@pytest.mark.parametrize(
    ("low", "high", "excludes_0", "is_inside"),
    [
        (-0.4, 0.4, False, True),
        (0.1, 0.4, True, True),
        (-0.4, -0.1, True, True),
        (0.0, 0.4, False, True),
        (-0.4, 0.0, False, True),
        (0.1, 0.5, True, False),
        (-0.5, 0.1, False, False),
        (0.6, 0.9, True, False),
        (-0.9, -0.6, True, False),
        (-0.9, 0.9, False, False),
    ],
)
def test_where_an_interval_lies(low, high, excludes_0, is_inside):
    interval = Interval(low, high)

    assert interval.excludes(0) is excludes_0
    assert interval.is_inside(0.5) is is_inside


@pytest.mark.parametrize(
    ("won", "n", "parent", "rate"),
    [
        pytest.param(0, 12, 0.05, 0.03125, id="known-answer"),
        pytest.param(0, 0, 0.05, 0.05, id="nothing-of-its-own"),
        pytest.param(20, 20, 0.0, 0.5, id="half-and-half-at-the-weight"),
        pytest.param(3, 12, None, None, id="no-parent"),
    ],
)
def test_a_small_cell_is_pulled_towards_its_parent(won, n, parent, rate):
    assert shrunk_rate(won, n, parent) == (rate if rate is None else pytest.approx(rate, abs=1e-15))


@given(shares(), st.floats(0, 1))
def test_a_shrunk_rate_lies_between_the_cell_and_its_parent(share, parent):
    own = share[0] / share[1]

    assert min(own, parent) - 1e-12 <= shrunk_rate(*share, parent) <= max(own, parent) + 1e-12
