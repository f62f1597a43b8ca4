from leads.models.assignments import Assignment
from leads.models.events import Event, EventNote, ParkedEvent
from leads.models.handoffs import HandOff
from leads.models.imports import ImportRun, RejectedRow, SavedMapping
from leads.models.leads import Lead
from leads.models.reasons import Reason
from leads.models.sources import Campaign, Source, System
from leads.models.stale import StaleHandOff

__all__ = [
    "Assignment",
    "Campaign",
    "Event",
    "EventNote",
    "HandOff",
    "ImportRun",
    "Lead",
    "ParkedEvent",
    "Reason",
    "RejectedRow",
    "SavedMapping",
    "Source",
    "StaleHandOff",
    "System",
]
