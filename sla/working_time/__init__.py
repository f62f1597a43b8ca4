"""Calendars as people keep them: made, changed by versions, given to teams."""

from sla.working_time.services import (
    CalendarRefused,
    change_calendar,
    keep_calendar,
    make_calendar,
    may_change_calendars,
    save_calendar,
)

__all__ = [
    "CalendarRefused",
    "change_calendar",
    "keep_calendar",
    "make_calendar",
    "may_change_calendars",
    "save_calendar",
]
