"""Arrays: whole numbers, rows of many calendars, and years that grow. No database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import numpy as np
import pytest

from sla.calendars import BusinessCalendar, CalendarNeverOpens, CalendarSet, Pauses

WEEK = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), [("09:00", "12:30"), ("13:30", "18:00")])
OFFICE = BusinessCalendar("Europe/Berlin", WEEK, ["2026-12-25"])
MINUTES = BusinessCalendar("Asia/Kathmandu", {"tue": [("09:01", "11:58")], "sat": [("00:07", "24:00")]})
ALWAYS = BusinessCalendar.round_the_clock("Australia/Lord_Howe")
CLOSED = BusinessCalendar("UTC", {})
AFTERNOON = int(datetime(2026, 3, 4, 13, tzinfo=UTC).timestamp())  # 14:00 in Berlin
YEAR = 366 * 86_400


def scattered(size: int) -> np.ndarray:
    return np.random.default_rng(7).integers(AFTERNOON - YEAR, AFTERNOON + YEAR, size)


@pytest.mark.parametrize("calendar", [OFFICE, MINUTES, ALWAYS], ids=["office", "minutes", "always"])
def test_many_rows_are_answered_like_few(calendar):
    starts = scattered(50_000)  # enough for tables, and for several blocks of rows
    targets = np.random.default_rng(8).integers(0, 90_000, starts.size)

    due = calendar.due_many(starts, targets)
    elapsed = calendar.elapsed_many(starts, due)

    some = slice(None, None, 97)
    assert np.array_equal(due[some], calendar.due_many(starts[some], targets[some]))
    assert np.array_equal(elapsed, targets)


def test_rows_of_many_calendars_are_answered_together():
    calendars = (OFFICE, CLOSED, MINUTES, ALWAYS, OFFICE)
    together = CalendarSet(calendars)
    which = np.random.default_rng(9).choice([0, 2, 3, 4], 20_000)
    starts = scattered(which.size)

    due = together.due_many(which, starts, 30_000)
    elapsed = together.elapsed_many(which, starts, due + 5_000)

    for place, calendar in enumerate(calendars):
        rows = which == place
        assert np.array_equal(due[rows], calendar.due_many(starts[rows], 30_000) if rows.any() else [])
        assert np.array_equal(elapsed[rows], calendar.elapsed_many(starts[rows], due[rows] + 5_000))


def test_the_last_calendar_of_a_set_does_not_run_on_into_nothing():
    together = CalendarSet([OFFICE, MINUTES])
    century = 100 * 52 * 3600

    due = together.due_many([0, 1, 1], [AFTERNOON] * 3, [60, 60, century])

    assert due.tolist() == [
        OFFICE.due_many([AFTERNOON], 60)[0],
        MINUTES.due_many([AFTERNOON], 60)[0],
        MINUTES.due_many([AFTERNOON], century)[0],
    ]


def test_a_row_on_a_calendar_that_never_opens_is_refused_and_measures_nothing():
    together = CalendarSet([OFFICE, CLOSED])

    assert together.elapsed_many([0, 1], AFTERNOON, AFTERNOON + 3600).tolist() == [3600, 0]
    assert together.due_many([0, 0], AFTERNOON, 3600).tolist() == [AFTERNOON + 3600] * 2
    with pytest.raises(CalendarNeverOpens, match="UTC never opens"):
        together.due_many([0, 1], AFTERNOON, 3600)


@pytest.mark.parametrize("which", [-1, 2])
def test_a_calendar_outside_the_set_is_refused(which):
    with pytest.raises(IndexError, match="not among the 2"):
        CalendarSet([OFFICE, MINUTES]).elapsed_many([which], [AFTERNOON], [AFTERNOON])


@pytest.mark.parametrize("calendar", [OFFICE, CLOSED], ids=["office", "closed"])
def test_no_rows_have_no_answers(calendar):
    assert calendar.due_many([], 60).tolist() == []
    assert calendar.elapsed_many([], []).tolist() == []


def test_one_number_stands_for_all_rows():
    starts = scattered(5)

    assert OFFICE.due_many(starts, 60).tolist() == OFFICE.due_many(starts, [60] * 5).tolist()
    assert OFFICE.elapsed_many(starts, AFTERNOON).tolist() == OFFICE.elapsed_many(starts, [AFTERNOON] * 5).tolist()
    assert OFFICE.due_many(starts, [60]).tolist() == OFFICE.due_many(starts, 60).tolist()
    assert OFFICE.due_many(AFTERNOON, [60, 120]).tolist() == [AFTERNOON + 60, AFTERNOON + 120]


@pytest.mark.parametrize(
    ("starts", "seconds"),
    [
        pytest.param([float(AFTERNOON)], 60, id="starts-in-fractions"),
        pytest.param([AFTERNOON], [0.5], id="target-in-fractions"),
        pytest.param(["2026-03-04"], 60, id="text"),
        pytest.param(np.array(["2026-03-04T12:00"], "datetime64[s]"), 60, id="datetime64"),
    ],
)
def test_only_whole_numbers_are_taken(starts, seconds):
    with pytest.raises(TypeError, match="whole seconds"):
        OFFICE.due_many(starts, seconds)


def test_milliseconds_are_not_taken_for_seconds():
    with pytest.raises(ValueError, match="1772629200000 is not an instant of the years 1900 to 2200"):
        OFFICE.elapsed_many([AFTERNOON], [AFTERNOON * 1000])
    with pytest.raises(ValueError, match="1772629200000 is not an instant"):
        OFFICE.due_many([AFTERNOON], 60, Pauses([0], [AFTERNOON], [AFTERNOON * 1000]))


def test_rows_are_flat():
    with pytest.raises(ValueError, match="flat columns"):
        OFFICE.due_many([[AFTERNOON]], 60)


def test_the_question_is_left_as_it_was():
    starts, targets = scattered(10), np.full(10, 60)
    starts.flags.writeable = targets.flags.writeable = False

    OFFICE.due_many(starts, targets)


def test_threads_that_share_a_calendar_get_what_one_alone_gets():
    shared = BusinessCalendar("Europe/Berlin", WEEK)
    starts = [AFTERNOON + (place % 40 - 20) * YEAR for place in range(200)]

    with ThreadPoolExecutor(8) as threads:
        due = list(threads.map(lambda start: int(shared.due_many([start], 3600)[0]), starts))

    assert due == [int(BusinessCalendar("Europe/Berlin", WEEK).due_many([start], 3600)[0]) for start in starts]
