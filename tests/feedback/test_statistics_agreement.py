"""Overrated, underrated, shape and agreement over pairs; scipy.stats and statsmodels are the oracles."""

import numpy as np
import pytest
from hypothesis import assume, given
from scipy import stats
from statsmodels.stats.inter_rater import cohens_kappa

from feedback.statistics.agreement import agreement, overrated, shape, underrated, weighted_kappa
from feedback.statistics.gaps import gap
from tests.feedback.matrices import pair_counts, pairs, spread


@given(pair_counts())
def test_overrated_and_underrated_agree_with_the_pairs_one_by_one(counts):
    marketing, sales = spread(counts)

    over, under = overrated(counts), underrated(counts)

    assert (over.part, over.whole) == (np.sum((marketing >= 4) & (sales <= 2)), np.sum(marketing >= 4))
    assert (under.part, under.whole) == (np.sum((marketing <= 2) & (sales >= 4)), np.sum(marketing <= 2))


def test_no_pair_of_high_hopes_gives_no_overrated_rate():
    assert overrated(pairs("31:5 14:2")).value is None
    assert underrated(pairs("55:5 34:2")).value is None


@pytest.mark.parametrize(
    ("notation", "over", "under"),
    [
        ("42:1", 1, None),
        ("43:1", 0, None),
        ("32:1", None, None),
        ("24:1", None, 1),
        ("23:1", None, 0),
        ("34:1", None, None),
        ("51:1 15:1", 1, 1),
    ],
)
def test_where_high_and_low_begin(notation, over, under):
    assert overrated(pairs(notation)).value == over
    assert underrated(pairs(notation)).value == under


@given(pair_counts())
def test_the_distance_agrees_with_scipy(counts):
    marketing, sales = spread(counts)
    assume(len(marketing))

    assert shape(counts).w1 == pytest.approx(stats.wasserstein_distance(marketing, sales), abs=1e-12)


@given(pair_counts())
def test_the_distance_is_the_mean_gap_and_the_crossing(counts):
    assume(counts.any())
    found = shape(counts)

    mean = abs(gap(counts).mean)
    assert found.w1 >= mean - 1e-12
    assert found.crossing >= 0
    assert found.w1 == pytest.approx(mean + found.crossing)


@pytest.mark.parametrize(
    ("notation", "w1", "crossing"),
    [
        pytest.param("31:5 35:5", 2, 2, id="love-or-hate"),
        pytest.param("54:5 43:5", 1, 0, id="one-lower-each"),
        pytest.param("51:5 15:5", 0, 0, id="same-distribution"),
        pytest.param("55:3", 0, 0, id="same-rating"),
        pytest.param("51:1", 4, 0, id="as-far-as-can-be"),
        pytest.param("32:1 35:1", 1.5, 1, id="partly-crossing"),
    ],
)
def test_shape(notation, w1, crossing):
    found = shape(pairs(notation))

    assert (found.w1, found.crossing) == (w1, crossing)


def test_no_pairs_have_no_shape():
    assert (shape(pairs("")).w1, shape(pairs("")).crossing) == (None, None)


@given(pair_counts())
def test_kappa_agrees_with_statsmodels(counts):
    marketing, sales = spread(counts)
    assume(len(set(marketing)) > 1 and len(set(sales)) > 1)

    assert weighted_kappa(counts) == pytest.approx(
        cohens_kappa(counts, wt="quadratic", return_results=False), abs=1e-12
    )


@pytest.mark.parametrize(
    ("notation", "kappa"),
    [
        pytest.param("", None, id="no-pairs"),
        pytest.param("55:8", None, id="both-constant"),
        pytest.param("54:8 52:8", None, id="marketing-constant"),
        pytest.param("45:8 25:8", None, id="sales-constant"),
        pytest.param("55:8 11:8", 1, id="all-agree"),
        pytest.param("51:8 15:8", -1, id="all-opposed"),
        pytest.param("55:1 51:1 15:1 11:1", 0, id="by-chance"),
    ],
)
def test_kappa_at_its_limits(notation, kappa):
    assert weighted_kappa(pairs(notation)) == kappa


@pytest.mark.parametrize(
    ("notation", "is_lopsided"),
    [
        pytest.param("55:8 11:2", False, id="exactly-80-percent"),
        pytest.param("55:81 11:19", True, id="both-above"),
        pytest.param("55:45 54:45 11:10", True, id="marketing-above"),
        pytest.param("55:45 45:45 11:10", True, id="sales-above"),
        pytest.param("", False, id="no-pairs"),
    ],
)
def test_one_rating_that_holds_nearly_all_is_warned_of(notation, is_lopsided):
    assert agreement(pairs(notation)).is_lopsided is is_lopsided


@given(pair_counts())
def test_within_one_point_agrees_with_the_pairs_one_by_one(counts):
    marketing, sales = spread(counts)

    rate = agreement(counts).within_one

    assert (rate.part, rate.whole) == (np.sum(abs(marketing - sales) <= 1), len(marketing))
