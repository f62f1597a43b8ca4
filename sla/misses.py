"""The clocks that were missed, newest first, each with how late it was in the time of its promise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np
from django.db.models import Q

from leadgap.accounts.models import Organisation, Role, Team
from leadgap.accounts.naming import names_for
from leadgap.exports import batched
from leadgap.periods import Period
from leadgap.ui.formats import duration, plain
from leads.models import Assignment
from sla import attempts
from sla.columns import Among
from sla.compliance.reading import OF_CLOCKS
from sla.judging.calendars import Calendars, seconds_of
from sla.judging.pausing import pauses_told, together
from sla.models import Clock, Promise, Signature, Waiver
from sla.models.promises import OF_MARKETING
from sla.timelines.windows import Seconds
from sla.waivers.marks import waivers_of

if TYPE_CHECKING:
    from leadgap.accounts.models import User
    from sla.querysets import ClockQuerySet


# The way to the first owner is part of the reason where it took at least this part of the target: a tenth.
ROUTING_MATTERS = 10


_ACTS: Mapping[str, str] = {
    Promise.Kind.DECISION: "decided",
    Promise.Kind.RATING: "rated",
    Promise.Kind.REPLY: "replied",
}
_STOPS: Mapping[str, str] = {
    Promise.Stop.CONNECTED: "reached",
    Promise.Stop.ACCEPTED: "accepted",
    Promise.Stop.QUALIFIED: "qualified",
}


@dataclass(frozen=True, slots=True)
class Miss:
    """A missed clock, in seconds that count: `late` beyond the target, so far where nobody has acted yet.

    `routing` passed before anybody had the hand-off; None for owner clocks, for Marketing's, and where no assignment is
    known.
    """

    clock: Clock
    late: int
    target: int
    routing: int | None
    working_day: int  # seconds, for writing the others
    timezone: str  # "" for promises in real time
    owner: str  # "" for whom the reader sees under a pseudonym, or not at all
    waiver: Waiver | None = None

    @property
    def sentence(self) -> str:
        """Why it was missed, in one line."""
        # Due at closing time, it is late by nothing until work begins again.
        late = f"{duration(self.late, self.working_day)} late" if self.late else ""
        act = _ACTS.get(self.clock.promise.kind) or _STOPS.get(self.clock.promise.stops, "answered")
        if self.clock.promise.attempts:
            text = attempts.miss(self.clock, late)
        elif self.clock.stopped_at is not None:
            text = f"{act.capitalize()} {late or 'after hours'}"
        elif self.clock.ended_at is not None:
            text = f"Closed {late or 'after hours'}, not {act}"
        else:
            text = f"Not {act}, {f'{late} so far' if late else 'due at the close of hours'}"
        if self.routing and self.routing * ROUTING_MATTERS >= self.target:
            text += f"; {duration(self.routing, self.working_day)} passed before anybody had it"
        return f"{text}."


def clocks_of(
    user: User,
    *,
    promise_kind: str,
    scope: str,
    period: Period,
    only: Mapping[str, int] | None = None,
    hour: int | None = None,
    weekday: int | None = None,
) -> ClockQuerySet:
    """Return the clocks of a slice that this person may see, of every kind and scope where none is named.

    `only` keeps a slice: a team with those below it, or a first or answering team, an owner, a source, a campaign;
    0 for none.
    `hour` keeps what started in that hour of the day, `weekday` on that day of the week, 0 for Monday.
    Of owner clocks a rep sees the own.
    """
    clocks = _visible_to(user)
    if promise_kind:
        clocks = clocks.filter(promise__kind=promise_kind)
    if scope:
        clocks = clocks.filter(scope=scope)
    for name, key in (only or {}).items():
        if name == "team" and key:
            clocks = clocks.filter(team__in=Team.objects.with_below(key))
        elif name == "segment":
            clocks = clocks.of_segment(key)
        else:
            clocks = clocks.filter(**{OF_CLOCKS[name]: key or None})
    if hour is not None or weekday is not None:
        clocks = clocks.started_at(hour=hour, weekday=weekday, zone=Organisation.current().timezone)
    return clocks.filter(**period.days("hand_off__day"))


def _visible_to(user: User) -> ClockQuerySet:
    """Return the clocks of what this person may see; of a rep, found by the hand-offs that were assigned to them.

    The own ones, and those of Marketing's promises, which have no owner. Owner clocks are in no index by owner, so that
    the database would read them all.
    """
    if user.role != Role.REP:
        return Clock.objects.visible_to(user)
    theirs = Assignment.objects.filter(owner__user=user).order_by().values_list("hand_off", flat=True)
    return Clock.objects.filter(Among("hand_off_id", theirs), Q(owner__user=user) | Q(promise__kind__in=OF_MARKETING))


def described(clocks: Iterable[Clock], *, user: User, organisation: Organisation, now: datetime) -> list[Miss]:
    """Say of each clock how late it was, and by whom where this person may see it beside a hand-off."""
    clocks = list(clocks)
    calendars = Calendars.all()
    spent = _spent([(clock, _end(clock, now)) for clock in clocks], calendars)
    routing = _spent([(clock, end) for clock in clocks if (end := _routed(clock, now))], calendars)
    owners = {clock.owner_id: clock.owner for clock in clocks if clock.owner}
    names = names_for(owners.values(), user, organisation)
    waivers = waivers_of(clocks)
    found = []
    for clock in clocks:
        history = calendars.history(calendars.of(clock))
        working_day = history.working_day_at(clock.started_at)
        found.append(
            Miss(
                clock,
                late=max(0, spent[clock.pk] - (target := seconds_of(clock.promise, working_day))),
                target=target,
                routing=routing.get(clock.pk),
                working_day=working_day,
                timezone="" if clock.calendar_version_id is None else history.versions[-1].timezone,
                owner=names.get(clock.owner_id or 0, ""),
                waiver=waivers.get(clock.pk),
            )
        )
    return found


HEADER = (
    "hand-off",
    "source",
    "team",
    "rep",
    "agreement version",
    "started at",
    "due at",
    "answered at",
    "ended at",
    "seconds late",
    "self-reported",
    "why",
    "waived",
)


def lines(
    clocks: ClockQuerySet, *, user: User, organisation: Organisation, now: datetime
) -> Iterator[Sequence[object]]:
    """Yield the header and a line for each clock, for a file."""
    yield HEADER
    for some in batched(clocks.for_list().iterator(chunk_size=500), 500):
        for miss in described(some, user=user, organisation=organisation, now=now):
            yield _line(miss)


def _line(miss: Miss) -> Sequence[object]:
    clock = miss.clock
    return (
        *cells_of(clock, miss.owner),
        miss.late,
        "yes" if clock.is_self_reported else "no",
        plain(miss.sentence),
        why_waived(miss.waiver),
    )


def cells_of(clock: Clock, owner: str) -> Sequence[object]:
    """Return what every file of clocks says first of each: whose it is, and its times."""
    return (
        clock.hand_off.external_id,
        clock.hand_off.source.name,
        clock.team.name if clock.team else "",
        owner,
        clock.promise.version.number,
        clock.started_at,
        clock.due_at,
        clock.stopped_at,
        clock.ended_at,
    )


def why_waived(waiver: Waiver | None) -> str:
    return f"{waiver.get_reason_display()}: {waiver.note}" if waiver else ""


def _end(clock: Clock, now: datetime) -> datetime:
    return clock.stopped_at or clock.ended_at or now


def _routed(clock: Clock, now: datetime) -> datetime | None:
    """Return when the way to the first assignment was over: there, or at the answer if that came first."""
    assigned_at = clock.hand_off.assigned_at
    is_routed = clock.scope == Clock.Scope.LEAD and clock.promise.side == Signature.Side.SALES
    return min(assigned_at, _end(clock, now)) if assigned_at and is_routed else None


def _spent(clocks: Sequence[tuple[Clock, datetime]], calendars: Calendars) -> dict[int, int]:
    """Return the seconds that counted from each start to each end, by the clock's key."""
    if not clocks:
        return {}
    starts, ends = _epochs(clock.started_at for clock, _ in clocks), _epochs(end for _, end in clocks)
    histories = calendars.together(np.array([calendars.of(clock) for clock, _ in clocks], np.int64))
    elapsed = histories.elapsed_many(starts, ends, together(pauses_told([clock for clock, _ in clocks])))
    return dict(zip((clock.pk for clock, _ in clocks), elapsed.tolist(), strict=True))


def _epochs(instants: Iterable[datetime]) -> Seconds:
    return np.array([int(instant.timestamp()) for instant in instants], np.int64)
