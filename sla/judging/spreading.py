"""Telling hand-offs that another version of the agreement, or of a calendar, judges them now."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection, transaction
from django.db.models import Max, Q

from leadgap.accounts.models import Organisation
from leads import dirty, stale
from leads.models import HandOff, StaleHandOff, System
from sla.models import AgreementVersion, CalendarVersion, Clock, DirtyClockDay, Promise

BATCH = {"sqlite": 2000, "postgresql": 20_000}


def spread_agreements() -> int:
    """Make the hand-offs that newly signed versions may judge stale; return how many versions were spread.

    A job that dies half-way begins again, for making stale twice is making stale once.
    """
    zone = Organisation.current().zone
    versions = list(AgreementVersion.objects.filter(state=AgreementVersion.State.SIGNED, is_spread=False))
    if versions:
        _wait_for_recordings()
    for version in versions:
        covered = Q(handed_off_at__isnull=False)
        if not version.is_retrospective:
            covered &= Q(handed_off_at__gte=version.in_force_from(zone))
        make_stale(covered)
        # Marketing's month is counted by version, and so is who is promised nothing, also where no clock changes.
        dirty.mark(DirtyClockDay, HandOff.objects.filter(covered).order_by().values_list("day", flat=True).distinct())
        AgreementVersion.objects.filter(pk=version.pk).update(is_spread=True)
    return len(versions)


def spread_calendars() -> None:
    """Make hand-offs stale of which a clock is running on a calendar that has a newer version, or was corrected."""
    _spread_corrections()
    newest = CalendarVersion.objects.values("calendar").annotate(newest=Max("pk")).order_by().values("newest")
    running = Clock.objects.filter(verdict=Clock.Verdict.RUNNING, calendar_version__isnull=False)
    make_stale(Q(pk__in=running.exclude(calendar_version__in=newest).order_by().values("hand_off")))


def _spread_corrections() -> None:
    """Make hand-offs stale that have a clock on a corrected version, or may get one by what it said before.

    Those are being recorded, or judged by somebody who holds their marks: marking them waits for that. In one pass by
    their keys, as marks are taken by all; a correction that comes meanwhile waits, and is spread the next time.
    """
    if not CalendarVersion.objects.filter(is_spread=False).exists():
        return
    _wait_for_recordings()
    with transaction.atomic():
        corrected = list(CalendarVersion.objects.filter(is_spread=False).order_by("pk").select_for_update(no_key=True))
        on_them = Clock.objects.filter(calendar_version__in=corrected).order_by().values("hand_off")
        make_stale(Q(pk__in=on_them) | Q(pk__in=StaleHandOff.objects.order_by().values("hand_off")))
        CalendarVersion.objects.filter(pk__in=[version.pk for version in corrected]).update(is_spread=True)


def make_running_stale(team_id: int) -> None:
    """Make hand-offs stale of which a clock is running on the calendar of this team."""
    running = Clock.objects.filter(Q(team=team_id) | Q(hand_off__first_team=team_id), verdict=Clock.Verdict.RUNNING)
    make_stale(Q(pk__in=running.order_by().values("hand_off")))


def make_owner_running_stale(owner_id: int) -> None:
    """Make hand-offs stale of which a clock is running that goes by the calendar of this owner, or would."""
    running = Clock.objects.filter(
        Q(owner=owner_id) | Q(hand_off__assignments__owner=owner_id),
        verdict=Clock.Verdict.RUNNING,
        promise__calendar_of=Promise.CalendarOf.OWNER,
    )
    make_stale(Q(pk__in=running.order_by().values("hand_off")))


def make_stale(condition: Q) -> None:
    """Have the hand-offs of this condition judged again, by a job."""
    for ids in _batches(condition):
        stale.mark(ids)


def _batches(condition: Q) -> Iterator[list[int]]:
    last = 0
    while ids := list(
        HandOff.objects.filter(condition, pk__gt=last)
        .order_by("pk")
        .values_list("pk", flat=True)[: BATCH[connection.vendor]]
    ):
        yield ids
        last = ids[-1]


def _wait_for_recordings() -> None:
    """Return when every recording that began before the signature has ended, so that no hand-off arrives unseen.

    Each holds its system; those that begin later know the new version. On SQLite there is one writer at a time.
    """
    with transaction.atomic():
        list(System.objects.order_by("pk").select_for_update(no_key=True))
