"""Why the journal says no. Each refusal states the fact, in words for the person who asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from leads.models import Event


class Refused(Exception):
    """The journal did not record this, and nothing has changed."""


class NaiveTime(Refused, ValueError):
    """A time without a zone: nobody knows which instant it is."""


class UnknownLead(Refused):
    """The hand-off names a lead that is neither known nor recorded with it."""


class UnknownReference(Refused):
    """A record names a source, campaign, owner, team or person by a key that there is not."""


class BeforeHandOff(Refused):
    """Nothing can be recorded before the hand-off."""


class TooLongAgo(Refused):
    """What a person writes down by hand cannot be dated back so far."""


class InFuture(Refused):
    """What has not happened yet cannot be recorded."""


class MoveNotAllowed(Refused):
    """The hand-off is in a stage from which this step cannot be taken."""


class NotWaiting(Refused):
    """Sales waits for the lead already, or is to go on and does not wait."""


class NotReachedOut(Refused):
    """Whoever has the lead cannot wait for it before a genuine touch of theirs."""


class AlreadyVoided(Refused):
    """The event does not count any more."""


class AlreadyRecorded(Refused):
    """Something is recorded under this external id: `event`. The one who sent it again may have it."""

    def __init__(self, event: Event) -> None:
        self.event = event
        super().__init__("This external id is taken by an event that was recorded before.")
