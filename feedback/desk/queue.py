"""What waits for Sales, by time left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, cast

from django.db.models import Min, OuterRef, Q, QuerySet, Subquery
from django.utils.functional import cached_property

from leadgap.ui.formats import DAY
from leads.lifecycle import ENDED
from leads.models import HandOff
from sla.calendars import BusinessCalendar
from sla.histories import CalendarHistory
from sla.models import Clock, Promise

if TYPE_CHECKING:
    from leadgap.accounts.models import User
    from leads.querysets import HandOffQuerySet
    from sla.models import CalendarVersion
    from sla.querysets import ClockQuerySet

# Nobody works through more in a day; a longer list is cut, so that its length costs nothing.
MOST = 500
ANSWERS = (Promise.Kind.FIRST_RESPONSE, Promise.Kind.FOLLOW_UP)


class Show(StrEnum):
    """The three lists of the queue."""

    ANSWER = "answer"
    RATE = "rate"
    OPEN = "open"


# The promises by which each list is ordered.
KINDS = {Show.ANSWER: ANSWERS, Show.RATE: (Promise.Kind.RATING,), Show.OPEN: ANSWERS}


@dataclass(slots=True)
class Row:
    """A hand-off in the queue: the clock that is due next, None without a promise, and the business seconds left."""

    hand_off: HandOff
    clock: Clock | None = None
    left: int | None = None
    working_day: int = DAY  # how many such seconds make a day
    is_paused: bool = False


class Waiting:
    """One list of the queue, cut at `MOST`: what is due, soonest first, then the overdue and unpromised, newest first.

    The first part is short, for what runs is soon answered or late; the second is read along an index. So a page costs
    the same whether ten leads wait or a hundred thousand. Made for Django's paginator.
    """

    def __init__(self, due: Sequence[int], others: HandOffQuerySet) -> None:
        self._due = due
        self._others = others

    @cached_property
    def _found(self) -> int:
        return len(self._due) + self._others[: MOST + 1].count()

    @property
    def is_cut(self) -> bool:
        """Whether there are more than are shown."""
        return self._found > MOST

    def count(self) -> int:
        return min(self._found, MOST)

    def __getitem__(self, part: slice) -> list[HandOff]:
        due = self._due[part]
        of_due = HandOff.objects.for_list().in_bulk(due)
        first, last = (max(end - len(self._due), 0) for end in (part.start or 0, part.stop or MOST))
        return [of_due[pk] for pk in due] + list(self._others.for_list()[first:last])


def waiting(user: User, show: Show, *, now: datetime) -> Waiting:
    """Return one list of the person's scope."""
    hand_offs = _listed(user, show)
    clocks = _of(unanswered(KINDS[show]), user)
    running = clocks.filter(verdict="running", due_at__gte=now, hand_off__in=hand_offs)
    by_due = running.values("hand_off").annotate(next_due=Min("due_at")).order_by("next_due", "-hand_off")
    due = list(by_due.values_list("hand_off", flat=True)[: MOST + 1])
    others = hand_offs.exclude(pk__in=due).order_by("-handed_off_at", "-pk")
    if show is Show.ANSWER:
        others = _with_one(others, unanswered(ANSWERS))
    return Waiting(due, cast("HandOffQuerySet", others))


def _listed(user: User, show: Show) -> QuerySet[HandOff]:
    """Return what may stand in the list; the conditions on None are those of its index."""
    scope = HandOff.objects.filter(owner__user=user) if user.role == "rep" else HandOff.objects.visible_to(user)
    dated = scope.filter(handed_off_at__isnull=False)
    if show is not Show.RATE:
        return dated.filter(closed_at=None).open()
    spoken = Q(first_connected_at__isnull=False) | Q(stage__in=list(ENDED))
    return dated.filter(spoken, sales_answered_at=None, sales_rating=None)


def unanswered(kinds: Sequence[str]) -> ClockQuerySet:
    """Lead clocks that still wait for the promised act, in time or late."""
    return Clock.objects.filter(
        scope="lead", promise__kind__in=kinds, verdict__in=["running", "missed"], stopped_at=None, ended_at=None
    )


def rows(hand_offs: Iterable[HandOff], show: Show, *, now: datetime) -> list[Row]:
    """Return the rows of these hand-offs with their next clock: one query, and one calendar look-up each."""
    hand_offs = list(hand_offs)
    clocks = unanswered(KINDS[show]).filter(hand_off__in=hand_offs).select_related("promise", "calendar_version")
    nearest: dict[int, Clock] = {}
    calendars = _Calendars()
    # What still runs before what is missed, then the sooner.
    for clock in sorted(clocks, key=lambda clock: (_is_missed(clock, now), clock.due_at is None, clock.due_at or now)):
        nearest.setdefault(clock.hand_off_id, clock)
    return [_row(hand_off, nearest.get(hand_off.pk), calendars, now) for hand_off in hand_offs]


def overdue(user: User, *, now: datetime) -> int:
    """Count the hand-offs whose first answer is overdue, up to `MOST`."""
    late = unanswered(ANSWERS).filter(due_at__lt=now)
    return _with_one(_listed(user, Show.ANSWER).order_by("-handed_off_at", "-pk"), late)[:MOST].count()


def _with_one(hand_offs: QuerySet[HandOff], clocks: QuerySet[Clock]) -> QuerySet[HandOff]:
    """Keep the hand-offs with such a clock, asking row by row.

    `Exists` would say the same, and let PostgreSQL gather all such clocks first, whose number it guesses far too low.
    """
    one = clocks.filter(hand_off=OuterRef("pk")).order_by().values("pk")[:1]
    return hand_offs.alias(waiting_clock=Subquery(one)).filter(waiting_clock__isnull=False)


def _is_missed(clock: Clock, now: datetime) -> bool:
    return clock.verdict == Clock.Verdict.MISSED or (clock.due_at is not None and clock.due_at < now)


class _Calendars(dict[int, BusinessCalendar]):
    """Calendars by the version of a clock, each made ready once: that costs more than many look-ups."""

    def of(self, version: CalendarVersion) -> BusinessCalendar:
        return self.get(version.pk) or self.setdefault(version.pk, version.compiled())


def _row(hand_off: HandOff, clock: Clock | None, calendars: _Calendars, now: datetime) -> Row:
    if clock is None:
        return Row(hand_off)
    is_paused = any(end is None for _, end in hand_off.pauses)
    left, day = _left(clock, calendars, now)
    return Row(hand_off, clock, left, day, is_paused)


def _left(clock: Clock, calendars: _Calendars, now: datetime) -> tuple[int | None, int]:
    """Business seconds until due, negative since, None where that is not known; and how many make a day."""
    due_at = clock.due_at
    if clock.calendar_version is None:
        return int((due_at - now).total_seconds()) if due_at else None, DAY
    calendar = calendars.of(clock.calendar_version)
    day = CalendarHistory((calendar,)).longest_day
    if due_at is None:
        return None, day
    return calendar.elapsed(now, due_at) if due_at >= now else -calendar.elapsed(due_at, now), day


def _of(clocks: ClockQuerySet, user: User) -> ClockQuerySet:
    """Keep the clocks of the person's own hand-offs, by the clock's own owner: there is an index for that."""
    return clocks.filter(owner__user=user) if user.role == "rep" else clocks.visible_to(user)
