from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay

from leads.querysets import hand_offs_of

if TYPE_CHECKING:
    from leadgap.accounts.models import User
    from sla.models import (  # noqa: F401 (the querysets' own rows, for the type checker)
        AgreementVersion,
        Clock,
        Segment,
        WaivedClock,
        Waiver,
    )


class ClockQuerySet(models.QuerySet["Clock"]):
    """The sentences the business says about clocks. Every verb chains."""

    def visible_to(self, user: User) -> Self:
        """Clocks of the hand-offs that this person may read."""
        return self.filter(hand_offs_of(user, prefix="hand_off__"))

    def running(self, now: datetime) -> Self:
        return self.filter(Q(verdict="running"), Q(due_at=None) | Q(due_at__gte=now))

    def missed(self, now: datetime) -> Self:
        """Missed, whether or not the sweep has written it down yet."""
        # The first condition follows from the second: it names the index, in the very words SQLite wants.
        return self.filter(Q(verdict="missed") | Q(verdict="running"), Q(verdict="missed") | Q(due_at__lt=now))

    def confirmed(self, now: datetime, grace: timedelta) -> Self:
        """Of missed clocks those that may be named, by the rule of `sla.grace`."""
        return self.filter(Q(stopped_at__isnull=False) | Q(ended_at__isnull=False) | Q(due_at__lte=now - grace))

    def decided(self, now: datetime) -> Self:
        """Met or missed: what compliance counts."""
        return self.filter(Q(verdict__in=["met", "missed"]) | Q(verdict="running", due_at__lt=now))

    def started_at(self, *, hour: int | None = None, weekday: int | None = None, zone: str) -> Self:
        """Those that started in this hour of the day, on this day of the week (0 for Monday), or both.

        Told by the clock on the wall where their calendar is; in `zone` those of real time.
        """
        from sla.models import CalendarVersion

        zones = set(CalendarVersion.objects.order_by().values_list("timezone", flat=True))
        found = Q()
        clocks = self
        for place, name in enumerate(sorted(zones | {zone})):
            there = Q(calendar_version__timezone=name)
            if name == zone:
                there |= Q(calendar_version=None)
            if hour is not None:
                clocks = clocks.annotate(**{f"hour_{place}": ExtractHour("started_at", tzinfo=ZoneInfo(name))})
                there &= Q(**{f"hour_{place}": hour})
            if weekday is not None:
                clocks = clocks.annotate(**{f"weekday_{place}": ExtractIsoWeekDay("started_at", tzinfo=ZoneInfo(name))})
                there &= Q(**{f"weekday_{place}": weekday + 1})
            found |= there
        return clocks.filter(found)

    def waived(self, by: Waiver | None = None) -> Self:
        """Under a waiver in force, or under this one."""
        return self.filter(is_waived(by))

    def not_waived(self) -> Self:
        return self.filter(~is_waived())

    def counted(self, *, without_waived: bool) -> Self:
        """All of them, or all but the waived."""
        return self.not_waived() if without_waived else self

    def of_segment(self, key: int) -> Self:
        """Those of a segment, in whichever version; 0: of none."""
        from sla.models import Segment

        identity = Segment.objects.filter(pk=key).values("identity")[:1]
        return self.filter(segment__identity__in=identity) if key else self.filter(segment=None)

    def overdue(self, now: datetime) -> Self:
        """Written down as running, and past due: what the sweep looks for."""
        return self.filter(verdict="running", due_at__lt=now)

    def for_list(self) -> Self:
        return self.select_related(
            "hand_off__lead",
            "hand_off__source",
            "owner",
            "team",
            "promise",
            "calendar_version__calendar",
            "promise__version",
            "segment",
        )


class AgreementVersionQuerySet(models.QuerySet["AgreementVersion"]):
    def visible_to(self, user: User) -> Self:
        """Everyone reads what has been proposed; a draft is for those who write it, and for the auditor."""
        if user.is_authenticated and user.is_active:
            return self.exclude(text="") if user.role == "rep" else self
        return self.none()

    def for_page(self) -> Self:
        return self.select_related("calendar", "created_by").prefetch_related("promises", "segments", "signatures")


class SegmentQuerySet(models.QuerySet["Segment"]):
    def signed(self) -> Self:
        """Those by which hand-offs are judged."""
        return self.filter(version__state="signed")


class WaiverQuerySet(models.QuerySet["Waiver"]):
    def visible_to(self, user: User) -> Self:
        """A manager reads those over hand-offs of the own branch. Of a clock, everybody who reads it reads why."""
        if not user.is_authenticated or not user.is_active or user.role in {"rep", "marketer"}:
            return self.none()
        if user.sees_everything:
            return self
        from sla.models import WaivedClock

        theirs = WaivedClock.objects.filter(waiver=OuterRef("pk")).filter(hand_offs_of(user, prefix="hand_off__"))
        return self.filter(Q(made_by=user) | Exists(theirs))

    def for_list(self) -> Self:
        return self.select_related("made_by", "taken_back_by")


class WaivedClockQuerySet(models.QuerySet["WaivedClock"]):
    def in_force(self) -> Self:
        """Under a waiver that nobody has taken back."""
        return self.filter(waiver__taken_back_at=None)

    def numbered(self) -> models.QuerySet[Any]:
        """With the `number` of the clock as it is now: 0 of a lead clock, None where nobody had the hand-off then."""
        from leads.models import Assignment

        then = OuterRef("held_at")
        theirs = Assignment.objects.filter(hand_off=OuterRef("hand_off_id"), assigned_at__lte=then)
        theirs = theirs.filter(Q(until=None) | Q(until__gt=then))
        number = Subquery(theirs.values("number")[:1])
        of_the_lead = When(scope="lead", then=Value(0))
        return self.annotate(number=Case(of_the_lead, default=number, output_field=models.PositiveIntegerField()))


def is_waived(by: Waiver | None = None) -> Exists:
    """Return the condition on a clock that a waiver in force covers it, or this one."""
    from sla.models import WaivedClock

    covered = WaivedClock.objects.in_force() if by is None else WaivedClock.objects.filter(waiver=by)
    return Exists(
        covered.numbered().filter(
            hand_off=OuterRef("hand_off_id"),
            kind=OuterRef("promise__kind"),
            scope=OuterRef("scope"),
            number=OuterRef("number"),
        )
    )
