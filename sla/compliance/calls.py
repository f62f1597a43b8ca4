"""Calls that are said to have reached the lead, and how long they were: what short ones are looked for among."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db.models import Exists, F, OuterRef

from leadgap.accounts.models import Role
from leads.lifecycle import Kind
from leads.models import Assignment, Event
from leads.standing import voided
from sla.columns import Arrays, Epoch, arrays
from sla.timelines.windows import Seconds

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from leadgap.accounts.models import User


def measured_calls(user: User, hand_offs: QuerySet[Any], *, before: datetime) -> Arrays:
    """Return `hand_off`, `owner`, `at` and `length` (in seconds) of the calls on these hand-offs, the newest first.

    Those by a person that are said to have reached the lead after the hand-off, and of which somebody measured the
    length; a length of 0 says that nobody did. Only those count that were made by who had the lead then or at another
    time: they can see it, and so they see the pattern first. A rep gets the own calls, the others those `before`.
    """
    had_it = Assignment.objects.filter(hand_off=OuterRef("hand_off_id"), owner=OuterRef("owner_id"))
    calls = Event.objects.filter(
        Exists(had_it),
        hand_off__in=hand_offs,
        kind=Kind.TOUCHED,
        channel=Event.Channel.CALL,
        direction=Event.Direction.OUTBOUND,
        result=Event.Result.CONNECTED,
        automated=False,
        length_seconds__gt=0,
        occurred_at__gte=F("hand_off__handed_off_at"),
    )
    calls = calls.filter(owner__user=user) if user.role == Role.REP else calls.filter(occurred_at__lt=before)
    found = arrays(
        calls.order_by("-occurred_at", "-pk"),
        event="pk",
        hand_off="hand_off_id",
        owner="owner_id",
        at=Epoch("occurred_at"),
        length="length_seconds",
    )
    if not found["event"].size:
        return found
    stands = ~np.isin(found["event"], _taken_back(np.unique(found["hand_off"])))
    return {name: column[stands] for name, column in found.items()}


def _taken_back(hand_offs: Seconds) -> list[int]:
    """Return the keys of the events of these hand-offs that do not count any more."""
    voids = Event.objects.filter(hand_off__id__any_of=hand_offs.tolist(), kind=Kind.VOIDED).order_by()
    of_hand_off: defaultdict[int, list[Event]] = defaultdict(list)
    for event in Event.objects.filter(hand_off__in=voids.values("hand_off")).order_by():
        of_hand_off[event.hand_off_id].append(event)
    return [
        event.pk
        for events in of_hand_off.values()
        for gone in [voided(events)]
        for event in events
        if event.key in gone
    ]
