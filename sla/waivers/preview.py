"""What a waiver would do, before it is made: how many clocks of which verdict, and what it does to the rates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, Min, Q

from leadgap.accounts.models import Organisation
from leadgap.periods import DEFAULT, Period, period
from leadgap.rates import Rate, SmallN
from sla.compliance.promised import promised
from sla.compliance.reading import Selection
from sla.compliance.slices import By, names_of
from sla.judging.calendars import Calendars
from sla.kinds import Kinds
from sla.models import Clock
from sla.querysets import is_waived
from sla.waivers.services import waivable

if TYPE_CHECKING:
    from leadgap.accounts.models import User
    from sla.querysets import ClockQuerySet


@dataclass(frozen=True, slots=True)
class Line(Kinds):
    """The clocks of one promise and scope: `clocks` in all, `others` being neither met nor missed so far."""

    kind: str
    scope: str
    clocks: int
    met: int
    missed: int
    waived: int  # by another waiver already

    @property
    def others(self) -> int:
        return self.clocks - self.met - self.missed


@dataclass(frozen=True, slots=True)
class Effect(Kinds):
    """A team's rate without waived clocks, before and after."""

    kind: str
    scope: str
    team: str
    before: Rate
    after: Rate


@dataclass(frozen=True, slots=True)
class Preview:
    lines: list[Line]
    effects: list[Effect]
    period: Period  # of the effects

    @property
    def clocks(self) -> int:
        return sum(line.clocks for line in self.lines)

    @property
    def missed(self) -> int:
        return sum(line.missed for line in self.lines)

    @property
    def is_waived_already(self) -> bool:
        return bool(self.clocks) and all(line.waived == line.clocks for line in self.lines)


Group = tuple[str, str, int]  # kind, scope, team; 0 for none
Counts = tuple[int, int]  # met, missed


def preview(clocks: ClockQuerySet, *, user: User, organisation: Organisation, now: datetime) -> Preview:
    """Say what waiving these clocks would do, as far as this person may waive them. Nothing is written."""
    chosen = waivable(clocks, user)
    lines, taken = _counted(chosen, now)
    over = _compared(chosen, organisation, now)
    return Preview(lines, list(_effects(taken, over, user=user, organisation=organisation, now=now)), over)


def lines_of(clocks: ClockQuerySet, *, now: datetime) -> list[Line]:
    """Count clocks by promise, scope and verdict."""
    return _counted(clocks, now)[0]


def _counted(clocks: ClockQuerySet, now: datetime) -> tuple[list[Line], dict[Group, Counts]]:
    """Return the clocks by promise and scope, and by team those that no waiver covers yet."""
    met, missed = Q(verdict="met"), Q(verdict="missed") | Q(verdict="running", due_at__lt=now)
    is_new = Q(~is_waived())
    counted = {
        "n": Count("pk"),
        "n_met": Count("pk", filter=met),
        "n_missed": Count("pk", filter=missed),
        "n_waived": Count("pk", filter=is_waived()),
        "new_met": Count("pk", filter=met & is_new),
        "new_missed": Count("pk", filter=missed & is_new),
    }
    grouped = clocks.order_by().values_list("promise__kind", "scope", "team_id").annotate(**counted)
    lines: defaultdict[tuple[str, str], list[int]] = defaultdict(lambda: [0] * 4)
    taken: dict[Group, Counts] = {}
    for kind, scope, team, *counts, new_met, new_missed in grouped.order_by("promise__kind", "scope", "team_id"):
        lines[kind, scope] = [one + more for one, more in zip(lines[kind, scope], counts, strict=True)]
        taken[kind, scope, team or 0] = (new_met, new_missed)
    return [Line(kind, scope, *counts) for (kind, scope), counts in lines.items()], taken


def _compared(chosen: ClockQuerySet, organisation: Organisation, now: datetime) -> Period:
    """Return the customary period when all the clocks are of it, else all time."""
    today = now.astimezone(organisation.zone).date()
    recent, first = period(DEFAULT, today=today), chosen.aggregate(first=Min("hand_off__day"))["first"]
    return recent if first and recent.start and first >= recent.start else period("all", today=today)


def _effects(
    taken: dict[Group, Counts], over: Period, *, user: User, organisation: Organisation, now: datetime
) -> Iterator[Effect]:
    """Yield the teams whose rate changes: of lead clocks where there are any, else of owner clocks."""
    small_n = SmallN(organisation.few, organisation.indicative)
    calendars = Calendars.all()
    changed = {group: counts for group, counts in taken.items() if any(counts)}
    names = names_of(By.TEAM, {team for *_, team in changed}, user=user, organisation=organisation)
    lead_kinds = {kind for kind, scope, _ in changed if scope == Clock.Scope.LEAD}
    for kind, scope in dict.fromkeys((kind, scope) for kind, scope, _ in changed):
        if scope == Clock.Scope.OWNER and kind in lead_kinds:
            continue
        mine = {team: counts for (of, on, team), counts in changed.items() if (of, on) == (kind, scope)}
        selection = Selection(kind, scope, over, {"team": set(mine)})
        ever = promised(kind, over, organisation, now).ever
        figures, _weeks = selection.read(By.TEAM, now, calendars, ever, is_timed=False)
        for team, (met, missed) in mine.items():
            if (found := figures.get(team)) is None:
                continue
            kept, lost = found.met - found.met_waived, found.missed - found.missed_waived
            # Facts of a day that is being counted anew may lag behind its clocks.
            left, lost_left = max(0, kept - met), max(0, lost - missed)
            yield Effect(
                kind,
                scope,
                names.get(team) or "",
                Rate.of(kept, kept + lost, small_n),
                Rate.of(left, left + lost_left, small_n),
            )
