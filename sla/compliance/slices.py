"""The ways to cut compliance, which clocks each counts, and the names a person sees for the slices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from leadgap.accounts.models import Owner, Role, Team
from leadgap.accounts.naming import labels_for, shows_rep_figures
from leads.models import Campaign, Source
from sla.blind import tells_score
from sla.models import Clock, Segment

if TYPE_CHECKING:
    from leadgap.accounts.models import Organisation, User

Key = int | str


class By(StrEnum):
    """What compliance is cut by."""

    TEAM = "team"
    FIRST_TEAM = "first_team"
    ANSWERING_TEAM = "answering_team"
    OWNER = "owner"
    SOURCE = "source"
    CAMPAIGN = "campaign"
    SEGMENT = "segment"
    WEEK = "week"


# What a person reads for a slice, and for clocks that are in none (key 0).
WORDS: Mapping[By, tuple[str, str]] = {
    By.TEAM: ("current team", "No team"),
    By.FIRST_TEAM: ("first team", "No team"),
    By.ANSWERING_TEAM: ("answering team", "Not answered"),
    By.OWNER: ("rep", "No owner"),
    By.SOURCE: ("source", "No source"),
    By.CAMPAIGN: ("campaign", "No campaign"),
    By.SEGMENT: ("segment", "Every other lead"),
    By.WEEK: ("week", "No week"),
}


def offered_to(user: User, organisation: Organisation) -> list[By]:
    """Return the cuts that this person may choose. A rep's clocks are all their own: there are no teams to compare."""
    if user.role == Role.REP:
        return [By.WEEK, By.SOURCE, *([] if tells_score(user) else [By.SEGMENT])]
    return [by for by in By if by is not By.OWNER or shows_rep_figures(user, organisation)]


def scopes_of(user: User, by: By, organisation: Organisation) -> list[Clock.Scope]:
    """Return the clocks that this cut may count for this person, the customary ones first.

    Reps answer for their own stretch of a hand-off, so their figures count owner clocks only; of these the first
    and the answering team and the campaign are not kept.
    """
    if by is By.OWNER or user.role == Role.REP:
        return [Clock.Scope.OWNER]
    if by in {By.FIRST_TEAM, By.ANSWERING_TEAM, By.CAMPAIGN} or not shows_rep_figures(user, organisation):
        return [Clock.Scope.LEAD]
    return [Clock.Scope.LEAD, Clock.Scope.OWNER]


def names_of(by: By, keys: Iterable[Key], *, user: User, organisation: Organisation) -> dict[Key, str | None]:
    """Return the name of each slice; None: this person may not see it apart."""
    wanted = set(keys)
    if by is By.WEEK:
        return {key: week_name(date.fromisoformat(str(key))) for key in wanted}
    nobody: dict[Key, str | None] = dict.fromkeys(wanted & {0}, WORDS[by][1])
    if by is By.OWNER:
        labels: Mapping[Any, str | None] = labels_for(Owner.objects.filter(pk__in=wanted), user, organisation)
        return {**nobody, **labels}
    if by is By.CAMPAIGN:
        rows = Campaign.objects.filter(pk__in=wanted).order_by().values_list("pk", "name", "source__name")
        return {**nobody, **{pk: f"{name} ({source})" for pk, name, source in rows}}
    if by is By.SEGMENT:
        return {**nobody, **names_of_segments(wanted)}
    model = Source if by is By.SOURCE else Team
    return {**nobody, **dict(model._default_manager.filter(pk__in=wanted).order_by().values_list("pk", "name"))}


def names_of_segments(keys: Iterable[Key]) -> dict[Key, str]:
    """Return their names; of two that were called the same at different times, the older says until when."""
    rows = Segment.objects.filter(pk__in=list(keys)).order_by("version__number")
    found = list(rows.values_list("pk", "name", "version__number"))
    newest = {name: key for key, name, _ in found}
    return {key: name if newest[name] == key else f"{name} (until version {number})" for key, name, number in found}


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def week_name(monday: date) -> str:
    """2026-W10, 2–8 Mar"""
    sunday = monday + timedelta(days=6)
    month = f" {monday:%b}" if monday.month != sunday.month else ""
    return f"{monday:%G}-W{monday:%V}, {monday.day}{month}–{sunday.day} {sunday:%b}"
