"""The weeks ahead as they will be counted. No database."""

from datetime import date

from sla.calendars import BusinessCalendar
from sla.working_time.days import weeks
from tests.sla.arrays import HOUR
from tests.sla.working_time.hours import WEEK


def test_four_weeks_begin_with_this_monday():
    found = weeks(BusinessCalendar("Europe/Berlin", WEEK), {}, date(2026, 3, 4))

    assert [week.days[0].on for week in found] == [date(2026, 3, day) for day in (2, 9, 16, 23)]
    assert [week.seconds for week in found] == [40 * HOUR] * 4
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
