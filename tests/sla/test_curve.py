"""The curve of what is answered within a time; scipy.stats and statsmodels are the oracles."""

import warnings

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.duration.survfunc import SurvfuncRight

from leadgap.rates import Z95
from sla.curve import Point, curve

CLOCKS = st.lists(st.tuples(st.integers(0, 12), st.booleans()), min_size=1, max_size=40)


def columns(clocks: list[tuple[int, bool]]) -> tuple[np.ndarray, np.ndarray]:
    elapsed, answered = zip(*clocks, strict=True)
    return np.array(elapsed), np.array(answered)


@given(CLOCKS)
def test_the_curve_agrees_with_statsmodels(clocks):
    elapsed, answered = columns(clocks)
    assume(answered.any())

    found, oracle = curve(elapsed, answered), SurvfuncRight(elapsed, answered)

    assert found.seconds.tolist() == oracle.surv_times.tolist()
    assert found.share == pytest.approx(1 - oracle.surv_prob, abs=1e-12)


@given(CLOCKS)
def test_the_interval_agrees_with_scipy(clocks):
    elapsed, answered = columns(clocks)
    assume(answered.any())
    data = stats.CensoredData(uncensored=elapsed[answered], right=elapsed[~answered])
    with warnings.catch_warnings():  # scipy's interval is undefined where all are answered
        warnings.simplefilter("ignore", RuntimeWarning)
        oracle = stats.ecdf(data).cdf.confidence_interval(1 - 2 * stats.norm.sf(Z95), method="log-log")

    found = curve(elapsed, answered)

    for step, seconds in enumerate(found.seconds):
        if found.share[step] < 1:
            assert found.low[step] == pytest.approx(oracle.low.evaluate(seconds), abs=1e-9)
            assert found.high[step] == pytest.approx(oracle.high.evaluate(seconds), abs=1e-9)


@given(CLOCKS)
def test_the_curve_only_rises_and_stays_within_its_interval(clocks):
    found = curve(*columns(clocks))

    assert (np.diff(found.share) > 0).all()
    assert (found.low >= 0).all()
    assert (found.low <= found.share).all()
    assert (found.share <= found.high).all()
    assert (found.high <= 1).all()


@given(st.lists(st.integers(0, 50), min_size=1, max_size=60))
def test_without_anyone_waiting_it_is_the_share_answered(elapsed):
    found = curve(elapsed, [True] * len(elapsed))

    for seconds in range(52):
        assert found.at(seconds).share == pytest.approx(np.mean(np.array(elapsed) <= seconds), abs=1e-12)


# Four hand-offs: answered after 10 and 30, still waiting after 20 and 40.
WAITING = curve([10, 20, 30, 40], [True, False, True, False])


@pytest.mark.parametrize(
    ("seconds", "share"),
    [
        pytest.param(9, 0, id="before-any-answer"),
        pytest.param(10, 0.25, id="exactly-at-an-answer"),
        pytest.param(29, 0.25, id="who-waits-changes-nothing-at-once"),
        pytest.param(30, 0.625, id="one-of-the-two-still-watched"),
        pytest.param(40, 0.625, id="as-long-as-watched"),
    ],
)
def test_answered_within(seconds, share):
    assert WAITING.at(seconds).share == pytest.approx(share)


def test_nothing_is_known_beyond_what_was_watched():
    assert WAITING.at(41) is None
    assert WAITING.until == 40
    assert (WAITING.n, WAITING.answered) == (4, 2)


def test_when_all_are_answered_they_stay_so():
    found = curve([10, 10, 20], [True, True, True])

    assert found.at(1_000_000) == Point(1, pytest.approx(found.low[0]), 1)
    assert found.low[0] > 0


@pytest.mark.parametrize("n", [3, 7, 20, 49])
def test_a_share_that_is_just_reached_is_reached(n):
    """One of three: the curve comes to 1 − ⅔, which as a float is less than ⅓."""
    found = curve(range(1, n + 1), [True] * n)

    assert [found.within(answered / n) for answered in range(1, n + 1)] == list(range(1, n + 1))


def test_an_answer_and_a_wait_at_the_same_instant_count_the_waiting_as_still_there():
    assert curve([10, 10], [True, False]).at(10).share == 0.5


def test_one_answered_hand_off_proves_nothing():
    assert curve([10], [True]).at(10) == Point(1, 0, 1)


def test_no_answers_at_all():
    found = curve([10, 20], [False, False])

    assert found.at(20) == Point(0, 0, 0)
    assert found.at(21) is None


def test_no_hand_offs():
    found = curve([], [])

    assert (found.n, found.answered, found.until, found.at(0)) == (0, 0, None, None)
