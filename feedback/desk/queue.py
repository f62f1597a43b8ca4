"""What waits for Sales, by time left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db.models import OuterRef, Q, QuerySet, Subquery

from leadgap.ui.formats import DAY
from leads.lifecycle import ENDED
from leads.models import HandOff
from sla.attempts import made
from sla.compliance.wall import within
from sla.judging.pausing import pauses_told
from sla.left import Left, time_left
from sla.models import Clock, Promise

if TYPE_CHECKING:
    from leadgap.accounts.models import User
    from leads.querysets import HandOffQuerySet
    from sla.querysets import ClockQuerySet

# Nobody works through more in a day; a longer list is cut, so that its length costs nothing.
MOST = 250
ANSWERS = (Promise.Kind.FIRST_RESPONSE, Promise.Kind.FOLLOW_UP)


class Show(StrEnum):
    """The three lists of the queue."""

    ANSWER = "answer"
    RATE = "rate"
    OPEN = "open"


# The promises by which each list is ordered.
KINDS = {
    Show.ANSWER: ANSWERS,
    Show.RATE: (Promise.Kind.RATING,),
    Show.OPEN: (*ANSWERS, Promise.Kind.ATTEMPTS),
}


@dataclass(slots=True)
class Row:
    """A hand-off in the queue: the clock that is due next, None without a promise, and the business seconds left.

    `missed` is a promise that was missed before, and is still not kept.
    """

    hand_off: HandOff
    clock: Clock | None = None
    left: int | None = None
    working_day: int = DAY  # how many such seconds make a day
    paused: str = ""  # what the clock waits for while it stands still
    missed: Promise | None = None

    @property
    def what(self) -> str:
        """What the clock waits for."""
        if self.clock is None:
            return ""
        promise = self.clock.promise
        return made(self.hand_off, promise) if promise.attempts else promise.get_kind_display().lower()


class Waiting:
    """One list of the queue, cut at `MOST`: what is due, soonest first, then the overdue and unpromised, newest first.

    What is due is read along an index of running clocks, the rest along one of hand-offs, both as far as they are
    shown. So a page costs the same whether a thousand leads wait or a hundred thousand. Made for Django's paginator.
    """

    def __init__(self, keys: Sequence[int], listed: HandOffQuerySet) -> None:
        self._keys = keys
        self._listed = listed

    @property
    def is_cut(self) -> bool:
        """Whether there are more than are shown."""
        return len(self._keys) > MOST

    def count(self) -> int:
        return min(len(self._keys), MOST)

    def overdue(self, *, now: datetime) -> int:
        """Count the hand-offs of which an answer is overdue, up to `MOST`."""
        return _overdue(self._listed, now)

    def __getitem__(self, part: slice) -> list[HandOff]:
        keys = self._keys[:MOST][part]
        found = self._listed.select_related("lead", "source", "owner").in_bulk(keys)
        return [found[key] for key in keys if key in found]


def waiting(user: User, show: Show, *, now: datetime) -> Waiting:
    """Return one list of the person's scope."""
    scope = _scope(within(user))
    hand_offs = HandOff.objects.filter(**scope)
    clocks = unanswered(KINDS[show]).filter(verdict="running", due_at__gte=now, **scope)
    by_due = clocks.order_by("due_at", "-hand_off_id").values_list("hand_off_id", flat=True)
    # A hand-off has a clock of each kind at most, so that these are enough to fill the list.
    running = list(dict.fromkeys(by_due[: len(KINDS[show]) * (MOST + 1)]))[: MOST + 1]
    listed = _listed(hand_offs, show)
    kept = set(listed.filter(pk__in=running).order_by().values_list("pk", flat=True))
    due = [key for key in running if key in kept]
    others = listed.exclude(pk__in=due).newest_first()
    if show is Show.ANSWER:
        others = _with_one(others, unanswered(ANSWERS))
    return Waiting([*due, *others.values_list("pk", flat=True)[: MOST + 1 - len(due)]], listed)


def _scope(wall: Mapping[str, set[int]]) -> dict[str, list[int]]:
    """Return the wall as a condition by key, for hand-offs and their lead clocks alike; a rep's own as they are now."""
    return {f"{name}__in": sorted(keys) for name, keys in wall.items()}


def _listed(hand_offs: HandOffQuerySet, show: Show) -> HandOffQuerySet:
    """Keep the hand-offs that may stand in the list; what is said of None is said by its index."""
    has_ended = Q(stage__in=sorted(ENDED))
    if show is Show.RATE:
        spoken, is_asked = Q(first_connected_at__isnull=False), Q(rating_clock__isnull=False)
        unrated = hand_offs.filter(handed_off_at__isnull=False, sales_answered_at=None, sales_rating=None)
        # Without an end or a conversation, the last promised attempt may have asked for the rating.
        return unrated.alias(rating_clock=_one(unanswered(KINDS[show]))).filter(spoken | has_ended | is_asked)
    open_ = hand_offs.filter(~has_ended, handed_off_at__isnull=False, closed_at=None)
    return open_.filter(first_genuine_at=None) if show is Show.ANSWER and touch_is_enough() else open_


def touch_is_enough() -> bool:
    """Whether a genuine touch is an answer by all that was signed; a conversation or a stage is more than that."""
    stops = [Promise.Stop.CONNECTED, Promise.Stop.ACCEPTED, Promise.Stop.QUALIFIED]
    return not Promise.objects.filter(kind__in=ANSWERS, version__state="signed", stops__in=stops).exists()


def unanswered(kinds: Sequence[str]) -> ClockQuerySet:
    """Lead clocks that still wait for the promised act, in time or late."""
    return Clock.objects.filter(
        scope="lead", promise__kind__in=kinds, verdict__in=["running", "missed"], stopped_at=None, ended_at=None
    )


def rows(hand_offs: Iterable[HandOff], show: Show, *, now: datetime) -> list[Row]:
    """Return the rows of one list."""
    return rows_under(KINDS[show], hand_offs, now=now)


def rows_under(kinds: Sequence[str], hand_offs: Iterable[HandOff], *, now: datetime) -> list[Row]:
    """Return the rows of these hand-offs with their next clock: two queries, and one look-up a calendar."""
    hand_offs = list(hand_offs)
    # Many clocks go by one calendar, so each is read once and not with every clock.
    found = unanswered(kinds).filter(hand_off__in=hand_offs).select_related("promise")
    clocks = found.prefetch_related("calendar_version")
    nearest: dict[int, Clock] = {}
    missed: dict[int, Promise] = {}
    # What still runs before what is missed, then the sooner.
    for clock in sorted(clocks, key=lambda clock: (_is_missed(clock, now), clock.due_at is None, clock.due_at or now)):
        if nearest.setdefault(clock.hand_off_id, clock) is not clock and _is_missed(clock, now):
            missed.setdefault(clock.hand_off_id, clock.promise)
    for hand_off in hand_offs:
        if hand_off.pk in nearest:
            nearest[hand_off.pk].hand_off = hand_off
    left = time_left(nearest.values(), now=now)
    paused = _paused(list(nearest.values()))
    return [_row(hand_off, nearest.get(hand_off.pk), missed.get(hand_off.pk), left, paused) for hand_off in hand_offs]


def overdue(user: User, *, now: datetime, wall: Mapping[str, set[int]] | None = None) -> int:
    """Count the hand-offs of the person's scope of which an answer is overdue, up to `MOST`.

    `wall` is `within(user)`, where it has been read already.
    """
    scope = _scope(within(user) if wall is None else wall)
    return _overdue(_listed(HandOff.objects.filter(**scope), Show.ANSWER), now)


def _overdue(listed: HandOffQuerySet, now: datetime) -> int:
    return _with_one(listed.newest_first(), unanswered(ANSWERS).filter(due_at__lt=now))[:MOST].count()


def _with_one(hand_offs: HandOffQuerySet, clocks: QuerySet[Clock]) -> HandOffQuerySet:
    """Keep the hand-offs with such a clock."""
    return hand_offs.alias(waiting_clock=_one(clocks)).filter(waiting_clock__isnull=False)


def _one(clocks: QuerySet[Clock]) -> Subquery:
    """Return the key of one such clock of a hand-off, asked for row by row.

    `Exists` would say the same, and let PostgreSQL gather all such clocks first, whose number it guesses far too low.
    """
    return Subquery(clocks.filter(hand_off=OuterRef("pk")).order_by().values("pk")[:1])


def _is_missed(clock: Clock, now: datetime) -> bool:
    return clock.verdict == Clock.Verdict.MISSED or (clock.due_at is not None and clock.due_at < now)


def _paused(clocks: Sequence[Clock]) -> dict[int, str]:
    """Return what each clock that stands still waits for, by its key."""
    told = zip(clocks, pauses_told(clocks), strict=True)
    return {clock.pk: each.words for clock, pauses in told for each in pauses if each.end is None}


def _row(
    hand_off: HandOff,
    clock: Clock | None,
    missed: Promise | None,
    left: Mapping[int, Left],
    paused: Mapping[int, str],
) -> Row:
    if clock is None:
        return Row(hand_off)
    why = paused.get(clock.pk, "")
    return Row(hand_off, clock, left[clock.pk].seconds, left[clock.pk].working_day, why, missed)
