"""The gap over pairs and its intervals; scipy.stats and statsmodels are the oracles."""

from dataclasses import astuple
from math import sqrt

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from feedback.statistics.gaps import Cluster, gap
from feedback.statistics.intervals import t_quantile
from feedback.statistics.verdict import Finding
from tests.feedback.matrices import pair_counts, pairs, reps, spread

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


# Of two reps little is known at 95 %, and less is lost at 90 %: there the pairs tell less.
NEARLY_MIXED = ("52:6 55:10", "52:7 55:10")


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


@pytest.mark.parametrize(
    ("notations", "at95", "at90"),
    [
        pytest.param(ALIKE, "by_rep", "by_rep", id="by-rep"),
        pytest.param(MIXED, "by_pair", "by_pair", id="by-pair"),
        pytest.param(NEARLY_MIXED, "by_rep", "by_pair", id="not-the-same"),
    ],
)
def test_the_interval_of_90_percent_is_the_wider_of_its_own(notations, at95, at90):
    counts, clusters = reps(*notations)
    df = {"by_rep": 1, "by_pair": counts.sum() - 1}[at90]
    shorter = stats.t.ppf(0.95, df) / stats.t.ppf(0.975, df)

    found = gap(counts, clusters=clusters)

    assert found.interval == getattr(found, at95)
    assert found.mean - found.interval90.low == pytest.approx(shorter * (found.mean - getattr(found, at90).low))
    assert found.interval90.high - found.mean == pytest.approx(found.mean - found.interval90.low)


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
