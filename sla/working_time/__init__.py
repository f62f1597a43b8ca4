"""Calendars as people keep them: made, changed by versions, given to teams."""

from sla.working_time.services import (
    CalendarOvertaken,
    CalendarRefused,
    change_calendar,
    keep_calendar,
    make_calendar,
    may_change_calendar,
    may_make_calendars,
    revision,
    save_calendar,
    teams_given_by,
)

__all__ = [
    "CalendarOvertaken",
    "CalendarRefused",
    "change_calendar",
    "keep_calendar",
    "make_calendar",
    "may_change_calendar",
    "may_make_calendars",
    "revision",
    "save_calendar",
    "teams_given_by",
]
