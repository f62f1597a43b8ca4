import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla.quantiles import Quantiles, bucket_of, quantiles, quantiles_of_counts, seconds_of

YEARS = 20 * 366 * 86_400
SECONDS = st.one_of(st.integers(0, 90), st.integers(0, 90_000), st.integers(0, YEARS))
TIMES = st.lists(SECONDS, min_size=1, max_size=200)


def counted(times: list[int]) -> tuple[np.ndarray, np.ndarray]:
    return np.unique(bucket_of(times), return_counts=True)


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
    assert (found.n, found.is_exact) == (len(times), True)


@pytest.mark.parametrize(
    ("found", "is_exact"),
    [
        pytest.param(quantiles([]), True, id="no-times"),
        pytest.param(quantiles_of_counts([], []), False, id="no-buckets"),
        pytest.param(quantiles_of_counts([3, 5], [0, 0]), False, id="empty-buckets"),
    ],
)
def test_nothing_has_no_quantiles(found, is_exact):
    assert found == Quantiles(0, None, None, None, is_exact)


@given(TIMES)
def test_quantiles_do_not_depend_on_the_order(times):
    assert quantiles(times) == quantiles(times[::-1])


@given(SECONDS)
def test_a_bucket_stands_for_its_times_within_1_percent(time):
    stands_for = float(seconds_of(bucket_of(time)))

    assert abs(stands_for - time) <= 0.01 * time * (1 + 1e-9)


@given(SECONDS, SECONDS)
def test_longer_times_are_in_later_buckets(one, other):
    shorter, longer = sorted((one, other))

    assert bucket_of(shorter) <= bucket_of(longer)
    if longer > 1.03 * shorter:
        assert bucket_of(shorter) < bucket_of(longer)


def test_no_time_at_all_has_a_bucket_of_its_own():
    assert bucket_of([0, 1]).tolist() == [0, 1]
    assert seconds_of([0])[0] == 0


def test_buckets_are_few():
    assert bucket_of(YEARS) < 1100


def test_a_time_below_0_is_refused():
    with pytest.raises(ValueError, match="below 0"):
        bucket_of([5, -1])


@given(TIMES)
def test_quantiles_of_counts_are_at_most_1_percent_off(times):
    exact, found = quantiles(times), quantiles_of_counts(*counted(times))

    assert found.n == exact.n
    assert not found.is_exact
    for name in ("median", "p90", "p95"):
        assert getattr(found, name) == pytest.approx(getattr(exact, name), rel=0.01 * (1 + 1e-9), abs=0)


@given(TIMES, TIMES)
def test_counts_of_two_days_add_or_follow_one_another(one, other):
    both = quantiles_of_counts(*counted(one + other))

    buckets, counts = zip(counted(one), counted(other), strict=True)
    assert quantiles_of_counts(np.concatenate(buckets), np.concatenate(counts)) == both


def test_rows_without_clocks_change_nothing():
    assert quantiles_of_counts([1, 40, 90], [0, 3, 0]) == quantiles_of_counts([40], [3])
