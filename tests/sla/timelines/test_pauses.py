"""Pauses cut out of business time, and time told apart for an explanation. No database."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from sla.calendars import NEVER, BusinessCalendar, Pauses

BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = BusinessCalendar(
    "Europe/Berlin", dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), [("09:00", "17:00")]), ["2026-03-10"]
)
HOUR = 3600


def march(day: int, hour: int = 0, minute: int = 0) -> datetime:
    """Wednesday is the 4th; Tuesday the 10th is a holiday."""
    return datetime(2026, 3, day, hour, minute, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("pauses", "due"),
    [
        pytest.param([], march(4, 14), id="none"),
        pytest.param([(march(4, 11), march(4, 12))], march(4, 15), id="inside"),
        pytest.param([(march(4, 11), march(4, 12)), (march(4, 11, 30), march(4, 13))], march(4, 16), id="overlapping"),
        pytest.param([(march(4, 11), march(4, 13)), (march(4, 11, 30), march(4, 12))], march(4, 16), id="contained"),
        pytest.param(
            [(march(4, 11), march(4, 14)), (march(4, 12), march(4, 13)), (march(4, 13), march(4, 15))],
            march(5, 10),
            id="overlapping-beyond-a-contained-one",
        ),
        pytest.param([(march(4, 11), march(4, 12)), (march(4, 12), march(4, 13))], march(4, 16), id="touching"),
        pytest.param([(march(4, 11), march(4, 12))] * 3, march(4, 15), id="repeated"),
        pytest.param([(march(4, 12), march(4, 13)), (march(4, 10, 30), march(4, 11))], march(4, 15, 30), id="unsorted"),
        pytest.param([(march(4, 8), march(4, 11))], march(4, 15), id="since-before-the-start"),
        pytest.param([(march(4, 8), march(4, 9, 30))], march(4, 14), id="over-before-the-start"),
        pytest.param([(march(4, 14), march(4, 15))], march(4, 14), id="from-due-on"),
        pytest.param([(march(4, 13, 59), march(4, 15))], march(4, 15, 1), id="a-minute-before-due"),
        pytest.param([(march(4, 13), march(4, 14))], march(4, 15), id="until-due"),
        pytest.param([(march(4, 18), march(5, 8))], march(4, 14), id="outside-hours"),
        pytest.param([(march(4, 13), march(4, 18))], march(5, 10), id="over-closing"),
        pytest.param([(march(4, 13), march(4, 17))], march(5, 10), id="until-closing"),
        pytest.param([(march(4, 13), march(11, 10))], march(11, 11), id="over-weekend-and-holiday"),
        pytest.param([(march(4, 13), march(4, 12))], march(4, 14), id="reversed"),
        pytest.param([(march(4, 11), march(4, 11))], march(4, 14), id="of-no-time"),
        pytest.param([(march(4, 14), None)], march(4, 14), id="still-on-from-due-on"),
        pytest.param([(march(4, 13, 59), None)], None, id="still-on-a-minute-before-due"),
        pytest.param([(march(3, 12), None)], None, id="still-on-since-before-the-start"),
        pytest.param([(march(4, 11), march(4, 13)), (march(4, 12), None)], None, id="still-on-within-another"),
        pytest.param([(march(4, 11), march(4, 13)), (march(4, 16), None)], march(4, 16), id="still-on-later"),
    ],
)
def test_due_skips_pauses(pauses, due):
    assert OFFICE.due(march(4, 10), 4 * HOUR, pauses) == due


@pytest.mark.parametrize(
    ("start", "pauses", "due"),
    [
        pytest.param(march(4, 10), [(march(4, 11), march(4, 12))], march(4, 10), id="later"),
        pytest.param(march(4, 10), [(march(4, 10), march(4, 12))], march(4, 12), id="now"),
        pytest.param(march(4, 10), [(march(4, 10), march(4, 17))], march(5, 9), id="until-closing"),
        pytest.param(march(4, 18), [(march(4, 17), march(5, 8))], march(5, 9), id="over-before-opening"),
        pytest.param(march(4, 18), [(march(5, 9), march(5, 10))], march(5, 10), id="from-opening"),
        pytest.param(march(4, 10), [(march(4, 10), None)], None, id="still-on"),
        pytest.param(march(4, 18), [(march(4, 20), None)], None, id="still-on-before-opening"),
        pytest.param(march(4, 10), [(march(4, 10, 1), None)], march(4, 10), id="still-on-a-minute-later"),
    ],
)
def test_a_target_of_nothing_is_due_at_the_first_instant_that_counts(start, pauses, due):
    assert OFFICE.due(start, 0, pauses) == due


@pytest.mark.parametrize(
    ("pauses", "hours"),
    [
        pytest.param([], 15, id="none"),
        pytest.param([(march(4, 11), march(4, 12))], 14, id="inside"),
        pytest.param([(march(4, 11), march(4, 13)), (march(4, 12), march(4, 14))], 12, id="overlapping"),
        pytest.param([(march(4, 16), march(5, 10))], 13, id="over-night"),
        pytest.param([(march(4, 17), march(5, 9))], 15, id="outside-hours"),
        pytest.param([(march(3, 10), march(4, 11))], 14, id="since-before-the-start"),
        pytest.param([(march(5, 16), march(6, 12))], 14, id="beyond-the-end"),
        pytest.param([(march(2), march(3)), (march(6), march(7))], 15, id="elsewhere"),
        pytest.param([(march(4, 12), None)], 2, id="still-on"),
        pytest.param([(march(4, 12), None), (march(4, 11), march(4, 15))], 1, id="still-on-after-another"),
        pytest.param([(march(3), None)], 0, id="all-of-it"),
        pytest.param([(march(6), None)], 15, id="still-on-since-the-end"),
        pytest.param([(march(4, 13), march(4, 12))], 15, id="reversed"),
    ],
)
def test_elapsed_leaves_pauses_out(pauses, hours):
    assert OFFICE.elapsed(march(4, 10), march(5, 17), pauses) == hours * HOUR


def test_pauses_do_not_make_time_before_the_start_count():
    assert OFFICE.elapsed(march(4, 15), march(4, 10), [(march(4, 11), march(4, 12))]) == 0


def test_pauses_of_many_rows_stay_with_their_rows():
    starts = np.array([march(4, 10).timestamp()] * 4, np.int64)
    rows = [3, 1, 1, 2]
    pause_starts = [int(march(4, hour).timestamp()) for hour in (11, 13, 11, 14)]
    pause_ends = [NEVER, *(int(march(4, hour).timestamp()) for hour in (14, 12, 15))]

    due = OFFICE.due_many(starts, 4 * HOUR, Pauses(rows, pause_starts, pause_ends))
    elapsed = OFFICE.elapsed_many(starts, int(march(5).timestamp()), Pauses(rows, pause_starts, pause_ends))

    assert due.tolist() == [march(4, 14).timestamp(), march(4, 16).timestamp(), march(4, 14).timestamp(), NEVER]
    assert elapsed.tolist() == [7 * HOUR, 5 * HOUR, 6 * HOUR, HOUR]


def test_a_long_pause_takes_nothing_from_the_next_row():
    ten, eleven, five = (int(march(4, hour).timestamp()) for hour in (10, 11, 17))

    elapsed = OFFICE.elapsed_many([ten, ten], five, Pauses([0, 1], [eleven, ten], [five, eleven]))

    assert elapsed.tolist() == [HOUR, 6 * HOUR]


def test_a_pause_of_no_row_is_refused():
    noon = int(march(4, 12).timestamp())

    with pytest.raises(IndexError, match="not among the 2"):
        OFFICE.due_many([noon, noon], 60, Pauses([2], [noon], [noon + 60]))


def test_segments_tell_all_time_apart():
    pauses = [(march(6, 16, 30), march(6, 20)), (march(9, 10), march(9, 11))]

    segments = OFFICE.segments(march(6, 16), march(11, 10), pauses)

    assert [(segment.start, segment.kind, segment.on) for segment in segments] == [
        (march(6, 16), "open", date(2026, 3, 6)),
        (march(6, 16, 30), "paused", date(2026, 3, 6)),
        (march(6, 17), "closed", date(2026, 3, 6)),
        (march(7), "closed", date(2026, 3, 7)),
        (march(8), "closed", date(2026, 3, 8)),
        (march(9), "closed", date(2026, 3, 9)),
        (march(9, 9), "open", date(2026, 3, 9)),
        (march(9, 10), "paused", date(2026, 3, 9)),
        (march(9, 11), "open", date(2026, 3, 9)),
        (march(9, 17), "closed", date(2026, 3, 9)),
        (march(10), "holiday", date(2026, 3, 10)),
        (march(11), "closed", date(2026, 3, 11)),
        (march(11, 9), "open", date(2026, 3, 11)),
    ]
    assert all(before.end == after.start for before, after in pairwise(segments))
    assert segments[-1].end == march(11, 10)


def test_a_pause_still_on_is_paused_to_the_end():
    segments = OFFICE.segments(march(4, 16), march(5, 10), [(march(4, 12), None)])

    assert [segment.kind for segment in segments] == ["paused", "closed", "closed", "paused"]


@pytest.mark.parametrize("end", [march(4, 12), march(4, 11)])
def test_no_time_has_no_segments(end):
    assert OFFICE.segments(march(4, 12), end) == []


def test_round_the_clock_is_one_segment_a_day():
    always = BusinessCalendar.round_the_clock("Europe/Berlin")

    segments = always.segments(march(28), march(31))

    lengths = [segment.end - segment.start for segment in segments]
    assert [segment.kind for segment in segments] == ["open"] * 3
    assert lengths == [timedelta(hours=24), timedelta(hours=23), timedelta(hours=24)]
