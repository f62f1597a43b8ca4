"""What a lead is worth: the known answer, and that small cells are drawn towards all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadgap.rates import shrunk_rate
from sla.months.worth import Past, worth_of


def test_the_known_answer():
    assert shrunk_rate(0, 12, 0.05) == 0.03125


def test_close_rate_times_average_revenue():
    worth = worth_of({1: Past(100, 20, 20, 200_000.0), 2: Past(100, 0)})

    assert worth[None].close_rate == 0.1
    assert worth[1].close_rate == pytest.approx((20 + 20 * 0.1) / 120)
    assert worth[1].amount == pytest.approx(22 / 120 * 10_000)
    # Nothing of the second was won, so what it would bring is what all bring.
    assert worth[2].amount == pytest.approx(2 / 120 * 10_000)


def test_without_any_revenue_nothing_is_proposed():
    worth = worth_of({1: Past(10, 2)})

    assert (worth[1].amount, worth[None].amount) == (None, None)
    assert worth_of({})[None].amount is None


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), min_size=1, max_size=8))
def test_a_rate_lies_between_its_own_and_that_of_all(cells):
    pasts = {place: Past(won + more, won) for place, (won, more) in enumerate(cells)}
    worth = worth_of(pasts)
    parent = worth[None].close_rate

    for place, past in pasts.items():
        rate = worth[place].close_rate
        if parent is None:
            assert rate is None
        elif past.ended:
            low, high = sorted((parent, past.won / past.ended))
            assert low - 1e-12 <= rate <= high + 1e-12
        else:
            assert rate == pytest.approx(parent)
