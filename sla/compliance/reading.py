"""Reading the facts for a person: the totals are everyone's, the rows those of the person's scope.

Rows by team, source and week count lead clocks; rows by rep, and all rows that a rep sees, count owner clocks, so that
nobody answers for the time before a lead was theirs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import TruncWeek

from leadgap.accounts.models import Organisation, Owner, Role, Team
from leadgap.accounts.naming import labels_for, shows_rep_figures
from leadgap.periods import Period
from leadgap.rates import SmallN
from leads.models import Source
from sla.compliance.figures import ComplianceRow, Figures
from sla.models import AgreementVersion, Clock, ClockFact, Promise

if TYPE_CHECKING:
    from leadgap.accounts.models import User

COUNTS = ("met", "missed", "running", "ended", "no_data", "unanswered", "met_self_reported", "missed_self_reported")


class By(StrEnum):
    """What compliance is cut by."""

    TEAM = "team"
    FIRST_TEAM = "first_team"
    ANSWERING_TEAM = "answering_team"
    OWNER = "owner"
    SOURCE = "source"
    WEEK = "week"


TEAMS = (By.TEAM, By.FIRST_TEAM, By.ANSWERING_TEAM)

# What a slice is called in a sentence, and clocks that are in none.
WORDS: Mapping[By, tuple[str, str]] = {
    By.TEAM: ("current team", "No team"),
    By.FIRST_TEAM: ("first team", "No team"),
    By.ANSWERING_TEAM: ("team at the answer", "Not answered"),
    By.OWNER: ("rep", "Nobody"),
    By.SOURCE: ("source", "No source"),
    By.WEEK: ("week", "Undated"),
}


@dataclass(frozen=True, slots=True)
class Compliance:
    """One promise over one period: everyone's total, this person's own rows, and what they are rows of."""

    promise_kind: str
    by: By
    period: Period
    total: ComplianceRow
    rows: list[ComplianceRow]
    is_own: bool  # the rows are the person's own figures, from owner clocks


def offered_to(user: User, organisation: Organisation) -> list[By]:
    """Return the cuts that this person may choose."""
    if user.role == Role.REP:
        return [By.OWNER, By.SOURCE, By.WEEK] if shows_rep_figures(user, organisation) else []
    return [by for by in By if by is not By.OWNER or shows_rep_figures(user, organisation)]


def compliance(
    user: User,
    *,
    promise_kind: str,
    by: str,
    period: Period,
    organisation: Organisation,
    team: Team | None = None,
) -> Compliance:
    """Return the total of a promise over a period, and its rows cut by `by` as far as this person may see them.

    `team` keeps the rows of that team and of those below it; the total stays everyone's.
    """
    cut = By(by)
    facts = ClockFact.objects.filter(promise__kind=promise_kind, **period.days())
    goal = _goal(promise_kind)
    small_n = SmallN(organisation.few, organisation.indicative)
    total = ComplianceRow("", "All", _figures(facts.filter(scope=Clock.Scope.LEAD)), goal, small_n)
    rows: list[ComplianceRow] = []
    if cut in offered_to(user, organisation):
        mine = facts.filter(_scope(user, cut, team))
        slices = _slices(mine, cut)
        names = _names(cut, slices, user, organisation)
        rows = [
            ComplianceRow(key, name, figures, goal, small_n)
            for key, figures in slices.items()
            if (name := names[key]) is not None
        ]
    return Compliance(promise_kind, cut, period, total, _in_order(cut, rows), user.role == Role.REP)


def _scope(user: User, by: By, team: Team | None) -> Q:
    """Return which facts the rows of this person are made of."""
    field = by.value if by in TEAMS else By.TEAM.value
    scope = Q(scope=Clock.Scope.OWNER if by is By.OWNER or user.role == Role.REP else Clock.Scope.LEAD)
    if user.role == Role.REP:
        scope &= Q(owner__in=list(user.owners.values_list("pk", flat=True)))
    elif not user.sees_everything:
        scope &= Q(**{f"{field}__in": Team.objects.with_below(user.team_id)})
    if team is not None:
        scope &= Q(**{f"{field}__in": Team.objects.with_below(team.pk)})
    return scope


def _figures(facts: QuerySet[ClockFact]) -> Figures:
    counts = facts.aggregate(**{name: Sum(name) for name in COUNTS})
    responses = facts.exclude(responses=b"").values_list("responses", flat=True)
    return Figures(*(counts[name] or 0 for name in COUNTS), responses=b"".join(map(bytes, responses)))


def _slices(facts: QuerySet[ClockFact], by: By) -> dict[int | str, Figures]:
    """Return the figures of each slice: counts added by the database, times collected here."""
    column = "week" if by is By.WEEK else by.value
    if by is By.WEEK:
        facts = facts.annotate(week=TruncWeek("day"))
    facts = facts.order_by()
    responses: dict[int | str, list[bytes]] = {}
    for key, times in facts.exclude(responses=b"").values_list(column, "responses"):
        responses.setdefault(_key(key), []).append(bytes(times))
    return {
        _key(key): Figures(*counts, responses=b"".join(responses.get(_key(key), ())))
        for key, *counts in facts.values_list(column).annotate(*(Sum(name) for name in COUNTS))
    }


def _key(value: int | date) -> int | str:
    return value if isinstance(value, int) else value.isoformat()


def _names(by: By, keys: Iterable[int | str], user: User, organisation: Organisation) -> dict[int | str, str | None]:
    """Return the name of each slice; None: this person may not see it apart."""
    wanted = set(keys)
    if by is By.WEEK:
        return {key: _week_name(str(key)) for key in wanted}
    names: dict[int | str, str | None] = {0: WORDS[by][1]}
    if by is By.OWNER:
        names.update(labels_for(Owner.objects.filter(pk__in=wanted), user, organisation))
    else:
        model = Source if by is By.SOURCE else Team
        names.update(model._default_manager.filter(pk__in=wanted).values_list("pk", "name"))
    return names


def _week_name(monday: str) -> str:
    first = date.fromisoformat(monday)
    return f"{first:%G}-W{first:%V}, {first.day} {first:%b} to {(last := first + timedelta(days=6)).day} {last:%b}"


def _in_order(by: By, rows: list[ComplianceRow]) -> list[ComplianceRow]:
    """Weeks as they came. Anything else by the interval's bound that speaks against it, best first, unknown last."""
    if by is By.WEEK:
        return sorted(rows, key=lambda row: str(row.key))
    return sorted(rows, key=lambda row: (row.kept.low is None, -(row.kept.low or 0), -row.figures.decided, row.name))


def _goal(kind: str) -> Decimal | None:
    """Return the goal of the newest signed version that makes this promise."""
    signed = AgreementVersion.State.SIGNED
    newest = Promise.objects.filter(kind=kind, version__state=signed).order_by("-version__effective_on").first()
    return newest.goal if newest else None
