"""The verdict on a gap: what its intervals allow to be said, and how many pairs are still needed."""

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from feedback.statistics.gaps import gap
from feedback.statistics.intervals import needed_pairs
from feedback.statistics.verdict import Finding, judge
from leadgap.rates import SMALL_N, Interval, SmallN
from tests.feedback.matrices import pair_counts, pairs, reps

# ---------------------------------------------------------------- verdict


@pytest.mark.parametrize(
    ("notation", "finding", "sentence"),
    [
        pytest.param("54:0", Finding.TOO_FEW, "too few pairs to say: at least 10 more needed", id="none"),
        pytest.param("51:9", Finding.TOO_FEW, "too few pairs to say: at least 1 more needed", id="nine-alike"),
        pytest.param("51:5 52:4", Finding.TOO_FEW, "too few pairs to say: at least 1 more needed", id="nine"),
        pytest.param("51:10", Finding.GAP, "Marketing is more optimistic by 4.0 on every pair", id="ten-alike"),
        pytest.param("24:10", Finding.GAP, "Sales is more optimistic by 2.0 on every pair", id="ten-alike-down"),
        pytest.param("44:6 22:4", Finding.NO_GAP, "no gap worth speaking of", id="ten-equal"),
        pytest.param("54:7 44:3", Finding.GAP, "Marketing is more optimistic by 0.7 (0.4–1.0)", id="up"),
        pytest.param("45:7 44:3", Finding.GAP, "Sales is more optimistic by 0.7 (0.4–1.0)", id="down"),
        pytest.param("54:30 45:30 44:60", Finding.NO_GAP, "no gap worth speaking of", id="none-on-average"),
        pytest.param(
            "54:30 44:70",
            Finding.SMALL_GAP,
            "Marketing is more optimistic by 0.3 (0.2–0.4): a real gap, but smaller than 0.5",
            id="small",
        ),
        pytest.param(
            "45:30 44:70",
            Finding.SMALL_GAP,
            "Sales is more optimistic by 0.3 (0.2–0.4): a real gap, but smaller than 0.5",
            id="small-down",
        ),
        pytest.param("51:5 15:5", Finding.UNDECIDED, "too few pairs to say: about 917 more needed", id="wide"),
    ],
)
def test_the_verdict_in_words(notation, finding, sentence):
    verdict = gap(pairs(notation)).verdict

    assert verdict.finding is finding
    assert verdict.sentence == sentence


def interval(low: float, high: float) -> tuple[Interval, Interval]:
    """The 95 % interval and the 90 % one that belongs to it, over very many pairs."""
    reach = (high - low) / 2 * stats.norm.ppf(0.95) / stats.norm.ppf(0.975)
    middle = (low + high) / 2
    return Interval(low, high), Interval(middle - reach, middle + reach)


@pytest.mark.parametrize(
    ("low", "high", "finding"),
    [
        pytest.param(-0.30, 0.30, Finding.NO_GAP, id="around-0-inside"),
        pytest.param(-0.55, 0.55, Finding.NO_GAP, id="only-the-90-inside"),
        pytest.param(-0.65, 0.65, Finding.UNDECIDED, id="around-0-outside"),
        pytest.param(0.05, 0.45, Finding.SMALL_GAP, id="above-0-inside"),
        pytest.param(0.05, 0.52, Finding.SMALL_GAP, id="above-0-only-the-90-inside"),
        pytest.param(0.05, 0.70, Finding.GAP, id="above-0-outside"),
        pytest.param(0.60, 0.90, Finding.GAP, id="beyond-the-margin"),
        pytest.param(-0.45, -0.05, Finding.SMALL_GAP, id="below-0-inside"),
        pytest.param(-0.70, -0.05, Finding.GAP, id="below-0-outside"),
        pytest.param(-0.05, 0.80, Finding.UNDECIDED, id="just-holds-0"),
        pytest.param(0.0, 0.80, Finding.UNDECIDED, id="begins-at-0"),
    ],
)
def test_where_the_intervals_lie_decides(low, high, finding):
    verdict = judge(1000, (low + high) / 2, *interval(low, high), margin=0.5, small_n=SMALL_N)

    assert verdict.finding is finding
    assert (verdict.needed is None) is (finding is not Finding.UNDECIDED)


@pytest.mark.parametrize(
    ("margin", "finding"),
    [(0.2, Finding.GAP), (0.5, Finding.SMALL_GAP), (2, Finding.SMALL_GAP)],
)
def test_the_margin_can_be_set(margin, finding):
    assert gap(pairs("54:30 44:70"), margin=margin).verdict.finding is finding


@pytest.mark.parametrize(
    ("notation", "margin", "finding"),
    [
        ("54:10", 0.5, Finding.GAP),
        ("54:10", 1.0, Finding.GAP),
        ("54:10", 1.1, Finding.SMALL_GAP),
        ("45:10", 1.0, Finding.GAP),
        ("45:10", 1.1, Finding.SMALL_GAP),
    ],
)
def test_without_any_spread_the_mean_decides(notation, margin, finding):
    assert gap(pairs(notation), margin=margin).verdict.finding is finding


def test_a_small_gap_on_every_pair_says_so():
    sentence = gap(pairs("54:12"), margin=1.5).verdict.sentence

    assert sentence == "Marketing is more optimistic by 1.0 on every pair: a real gap, but smaller than 1.5"


@pytest.mark.parametrize("margin", [0, -0.5])
def test_a_margin_of_nothing_is_refused(margin):
    with pytest.raises(ValueError, match="margin"):
        gap(pairs("54:30"), margin=margin)


def test_how_many_are_too_few_can_be_set():
    counts = pairs("54:7 44:3")

    assert gap(counts, small_n=SmallN(too_few=11)).verdict.finding is Finding.TOO_FEW
    assert gap(counts, small_n=SmallN(too_few=10)).verdict.finding is Finding.GAP
    assert gap(pairs(""), small_n=SmallN(too_few=0)).verdict.needed == 1


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (0.576, 1.158, "0.9 (0.6–1.2)"),
        (0.043, 0.999, "0.52 (0.04–1.00)"),
        (0.0003, 0.9997, "0.500 (0.000–1.000)"),
        (-1.158, -0.576, "0.9 (0.6–1.2)"),
    ],
)
def test_an_interval_that_excludes_0_does_not_read_as_if_it_began_there(low, high, words):
    verdict = judge(1000, (low + high) / 2, *interval(low, high), margin=0.1, small_n=SMALL_N)

    assert verdict.sentence.endswith(f"is more optimistic by {words}")


# ---------------------------------------------------------------- how many more


def both_reaches(sd: float, n: int) -> float:
    return (stats.t.ppf(0.975, n - 1) + stats.t.ppf(0.95, n - 1)) * sd / sqrt(n)


@given(st.floats(0.05, 4), st.floats(0.1, 2))
def test_needed_pairs_is_the_smallest_number_that_settles_it(sd, margin):
    n = needed_pairs(sd, margin)

    assert both_reaches(sd, n) <= margin * (1 + 1e-9)
    assert n == 2 or both_reaches(sd, n - 1) > margin * (1 - 1e-9)


@pytest.mark.parametrize(
    ("sd", "margin", "n"),
    [(1.127, 0.5, 69), (0.0, 0.5, 2), (0.1, 0.5, 3), (0.2, 0.5, 5), (0.5, 0.5, 16), (1.0, 0.05, 5201)],
)
def test_needed_pairs(sd, margin, n):
    assert needed_pairs(sd, margin) == n


@given(pair_counts(largest=4), st.floats(0.1, 1))
def test_an_undecided_gap_always_needs_more(counts, margin):
    verdict = gap(counts, margin=margin).verdict

    if verdict.finding in (Finding.UNDECIDED, Finding.TOO_FEW):
        assert verdict.needed >= 1
    else:
        assert verdict.needed is None


def test_an_undecided_gap_needs_what_is_missing_to_the_number_that_settles_it():
    found = gap(pairs("53:6 44:6 35:7"))
    assert found.verdict.finding is Finding.UNDECIDED

    assert found.verdict.needed == needed_pairs(found.sd, 0.5) - found.n


def test_one_more_can_be_all_that_is_missing():
    verdict = gap(pairs("53:10 44:7 34:7"), margin=1).verdict

    assert verdict.sentence == "too few pairs to say: about 1 more needed"


def test_pairs_that_resemble_each_other_by_rep_need_more_than_others():
    counts, clusters = reps("53:10", "35:10", "44:10")

    alike, alone = gap(counts, clusters=clusters).verdict, gap(counts).verdict

    assert alike.finding is alone.finding is Finding.UNDECIDED
    assert alike.needed > alone.needed


def test_with_as_many_as_needed_the_same_spread_is_decided():
    few, many = gap(pairs("53:2 44:5 35:3")), gap(pairs("53:47 44:50 35:48"))
    assert few.verdict.finding is Finding.UNDECIDED

    assert many.n >= few.n + few.verdict.needed
    assert many.verdict.finding is Finding.NO_GAP
