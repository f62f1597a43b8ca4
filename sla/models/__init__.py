from sla.models.agreements import AgreementVersion, Promise, Signature
from sla.models.calendars import Calendar, CalendarVersion, TeamCalendar
from sla.models.clocks import Clock
from sla.models.facts import ClockFact, ClockWeek, DirtyClockDay, DirtyClockWeek

__all__ = [
    "AgreementVersion",
    "Calendar",
    "CalendarVersion",
    "Clock",
    "ClockFact",
    "ClockWeek",
    "DirtyClockDay",
    "DirtyClockWeek",
    "Promise",
    "Signature",
    "TeamCalendar",
]
