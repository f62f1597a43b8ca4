"""Hours and holidays as people write them, and what is said of wrong ones. No database."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from sla.calendars import BusinessCalendar


@pytest.mark.parametrize(
    ("timezone", "weekly", "holidays", "sentence"),
    [
        pytest.param("Europe/Berln", {}, [], "“Europe/Berln” is not a time zone", id="unknown-zone"),
        pytest.param("", {}, [], "is not a time zone", id="no-zone"),
        pytest.param("America", {}, [], "is not a time zone", id="a-folder-of-zones"),
        pytest.param("../secret", {}, [], "is not a time zone", id="a-path"),
        pytest.param(None, {}, [], "is not a time zone", id="none"),
        pytest.param("UTC", {"monday": []}, [], "“monday” is not a weekday. Use mon, tue, ", id="unknown-weekday"),
        pytest.param("UTC", {"mon": [("9:00", "17:00")]}, [], "On Monday, “9:00” is not a time", id="short-time"),
        pytest.param("UTC", {"mon": [("09:00", "24:30")]}, [], "On Monday, “24:30” is not a time", id="past-24"),
        pytest.param("UTC", {"mon": [("09:60", "17:00")]}, [], "On Monday, “09:60” is not a time", id="sixty-minutes"),
        pytest.param("UTC", {"mon": [("٠٩:00", "17:00")]}, [], "is not a time", id="other-digits"),
        pytest.param("UTC", {"mon": [(9, 17)]}, [], "On Monday, “9” is not a time", id="numbers"),
        pytest.param("UTC", {"mon": [("09:00",)]}, [], "On Monday, .* is not a window", id="half-a-window"),
        pytest.param("UTC", {"mon": ["09:00-17:00"]}, [], "On Monday, .* is not a window", id="window-as-text"),
        pytest.param("UTC", {"fri": [("09:00", "09:00")]}, [], "09:00–09:00 is no time at all", id="no-time"),
        pytest.param("UTC", {"fri": [("24:00", "06:00")]}, [], "nothing opens at 24:00", id="opens-tomorrow"),
        pytest.param("UTC", {"fri": [("22:00", "06:00"), ("23:00", "24:00")]}, [], "On Friday, two", id="in-a-night"),
        pytest.param(
            "UTC",
            {"sun": [("22:00", "06:00")], "mon": [("05:59", "09:00")]},
            [],
            "The night of Sunday closes at 06:00 on Monday, after its hours begin at 05:59",
            id="night-into-morning",
        ),
        pytest.param("UTC", {"sun": [("13:00", "18:00"), ("09:00", "13:30")]}, [], "On Sunday, two", id="overlap"),
        pytest.param("UTC", {"sun": [("09:00", "17:00")] * 2}, [], "On Sunday, .* overlap", id="twice"),
        pytest.param("UTC", {}, ["25.12.2026"], "“25.12.2026” is not a date", id="malformed-holiday"),
        pytest.param("UTC", {}, ["2026-02-30"], "“2026-02-30” is not a date", id="impossible-holiday"),
        pytest.param("UTC", {}, [datetime(2026, 12, 25, tzinfo=UTC)], "is not a date", id="an-instant-as-holiday"),
    ],
)
def test_a_wrong_calendar_is_refused_in_a_sentence(timezone, weekly, holidays, sentence):
    with pytest.raises(ValueError, match=sentence):
        BusinessCalendar(timezone, weekly, holidays)


def test_hours_can_be_read_back():
    calendar = BusinessCalendar("UTC", {"tue": [["13:30", "24:00"], ["00:00", "12:05"]], "mon": []}, [date(2026, 5, 1)])

    assert calendar.weekly == {"tue": [("00:00", "12:05"), ("13:30", "24:00")]}
    assert BusinessCalendar(calendar.timezone, calendar.weekly, calendar.holidays) == calendar


@pytest.mark.parametrize(
    ("exceptions", "time_off", "sentence"),
    [
        pytest.param({"2026-12-25": [("09:00", "12:00")]}, [], "2026-12-25 is a day off, and has other", id="both"),
        pytest.param({"2026-12-24": []}, [], "2026-12-24 has no hours", id="no-hours"),
        pytest.param({"24.12.": [("09:00", "12:00")]}, [], "“24.12.” is not a date", id="malformed-exception"),
        pytest.param({"2026-12-24": [("9", "12")]}, [], "On 2026-12-24, “9” is not a time", id="malformed-hours"),
        pytest.param({}, [("2026-03-02T09:00", "2026-03-02T09:00")], "does not end after it begins", id="no-length"),
        pytest.param({}, [("2026-03-02T09:00", "2027-03-04T09:00")], "is longer than a year", id="longer-than-a-year"),
        pytest.param({}, [("2150-03-02T09:00", "2150-03-04T09:00")], "in the years 2000 to 2100", id="far-away"),
        pytest.param({}, [("tomorrow", "2026-03-04T09:00")], "“tomorrow” is not a day and a time", id="malformed"),
        pytest.param({}, [("2026-03-02T09:00Z", "2026-03-04T09:00")], "names a zone", id="with-a-zone"),
    ],
)
def test_wrong_exceptions_and_time_off_are_refused_in_a_sentence(exceptions, time_off, sentence):
    with pytest.raises(ValueError, match=sentence):
        BusinessCalendar("UTC", {"mon": [("09:00", "17:00")]}, ["2026-12-25"], exceptions, time_off)


def test_a_night_is_written_as_it_was_read_and_midnight_as_24():
    calendar = BusinessCalendar("UTC", {"mon": [("22:00", "06:00")], "fri": [("22:00", "00:00")]})

    assert calendar.weekly == {"mon": [("22:00", "06:00")], "fri": [("22:00", "24:00")]}


def test_equal_times_make_equal_calendars_in_whatever_order_they_are_written():
    off = [("2026-03-02T09:00", "2026-03-02T12:00"), ("2026-01-05T00:00", "2026-01-06T00:00")]
    week = {"mon": [("09:00", "17:00")]}

    assert BusinessCalendar("UTC", week, time_off=off) == BusinessCalendar("UTC", week, time_off=off[::-1])
    assert hash(BusinessCalendar("UTC", week, time_off=off)) == hash(BusinessCalendar("UTC", week, time_off=off[::-1]))


def test_zone_and_time_off_may_be_given_as_values():
    off = ("2026-03-02T09:00", "2026-03-02T12:00")

    calendar = BusinessCalendar(ZoneInfo("Europe/Berlin"), {}, time_off=[tuple(map(datetime.fromisoformat, off))])

    assert calendar == BusinessCalendar("Europe/Berlin", {}, time_off=[off])


@pytest.mark.parametrize(
    "off",
    [
        pytest.param(("2028-01-01T00:00", "2029-01-01T00:00"), id="a-leap-year"),
        pytest.param(("2000-01-01T00:00", "2000-01-02T00:00"), id="as-early-as-can-be"),
        pytest.param(("2100-12-30T00:00", "2100-12-31T23:59"), id="as-late-as-can-be"),
    ],
)
def test_the_longest_and_the_furthest_time_off(off):
    assert BusinessCalendar("UTC", {"mon": [("09:00", "17:00")]}, time_off=[off]).off
