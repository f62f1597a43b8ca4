"""A clock explained: all the time from its start to its end, what each stretch of it was, and what of it counted.

Computed on demand and never stored. The counted seconds of all stretches are the clock's elapsed time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from leadgap.ui.formats import whole_minutes
from leads.lifecycle import Kind as EventKind
from leads.models import Event, Reason
from sla import attempts
from sla.judging.calendars import WALL_TIME, Calendars, seconds_of
from sla.judging.pausing import Pause, pauses_told
from sla.judging.zones import zone_of
from sla.models import Clock, Signature
from sla.stretches import Kind, Paused, Stretch, stretches

__all__ = ["Explanation", "Kind", "Stretch", "explain"]


@dataclass(frozen=True, slots=True)
class Explanation:
    """`until` is when the clock stopped or ended, else now; times read best in `timezone`, in which hours are read."""

    stretches: list[Stretch]
    until: datetime
    timezone: str  # "" for promises in real time
    # Where hours are read by the lead's clock: its zone, "" where it is not known; None of other promises.
    leads_zone: str | None
    target: int  # seconds that count
    working_day: int  # how many of them made a day when the clock started, for writing durations
    attempts: list[datetime]  # those that an attempts promise counts
    told_after: int | None  # seconds from a self-reported touch until it was written down; None of what is not

    @property
    def counted(self) -> int:
        return sum(stretch.counted for stretch in self.stretches)

    @property
    def shown(self) -> list[int]:
        """What counted of each stretch in whole minutes, in seconds, so that what a page shows adds up.

        Up to the due instant and after it apart, for a page also says how much was late.
        """
        found = [0] * len(self.stretches)
        for is_late in (False, True):
            places = [at for at, each in enumerate(self.stretches) if (each.kind == Kind.LATE) is is_late]
            minutes = whole_minutes([self.stretches[at].counted for at in places])
            for at, seconds in zip(places, minutes, strict=True):
                found[at] = seconds
        return found

    def seconds(self, kind: Kind) -> int:
        """Return how long all stretches of a kind were."""
        return sum(stretch.length for stretch in self.stretches if stretch.kind == kind)


def explain(
    clock: Clock, *, now: datetime, calendars: Calendars | None = None, names_time_off: bool = False
) -> Explanation:
    """Explain a clock under the calendar that it is pinned to. Its hand-off should be at hand (`for_list`).

    Routing is the way to the first assignment, for the lead clocks of Sales alone: an owner clock begins with one.
    Where touches are not known, nothing is. What time off is called is said only on request: it is for the owner and
    their managers.
    """
    calendars = calendars or Calendars.all()
    version = calendars.of(clock)
    history = calendars.history(version)
    working_day = history.working_day_at(clock.started_at)
    is_routed = clock.scope == Clock.Scope.LEAD and clock.promise.side == Signature.Side.SALES
    is_known = clock.verdict != Clock.Verdict.NO_DATA
    until = max(clock.over_at or now, clock.started_at) if is_known else clock.started_at
    pauses = _pauses(clock)
    return Explanation(
        stretches=stretches(
            history.segments(clock.started_at, until, [(each.start, each.end) for each in pauses]),
            assigned_at=clock.hand_off.assigned_at if is_routed else None,
            due_at=clock.due_at,
            holidays={} if version == WALL_TIME else calendars.holidays(version),
            pauses=pauses,
            time_off=calendars.time_off(version) if names_time_off and version != WALL_TIME else (),
        ),
        until=until,
        timezone="" if version == WALL_TIME else history.versions[-1].timezone,
        leads_zone=zone_of(clock) if clock.promise.is_read_in_leads_zone else None,
        target=seconds_of(clock.promise, working_day),
        working_day=working_day,
        attempts=attempts.times(clock),
        told_after=_told_after(clock) if clock.is_self_reported else None,
    )


def _pauses(clock: Clock) -> list[Paused]:
    """Return what has paused the clock, in words."""
    (told,) = pauses_told([clock])
    keys = {each.reason for each in told if each.reason}
    labels = dict(Reason.objects.filter(key__in=keys).values_list("key", "label")) if keys else {}
    return [
        Paused(_instant(each.start), None if each.end is None else _instant(each.end), *_words(each, labels))
        for each in told
    ]


def _words(pause: Pause, labels: Mapping[str, str]) -> tuple[str, str]:
    if pause.stage:
        return f"stage:{pause.stage}", pause.words
    if not pause.reason:
        return "waiting", pause.words
    return f"waiting:{pause.reason}", f"{pause.words} ({labels.get(pause.reason, pause.reason)})"


def _told_after(clock: Clock) -> int | None:
    touches = Event.objects.filter(
        kind=EventKind.TOUCHED, occurred_at=clock.hand_off.first_genuine_at, self_reported=True
    )
    touch = touches.filter(hand_off=clock.hand_off_id).order_by("position", "pk").first()
    return int((touch.recorded_at - touch.occurred_at).total_seconds()) if touch and touch.occurred_at else None


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
