import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from feedback.statistics.many import Signal, false_discovery, flagged, league
from leadgap.rates import Interval, Rate

P_VALUES = st.lists(st.floats(0, 1), max_size=30)


def test_known_adjusted_p_values():
    p_values = [0.001, 0.008, 0.039, 0.041, 0.042, 0.060, 0.074, 0.205, 0.212, 0.216]

    assert [round(p, 3) for p in false_discovery(p_values)] == [
        0.010, 0.040, 0.084, 0.084, 0.084, 0.100, 0.106, 0.216, 0.216, 0.216,
    ]  # fmt: skip


@given(P_VALUES)
def test_adjusted_p_values_agree_with_scipy(p_values):
    assert false_discovery(p_values) == pytest.approx(stats.false_discovery_control(p_values).tolist(), abs=1e-12)


@given(P_VALUES)
def test_adjusting_keeps_the_order_and_never_makes_it_surer(p_values):
    adjusted = false_discovery(p_values)

    assert all(p - 1e-12 <= found <= 1 for p, found in zip(p_values, adjusted, strict=True))
    in_order = [found for _, found in sorted(zip(p_values, adjusted, strict=True))]
    assert in_order == sorted(in_order)


def test_one_test_needs_no_correction():
    assert false_discovery([0.04]) == [0.04]
    assert false_discovery([]) == []


@pytest.mark.parametrize(
    ("now", "before", "is_flagged"),
    [
        pytest.param(Signal(0.9, 0.001), Signal(0.7, 0.01), True, id="both-periods"),
        pytest.param(Signal(-0.9, 0.001), Signal(-0.7, 0.01), True, id="both-periods-below-0"),
        pytest.param(Signal(0.9, 0.001), Signal(-0.7, 0.001), False, id="turned-round"),
        pytest.param(Signal(0.9, 0.001), Signal(0.7, 0.2), False, id="only-now"),
        pytest.param(Signal(0.9, 0.2), Signal(0.7, 0.001), False, id="only-before"),
        pytest.param(Signal(0.9, 0.001), None, False, id="new-now"),
        pytest.param(None, Signal(0.7, 0.001), False, id="gone-now"),
        pytest.param(Signal(0.9, 0.001), Signal(0.7, 0.05), True, id="exactly-at-the-level"),
        pytest.param(Signal(0.9, 0.001), Signal(0.7, 0.051), False, id="just-above-the-level"),
    ],
)
def test_a_flag_must_hold_in_two_periods(now, before, is_flagged):
    found = flagged({"web": now} if now else {}, {"web": before} if before else {})

    assert ("web" in found) is is_flagged


def test_flags_are_corrected_for_all_that_was_looked_at():
    others = {name: Signal(0.1, 0.9) for name in "abcd"}

    assert flagged({"web": Signal(1, 0.02)}, {"web": Signal(1, 0.02)}) == {"web"}
    assert flagged(others | {"web": Signal(1, 0.02)}, {"web": Signal(1, 0.02)}) == set()
    assert flagged({"web": Signal(1, 0.02)}, others | {"web": Signal(1, 0.02)}) == set()
    assert flagged(others | {"web": Signal(1, 0.02)}, {"web": Signal(1, 0.02)}, level=0.1) == {"web"}


RATES = {"tiny": Rate.of(3, 3), "small": Rate.of(9, 10), "big": Rate.of(800, 1000), "none": Rate.of(0, 0)}


@pytest.mark.parametrize(
    ("claim", "order"),
    [
        # 3 of 3 is the highest point and rests on nothing: the interval begins at 44 %.
        pytest.param("high", ["big", "small", "tiny", "none"], id="these-are-the-highest"),
        pytest.param("low", ["big", "small", "tiny", "none"], id="these-are-the-lowest"),
    ],
)
def test_a_league_goes_by_the_bound_against_the_claim(claim, order):
    assert league(RATES, lambda name: RATES[name].interval, claim=claim) == order


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)).map(sorted), max_size=20))
def test_a_league_is_in_the_order_of_its_bounds(bounds):
    intervals = [Interval(*ends) for ends in bounds]

    highest, lowest = league(intervals, lambda i: i), league(intervals, lambda i: i, claim="low")

    assert [i.low for i in highest] == sorted((i.low for i in intervals), reverse=True)
    assert [i.high for i in lowest] == sorted(i.high for i in intervals)


def test_equal_ones_keep_their_order():
    same = Interval(0.2, 0.4)

    assert league("cab", lambda _: same) == ["c", "a", "b"]
    assert league("cab", lambda _: None) == ["c", "a", "b"]
