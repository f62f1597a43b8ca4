"""What people do with one hand-off, by whichever door: the pages and the API end here.

`external_id` names the act by the caller's own key: told twice, it was done once (`leads.journal.AlreadyRecorded`).
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from feedback.desk.acts import side_of
from leadgap.accounts.models import User
from leads.journal import record_event
from leads.lifecycle import Kind
from leads.models import Event, HandOff


def touch(
    *,
    user: User,
    hand_off: HandOff,
    channel: str,
    result: str,
    now: datetime,
    occurred_at: datetime | None = None,
    length_seconds: int | None = None,
    external_id: str = "",
) -> Event:
    """Record an attempt to reach the lead as this person tells it."""
    return step(
        user=user,
        hand_off=hand_off,
        kind=Kind.TOUCHED,
        now=now,
        external_id=external_id,
        occurred_at=occurred_at,
        channel=channel,
        result=result,
        direction=Event.Direction.OUTBOUND,
        length_seconds=length_seconds,
        self_reported=True,
    )


def win(*, user: User, hand_off: HandOff, amount: Decimal | None, now: datetime, external_id: str = "") -> Event:
    return step(user=user, hand_off=hand_off, kind=Kind.WON, now=now, external_id=external_id, amount=amount)


def give_reason(
    *, user: User, hand_off: HandOff, kind: Kind, reason: str, now: datetime, external_id: str = ""
) -> Event:
    """Reject, recycle or lose, for a reason of the closed list."""
    return step(user=user, hand_off=hand_off, kind=kind, now=now, external_id=external_id, reasons=[reason])


def wait(*, user: User, hand_off: HandOff, reason: str, now: datetime, external_id: str = "") -> Event:
    """Say that Sales waits for the lead; `reason` "": why is not said."""
    reasons = [reason] if reason else []
    return step(user=user, hand_off=hand_off, kind=Kind.PAUSED, now=now, external_id=external_id, reasons=reasons)


def say(*, user: User, hand_off: HandOff, kind: Kind, text: str, now: datetime, external_id: str = "") -> Event:
    """Ask, reply or dispute, for the side for which this person speaks."""
    said = {"side": side_of(user), "note": text}
    return step(user=user, hand_off=hand_off, kind=kind, now=now, external_id=external_id, **said)


def step(*, user: User, hand_off: HandOff, kind: Kind, now: datetime, **said: Any) -> Event:
    """Record that this person did this."""
    return record_event(hand_off=hand_off, kind=kind, user=user, now=now, owner_id=_owner_of(user), **said)


def _owner_of(user: User) -> int | None:
    """By whom, in the words of the imports: the person's own owner, if there is just one."""
    owners = list(user.owners.values_list("pk", flat=True)[:2])
    return owners[0] if len(owners) == 1 else None
