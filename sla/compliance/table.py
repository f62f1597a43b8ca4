"""Compliance as one person may see it: the rows of a cut, their sum, and the weeks of the same clocks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from leadgap.accounts.models import Organisation
from leadgap.rates import SmallN
from leadgap.ui.filters import not_offered
from sla.compliance.figures import ComplianceRow, Figures
from sla.compliance.promised import Promised, goals_of, in_other_time, promised, promised_by_kind
from sla.compliance.reading import Selection
from sla.compliance.segments import identities_of, merged, unpromised
from sla.compliance.slices import WORDS, By, Key, names_of, offered_to, scopes_of
from sla.compliance.units import Unit
from sla.compliance.wall import within_only
from sla.judging.calendars import WALL_TIME, Calendars
from sla.models import Clock, Promise, Signature
from sla.models.promises import side_of

if TYPE_CHECKING:
    from leadgap.accounts.models import User
    from leadgap.periods import Period


# So many more rows are not worth folding.
FEW = 2


class NotOffered(ValueError):
    """This person cannot have compliance cut like that; the sentence says what they can have."""


@dataclass(frozen=True, slots=True)
class Compliance:
    """One kind of promise over one period. `total` is the sum of all clocks in scope, also of rows not shown apart.

    Versions of one kind are counted together. `promises` are those of the signed versions, newest first; `promise` is
    that of the version which judged the most clocks here, None where nothing was promised yet.
    """

    kind: str
    scope: str
    by: By
    period: Period
    promises: Promised
    promise: Promise | None
    total: ComplianceRow
    rows: list[ComplianceRow]
    weeks: list[ComplianceRow]

    @property
    def blames_teams_of_others(self) -> bool:
        """Whether the slices are teams of Sales, and the promise is Marketing's: they promised nothing of it."""
        return self.side == Signature.Side.MARKETING and self.by in {By.TEAM, By.FIRST_TEAM, By.ANSWERING_TEAM}

    @property
    def is_of_no_rep(self) -> bool:
        """Whether owner clocks are asked for, and the promise is Marketing's: it has none."""
        return self.side == Signature.Side.MARKETING and self.scope == Clock.Scope.OWNER

    @property
    def in_other_time(self) -> int:
        """How many decided clocks count real time where `promise` counts working time, or the other way round: they
        stand in the rates, and the times of the total are not of them.
        """
        counted = self.total.figures.by_promise
        return sum(counted[key] for key in in_other_time(self.promises.judges(counted), self.promise))

    @property
    def below(self) -> list[ComplianceRow]:
        """The teams, sources or campaigns below the goal for sure, the lowest first. People are on no such list."""
        if self.blames_teams_of_others or self.by in {By.OWNER, By.SEGMENT, By.WEEK}:
            return []
        found = [row for row in self.rows if row.is_below_goal and row.key]
        return sorted(found, key=lambda row: row.compliance.value or 0.0)

    def folded(self, most: int) -> tuple[list[ComplianceRow], ComplianceRow | None]:
        """Return the first rows, and the sum of all others where there are more than two; None: these are all."""
        rest = self.rows[most:]
        if len(rest) <= FEW:
            return self.rows, None
        whole = replace(
            self.total,
            name=f"{len(rest)} other {WORDS[self.by][0]}s",
            figures=Figures.total(row.figures for row in rest),
            unpromised=sum(row.unpromised for row in rest),
        )
        return self.rows[:most], whole

    @property
    def side(self) -> str:
        """Which side keeps promises of this kind."""
        return side_of(self.kind)

    @property
    def versions(self) -> int:
        """How many versions of the agreement judged the clocks that are counted."""
        return len({each.version_id for each in self.promises.judges(self.total.figures.by_promise)})

    @property
    def apart(self) -> list[Promise]:
        """What the same version promises to segments, beside `promise`."""
        first = self.promise
        return [each for each in self.promises.all if first and each.version_id == first.version_id and each != first]


def compliance(
    user: User,
    *,
    promise_kind: str,
    by: By,
    period: Period,
    organisation: Organisation,
    now: datetime,
    scope: str = "",
    only: Mapping[str, int] | None = None,
    wall: Mapping[str, set[int]] | None = None,
) -> Compliance:
    """Return how a kind of promise was kept, as far as this person may see it.

    `scope` is the customary one of the cut unless given. `only` keeps one source, owner or team, with those below it.
    `wall` is `within(user)`, where it has been read already. Raises NotOffered for a cut or scope that is not this
    person's. Eleven queries at most, whatever the size.
    """
    if by not in offered_to(user, organisation):
        raise NotOffered(not_offered(by, offered_to(user, organisation)))
    scopes = scopes_of(user, by, organisation)
    if scope and scope not in scopes:
        raise NotOffered(f"By {by}, only {' and '.join(scopes)} clocks are counted.")
    selection = Selection(promise_kind, scope or scopes[0], period, within_only(user, only or {}, wall=wall))
    promises = promised(promise_kind, period, organisation, now, segment=(only or {}).get(By.SEGMENT))
    calendars = Calendars.all()

    slices, weeks = selection.read(by, now, calendars, promises.ever)
    whole = Figures.total(slices.values())
    row = _RowMaker(
        promises,
        promises.main(whole.by_promise),
        calendars,
        SmallN(organisation.few, organisation.indicative),
    )
    if by is By.SEGMENT:
        slices = merged(slices)
    left_out = unpromised(selection, by)
    keys = slices.keys() | left_out.keys()
    own = _own_promises(promises, keys) if by is By.SEGMENT else {}
    names = names_of(by, keys, user=user, organisation=organisation)
    rows = [
        row(key, name, slices.get(key, Figures()), left_out.get(key, 0), own.get(key))
        for key, name in names.items()
        if name is not None
    ]
    week_names = names_of(By.WEEK, weeks, user=user, organisation=organisation)
    return Compliance(
        promise_kind,
        selection.scope,
        by,
        period,
        promises,
        row.promise,
        total=row("", "All", whole, sum(left_out.values())),
        rows=sorted(rows, key=_ORDERS.get(by, _surest_first)),
        weeks=sorted((row(key, str(week_names[key]), weeks[key]) for key in weeks), key=_by_week),
    )


def totals(*, period: Period, organisation: Organisation, now: datetime) -> list[ComplianceRow]:
    """Return how the whole organisation kept each kind of promise it has made; anybody who signed in may see it."""
    made = promised_by_kind(period, organisation, now)
    if not made:
        return []
    calendars, small_n = Calendars.all(), SmallN(organisation.few, organisation.indicative)
    rows = []
    for kind, promises in made.items():
        selection = Selection(kind, Clock.Scope.LEAD, period, {})
        _, weeks = selection.read(By.WEEK, now, calendars, promises.ever, is_timed=False)
        figures = Figures.total(weeks.values())
        judges = promises.judges(figures.by_promise, otherwise=promises.main(figures.by_promise))
        rows.append(ComplianceRow(kind.value, str(kind.label), figures, goals_of(judges), small_n=small_n))
    return rows


@dataclass(frozen=True, slots=True)
class _RowMaker:
    promises: Promised
    promise: Promise | None
    calendars: Calendars
    small_n: SmallN

    def __call__(
        self, key: Key, name: str, figures: Figures, unpromised: int = 0, own: Promised | None = None
    ) -> ComplianceRow:
        """Return a row with the goals that judged it, in the unit of its own promise, or else of the one to all."""
        promise = (own.main(figures.by_promise) if own else None) or self.promise
        goals = goals_of(self.promises.judges(figures.by_promise, otherwise=promise))
        unit = unit_of(promise, self.calendars) if promise else None
        return ComplianceRow(key, name, figures, goals, unit, self.small_n, unpromised)


def unit_of(promise: Promise, calendars: Calendars) -> Unit:
    """Return the unit of a promise, with a working day of the agreement's calendar as it is now."""
    is_business = promise.is_business_time
    key = calendars.newest(promise.version.calendar_id) if is_business else WALL_TIME
    return Unit(promise.unit, calendars.history(key).working_day)


def _own_promises(promises: Promised, segments: Iterable[Key]) -> dict[Key, Promised]:
    """Return the promises to each segment."""
    identities: dict[Key, UUID | None] = dict.fromkeys(segments) | identities_of(segments)
    return {key: promises.to(identity) for key, identity in identities.items()}


def _by_week(row: ComplianceRow) -> str:
    return str(row.key)


def _largest_first(row: ComplianceRow) -> tuple[bool, int, str]:
    """Campaigns by how much was decided: of hundreds, what there is most to say of. What is in none comes last."""
    return not row.key, -row.figures.decided, row.name


def _surest_first(row: ComplianceRow) -> tuple[bool, float, int, str]:
    """By the end of the interval that speaks against the slice; what has no rate comes last, by its name."""
    low = row.compliance.low
    return low is None, -(low or 0), -row.figures.decided, row.name


def _by_name(row: ComplianceRow) -> tuple[bool, str]:
    """People by their names, never from best to worst; who is nobody comes last."""
    return not row.key, row.name.casefold()


_ORDERS: Mapping[By, Callable[[ComplianceRow], Any]] = {
    By.WEEK: _by_week,
    By.CAMPAIGN: _largest_first,
    By.OWNER: _by_name,
}
