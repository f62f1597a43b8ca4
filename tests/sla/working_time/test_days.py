"""The weeks ahead as they will be counted. No database."""

from datetime import date, timedelta

import pytest

from sla.calendars import BusinessCalendar
from sla.working_time.days import weeks
from tests.sla.arrays import HOUR
from tests.sla.working_time.hours import WEEK


@pytest.mark.parametrize(
    ("today", "mondays"),
    [
        pytest.param(2, [2, 9, 16, 23], id="monday"),
        pytest.param(3, [2, 9, 16, 23, 30], id="tuesday"),
        pytest.param(8, [2, 9, 16, 23, 30], id="sunday"),
    ],
)
def test_the_next_four_weeks_are_shown_by_whole_ones(today, mondays):
    today = date(2026, 3, today)

    found = weeks(BusinessCalendar("Asia/Tokyo", WEEK), {}, today)

    assert [week.days[0].on for week in found] == [date(2026, 3, day) for day in mondays]
    assert found[-1].days[-1].on >= today + timedelta(days=27)
    assert [week.seconds for week in found] == [40 * HOUR] * len(mondays)
    assert found[0].days[2].spans == ["09:00–12:30", "13:30–18:00"]


def test_a_day_that_lasts_until_midnight_ends_at_24():
    nights = BusinessCalendar("Europe/Berlin", {"mon": [("22:00", "06:00")]})

    monday, tuesday, *_ = weeks(nights, {}, date(2026, 3, 2))[0].days

    assert (monday.spans, tuesday.spans) == (["22:00–24:00"], ["00:00–06:00"])


def test_a_holiday_has_its_name_and_counts_nothing():
    calendar = BusinessCalendar("Europe/Berlin", WEEK, ["2026-03-06"])

    friday = weeks(calendar, {"2026-03-06": "Founders’ Day"}, date(2026, 3, 4))[0].days[4]

    assert (friday.holiday, friday.seconds, friday.windows) == ("Founders’ Day", 0, [])


def test_a_clock_change_is_said_and_counted_as_it_is():
    nights = BusinessCalendar("Europe/Berlin", {"sun": [("00:00", "08:00")]})

    sunday = weeks(nights, {}, date(2026, 3, 25))[0].days[6]

    assert (sunday.on, sunday.is_clock_change, sunday.seconds) == (date(2026, 3, 29), True, 7 * HOUR)
