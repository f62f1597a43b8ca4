"""Taking back what one did oneself: for ten minutes, by voiding it in the journal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q

from leads.journal import void_event
from leads.journal.refusals import Refused
from leads.lifecycle import UNDO, Kind
from leads.models import Event, HandOff

if TYPE_CHECKING:
    from leadgap.accounts.models import User


class UndoIsOver(Refused):
    """An act can be taken back for ten minutes, by the person whose act it was."""


def undo(*, event: Event, user: User, now: datetime) -> Event:
    """Take an act back by voiding it, and return the event that does. The second call finds it voided and refuses."""
    if event.kind == Kind.VOIDED or event.user_id != user.pk or now - event.recorded_at > UNDO:
        raise UndoIsOver("What somebody did can be taken back for ten minutes, and only by themselves.")
    return void_event(event=event, user=user, now=now)


def undoable(user: User, hand_offs: Iterable[HandOff], *, now: datetime) -> dict[int, list[Event]]:
    """Return, by hand-off, what this person can still take back, the latest first. One query."""
    recent = Event.objects.filter(hand_off__in=list(hand_offs), recorded_at__gte=now - UNDO)
    events = list(recent.filter(Q(user=user) | Q(kind=Kind.VOIDED)).order_by("-recorded_at", "-pk"))
    # A void names its event within one system; keys of two systems may be alike.
    gone = {(event.hand_off_id, event.voids) for event in events if event.kind == Kind.VOIDED}
    left: defaultdict[int, list[Event]] = defaultdict(list)
    for event in events:
        if event.kind != Kind.VOIDED and (event.hand_off_id, event.key) not in gone:
            left[event.hand_off_id].append(event)
    return left
