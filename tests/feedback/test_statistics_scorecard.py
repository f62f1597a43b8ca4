"""The scorecard gathers, and what it gathers is made of plain values that add up."""

import json
from dataclasses import asdict, fields

import pytest
from hypothesis import given

from feedback.matrix import RatingMatrix
from feedback.statistics import Cluster, Finding, scorecard
from leadgap.rates import Rate, SmallN
from tests.feedback.matrices import EMPTY, matrices, matrix


def rates(value) -> list[Rate]:
    """Every rate anywhere in a scorecard."""
    if isinstance(value, Rate):
        return [value]
    if isinstance(value, tuple):
        return [rate for part in value for rate in rates(part)]
    if hasattr(value, "__dataclass_fields__"):
        return [rate for field in fields(value) for rate in rates(getattr(value, field.name))]
    return []


def numbers(value) -> list[float]:
    """Every number below a value that was turned into plain dicts and tuples."""
    if isinstance(value, dict):
        return [number for part in value.values() for number in numbers(part)]
    if isinstance(value, list | tuple):
        return [number for part in value for number in numbers(part)]
    return [value] if isinstance(value, int | float) and not isinstance(value, bool) else []


def test_the_empty_matrix_has_counts_of_0_and_nothing_else():
    card = scorecard(EMPTY)

    assert all(rate.value is None for rate in rates(card))
    assert len(rates(card)) == 23
    assert card.bounds is None
    assert {card.gap.mean, card.shape.w1, card.agreement.kappa, card.cliffs_delta, card.prediction.sales} == {None}
    assert card.gap.verdict.finding is Finding.TOO_FEW
    assert set(numbers(asdict(card))) == {0, card.margin, card.gap.verdict.needed}


@given(matrices())
def test_a_scorecard_is_plain_values(a):
    as_json = json.dumps(asdict(scorecard(a)), allow_nan=False)

    assert json.loads(as_json)["volume"] == a.volume


@given(matrices(), matrices())
def test_counts_of_a_sum_are_the_sums_of_the_counts(a, b):
    one, other, both = scorecard(a), scorecard(b), scorecard(a + b)

    for field in ("volume", "open", "won", "lost"):
        assert getattr(both, field) == getattr(one, field) + getattr(other, field)
    for field in ("n", "up", "equal", "down"):
        assert getattr(both.gap, field) == getattr(one.gap, field) + getattr(other.gap, field)
    for mine, theirs, ours in zip(rates(one), rates(other), rates(both), strict=True):
        assert (ours.part, ours.whole) == (mine.part + theirs.part, mine.whole + theirs.whole)


@given(matrices(), matrices())
def test_the_mean_gap_of_a_sum_is_the_weighted_mean_of_the_gaps(a, b):
    one, other, both = scorecard(a).gap, scorecard(b).gap, scorecard(a + b).gap

    if both.n:
        assert both.mean * both.n == pytest.approx((one.mean or 0) * one.n + (other.mean or 0) * other.n)


@given(matrices())
def test_a_scorecard_agrees_with_itself(a):
    card = scorecard(a)

    assert card.volume == card.open + card.won + card.lost
    assert card.marketing.n == card.gap.n + card.unpaired.marketing
    assert card.sales.n == card.gap.n + card.unpaired.sales
    assert card.conversion.all.whole == card.won + card.lost
    if card.gap.n:
        assert card.gap.mean == pytest.approx(card.gap.marketing_mean - card.gap.sales_mean)


def test_defaults_and_late_ratings_stay_out_of_the_verdict():
    real = matrix("54:20 43:20", "won")
    noise = RatingMatrix.from_rows([(1, 5, "lost", 30, "default"), (1, 5, "lost", 30, "late")])

    alone, among = scorecard(real), scorecard(real + noise)

    assert among.gap == alone.gap
    assert among.agreement == alone.agreement
    assert among.overrated == alone.overrated
    assert among.underrated == alone.underrated
    assert among.prediction == alone.prediction
    assert among.shape == alone.shape
    assert among.defaults == (30, 0, 0, 0, 0)
    assert among.sales.n == alone.sales.n + 60
    assert among.marketing.n == alone.marketing.n + 30


def test_the_margin_reaches_the_verdict():
    slice_ = matrix("54:30 44:70")

    assert scorecard(slice_).gap.verdict.finding is Finding.SMALL_GAP
    assert scorecard(slice_, margin=0.2).gap.verdict.finding is Finding.GAP
    assert (scorecard(slice_).margin, scorecard(slice_, margin=0.2).margin) == (0.5, 0.2)


def test_the_reps_reach_the_gap():
    one, other = matrix("52:15"), matrix("55:15")

    card = scorecard(one + other, clusters=[Cluster.of(one), Cluster.of(other)])

    assert card.gap.interval == card.gap.by_rep != card.gap.by_pair


@given(matrices())
def test_the_limits_of_small_n_reach_every_label(a):
    card = scorecard(a, small_n=SmallN(too_few=0, indicative=0))

    labels = {rate.label for rate in rates(card)}
    labels |= {card.gap.label, card.marketing.label, card.sales.label, card.prediction.label}
    assert labels == {""}
