"""What a change of calendars would do to the clocks that are running, before it is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.db.models import Q

from sla.again.rehearsal import Rehearsal, rehearse
from sla.again.services import AT_MOST
from sla.judging.calendars import Calendars
from sla.judging.terms import Agreement
from sla.models import CalendarVersion, Clock, Promise, TeamCalendar
from sla.working_time.following import said

if TYPE_CHECKING:
    from leadgap.accounts.models import Owner


def owner_rehearsal(
    change: Callable[[], CalendarVersion], owner: Owner, *, now: datetime
) -> tuple[CalendarVersion, Rehearsal]:
    """Make a change of an owner's hours, take it back at once, and return what they would be and what it would do."""
    with transaction.atomic():
        version = change()
        running = Clock.objects.filter(
            Q(owner=owner) | Q(hand_off__assignments__owner=owner),
            verdict=Clock.Verdict.RUNNING,
            promise__calendar_of=Promise.CalendarOf.OWNER,
        )
        ids = sorted(set(running.order_by().values_list("hand_off", flat=True)), reverse=True)
        found = rehearse(ids[:AT_MOST], Agreement.signed(), anew=set(), now=now, is_all=len(ids) <= AT_MOST)
        transaction.set_rollback(True)
    return version, found


class _Kept(NamedTuple):
    versions: list[CalendarVersion]
    by_team: Mapping[int, int]

    @classmethod
    def now(cls) -> _Kept:
        return cls(list(CalendarVersion.objects.all()), dict(TeamCalendar.objects.values_list("team", "calendar")))


def calendar_rehearsal(change: Callable[[], object], *, now: datetime) -> Rehearsal:
    """Make a change of calendars, take it back at once, and say what it would do. What it refuses, it refuses here.

    What is closed keeps its calendar, so that only open clocks can change.
    """
    before = _Kept.now()
    with transaction.atomic():
        change()
        after = _Kept.now()
        transaction.set_rollback(True)
    known = {version.pk: said(version) for version in before.versions}
    calendars = {version.calendar_id for version in after.versions if known.get(version.pk) != said(version)}
    teams = {team for team, _ in before.by_team.items() ^ after.by_team.items()}
    running = Clock.objects.filter(
        Q(calendar_version__calendar__in=calendars) | Q(team__in=teams) | Q(hand_off__first_team__in=teams),
        verdict=Clock.Verdict.RUNNING,
        calendar_version__isnull=False,
    )
    ids = sorted(set(running.order_by().values_list("hand_off", flat=True)), reverse=True)
    agreement = Agreement.signed(calendars=Calendars(after.versions))
    agreement.team_calendars = after.by_team
    return rehearse(ids[:AT_MOST], agreement, anew=set(), now=now, is_all=len(ids) <= AT_MOST)
