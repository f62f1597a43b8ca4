"""The picture of a clock: what is joined where it would be too narrow, and what stays apart."""

from datetime import timedelta

import pytest

from sla.band import WIDTH, band
from sla.stretches import Kind, Stretch
from tests.factories import NOW

DAY = timedelta(days=1)
NIGHT, WEEKEND = timedelta(hours=16), timedelta(hours=64)
CLOSED, LATE, OPEN, PAUSED = Kind.CLOSED, Kind.LATE, Kind.OPEN, Kind.PAUSED


def drawn(*lengths):
    """The kinds of the blocks of stretches that follow each other, and the whole picture."""
    at, found = NOW, []
    for kind, length in lengths:
        found.append(Stretch(at, at + length, kind))
        at += length
    picture = band(found, None)
    return [block.kind for block in picture.blocks], picture


def weeks(number):
    day = [(LATE, DAY - NIGHT), (CLOSED, NIGHT)]
    return [*day * 4, (LATE, DAY - NIGHT), (CLOSED, WEEKEND)] * number


def test_of_a_week_every_night_is_drawn():
    kinds, picture = drawn(*weeks(1))

    assert (len(kinds), picture.leaves_out) == (10, False)


def test_of_a_year_the_weeks_are_drawn_and_no_nights():
    kinds, picture = drawn(*weeks(52))

    assert kinds == [LATE, CLOSED] * 52
    assert picture.leaves_out
    for block, following in zip(picture.blocks, picture.blocks[1:], strict=False):
        assert block.x + block.width == pytest.approx(following.x, abs=0.2)
    assert picture.blocks[-1].x + picture.blocks[-1].width == pytest.approx(WIDTH, abs=0.2)


@pytest.mark.parametrize(
    "between",
    [
        pytest.param([(CLOSED, NIGHT), (Kind.HOLIDAY, 9 * DAY), (CLOSED, NIGHT)], id="together-long"),
        pytest.param([(PAUSED, NIGHT)], id="paused"),
        pytest.param([(CLOSED, NIGHT), (PAUSED, NIGHT), (CLOSED, NIGHT)], id="paused-at-night"),
        pytest.param([(CLOSED, NIGHT), (OPEN, NIGHT), (CLOSED, NIGHT)], id="something-else-that-counts"),
    ],
)
def test_what_is_no_short_break_stays(between):
    whole = [(LATE, 300 * DAY), *between, (LATE, 300 * DAY)]

    kinds, picture = drawn(*whole)

    assert kinds == [kind for kind, _ in whole]
    assert not picture.leaves_out


def test_a_break_at_either_end_stays():
    kinds, _ = drawn((CLOSED, NIGHT), (LATE, 300 * DAY), (CLOSED, NIGHT), (LATE, DAY), (CLOSED, NIGHT))

    assert kinds == [CLOSED, LATE, CLOSED]
