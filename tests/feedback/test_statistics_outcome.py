"""Whose ratings predicted the outcome; Mann–Whitney of scipy.stats is the oracle of the AUC."""

import numpy as np
import pytest
from hypothesis import assume, given
from scipy import stats

from feedback.matrix import RatingMatrix
from feedback.statistics.outcome import auc, conversion, prediction
from leadgap.rates import Z95, SmallN
from tests.feedback.matrices import EMPTY, cells, matrices, pair_counts, spread


def closed(won: str, lost: str, still_open: str = "") -> RatingMatrix:
    return RatingMatrix.from_rows([*cells(won, "won"), *cells(lost, "lost"), *cells(still_open, "open")])


def of(won: np.ndarray, lost: np.ndarray) -> RatingMatrix:
    """A matrix of these pairs, won and lost."""
    return RatingMatrix.from_rows(
        (marketing + 1, sales + 1, outcome, int(counts[marketing, sales]))
        for outcome, counts in (("won", won), ("lost", lost))
        for marketing, sales in np.ndindex(5, 5)
    )


@given(pair_counts(), pair_counts())
def test_the_auc_agrees_with_mann_whitney(won, lost):
    assume(won.any() and lost.any())
    won_pairs, lost_pairs = spread(won), spread(lost)

    found = prediction(of(won, lost))

    for side, value in enumerate((found.marketing, found.sales)):
        oracle = stats.mannwhitneyu(won_pairs[side], lost_pairs[side])
        assert value == pytest.approx(oracle.statistic / (won.sum() * lost.sum()), abs=1e-12)


@pytest.mark.parametrize(
    ("won", "lost", "expected"),
    [
        pytest.param([0, 0, 0, 0, 3], [3, 0, 0, 0, 0], 1, id="perfect"),
        pytest.param([3, 0, 0, 0, 0], [0, 0, 0, 0, 3], 0, id="opposite"),
        pytest.param([0, 0, 4, 0, 0], [0, 0, 9, 0, 0], 0.5, id="all-tied"),
        pytest.param([0, 1, 1, 0, 0], [0, 1, 0, 0, 0], 0.75, id="one-tie"),
        pytest.param([0, 0, 0, 0, 0], [0, 1, 0, 0, 0], None, id="nothing-won"),
        pytest.param([0, 0, 0, 0, 1], [0, 0, 0, 0, 0], None, id="nothing-lost"),
    ],
)
def test_auc(won, lost, expected):
    assert auc(np.array(won), np.array(lost)) == expected


def delong(won: np.ndarray, lost: np.ndarray) -> tuple[float, float]:
    """The lead of Sales and its standard error, from every won hand-off against every lost one (DeLong et al. 1988)."""
    kernels = []
    for one, other in zip(spread(won), spread(lost), strict=True):
        kernels.append((one[:, None] > other) + 0.5 * (one[:, None] == other))
    lead = kernels[1] - kernels[0]
    variance = np.var(lead.mean(axis=1), ddof=1) / len(lead) + np.var(lead.mean(axis=0), ddof=1) / len(lead[0])
    return float(lead.mean()), float(np.sqrt(variance))


@given(pair_counts(largest=6), pair_counts(largest=6))
def test_the_interval_of_the_lead_agrees_with_every_won_against_every_lost(won, lost):
    assume(won.sum() > 1 and lost.sum() > 1)
    lead, error = delong(won, lost)

    found = prediction(of(won, lost))

    assert found.lead == pytest.approx(lead, abs=1e-12)
    if found.interval is None:
        assert error == pytest.approx(0, abs=1e-9)
    else:
        assert (found.interval.low, found.interval.high) == pytest.approx(
            (lead - Z95 * error, lead + Z95 * error), abs=1e-9
        )


@given(pair_counts(), pair_counts())
def test_changing_sides_turns_the_lead_round(won, lost):
    one, other = prediction(of(won, lost)), prediction(of(won.T, lost.T))

    assert (one.marketing, one.sales) == (other.sales, other.marketing)
    assert {one.better, other.better} in ({None}, {"marketing", "sales"})


@pytest.mark.parametrize(
    ("won", "lost", "better"),
    [
        pytest.param("35:20 34:5", "31:20 34:2", "sales", id="sales"),
        pytest.param("53:20 43:5", "13:20 43:2", "marketing", id="marketing"),
        pytest.param("55:20", "11:20", None, id="both-perfect"),
        pytest.param("54:6 45:6 33:9", "54:5 45:6 33:9", None, id="neither"),
        pytest.param("35:4", "31:5", None, id="too-few"),
        pytest.param("35:5", "31:5", "sales", id="perfect-against-constant"),
        pytest.param("53:5", "13:5", "marketing", id="constant-against-perfect"),
        pytest.param("35:1", "31:12", None, id="one-won"),
        pytest.param("35:12", "31:1", None, id="one-lost"),
        pytest.param("35:12", "", None, id="none-lost"),
    ],
)
def test_whose_ratings_predicted_better(won, lost, better):
    assert prediction(closed(won, lost)).better == better


def test_many_hand_offs_give_a_narrow_interval():
    found = prediction(closed("55:4000 51:1000 15:2000", "55:1000 51:3000 11:3000"))

    assert found.interval.low < found.lead < found.interval.high < found.lead + 0.02


def test_how_few_are_too_few_can_be_set():
    assert prediction(closed("35:5", "31:5"), SmallN(too_few=11)).better is None


def test_only_closed_pairs_predict():
    found = prediction(closed("35:5 30:7 05:8", "31:5 10:9", "51:90"))

    assert (found.n, found.label) == (10, "indicative")
    assert (found.marketing, found.sales) == (0.5, 1)


def test_without_won_or_lost_nothing_predicts():
    found = prediction(EMPTY)

    assert (found.n, found.label) == (0, "too few to say")
    assert {found.marketing, found.sales, found.lead, found.interval, found.better} == {None}


def test_late_ratings_and_defaults_predict_nothing():
    late = RatingMatrix.from_rows([(5, 5, "won", 20, "late"), (1, 1, "lost", 20, "default")])

    assert prediction(late).n == 0


def test_conversion_is_of_closed_hand_offs():
    slice_ = closed("55:3 30:2 05:1", "52:5 00:4", "55:6 00:9")

    found = conversion(slice_)

    assert (found.all.part, found.all.whole) == (6, 15)
    assert (found.still_open.part, found.still_open.whole) == (15, 30)
    assert [(rate.part, rate.whole) for rate in found.by_sales] == [(0, 0), (0, 5), (0, 0), (0, 0), (4, 4)]
    assert [(rate.part, rate.whole) for rate in found.by_marketing] == [(0, 0), (0, 0), (2, 2), (0, 0), (3, 8)]


def test_conversion_of_the_disagreements():
    found = conversion(closed("52:3 41:1 15:2 33:7 31:1", "51:4 42:4 25:1 24:1 13:8", "51:9 15:9"))

    assert (found.overrated.part, found.overrated.whole) == (4, 12)
    assert (found.underrated.part, found.underrated.whole) == (2, 4)


@given(matrices())
def test_conversion_by_rating_adds_up_to_what_is_rated_and_closed(a):
    found = conversion(a)

    for side, by_rating in (("marketing", found.by_marketing), ("sales", found.by_sales)):
        assert sum(rate.part for rate in by_rating) == a.ratings(side, "won").sum()
        assert sum(rate.whole for rate in by_rating) == a.ratings(side).sum() - a.ratings(side, "open").sum()
