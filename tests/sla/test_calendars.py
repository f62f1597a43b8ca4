"""The rules of business time, each at the instants where they meet. No database."""

import copy
import pickle
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sla.calendars import BusinessCalendar, CalendarNeverOpens

WORKDAYS = ("mon", "tue", "wed", "thu", "fri")
BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = BusinessCalendar("Europe/Berlin", dict.fromkeys(WORKDAYS, [("09:00", "17:00")]), ["2026-04-03", "2026-04-06"])
LUNCH = BusinessCalendar("Europe/Berlin", dict.fromkeys(WORKDAYS, [("13:30", "18:00"), ("09:00", "12:30")]))
NIGHTS = BusinessCalendar("Europe/Berlin", dict.fromkeys((*WORKDAYS, "sat", "sun"), [("00:00", "08:00")]))
OVERNIGHT = BusinessCalendar("Europe/Berlin", {"fri": [("22:00", "24:00")], "sat": [("00:00", "06:00")]})
GULF = BusinessCalendar("Asia/Riyadh", dict.fromkeys(("sun", "mon", "tue", "wed", "thu"), [("08:00", "16:00")]))
ALWAYS = BusinessCalendar.round_the_clock("Europe/Berlin")
CLOSED = BusinessCalendar("Europe/Berlin", {})
HOUR = 3600


def berlin(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=BERLIN)


def riyadh(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=ZoneInfo("Asia/Riyadh"))


@pytest.mark.parametrize(
    ("calendar", "start", "seconds", "due"),
    [
        pytest.param(OFFICE, berlin(2026, 3, 4, 10), 4 * HOUR, berlin(2026, 3, 4, 14), id="inside-one-day"),
        pytest.param(OFFICE, berlin(2026, 3, 4, 10, 0, 7), 1, berlin(2026, 3, 4, 10, 0, 8), id="one-second"),
        pytest.param(OFFICE, berlin(2026, 3, 4, 7), HOUR, berlin(2026, 3, 4, 10), id="before-opening"),
        pytest.param(OFFICE, berlin(2026, 3, 4, 9), HOUR, berlin(2026, 3, 4, 10), id="exactly-at-opening"),
        pytest.param(OFFICE, berlin(2026, 3, 4, 17), HOUR, berlin(2026, 3, 5, 10), id="exactly-at-closing"),
        pytest.param(OFFICE, berlin(2026, 3, 4, 16, 59, 59), 1, berlin(2026, 3, 4, 17), id="the-last-second"),
        pytest.param(OFFICE, berlin(2026, 3, 4, 16), HOUR, berlin(2026, 3, 4, 17), id="ends-exactly-at-closing"),
        pytest.param(OFFICE, berlin(2026, 3, 4, 16), HOUR + 1, berlin(2026, 3, 5, 9, 0, 1), id="a-second-too-much"),
        pytest.param(OFFICE, berlin(2026, 3, 4, 9), 24 * HOUR, berlin(2026, 3, 6, 17), id="several-days-exactly"),
        pytest.param(OFFICE, berlin(2026, 3, 6, 16, 30), HOUR, berlin(2026, 3, 9, 9, 30), id="friday-evening"),
        pytest.param(OFFICE, berlin(2026, 3, 7, 16, 30), HOUR, berlin(2026, 3, 9, 10), id="saturday-afternoon"),
        pytest.param(OFFICE, berlin(2026, 4, 2, 16), 2 * HOUR, berlin(2026, 4, 7, 10), id="over-easter"),
        pytest.param(OFFICE, berlin(2026, 4, 3, 12), HOUR, berlin(2026, 4, 7, 10), id="starts-on-a-holiday"),
        pytest.param(OFFICE, berlin(2026, 12, 31, 16), 9 * HOUR, berlin(2027, 1, 1, 17), id="over-new-year"),
        pytest.param(OFFICE, datetime(2026, 3, 4, 3, tzinfo=ZoneInfo("America/New_York")), HOUR,
                     berlin(2026, 3, 4, 10), id="start-in-another-zone"),
        pytest.param(LUNCH, berlin(2026, 3, 4, 12), HOUR, berlin(2026, 3, 4, 14), id="over-lunch"),
        pytest.param(LUNCH, berlin(2026, 3, 4, 11, 30), HOUR, berlin(2026, 3, 4, 12, 30), id="ends-at-lunch"),
        pytest.param(LUNCH, berlin(2026, 3, 4, 13), HOUR, berlin(2026, 3, 4, 14, 30), id="starts-in-lunch"),
        pytest.param(OVERNIGHT, berlin(2026, 3, 6, 23), 2 * HOUR, berlin(2026, 3, 7, 1), id="over-midnight"),
        pytest.param(OVERNIGHT, berlin(2026, 3, 6, 23), HOUR, berlin(2026, 3, 7), id="ends-at-midnight-inside"),
        pytest.param(OVERNIGHT, berlin(2026, 3, 7, 6), 8 * HOUR, berlin(2026, 3, 14, 6), id="a-whole-night-shift"),
        pytest.param(GULF, riyadh(2026, 3, 5, 15), 2 * HOUR, riyadh(2026, 3, 8, 9), id="sunday-to-thursday-week"),
        pytest.param(GULF, riyadh(2026, 3, 6, 12), HOUR, riyadh(2026, 3, 8, 9), id="friday-is-weekend"),
        pytest.param(NIGHTS, berlin(2026, 3, 29), 8 * HOUR, berlin(2026, 3, 30, 1), id="night-of-seven-hours"),
        pytest.param(NIGHTS, berlin(2026, 10, 25), 9 * HOUR, berlin(2026, 10, 25, 8), id="night-of-nine-hours"),
        pytest.param(OFFICE, berlin(2026, 3, 27, 16), 2 * HOUR, berlin(2026, 3, 30, 10), id="clocks-forward-meanwhile"),
        pytest.param(OFFICE, berlin(2026, 10, 23, 16), 2 * HOUR, berlin(2026, 10, 26, 10), id="clocks-back-meanwhile"),
        pytest.param(ALWAYS, berlin(2026, 3, 28, 12), 24 * HOUR, berlin(2026, 3, 29, 13), id="24-7-forward"),
        pytest.param(ALWAYS, berlin(2026, 10, 24, 12), 24 * HOUR, berlin(2026, 10, 25, 11), id="24-7-back"),
        pytest.param(OFFICE, berlin(2027, 1, 1, 9), 8 * HOUR * 521, berlin(2028, 12, 29, 17), id="more-than-a-year"),
        pytest.param(OFFICE, berlin(1969, 12, 31, 16), 2 * HOUR, berlin(1970, 1, 1, 10), id="before-the-epoch"),
    ],
)  # fmt: skip
def test_a_target_is_due_when_its_business_time_has_passed(calendar, start, seconds, due):
    assert calendar.due(start, seconds) == due
    assert calendar.elapsed(start, due) == seconds
    assert calendar.elapsed(start, due - timedelta(seconds=1)) == seconds - 1


@pytest.mark.parametrize(
    ("start", "due"),
    [
        pytest.param(berlin(2026, 3, 4, 12), berlin(2026, 3, 4, 12), id="open"),
        pytest.param(berlin(2026, 3, 4, 9), berlin(2026, 3, 4, 9), id="at-opening"),
        pytest.param(berlin(2026, 3, 4, 17), berlin(2026, 3, 5, 9), id="at-closing"),
        pytest.param(berlin(2026, 3, 4, 8), berlin(2026, 3, 4, 9), id="before-opening"),
        pytest.param(berlin(2026, 3, 6, 18), berlin(2026, 3, 9, 9), id="weekend"),
        pytest.param(berlin(2026, 4, 3, 12), berlin(2026, 4, 7, 9), id="holiday"),
    ],
)
def test_a_target_of_nothing_is_due_at_the_first_open_instant(start, due):
    assert OFFICE.due(start, 0) == due


@pytest.mark.parametrize(
    ("calendar", "start", "end", "seconds"),
    [
        pytest.param(OFFICE, berlin(2026, 3, 4, 10), berlin(2026, 3, 4, 10), 0, id="no-time"),
        pytest.param(OFFICE, berlin(2026, 3, 4, 12), berlin(2026, 3, 4, 10), 0, id="end-before-start"),
        pytest.param(OFFICE, berlin(2026, 3, 4, 17), berlin(2026, 3, 5, 9), 0, id="closing-to-opening"),
        pytest.param(OFFICE, berlin(2026, 3, 4, 16, 59, 59), berlin(2026, 3, 5, 9, 0, 1), 2, id="around-a-night"),
        pytest.param(OFFICE, berlin(2026, 3, 7), berlin(2026, 3, 9), 0, id="weekend"),
        pytest.param(OFFICE, berlin(2026, 4, 3), berlin(2026, 4, 7), 0, id="easter"),
        pytest.param(OFFICE, berlin(2026, 3, 2), berlin(2026, 3, 9), 40 * HOUR, id="one-week"),
        pytest.param(OFFICE, berlin(2027, 1, 1), berlin(2028, 1, 1), 261 * 8 * HOUR, id="one-year"),
        pytest.param(LUNCH, berlin(2026, 3, 4), berlin(2026, 3, 5), 8 * HOUR, id="a-day-with-lunch"),
        pytest.param(NIGHTS, berlin(2026, 3, 29), berlin(2026, 3, 30), 7 * HOUR, id="clocks-forward"),
        pytest.param(NIGHTS, berlin(2026, 10, 25), berlin(2026, 10, 26), 9 * HOUR, id="clocks-back"),
        pytest.param(OVERNIGHT, berlin(2026, 3, 6), berlin(2026, 3, 8), 8 * HOUR, id="over-midnight"),
        pytest.param(ALWAYS, berlin(2026, 3, 29), berlin(2026, 3, 30), 23 * HOUR, id="24-7-short-day"),
        pytest.param(ALWAYS, berlin(2026, 10, 25), berlin(2026, 10, 26), 25 * HOUR, id="24-7-long-day"),
        pytest.param(CLOSED, berlin(2026, 3, 4), berlin(2027, 3, 4), 0, id="never-open"),
    ],
)
def test_elapsed_counts_the_open_seconds(calendar, start, end, seconds):
    assert calendar.elapsed(start, end) == seconds


def test_windows_are_cut_off_at_both_ends():
    windows = list(OFFICE.windows(berlin(2026, 3, 4, 16), berlin(2026, 3, 6, 10)))

    assert windows == [
        (berlin(2026, 3, 4, 16), berlin(2026, 3, 4, 17)),
        (berlin(2026, 3, 5, 9), berlin(2026, 3, 5, 17)),
        (berlin(2026, 3, 6, 9), berlin(2026, 3, 6, 10)),
    ]
    assert all(instant.tzinfo is UTC for window in windows for instant in window)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        pytest.param(berlin(2026, 3, 4, 17), berlin(2026, 3, 5, 9), id="night"),
        pytest.param(berlin(2026, 3, 4, 12), berlin(2026, 3, 4, 12), id="no-time"),
        pytest.param(berlin(2026, 3, 4, 12), berlin(2026, 3, 3, 12), id="reversed"),
    ],
)
def test_there_is_no_window_where_there_is_no_open_time(start, end):
    assert list(OFFICE.windows(start, end)) == []


def test_a_fraction_of_a_second_is_dropped():
    start = berlin(2026, 3, 4, 10, 0, 0, 999_999)

    assert OFFICE.due(start, 60) == berlin(2026, 3, 4, 10, 1)
    assert OFFICE.elapsed(start, berlin(2026, 3, 4, 10, 0, 1)) == 1


def test_the_second_showing_of_an_hour_is_another_instant():
    first, second = berlin(2026, 10, 25, 2, 30), berlin(2026, 10, 25, 2, 30).replace(fold=1)

    assert NIGHTS.elapsed(first, second) == HOUR
    assert NIGHTS.due(second, HOUR) == berlin(2026, 10, 25, 3, 30)


@pytest.mark.parametrize("target", [0, 1, HOUR])
def test_on_a_calendar_that_never_opens_nothing_is_due(target):
    assert CLOSED.never_opens
    with pytest.raises(CalendarNeverOpens, match="Europe/Berlin never opens"):
        CLOSED.due(berlin(2026, 3, 4), target)


@pytest.mark.parametrize("target", [1_000_000, 2**60, 2**63 - 1])
def test_a_target_beyond_the_last_year_is_refused_not_looked_for(target):
    monday_minute = BusinessCalendar("UTC", {"mon": [("09:00", "09:01")]})

    with pytest.raises(CalendarNeverOpens, match="in UTC opens too rarely to be due before 2202"):
        monday_minute.due(datetime(2026, 3, 4, tzinfo=UTC), target)


def test_holidays_without_end_are_refused_not_walked():
    every_day = [date(2199, 1, 1) + timedelta(days=day) for day in range(366 * 4)]
    calendar = BusinessCalendar("UTC", OFFICE.weekly, every_day)

    with pytest.raises(CalendarNeverOpens):
        calendar.due(datetime(2199, 1, 1, tzinfo=UTC), 1)


def test_work_resumes_after_years_of_holidays():
    three_years = [date(2026, 1, 1) + timedelta(days=day) for day in range(365 * 3)]
    calendar = BusinessCalendar("Europe/Berlin", OFFICE.weekly, three_years)

    assert calendar.due(berlin(2026, 3, 4), HOUR) == berlin(2029, 1, 1, 10)


def test_what_was_compiled_grows_towards_the_past_and_the_future():
    calendar = BusinessCalendar("Europe/Berlin", OFFICE.weekly)
    present, past, future = ((berlin(year, 6, 1, 7), berlin(year, 7, 1, 7)) for year in (2026, 1950, 2150))
    before = calendar.elapsed(*present)

    assert calendar.elapsed(*past) == 22 * 8 * HOUR
    assert calendar.elapsed(*future) == 22 * 8 * HOUR
    assert calendar.elapsed(*present) == before == 22 * 8 * HOUR


@pytest.mark.parametrize("year", [1900, 2200])
def test_the_first_and_the_last_year_can_be_asked_about(year):
    assert (
        ALWAYS.elapsed(datetime(year, 1, 1, tzinfo=UTC), datetime(year, 12, 31, 23, 59, 59, tzinfo=UTC)) == 31_535_999
    )
    assert ALWAYS.due(datetime(year, 12, 31, 23, tzinfo=UTC), HOUR) == datetime(year + 1, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("year", [1899, 2201])
def test_other_years_are_refused(year):
    with pytest.raises(ValueError, match="is not an instant of the years 1900 to 2200"):
        OFFICE.due(datetime(year, 6, 1, tzinfo=UTC), HOUR)


def test_a_negative_target_is_refused():
    with pytest.raises(ValueError, match="cannot be negative"):
        OFFICE.due(berlin(2026, 3, 4), -1)


@pytest.mark.parametrize(
    "ask",
    [
        pytest.param(lambda aware, naive: OFFICE.due(naive, 1), id="due"),
        pytest.param(lambda aware, naive: OFFICE.elapsed(naive, aware), id="elapsed-start"),
        pytest.param(lambda aware, naive: OFFICE.elapsed(aware, naive), id="elapsed-end"),
        pytest.param(lambda aware, naive: OFFICE.due(aware, 1, [(naive, None)]), id="pause-start"),
        pytest.param(lambda aware, naive: OFFICE.elapsed(aware, aware, [(aware, naive)]), id="pause-end"),
        pytest.param(lambda aware, naive: OFFICE.windows(naive, aware), id="windows"),
        pytest.param(lambda aware, naive: OFFICE.segments(aware, naive), id="segments"),
    ],
)
def test_a_naive_datetime_is_refused(ask):
    aware = berlin(2026, 3, 4, 12)

    with pytest.raises(ValueError, match="has no time zone"):
        ask(aware, aware.replace(tzinfo=None))


def test_a_calendar_is_a_value():
    as_text = BusinessCalendar("Europe/Berlin", {"mon": [["09:00", "17:00"]], "tue": []}, ["2026-12-25", "2026-12-25"])
    as_dates = BusinessCalendar(timezone=BERLIN, weekly={"mon": [("09:00", "17:00")]}, holidays={date(2026, 12, 25)})

    assert as_text == as_dates
    assert hash(as_text) == hash(as_dates)
    assert as_text != BusinessCalendar("Europe/Vienna", as_text.weekly, as_text.holidays)
    assert as_text != BusinessCalendar("Europe/Berlin", as_text.weekly)
    with pytest.raises(AttributeError):
        as_text.timezone = "UTC"


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda calendar: pickle.loads(pickle.dumps(calendar))])  # noqa: S301
def test_a_copy_measures_the_same(copied):
    start = berlin(2026, 3, 4, 12)
    due = OFFICE.due(start, HOUR)

    assert copied(OFFICE) == OFFICE
    assert copied(OFFICE).due(start, HOUR) == due
