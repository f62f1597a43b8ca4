"""A Wednesday that is found to be free when its clocks are closed."""

from datetime import date, timedelta

from tests.factories import NOW, OFFICE_WEEK

TODAY = date(2026, 3, 4)
DAY = timedelta(days=1)
LATER = NOW + 2 * DAY
SHORT_WEEK = {day: windows for day, windows in OFFICE_WEEK.items() if day != "wed"}  # nobody works on that Wednesday
