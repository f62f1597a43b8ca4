from sla.models.again import JudgedAgain
from sla.models.agreements import AgreementVersion, Signature
from sla.models.calendars import Calendar, CalendarVersion, TeamCalendar
from sla.models.clocks import Clock
from sla.models.comments import Comment
from sla.models.facts import (
    CampaignFact,
    CampaignWeek,
    ClockFact,
    ClockWeek,
    DirtyClockDay,
    DirtyClockWeek,
    RouteFact,
    RouteWeek,
    UnpromisedFact,
)
from sla.models.months import DeliveryFact, LeadValue, MonthlyPromise
from sla.models.promises import Promise
from sla.models.segments import Segment
from sla.models.trials import Trial
from sla.models.waivers import WaivedClock, Waiver
from sla.models.zones import LeadZone

__all__ = [
    "AgreementVersion",
    "Calendar",
    "CalendarVersion",
    "CampaignFact",
    "CampaignWeek",
    "Clock",
    "ClockFact",
    "ClockWeek",
    "Comment",
    "DeliveryFact",
    "DirtyClockDay",
    "DirtyClockWeek",
    "RouteFact",
    "RouteWeek",
    "JudgedAgain",
    "LeadValue",
    "LeadZone",
    "MonthlyPromise",
    "Promise",
    "Segment",
    "Signature",
    "TeamCalendar",
    "Trial",
    "UnpromisedFact",
    "WaivedClock",
    "Waiver",
]
