"""Rehearsing and doing it: the act is a row, the work a job through its hand-offs that may be killed at any point."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models import F, Max
from django.utils.translation import ngettext

from leadgap.accounts.models import Organisation, Role
from leadgap.audit.services import record
from leadgap.jobs.services import start
from leadgap.jobs.waking import wake
from leadgap.ui import formats
from leads import dirty
from leads.models import HandOff
from sla.again.rehearsal import Rehearsal, rehearse
from sla.judging import judge
from sla.judging.calendars import Calendars
from sla.judging.judging import BATCH
from sla.judging.terms import Agreement
from sla.models import AgreementVersion, CalendarVersion, Clock, DirtyClockDay, JudgedAgain
from sla.tasks import judge_stale, rebuild_facts

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from leadgap.accounts.models import User
    from leadgap.jobs.models import Job
    from leads.querysets import HandOffQuerySet

KIND_OF_JOB = "judge-again"
# The newest hand-offs that a rehearsal looks at, so that the page stays quick however large the company.
AT_MOST = 50_000


class NothingChanges(Exception):
    """Neither another version nor other hours were chosen, and so every clock stays as it is."""

    def __init__(self) -> None:
        super().__init__(
            "Nothing would change. Choose another version of the agreement, or the hours as they are today."
        )


class OthersChange(Exception):
    """Since somebody looked, a calendar or a hand-off has changed: other clocks would change than were shown."""

    def __init__(self, expected: int, count: int) -> None:
        said = ngettext(
            "You looked at %(expected)s clock that changes, and it is %(count)s now. Look again first.",
            "You looked at %(expected)s clocks that change, and it is %(count)s now. Look again first.",
            expected,
        )
        super().__init__(said % {"expected": formats.number(expected), "count": formats.number(count)})


@dataclass(frozen=True, slots=True)
class Asked:
    """Days `start` until before `end`; `version` None: the one in force at each hand-off."""

    start: date
    end: date
    version: AgreementVersion | None
    by_todays_hours: bool

    @property
    def is_as_it_was(self) -> bool:
        return self.version is None and not self.by_todays_hours

    def as_act(self) -> JudgedAgain:
        return JudgedAgain(start=self.start, end=self.end, version=self.version, by_todays_hours=self.by_todays_hours)


def may_judge_again(user: User | AnonymousUser) -> bool:
    """Return whether this person does: it changes verdicts of every team."""
    return user.is_authenticated and (user.heads_sales or user.role == Role.ADMINISTRATOR)


def rehearsal(asked: Asked, *, now: datetime) -> Rehearsal:
    """Say what judging again so would change, of open clocks that other hours move also after the last day."""
    act, zone = asked.as_act(), Organisation.current().zone
    versions = list(CalendarVersion.objects.all())
    last = max((version.pk for version in versions), default=0)
    changed = reaching_back(act, now) if asked.by_todays_hours else []
    for place, version in enumerate(changed, last + 1):
        version.pk = place
    agreement = Agreement.signed(again=[act], calendars=Calendars([*versions, *changed]))
    recent = of_days(act).filter(handed_off_at__lte=now).newest_first()
    ids = list(recent.values_list("pk", flat=True)[: AT_MOST + 1])
    is_all, anew = len(ids) <= AT_MOST, set(ids[:AT_MOST])
    running = Clock.objects.filter(
        verdict=Clock.Verdict.RUNNING,
        calendar_version__calendar__in=[version.calendar_id for version in changed],
        hand_off__handed_off_at__gte=act.instants(zone)[0],
    )
    moved = set(running.order_by().values_list("hand_off", flat=True)) if changed else set()
    return rehearse(list(anew | moved), agreement, anew=anew, now=now, is_all=is_all)


def judge_again(asked: Asked, *, expected: int, reason: str, user: User, now: datetime) -> Job:
    """Write the act down, with a line in the audit log, and start the job that judges its hand-offs.

    `expected` is how many clocks its rehearsal said would change. Raises OthersChange where they are others by now, and
    NothingChanges. As it was, days are judged that another version has judged since, or other calendars.
    """
    found = rehearsal(asked, now=now)
    if asked.is_as_it_was and found.is_all and not found.changes_something:
        raise NothingChanges
    if found.clocks != expected:
        raise OthersChange(expected, found.clocks)
    with transaction.atomic():
        act = asked.as_act()
        act.reason, act.made_by, act.made_at = reason, user, now
        act.save()
        if act.by_todays_hours:
            for version in reaching_back(act, now):
                version.save()
            wake(judge_stale)  # running clocks of later days move too
        said: dict[str, Any] = {
            "hand_offs_of": act.days,
            "version": act.version.number if act.version else None,
            "todays_hours": act.by_todays_hours,
            "reason": reason,
        }
        record("past.judged_again", actor=user, at=now, target=act, **said)
        return start(KIND_OF_JOB, params={"act": act.pk}, user=user, now=now)


def work_through(act: JudgedAgain, *, now: datetime, progress: Callable[[int, int], None]) -> None:
    """Judge all hand-offs of an act as if they had never been. Begun again, it changes nothing that is done."""
    hand_offs = of_days(act).order_by("pk")
    total, done, last = hand_offs.count(), 0, 0
    while ids := list(hand_offs.filter(pk__gt=last).values_list("pk", flat=True)[: BATCH[connection.vendor]]):
        with transaction.atomic():
            changed = judge(ids, now=now, anew=True)
            JudgedAgain.objects.filter(pk=act.pk).update(changed=F("changed") + changed)
        done, last = done + len(ids), ids[-1]
        progress(done, total)
    with transaction.atomic():
        if JudgedAgain.objects.filter(pk=act.pk, done_at=None).update(done_at=max(now, act.made_at)):
            act.refresh_from_db()
            said = {"hand_offs": total, "changed": act.changed}
            record("past.judged_again_done", actor=act.made_by, at=now, target=act, **said)
        # Also where no clock has changed: who is promised nothing, and Marketing's month, go by the version too.
        dirty.mark(DirtyClockDay, hand_offs.order_by().values_list("day", flat=True).distinct())
        wake(rebuild_facts)


def of_days(act: JudgedAgain) -> HandOffQuerySet:
    """Return the hand-offs whose past an act judges again."""
    start, end = act.instants(Organisation.current().zone)
    return HandOff.objects.filter(handed_off_at__gte=start, handed_off_at__lt=end)


def reaching_back(act: JudgedAgain, now: datetime) -> list[CalendarVersion]:
    """Return an unsaved version of each calendar changed after the first day; it counts from that day on."""
    since, _ = act.instants(Organisation.current().zone)
    later = CalendarVersion.objects.filter(number__gt=1, created_at__gt=since)
    newest = later.order_by().values("calendar").annotate(newest=Max("number"))
    found = []
    for calendar, number in newest.values_list("calendar", "newest"):
        version = CalendarVersion.objects.get(calendar=calendar, number=number)
        if version.counts_from is not None and version.counts_from <= since:
            continue  # it reaches as far already
        version.pk, version._state.adding = None, True
        version.number, version.counts_from = number + 1, since
        version.created_at = max(now, version.created_at).replace(microsecond=0)
        found.append(version)
    return found
