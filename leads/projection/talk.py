"""What Sales raised, and what Marketing replied to it. Pure."""

from __future__ import annotations

from datetime import datetime

from leads.lifecycle import Kind
from leads.projection.early import is_early
from leads.projection.state import Projection
from leads.standing import Happening

# Ratings of Sales that Marketing answers.
LOW = (1, 2)
REPLIED = Kind.REPLIED.value


def talk(
    state: Projection, handed_off_at: datetime | None, said: list[Happening], rated_low_at: datetime | None
) -> None:
    """Keep since when Sales waits for Marketing, when it first did, and what Marketing first replied to that."""
    raised, replied = [rated_low_at] if rated_low_at else [], []
    for event in said:
        at = event.occurred_at
        if at is None or is_early(at, handed_off_at):
            continue
        if event.kind == REPLIED and event.side != "sales":
            replied.append(at)
        elif event.kind != REPLIED and event.side != "marketing":
            raised.append(at)
    if not raised:
        return
    state.raised_at = min(raised)
    state.replied_at = min((at for at in replied if at >= state.raised_at), default=None)
    last = max(replied, default=None)
    state.waiting_since = min((at for at in raised if last is None or at > last), default=None)
