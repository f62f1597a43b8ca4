"""Hours and holidays as people write them, and what is said of wrong ones. No database."""

from datetime import UTC, date, datetime

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
        pytest.param("UTC", {"fri": [("17:00", "09:00")]}, [], "On Friday, 17:00–09:00 does not", id="reversed"),
        pytest.param("UTC", {"fri": [("09:00", "09:00")]}, [], "does not close after it opens", id="no-time"),
        pytest.param("UTC", {"fri": [("22:00", "00:00")]}, [], "Write 24:00 for midnight", id="midnight-as-0"),
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
