"""What waits for Sales, by time left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db.models import F, Min, OuterRef, Q, QuerySet, Subquery

from leads.lifecycle import ENDED
from leads.models import HandOff
from sla.models import Clock, Promise

if TYPE_CHECKING:
    from leadgap.accounts.models import User
    from sla.models import CalendarVersion

ANSWERS = (Promise.Kind.FIRST_RESPONSE, Promise.Kind.FOLLOW_UP)


class Show(StrEnum):
    """The three lists of the queue."""

    ANSWER = "answer"
    RATE = "rate"
    OPEN = "open"


@dataclass(slots=True)
class Row:
    """A hand-off in the queue: the clock that is due next, None without a promise, and the business seconds left."""

    hand_off: HandOff
    clock: Clock | None = None
    left: int | None = None
    is_paused: bool = False


def waiting(user: User, show: Show, *, now: datetime) -> QuerySet[HandOff]:
    """Return the hand-offs of one list in the person's scope, soonest due first, then the overdue, newest first."""
    hand_offs = _in_scope(user).filter(handed_off_at__isnull=False)
    if show is Show.ANSWER:
        clocks = unanswered(ANSWERS)
        hand_offs = hand_offs.filter(pk__in=_of(clocks, user).values("hand_off")).exclude(stage__in=list(ENDED))
    elif show is Show.RATE:
        clocks = unanswered((Promise.Kind.RATING,))
        spoken = Q(first_connected_at__isnull=False) | Q(stage__in=list(ENDED))
        hand_offs = hand_offs.filter(spoken, sales_answered_at=None, sales_rating=None)
    else:
        clocks = unanswered(ANSWERS)
        hand_offs = hand_offs.exclude(stage__in=list(ENDED))
    mine = clocks.filter(hand_off=OuterRef("pk"))
    running = mine.filter(due_at__gte=now).order_by("due_at").values("due_at")[:1]
    return (
        hand_offs.annotate(next_due=Subquery(running))
        .for_list()
        .order_by(F("next_due").asc(nulls_last=True), F("handed_off_at").desc(), "-pk")
    )


def unanswered(kinds: Sequence[str]) -> QuerySet[Clock]:
    """Lead clocks that still wait for the promised act, in time or late."""
    return Clock.objects.filter(
        scope="lead", promise__kind__in=kinds, verdict__in=["running", "missed"], stopped_at=None, ended_at=None
    )


def rows(hand_offs: Iterable[HandOff], show: Show, *, now: datetime) -> list[Row]:
    """Return the rows of these hand-offs with their next clock: one query, and one calendar look-up each."""
    hand_offs = list(hand_offs)
    kinds = (Promise.Kind.RATING,) if show is Show.RATE else ANSWERS
    clocks = unanswered(kinds).filter(hand_off__in=hand_offs).select_related("promise", "calendar_version")
    nearest: dict[int, Clock] = {}
    # What still runs before what is missed, then the sooner.
    for clock in sorted(clocks, key=lambda clock: (_is_missed(clock, now), clock.due_at is None, clock.due_at or now)):
        nearest.setdefault(clock.hand_off_id, clock)
    return [_row(hand_off, nearest.get(hand_off.pk), now) for hand_off in hand_offs]


def overdue(user: User, *, now: datetime) -> int:
    """Count the hand-offs whose first answer is overdue."""
    late = _of(unanswered(ANSWERS), user).exclude(hand_off__stage__in=list(ENDED))
    return late.values("hand_off").annotate(last=Min("due_at")).filter(last__lt=now).count()


def _is_missed(clock: Clock, now: datetime) -> bool:
    return clock.verdict == Clock.Verdict.MISSED or (clock.due_at is not None and clock.due_at < now)


def _row(hand_off: HandOff, clock: Clock | None, now: datetime) -> Row:
    if clock is None:
        return Row(hand_off)
    is_paused = any(end is None for _, end in hand_off.pauses)
    return Row(hand_off, clock, _left(clock.calendar_version, clock.due_at, now), is_paused)


def _left(version: CalendarVersion | None, due_at: datetime | None, now: datetime) -> int | None:
    """Business seconds until due, negative since; None where it is not due at any known time."""
    if due_at is None:
        return None
    if version is None:
        return int((due_at - now).total_seconds())
    calendar = version.compiled()
    return calendar.elapsed(now, due_at) if due_at >= now else -calendar.elapsed(due_at, now)


def _in_scope(user: User) -> QuerySet[HandOff]:
    return HandOff.objects.filter(owner__user=user) if user.role == "rep" else HandOff.objects.visible_to(user)


def _of(clocks: QuerySet[Clock], user: User) -> QuerySet[Clock]:
    """Keep the clocks of the person's own hand-offs, by the clock's own owner: there is an index for that."""
    return clocks.filter(owner__user=user) if user.role == "rep" else clocks.visible_to(user)
