"""Shares as sentences say them."""

import pytest

from leadgap.rates import Rate
from leadgap.ui.formats import DASH
from leadgap.ui.words import share


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        pytest.param(1, 1, "100\u00a0% (1 of 1)", id="one"),
        pytest.param(3, 4, "75\u00a0% (3 of 4)", id="few"),
        pytest.param(24, 30, "80\u00a0%", id="enough"),
        pytest.param(0, 0, DASH, id="none"),
    ],
)
def test_a_share_of_few_says_of_how_many(part, whole, said):
    assert share(Rate.of(part, whole)) == said
