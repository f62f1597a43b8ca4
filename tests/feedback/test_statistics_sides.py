import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.matrix import RatingMatrix
from feedback.statistics.sides import bounds, cliffs_delta, ratings_of, unpaired
from tests.feedback.matrices import EMPTY, matrices, matrix

FIVE_COUNTS = st.lists(st.integers(0, 12), min_size=5, max_size=5)


def expand(counts: list[int]) -> np.ndarray:
    return np.repeat(np.arange(1, 6), counts)


@given(matrices())
def test_a_side_agrees_with_its_ratings_one_by_one(a):
    for side in ("marketing", "sales"):
        given_ratings = expand(a.ratings(side))

        found = ratings_of(a, side)

        assert found.n == found.top_two.whole == found.three_or_less.whole == len(given_ratings)
        assert found.top_two.part == np.sum(given_ratings >= 4)
        assert found.three_or_less.part == np.sum(given_ratings <= 3)
        assert found.counts == tuple(a.ratings(side))
        assert found.mean == (pytest.approx(given_ratings.mean()) if found.n else None)


def test_a_side_without_ratings_has_no_mean_and_no_rates():
    found = ratings_of(matrix("00:4"), "sales")

    assert (found.mean, found.top_two.value, found.three_or_less.value) == (None, None, None)
    assert found.coverage.value == 0
    assert found.label == "too few to say"


def test_coverage_leaves_out_what_sales_does_not_owe_yet():
    slice_ = matrix("54:6 50:4", not_due=2, sales_could_not_tell=1)

    coverage = ratings_of(slice_, "sales").coverage

    assert (coverage.part, coverage.whole) == (6, 8)
    assert ratings_of(slice_, "sales").could_not_tell == 1


def test_marketing_owes_no_rating_so_its_coverage_is_of_all():
    coverage = ratings_of(matrix("50:4 00:6", not_due=6), "marketing").coverage

    assert (coverage.part, coverage.whole) == (4, 10)


def test_a_default_is_no_rating():
    slice_ = matrix("54:5", plane="default")

    assert ratings_of(slice_, "marketing").n == 0
    assert ratings_of(slice_, "sales").n == 5


def test_bounds_when_60_of_100_are_rated():
    slice_ = matrix("05:8 04:16 03:19 02:13 01:4 00:40")

    found = bounds(slice_)

    assert (found.worst, found.best) == (pytest.approx(2.310, abs=0.0005), pytest.approx(3.910, abs=0.0005))


def test_no_hand_off_has_no_bounds():
    assert bounds(EMPTY) is None


@given(matrices())
def test_the_mean_lies_within_its_bounds(a):
    found, mean = bounds(a), ratings_of(a, "sales").mean

    if found and mean is not None:
        assert 1 <= found.worst <= mean + 1e-12
        assert mean - 1e-12 <= found.best <= 5
    if found and a.rated("sales") == a.volume:
        assert found.worst == found.best == mean


@given(FIVE_COUNTS, FIVE_COUNTS)
def test_cliffs_delta_agrees_with_every_draw(marketing, sales):
    drawn = np.sign(expand(marketing)[:, None] - expand(sales))

    found = cliffs_delta(np.array(marketing), np.array(sales))

    assert found == (pytest.approx(drawn.mean(), abs=1e-12) if drawn.size else None)


def test_unpaired_ratings_are_compared_without_the_pairs():
    slice_ = RatingMatrix.from_rows(
        [
            (5, 5, "open", 50),  # pairs: they agree
            (5, 0, "open", 3),
            (0, 1, "open", 2),
            (1, 5, "open", 1, "late"),
            (5, 1, "open", 4, "default"),  # no rating of Marketing's, but one of Sales'
        ]
    )

    found = unpaired(slice_)

    assert (found.marketing, found.sales) == (4, 7)
    # Marketing 5 5 5 1 against Sales 1×6 and 5: 3·6 above, 1·1 below, of 28.
    assert found.cliffs_delta == pytest.approx((18 - 1) / 28)


def test_without_ratings_on_one_side_nothing_can_be_compared():
    assert unpaired(matrix("50:3")).cliffs_delta is None
    assert unpaired(matrix("03:3")).cliffs_delta is None
