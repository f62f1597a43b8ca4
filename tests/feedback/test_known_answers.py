"""The known answers: computed elsewhere, once, and to be met to every digit printed."""

import csv
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

from feedback.matrix import RatingMatrix
from feedback.statistics import Finding, Scorecard, needed_pairs, scorecard
from tests.feedback.matrices import KNOWN, matrix

X_EDUCATION = Path(settings.BASE_DIR).parent / "shared" / "data" / "xeducation" / "Leads.csv"
PAIRS = scorecard(matrix(KNOWN))


def digits(*numbers: float) -> tuple[float, ...]:
    """As many as the known answers print."""
    return tuple(round(number, 3) for number in numbers)


def test_pairs_have_this_gap():
    found = PAIRS.gap

    assert found.n == 60
    assert digits(found.marketing_mean, found.sales_mean, found.mean, found.sd) == (4.050, 3.183, 0.867, 1.127)
    assert digits(found.interval.low, found.interval.high) == (0.576, 1.158)
    assert digits(found.interval90.low, found.interval90.high) == (0.624, 1.110)
    assert (found.up, found.equal, found.down, found.dominance) == (35, 20, 5, 0.5)


def test_pairs_have_this_verdict():
    assert PAIRS.gap.verdict.finding is Finding.GAP
    assert PAIRS.gap.verdict.sentence == "Marketing is more optimistic by 0.9 (0.6–1.2)"


def test_pairs_have_this_shape_and_agreement():
    assert digits(PAIRS.shape.w1, PAIRS.shape.crossing, PAIRS.cliffs_delta) == (0.867, 0, 0.434)
    assert digits(PAIRS.agreement.kappa) == (0.272,)
    assert (PAIRS.agreement.within_one.part, PAIRS.agreement.within_one.whole) == (44, 60)


@pytest.mark.parametrize(
    ("rate", "part", "whole", "low", "high"),
    [
        pytest.param(PAIRS.marketing.top_two, 45, 60, 0.628, 0.842, id="marketings-top-two"),
        pytest.param(PAIRS.sales.top_two, 24, 60, 0.286, 0.526, id="sales-top-two"),
        pytest.param(PAIRS.overrated, 10, 45, 0.125, 0.363, id="overrated"),
        pytest.param(PAIRS.underrated, 0, 3, 0, 0.562, id="underrated"),
    ],
)
def test_pairs_have_these_rates(rate, part, whole, low, high):
    assert (rate.part, rate.whole) == (part, whole)
    assert digits(rate.low, rate.high) == (low, high)


def test_this_spread_needs_so_many_pairs():
    assert needed_pairs(1.127, 0.5) == 69


def test_60_of_100_rated_have_these_bounds():
    found = scorecard(matrix(KNOWN + " 00:40")).bounds

    assert digits(found.worst, found.best) == (2.310, 3.910)


def test_love_or_hate_crosses():
    card = scorecard(matrix("31:5 35:5"))

    assert (card.gap.n, card.gap.mean) == (10, 0)
    assert (card.shape.w1, card.shape.crossing) == (2, 2)


@cache
def x_education() -> Scorecard:
    by_sales = {"Worst": 1, "Low in Relevance": 2, "Not Sure": 3, "Might be": 4, "High in Relevance": 5}
    by_marketing = {"01.High": 5, "02.Medium": 3, "03.Low": 1}
    with X_EDUCATION.open(encoding="utf-8-sig", newline="") as file:
        counted = Counter(
            (
                by_marketing.get(row["Asymmetrique Profile Index"], 0),
                by_sales.get(row["Lead Quality"], 0),
                "won" if row["Converted"] == "1" else "lost",
            )
            for row in csv.DictReader(file)
        )
    return scorecard(RatingMatrix.from_rows((*cell, n, "score_band") for cell, n in counted.items()))


needs_x_education = pytest.mark.skipif(not X_EDUCATION.exists(), reason="the shared data is not here")


@needs_x_education
def test_x_education_is_rated_by_half():
    sales = x_education().sales

    assert (x_education().volume, sales.coverage.part, sales.coverage.whole) == (9240, 4473, 9240)
    assert digits(sales.coverage.value, sales.three_or_less.value) == (0.484, 0.509)


@needs_x_education
def test_x_education_has_this_gap():
    found = x_education().gap

    assert found.n == 2449
    assert digits(found.marketing_mean, found.sales_mean) == (4.164, 3.289)
    assert digits(found.mean, found.interval.low, found.interval.high) == (0.875, 0.816, 0.933)
    assert found.verdict.finding is Finding.GAP


@needs_x_education
def test_x_education_disagrees_so_often():
    card = x_education()

    assert (card.overrated.part, card.overrated.whole) == (348, 1439)
    assert (card.underrated.part, card.underrated.whole) == (7, 14)
    assert digits(card.conversion.overrated.value) == (0.557,)


@needs_x_education
def test_x_educations_sales_ratings_predicted_the_outcome():
    found = x_education().prediction

    assert digits(found.sales, found.marketing) == (0.747, 0.571)
    assert found.better == "sales"


@needs_x_education
def test_x_educations_conversion_does_not_rise_with_sales_rating():
    values = [rate.value for rate in x_education().conversion.by_sales]

    assert digits(*values) == (0.020, 0.818, 0.244, 0.756, 0.947)
