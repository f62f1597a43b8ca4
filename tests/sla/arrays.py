"""Small arrays for the pure rules: None where the rule takes NEVER."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np

from sla.arrays import Assignments, HandOffs
from sla.calendars import NEVER, BusinessCalendar, Pauses
from sla.clocks import Verdict
from sla.histories import CalendarHistory

BERLIN = ZoneInfo("Europe/Berlin")
WEEK = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), [("09:00", "17:00")])
OFFICE = CalendarHistory((BusinessCalendar("Europe/Berlin", WEEK, ["2026-04-06"]),))
HOUR = 3600


def at(*parts: int) -> int:
    """Local Berlin time as epoch seconds: day of March 2026, hour, minute, second."""
    return int(datetime(2026, 3, *parts, tzinfo=BERLIN).timestamp())


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def seconds(*instants: int | None) -> np.ndarray:
    return np.array([NEVER if instant is None else instant for instant in instants], np.int64)


def hand_offs(*rows: dict) -> HandOffs:
    """Hand-offs from dictionaries of what happened to each; what is left out did not happen, or is known."""

    def instants(name: str) -> np.ndarray:
        return seconds(*(row.get(name) for row in rows))

    def flags(name: str, otherwise: bool) -> np.ndarray:
        return np.array([row.get(name, otherwise) for row in rows], np.bool_)

    return HandOffs(
        handed_off=instants("handed_off"),
        assigned=instants("assigned"),
        first_personal=instants("first_personal"),
        first_genuine=instants("first_genuine"),
        first_connected=instants("first_connected"),
        accepted=instants("accepted"),
        qualified=instants("qualified"),
        closed=instants("closed"),
        decided=instants("decided"),
        raised=instants("raised"),
        replied=instants("replied"),
        answered=instants("answered"),
        last_attempt=instants("last_attempt"),
        touches_are_known=flags("touches_are_known", True),
        decisions_are_known=flags("decisions_are_known", True),
        qualifying_is_known=flags("qualifying_is_known", True),
        answers_are_known=flags("answers_are_known", True),
        replies_are_known=flags("replies_are_known", True),
        attempts_are_known=flags("attempts_are_known", True),
        ends_are_known=flags("ends_are_known", True),
        is_self_reported=flags("is_self_reported", False),
    )


def assignments(*rows: dict) -> Assignments:
    return Assignments(
        hand_off=np.array([row.get("hand_off", 0) for row in rows], np.intp),
        assigned=seconds(*(row.get("assigned") for row in rows)),
        until=seconds(*(row.get("until") for row in rows)),
        first_personal=seconds(*(row.get("first_personal") for row in rows)),
        first_genuine=seconds(*(row.get("first_genuine") for row in rows)),
        first_connected=seconds(*(row.get("first_connected") for row in rows)),
    )


def pauses(*rows: tuple[int, int, int | None]) -> Pauses | None:
    """Pauses of hand-offs, each its place, start and end."""
    if not rows:
        return None
    places, starts, ends = zip(*rows, strict=True)
    return Pauses(np.array(places, np.intp), seconds(*starts), seconds(*ends))


def row(clocks, place=0):
    """One clock as a dictionary: None where the rule gives NEVER."""
    names = ("assignment", "started", "due", "stopped", "ended", "elapsed")
    values = {name: None if (value := int(getattr(clocks, name)[place])) == NEVER else value for name in names}
    return values | {
        "verdict": Verdict(clocks.verdict[place]).name.lower(),
        "is_self_reported": bool(clocks.is_self_reported[place]),
    }
