"""The clocks behind a number of compliance that says of no miss: kept, running, ended, or without data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import F

from leadgap.accounts.naming import names_for
from leadgap.exports import batched
from sla.judging.pausing import pauses_told
from sla.judging.zones import zone_of
from sla.left import Left, time_left
from sla.models import Clock, Waiver
from sla.waivers.marks import waivers_of

if TYPE_CHECKING:
    from leadgap.accounts.models import Organisation, User
    from sla.querysets import ClockQuerySet

Verdict = Clock.Verdict

# The verdicts of such clocks. Misses have a list of their own, with why each was one.
VERDICTS = (Verdict.MET, Verdict.RUNNING, Verdict.ENDED, Verdict.NO_DATA)

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

    @property
    def over_at(self) -> datetime | None:
        return self.clock.stopped_at or self.clock.ended_at


def of_verdict(clocks: ClockQuerySet, verdict: str, now: datetime) -> ClockQuerySet:
    """Keep those of a verdict: of the running ones the next due first, of others those of the newest hand-offs."""
    if verdict == Verdict.RUNNING:
        return clocks.running(now).order_by(F("due_at").asc(nulls_last=True), "pk")
    return clocks.filter(verdict=verdict).order_by("-hand_off__day", "-pk")


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
            clock = line.clock
            yield (
                clock.hand_off.external_id,
                clock.hand_off.source.name,
                clock.team.name if clock.team else "",
                line.owner,
                clock.promise.version.number,
                clock.started_at,
                clock.due_at,
                clock.stopped_at,
                clock.ended_at,
                clock.verdict,
                "yes" if clock.is_self_reported else "no",
                f"{line.waiver.get_reason_display()}: {line.waiver.note}" if line.waiver else "",
            )
