"""The journal: the only way by which hand-offs change.

`record` takes what source systems tell, in bulk; `record_event` and `void_event` take one act of a person in LeadGap.
All three lock the hand-offs in key order, insert events idempotently, re-read, project, and raise `revision` only
where something changed.
"""

from leads.journal.acts import known_event, record_event, void_event
from leads.journal.feed import BY_API, OF_A_ROW
from leads.journal.recording import record
from leads.journal.records import EventRecord, HandOffRecord, LeadRecord, Recorded
from leads.journal.refusals import (
    AlreadyRecorded,
    AlreadyVoided,
    BeforeHandOff,
    InFuture,
    MoveNotAllowed,
    NaiveTime,
    NotReachedOut,
    NotWaiting,
    Refused,
    TooLongAgo,
    UnknownLead,
    UnknownReference,
)

__all__ = [
    "BY_API",
    "OF_A_ROW",
    "AlreadyRecorded",
    "AlreadyVoided",
    "BeforeHandOff",
    "EventRecord",
    "HandOffRecord",
    "InFuture",
    "LeadRecord",
    "MoveNotAllowed",
    "NaiveTime",
    "NotReachedOut",
    "NotWaiting",
    "Recorded",
    "Refused",
    "TooLongAgo",
    "UnknownLead",
    "UnknownReference",
    "known_event",
    "record",
    "record_event",
    "void_event",
]
