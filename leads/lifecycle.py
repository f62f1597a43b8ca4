"""The life cycle of a hand-off, as data. Pure: no Django, no database, no clock reads."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum


class Kind(StrEnum):
    """What can happen to a hand-off."""

    ASSIGNED = "assigned"
    TOUCHED = "touched"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    RECYCLED = "recycled"
    QUALIFIED = "qualified"
    WON = "won"
    LOST = "lost"
    RATED = "rated"
    ASKED = "asked"
    REPLIED = "replied"
    DISPUTED = "disputed"
    RULED = "ruled"
    PAUSED = "paused"
    RESUMED = "resumed"
    CLOSED = "closed"
    VOIDED = "voided"


class Stage(StrEnum):
    """Where a hand-off stands."""

    NEW = "new"
    ACCEPTED = "accepted"
    QUALIFIED = "qualified"
    WON = "won"
    LOST = "lost"
    REJECTED = "rejected"
    RECYCLED = "recycled"
    CLOSED = "closed"


class Outcome(StrEnum):
    """How a hand-off ended, as the rating matrix counts it."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"


# The stage that an event leads to, and the stages from which a person may take that step. Imports report facts
# and are not refused: a CRM that jumps from new to won has done so.
LEADS_TO: Mapping[Kind, Stage] = {
    Kind.ACCEPTED: Stage.ACCEPTED,
    Kind.REJECTED: Stage.REJECTED,
    Kind.RECYCLED: Stage.RECYCLED,
    Kind.QUALIFIED: Stage.QUALIFIED,
    Kind.WON: Stage.WON,
    Kind.LOST: Stage.LOST,
    Kind.CLOSED: Stage.CLOSED,
}

ALLOWED: Mapping[Stage, frozenset[Kind]] = {
    Stage.NEW: frozenset({Kind.ACCEPTED, Kind.REJECTED, Kind.RECYCLED, Kind.CLOSED}),
    Stage.ACCEPTED: frozenset({Kind.QUALIFIED, Kind.REJECTED, Kind.RECYCLED, Kind.WON, Kind.LOST, Kind.CLOSED}),
    Stage.QUALIFIED: frozenset({Kind.RECYCLED, Kind.WON, Kind.LOST, Kind.CLOSED}),
    Stage.WON: frozenset(),
    Stage.LOST: frozenset({Kind.RECYCLED}),
    Stage.REJECTED: frozenset(),
    Stage.RECYCLED: frozenset(),
    Stage.CLOSED: frozenset(),
}

# Nothing more is expected of Sales in these stages.
ENDED: frozenset[Stage] = frozenset({Stage.WON, Stage.LOST, Stage.REJECTED, Stage.RECYCLED, Stage.CLOSED})


# Within this time a person may take back what they did. Until then a rating does not count, and reveals nothing.
UNDO = timedelta(minutes=10)

# How far back a person may date what they write down by hand: nobody remembers the minute for longer.
DATED_BACK = timedelta(days=14)

# In seconds. What is said to have taken longer was read in the wrong unit.
LONGEST_TOUCH = 12 * 3600


def may(stage: Stage, kind: Kind) -> bool:
    """Return whether a person may record an event of this kind on a hand-off in this stage."""
    return kind not in LEADS_TO or kind in ALLOWED[stage]
