"""The clocks behind a number that is of no miss: kept, running, ended or without data; done within a time, or not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import F, Q

from leadgap.accounts.naming import names_for
from leadgap.exports import batched
from sla.judging.pausing import pauses_told
from sla.judging.zones import zone_of
from sla.left import Left, time_left
from sla.misses import cells_of, why_waived
from sla.models import Clock, Waiver
from sla.waivers.marks import waivers_of

if TYPE_CHECKING:
    from leadgap.accounts.models import Organisation, User
    from sla.querysets import ClockQuerySet

Verdict = Clock.Verdict

# Of the decided: the promised act done, in time or late; and not done so far.
DONE, UNDONE = "done", "undone"
# Misses have a list of their own, with why each was one.
LISTS = (*map(str, (Verdict.MET, Verdict.RUNNING, Verdict.ENDED, Verdict.NO_DATA)), DONE, UNDONE)

HEADER = (
    "hand-off",
    "source",
    "team",
    "rep",
    "agreement version",
    "started at",
    "due at",
    "done at",
    "ended at",
    "verdict",
    "self-reported",
    "waived",
)


@dataclass(frozen=True, slots=True)
class Line:
    """A clock as a list tells of it. `owner` is "" for whom the reader sees under a pseudonym, or not at all."""

    clock: Clock
    left: Left
    paused: str  # why it stands still, as long as nobody knows when it is due
    timezone: str  # "" for promises in real time
    owner: str
    waiver: Waiver | None
    verdict: str  # as it is now, whether or not the sweep has written it down


@dataclass(frozen=True, slots=True)
class Which:
    """Which clocks a list has. `over` and `within` are seconds that counted until the act; None: whatever it took."""

    of: str  # one of LISTS
    over: int | None = None
    within: int | None = None
    is_closed: bool = False  # only of hand-offs that were won or lost
    is_real: bool | None = None  # only those that count real time, or working time; None: both

    def among(self, clocks: ClockQuerySet, now: datetime) -> ClockQuerySet:
        """Keep these: of the running ones the next due first, of others those of the newest hand-offs."""
        if self.of == Verdict.RUNNING:
            return clocks.running(now).order_by(F("due_at").asc(nulls_last=True), "pk")
        if self.of in {DONE, UNDONE}:
            clocks = clocks.decided(now).filter(elapsed__isnull=self.of == UNDONE)
        else:
            clocks = clocks.filter(verdict=self.of)
        if self.over is not None:
            clocks = clocks.filter(elapsed__gt=self.over)
        if self.within is not None:
            clocks = clocks.filter(elapsed__lte=self.within)
        if self.is_closed:
            clocks = clocks.filter(hand_off__outcome__in=["won", "lost"])
        if self.is_real is not None:
            in_real_time = Q(promise__unit__startswith="wall_")
            clocks = clocks.filter(in_real_time if self.is_real else ~in_real_time)
        return clocks.order_by("-hand_off__day", "-pk")


def described(clocks: Sequence[Clock], *, user: User, organisation: Organisation, now: datetime) -> list[Line]:
    """Say of each clock what it has left, and whose it is where this person may see that beside a hand-off."""
    names = names_for({clock.owner for clock in clocks if clock.owner}, user, organisation)
    left, waivers = time_left(clocks, now=now), waivers_of(clocks)
    pauses = dict(zip((clock.pk for clock in clocks), pauses_told(clocks), strict=True))
    return [
        Line(
            clock,
            left[clock.pk],
            "" if clock.due_at else ", ".join(each.words for each in pauses[clock.pk] if each.end is None),
            zone_of(clock) or (clock.calendar_version.timezone if clock.calendar_version else ""),
            names.get(clock.owner_id or 0, ""),
            waivers.get(clock.pk),
            Verdict.MISSED if clock.is_overdue(now) else clock.verdict,
        )
        for clock in clocks
    ]


def lines(
    clocks: ClockQuerySet, *, user: User, organisation: Organisation, now: datetime
) -> Iterator[Sequence[object]]:
    """Yield the header and a line for each clock, for a file."""
    yield HEADER
    for some in batched(clocks.for_list().iterator(chunk_size=500), 500):
        for line in described(list(some), user=user, organisation=organisation, now=now):
            yield (
                *cells_of(line.clock, line.owner),
                line.verdict,
                "yes" if line.clock.is_self_reported else "no",
                why_waived(line.waiver),
            )
