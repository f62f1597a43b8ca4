"""Cells of CSV files: what is written is what a spreadsheet reads."""

from __future__ import annotations

from decimal import Decimal

import pytest

from leadgap.exports import cell


@pytest.mark.parametrize(
    ("value", "written"),
    [
        pytest.param(3154286.0, "3154286", id="an amount of seven digits"),
        pytest.param(12345678.25, "12345678.25", id="cents"),
        pytest.param(-2500000.5, "-2500000.5", id="below zero"),
        pytest.param(0.1 + 0.2, "0.3", id="a sum of floats"),
        pytest.param(2 / 3, "0.666667", id="a share"),
        pytest.param(1 / 3000, "0.000333333", id="a small share"),
        pytest.param(0.0000012, "0.0000012", id="a tiny share"),
        pytest.param(0.0, "0", id="nothing"),
        pytest.param(100.0, "100", id="zeros before the point stay"),
        pytest.param(Decimal("1E+6"), "1000000", id="a decimal with an exponent"),
        pytest.param(Decimal("180000.50"), "180000.50", id="money"),
        pytest.param(None, "", id="not measured"),
    ],
)
def test_numbers_keep_what_counts_and_have_no_exponent(value, written):
    assert cell(value) == written
