"""Why the journal says no. Each refusal states the fact, in words for the person who asked."""

from __future__ import annotations


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


class InFuture(Refused):
    """What has not happened yet cannot be recorded."""


class MoveNotAllowed(Refused):
    """The hand-off is in a stage from which this step cannot be taken."""


class AlreadyVoided(Refused):
    """The event does not count any more."""
