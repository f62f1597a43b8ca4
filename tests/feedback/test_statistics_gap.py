"""The gap over pairs, its intervals and its verdict; scipy.stats and statsmodels are the oracles."""

from dataclasses import astuple
from math import sqrt

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from feedback.statistics.gaps import Cluster, gap
from feedback.statistics.intervals import needed_pairs, t_quantile
from feedback.statistics.verdict import Finding, judge
from leadgap.rates import SMALL_N, Interval, SmallN
from tests.feedback.matrices import matrix, pair_counts, pairs, spread


def reps(*notations: str) -> tuple[np.ndarray, list[Cluster]]:
    """The pairs of all reps together, and the clusters of each."""
    matrices = [matrix(notation) for notation in notations]
    return sum(matrices, matrix("")).pairs(), [Cluster.of(one) for one in matrices]


# ---------------------------------------------------------------- mean and intervals


@given(pair_counts())
def test_mean_and_intervals_agree_with_a_paired_t_test(counts):
    marketing, sales = spread(counts)
    assume(len(marketing) > 1 and np.ptp(marketing - sales) > 0)
    oracle = stats.ttest_rel(marketing, sales)

    found = gap(counts)

    assert found.mean == pytest.approx(np.mean(marketing - sales), abs=1e-12)
    assert found.sd == pytest.approx(np.std(marketing - sales, ddof=1))
    assert astuple(found.interval) == pytest.approx(astuple_of(oracle.confidence_interval(0.95)), abs=1e-9)
    assert astuple(found.interval90) == pytest.approx(astuple_of(oracle.confidence_interval(0.90)), abs=1e-9)
    assert found.p_value == pytest.approx(oracle.pvalue, abs=1e-12)


def astuple_of(interval) -> tuple[float, float]:
    return interval.low, interval.high


@given(pair_counts())
def test_counts_agree_with_the_pairs_one_by_one(counts):
    marketing, sales = spread(counts)

    found = gap(counts)

    assert found.n == len(marketing)
    assert (found.up, found.equal, found.down) == (
        np.sum(marketing > sales),
        np.sum(marketing == sales),
        np.sum(marketing < sales),
    )
    if found.n:
        assert found.marketing_mean == pytest.approx(marketing.mean())
        assert found.sales_mean == pytest.approx(sales.mean())
        assert found.dominance == pytest.approx((found.up - found.down) / found.n)


@given(pair_counts())
def test_changing_sides_turns_the_gap_round(counts):
    one, other = gap(counts), gap(counts.T)

    assert (one.up, one.down) == (other.down, other.up)
    assert one.verdict.finding == other.verdict.finding
    if one.n:
        assert one.mean == -other.mean
        assert one.dominance == -other.dominance


def test_no_pairs_give_no_numbers():
    found = gap(pairs(""))

    assert (found.n, found.up, found.equal, found.down) == (0, 0, 0, 0)
    assert {found.marketing_mean, found.sales_mean, found.mean, found.sd, found.dominance, found.p_value} == {None}
    assert {found.interval, found.interval90, found.by_pair, found.by_rep} == {None}


def test_one_pair_gives_a_mean_and_no_spread():
    found = gap(pairs("53:1"))

    assert (found.mean, found.dominance) == (2.0, 1.0)
    assert {found.sd, found.interval, found.p_value} == {None}


def test_two_pairs_that_differ_give_an_interval():
    found = gap(pairs("53:1 55:1"))

    assert found.sd == pytest.approx(sqrt(2))
    assert found.interval.high == pytest.approx(1 + stats.t.ppf(0.975, 1))


def test_gaps_that_are_all_equal_give_a_spread_of_0_and_no_interval():
    found = gap(pairs("53:7 42:5"))

    assert (found.mean, found.sd) == (2.0, 0.0)
    assert {found.interval, found.interval90, found.by_pair, found.p_value} == {None}


@pytest.mark.parametrize(("n", "label"), [(9, "too few to say"), (10, "indicative"), (30, "")])
def test_the_gap_is_labelled_by_its_pairs(n, label):
    assert gap(pairs(f"53:{n}")).label == label


@given(st.sampled_from([0.95, 0.975, 0.995]), st.integers(1, 2_000_000))
def test_t_quantiles_agree_with_scipy(probability, df):
    assert t_quantile(probability, df) == pytest.approx(stats.t.ppf(probability, df), rel=1e-9)


# ---------------------------------------------------------------- clustered by rep


@given(st.lists(pair_counts(largest=6), min_size=2, max_size=6))
def test_the_interval_by_rep_agrees_with_cluster_robust_least_squares(parts):
    columns = [spread(part) for part in parts]
    gaps = np.concatenate([marketing - sales for marketing, sales in columns])
    groups = np.repeat(np.arange(len(parts)), [part.sum() for part in parts])
    assume(len(np.unique(groups)) > 1 and np.ptp(gaps) > 0)
    clusters = [Cluster(int(part.sum()), int((m - s).sum())) for part, (m, s) in zip(parts, columns, strict=True)]

    found = gap(sum(parts), clusters=clusters)

    fit = sm.OLS(gaps, np.ones_like(gaps)).fit(cov_type="cluster", cov_kwds={"groups": groups}, use_t=True)
    low, high = fit.conf_int(0.05)[0]
    if found.by_rep is None:
        assert high - low == pytest.approx(0, abs=1e-6)
    else:
        assert astuple(found.by_rep) == pytest.approx((low, high), abs=1e-6)


# Each of two reps always gives the same gap: 30 pairs say hardly more than two.
ALIKE = ("52:15", "55:15")
# Both reps give nearly the same gaps equally often: the rep tells next to nothing.
MIXED = ("52:5 55:10", "52:5 55:10 53:1")


def test_the_wider_interval_decides_when_it_is_by_rep():
    counts, clusters = reps(*ALIKE)

    found, alone = gap(counts, clusters=clusters), gap(counts)

    assert found.by_pair == alone.interval
    assert found.interval == found.by_rep
    assert alone.verdict.finding is Finding.GAP
    assert found.verdict.finding is Finding.UNDECIDED
    assert found.p_value > 0.05 > alone.p_value


def test_the_wider_interval_decides_when_it_is_by_pair():
    counts, clusters = reps(*MIXED)

    found, alone = gap(counts, clusters=clusters), gap(counts)

    assert found.by_rep.high - found.by_rep.low < found.by_pair.high - found.by_pair.low
    assert found.interval == found.by_pair == alone.interval
    assert found.interval90 == alone.interval90
    assert found.p_value == alone.p_value


@given(st.lists(pair_counts(), max_size=5))
def test_knowing_the_reps_never_makes_it_surer(parts):
    counts = sum(parts, pairs(""))
    clusters = [gap(part) for part in parts]
    known = gap(counts, clusters=[Cluster(part.n, round(part.n * (part.mean or 0))) for part in clusters])
    alone = gap(counts)

    if alone.interval:
        assert known.interval.high - known.interval.low >= alone.interval.high - alone.interval.low
        assert known.interval90.high - known.interval90.low >= alone.interval90.high - alone.interval90.low


@pytest.mark.parametrize(
    "notations",
    [
        pytest.param(["52:5 55:15"], id="one-rep"),
        pytest.param(["52:5 55:15", "", ""], id="one-rep-with-pairs"),
        pytest.param(["52:5 55:15", "52:5 55:15"], id="reps-of-equal-mean"),
        pytest.param([], id="no-reps"),
    ],
)
def test_without_two_reps_that_differ_there_is_no_interval_by_rep(notations):
    counts, clusters = reps(*notations)

    assert gap(counts, clusters=clusters).by_rep is None


@pytest.mark.parametrize("clusters", [[], [Cluster(29, 45)], [Cluster(30, 44)]])
def test_reps_who_do_not_add_up_to_the_pairs_are_refused(clusters):
    counts, right = reps(*ALIKE)
    assert gap(counts, clusters=right).n == 30

    with pytest.raises(ValueError, match="do not add up"):
        gap(counts, clusters=clusters)


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
            "real but smaller than ±0.5: Marketing is more optimistic by 0.3 (0.2–0.4)",
            id="small",
        ),
        pytest.param(
            "45:30 44:70",
            Finding.SMALL_GAP,
            "real but smaller than ±0.5: Sales is more optimistic by 0.3 (0.2–0.4)",
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

    assert sentence == "real but smaller than ±1.5: Marketing is more optimistic by 1.0 on every pair"


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
