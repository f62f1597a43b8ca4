from fractions import Fraction
from math import ceil, floor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sla.quantiles import Quantiles, quantiles

TIMES = st.lists(st.integers(0, 20 * 366 * 86_400), min_size=1, max_size=200)


@pytest.mark.parametrize(
    ("times", "median", "p90", "p95"),
    [
        pytest.param([7], 7, 7, 7, id="one"),
        pytest.param([0, 10], 5, 9, 9.5, id="between-two"),
        pytest.param([30, 10, 20], 20, 28, 29, id="in-any-order"),
        pytest.param(list(range(101)), 50, 90, 95, id="whole-ranks"),
        pytest.param([5, 5, 5, 5], 5, 5, 5, id="all-tied"),
        pytest.param([0, 0, 0, 1000], 0, 700, 850, id="one-late"),
    ],
)
def test_quantiles_interpolate(times, median, p90, p95):
    found = quantiles(times)

    assert (found.median, found.p90, found.p95) == pytest.approx((median, p90, p95))
    assert found.n == len(times)


def test_nothing_has_no_quantiles():
    assert quantiles([]) == Quantiles(0, None, None, None)


@given(TIMES)
def test_quantiles_do_not_depend_on_the_order(times):
    assert quantiles(times) == quantiles(times[::-1])


@given(TIMES)
def test_half_take_no_longer_than_the_median_and_nine_in_ten_no_longer_than_p90(times):
    found = quantiles(times)

    assert min(times) <= found.median <= found.p90 <= found.p95 <= max(times)
    assert sum(time <= found.median for time in times) * 2 >= len(times)
    assert sum(time > found.p90 for time in times) <= ceil((len(times) - 1) / 10)


@given(TIMES)
def test_quantiles_are_those_of_numpy(times):
    found = quantiles(np.array(times, np.uint32))

    assert [found.median, found.p90, found.p95] == pytest.approx(np.quantile(times, (0.5, 0.9, 0.95)), rel=1e-12)


@given(TIMES)
def test_quantiles_are_exact_to_the_last_bit(times):
    found = quantiles(np.array(times, np.uint32))

    assert [found.median, found.p90, found.p95] == [exact(times, share) for share in ("1/2", "9/10", "19/20")]


@given(st.integers(10_000, 60_000), st.sampled_from(["spread", "few values", "all but a few the same"]), st.randoms())
@settings(max_examples=40)
def test_of_many_they_are_as_exact(size, shape, random):
    chosen = np.random.default_rng(random.getrandbits(32))
    many = {
        "spread": chosen.integers(chosen.integers(0, 1000), 2 ** chosen.integers(11, 32), size),
        "few values": chosen.choice(chosen.integers(0, 2**32, 3), size),
        "all but a few the same": np.where(np.arange(size) < 12, chosen.integers(0, 2**32, size), 3600),
    }[shape].astype(np.uint32)

    found = quantiles(many)

    assert [found.median, found.p90, found.p95] == [exact(many.tolist(), share) for share in ("1/2", "9/10", "19/20")]


def exact(times, share):
    """The definition in fractions, rounded once."""
    place = Fraction(share) * (len(times) - 1)
    low, high = sorted(times)[floor(place)], sorted(times)[ceil(place)]
    return float(low + (high - low) * (place - floor(place)))
