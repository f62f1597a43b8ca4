"""Opening hours as instants: zones, clock changes, midnights. No database."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from sla.calendars import BusinessCalendar

BERLIN = ZoneInfo("Europe/Berlin")
HOUR = 3600


def berlin(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("zone", "day", "hours", "opens", "closes"),
    [
        pytest.param("Asia/Kolkata", "2026-03-04", ("09:00", "17:00"), "03:30", "11:30", id="half-hour-zone"),
        pytest.param("Asia/Kathmandu", "2026-03-04", ("09:00", "17:00"), "03:15", "11:15", id="quarter-hour-zone"),
        pytest.param("Australia/Adelaide", "2026-07-01", ("15:00", "23:00"), "05:30", "13:30", id="adelaide-winter"),
        pytest.param("Australia/Adelaide", "2026-01-07", ("15:00", "23:00"), "04:30", "12:30", id="adelaide-summer"),
        pytest.param("Australia/Lord_Howe", "2026-07-01", ("15:00", "23:00"), "04:30", "12:30", id="lord-howe-winter"),
        pytest.param("Australia/Lord_Howe", "2026-01-07", ("15:00", "23:00"), "04:00", "12:00", id="lord-howe-summer"),
        pytest.param("Europe/Berlin", "2026-03-29", ("02:15", "04:00"), "01:15", "02:00", id="opening-in-a-gap"),
        pytest.param("Europe/Berlin", "2026-03-29", ("01:00", "02:30"), "00:00", "01:30", id="closing-in-a-gap"),
        pytest.param("Europe/Berlin", "2026-03-29", ("02:10", "02:40"), "01:10", "01:40", id="both-in-a-gap"),
        pytest.param("Europe/Berlin", "2026-10-25", ("02:30", "04:00"), "00:30", "03:00", id="opening-in-a-fold"),
        pytest.param("Europe/Berlin", "2026-10-25", ("01:00", "02:30"), "-1:00", "00:30", id="closing-in-a-fold"),
        pytest.param("Europe/Berlin", "2026-10-25", ("02:10", "02:40"), "00:10", "00:40", id="both-in-a-fold"),
        pytest.param("America/Sao_Paulo", "2018-11-04", ("00:00", "24:00"), "03:00", "26:00", id="midnight-in-a-gap"),
        pytest.param("America/Sao_Paulo", "2018-02-17", ("00:00", "24:00"), "02:00", "27:00", id="25-hours"),
        pytest.param("Africa/Cairo", "2024-10-31", ("22:00", "24:00"), "19:00", "22:00", id="evening-in-a-fold"),
    ],
)  # fmt: skip
def test_windows_open_and_close_by_the_local_clock(zone, day, hours, opens, closes):
    midnight = datetime.combine(date.fromisoformat(day), time(), UTC)
    weekday = midnight.strftime("%a").lower()
    calendar = BusinessCalendar(zone, {weekday: [hours]})

    around = list(calendar.windows(midnight - timedelta(days=1), midnight + timedelta(days=2)))

    assert around == [tuple(midnight + after(clock) for clock in (opens, closes))]


def after(clock: str) -> timedelta:
    hours, minutes = clock.split(":")
    return timedelta(hours=int(hours), minutes=int(minutes))


@pytest.mark.parametrize(
    ("hours", "seconds"),
    [
        pytest.param([("02:30", "03:15"), ("05:00", "06:00")], HOUR, id="from-03:30-to-03:15"),
        pytest.param([("01:00", "02:30"), ("03:00", "05:00")], 3 * HOUR, id="until-03:30-and-from-03:00"),
        pytest.param([("01:00", "02:45"), ("03:00", "03:10")], 105 * 60, id="until-03:45-and-to-03:10"),
    ],
)
def test_windows_that_a_clock_change_disorders_count_once(hours, seconds):
    calendar = BusinessCalendar("Europe/Berlin", {"sun": hours})

    assert calendar.elapsed(berlin(2026, 3, 29), berlin(2026, 3, 30)) == seconds


def test_a_date_that_the_zone_skipped_opens_for_no_time():
    samoa = ZoneInfo("Pacific/Apia")  # went from 29 to 31 December 2011; the 30th would have been a Friday
    calendar = BusinessCalendar(
        "Pacific/Apia", dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), [("09:00", "17:00")])
    )
    thursday = datetime(2011, 12, 29, 16, tzinfo=samoa)

    assert calendar.due(thursday, 2 * HOUR) == datetime(2012, 1, 2, 10, tzinfo=samoa)


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Kiritimati"])  # behind UTC, and ahead of it by 14 hours
def test_a_local_year_need_not_begin_with_the_utc_year(zone):
    new_year = datetime(2026, 1, 1, tzinfo=UTC)

    for hours in range(-15, 15):
        start = new_year + timedelta(hours=hours)
        calendar = BusinessCalendar.round_the_clock(zone)

        assert calendar.elapsed(start, start + timedelta(hours=1)) == HOUR


def test_hours_that_touch_are_one_window():
    calendar = BusinessCalendar(
        "Europe/Berlin", {"mon": [("09:00", "12:00"), ("12:00", "24:00")], "tue": [("00:00", "06:00")]}
    )

    assert list(calendar.windows(berlin(2026, 3, 1), berlin(2026, 3, 8))) == [
        (berlin(2026, 3, 2, 9), berlin(2026, 3, 3, 6))
    ]


NIGHT = {"tue": [("22:00", "06:00")]}


@pytest.mark.parametrize(
    ("closed", "exceptions", "off", "expected"),
    [
        pytest.param([], {}, [], [("3 22:00", "4 06:00")], id="a-night"),
        pytest.param(["2026-03-04"], {}, [], [("3 22:00", "4 00:00")], id="before-a-holiday"),
        pytest.param(["2026-03-03"], {}, [], [], id="that-would-begin-on-a-holiday"),
        pytest.param([], {"2026-03-04": [("09:00", "12:00")]}, [], [("3 22:00", "4 00:00"), ("4 09:00", "4 12:00")],
                     id="before-a-day-with-other-hours"),
        pytest.param([], {"2026-03-03": [("20:00", "03:00")]}, [], [("3 20:00", "4 03:00")], id="other-night"),
        pytest.param([], {}, [("2026-03-03T23:00", "2026-03-04T01:30")],
                     [("3 22:00", "3 23:00"), ("4 01:30", "4 06:00")], id="hours-off-in-it"),
        pytest.param([], {}, [("2026-03-03T00:00", "2026-03-03T23:00"), ("2026-03-03T22:30", "2026-03-04T05:00")],
                     [("4 05:00", "4 06:00")], id="two-stretches-off-that-overlap"),
        pytest.param([], {}, [("2026-03-03T06:00", "2026-03-03T22:00")], [("3 22:00", "4 06:00")],
                     id="off-while-closed"),
    ],
)  # fmt: skip
def test_nights_days_off_and_time_off(closed, exceptions, off, expected):
    calendar = BusinessCalendar("Europe/Berlin", NIGHT, closed, exceptions, off)

    found = list(calendar.windows(berlin(2026, 3, 2), berlin(2026, 3, 6)))

    assert [tuple(f"{each.astimezone(BERLIN):%-d %H:%M}" for each in window) for window in found] == expected


@pytest.mark.parametrize(("month", "hours"), [(3, 7), (10, 9)], ids=["an-hour-lost", "an-hour-twice"])
def test_a_night_through_a_clock_change_is_as_long_as_it_was(month, hours):
    day = {3: 28, 10: 24}[month]
    calendar = BusinessCalendar("Europe/Berlin", {"sat": [("22:00", "06:00")]})

    assert calendar.elapsed(berlin(2026, month, day), berlin(2026, month, day + 3)) == hours * HOUR


def test_the_night_of_new_years_eve_is_known_whichever_years_are_asked_about():
    calendar = BusinessCalendar("Pacific/Niue", {"thu": [("22:00", "20:00")]})  # 11 hours behind

    found = list(calendar.windows(datetime(2027, 1, 2, 5, tzinfo=UTC), datetime(2027, 1, 2, 9, tzinfo=UTC)))

    assert found == [(datetime(2027, 1, 2, 5, tzinfo=UTC), datetime(2027, 1, 2, 7, tzinfo=UTC))]
