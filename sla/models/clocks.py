from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import F, Q

from sla.grace import is_confirmed
from sla.querysets import ClockQuerySet

# Only the judge writes clocks, of hand-offs that it holds locked and by what it has read. PostgreSQL looks up five
# references of each one by one, which was half the time of judging; and no index of their own, for the unique
# constraint begins with the hand-off and nothing is looked up by the others (docs/adr/0008-judging-in-bulk.md).
HELD_BY_JUDGE: dict[str, Any] = {"db_constraint": False, "db_index": False}


class Clock(models.Model):
    """One promise running for one hand-off, as it was last judged.

    The lead clock (number 0) runs from the hand-off and never restarts; an owner clock runs from each assignment
    (its number). A running clock whose due instant has passed is missed, also before the sweep has written it down.
    """

    class Scope(models.TextChoices):
        LEAD = "lead", "Lead clock"
        OWNER = "owner", "Owner clock"

    class Verdict(models.TextChoices):
        RUNNING = "running", "Running"
        MET = "met", "Met"
        MISSED = "missed", "Missed"
        ENDED = "ended", "Ended"
        NO_DATA = "no_data", "No data"

    hand_off = models.ForeignKey("leads.HandOff", on_delete=models.CASCADE, related_name="clocks", **HELD_BY_JUDGE)
    promise = models.ForeignKey("sla.Promise", on_delete=models.PROTECT, related_name="clocks", **HELD_BY_JUDGE)
    scope = models.CharField(max_length=5, choices=Scope.choices)
    number = models.PositiveIntegerField(default=0, help_text="The assignment's; 0 for the lead clock.")
    # The calendar through its changes up to this version; None for promises in real time. A clock that no longer runs
    # stays pinned to it.
    calendar_version = models.ForeignKey(
        "sla.CalendarVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="clocks", **HELD_BY_JUDGE
    )
    # Lead clocks: the hand-off's current owner and team. Owner clocks: the assignment's.
    owner = models.ForeignKey(
        "accounts.Owner", on_delete=models.PROTECT, null=True, blank=True, related_name="clocks", **HELD_BY_JUDGE
    )
    team = models.ForeignKey(
        "accounts.Team", on_delete=models.PROTECT, null=True, blank=True, related_name="clocks", **HELD_BY_JUDGE
    )
    segment = models.ForeignKey(
        "sla.Segment", on_delete=models.PROTECT, null=True, blank=True, related_name="clocks", **HELD_BY_JUDGE
    )
    started_at = models.DateTimeField()
    # None: paused without an end, or not measured.
    due_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True, help_text="The promised act, also when late.")
    ended_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="Closed or reassigned without the promised act.",
    )
    elapsed = models.BigIntegerField(
        null=True,
        blank=True,
        help_text="Seconds that counted, start to stop; None while nothing has stopped it.",
    )
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    is_self_reported = models.BooleanField(default=False)

    objects = ClockQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["hand_off", "promise", "scope", "number"],
                name="sla_clock_once_a_promise_and_scope",
            ),
            models.CheckConstraint(
                condition=Q(due_at=None) | Q(due_at__gte=F("started_at")),
                name="sla_clock_due_after_start",
            ),
            models.CheckConstraint(
                condition=Q(stopped_at=None) | Q(stopped_at__gte=F("started_at")),
                name="sla_clock_stop_after_start",
            ),
            models.CheckConstraint(
                # Without a due instant: kept during a pause that had no end.
                condition=~Q(verdict="met")
                | Q(stopped_at__isnull=False, stopped_at__lte=F("due_at"))
                | Q(stopped_at__isnull=False, due_at=None),
                name="sla_clock_met_is_in_time",
            ),
            models.CheckConstraint(
                # What is done after an end does not count.
                condition=~Q(verdict="ended") | Q(stopped_at=None, elapsed=None, ended_at__isnull=False),
                name="sla_clock_ended_is_not_stopped",
            ),
            models.CheckConstraint(
                condition=Q(scope="lead", number=0) | Q(scope="owner", number__gt=0),
                name="sla_clock_number_fits_scope",
            ),
        ]
        indexes = [
            # Serves the sweep for what has become due, and the queue by time left.
            models.Index(
                fields=["due_at"],
                name="sla_clock_running",
                condition=Q(verdict="running"),
            ),
            # Serves the queue of one owner.
            models.Index(
                fields=["owner", "due_at"],
                name="sla_clock_running_of_owner",
                condition=Q(verdict="running", scope="lead"),
            ),
            # Serves the queue of a team and those below it.
            models.Index(
                fields=["team", "due_at"],
                name="sla_clock_running_of_team",
                condition=Q(verdict="running", scope="lead"),
            ),
            # Serves the list of misses, newest first.
            models.Index(
                fields=["-due_at", "-id"],
                name="sla_clock_missed",
                condition=Q(verdict="missed") | Q(verdict="running"),
            ),
            # Serves the lists of what is rare beside these: what ended, and what is without data.
            models.Index(
                fields=["hand_off"],
                name="sla_clock_undecided",
                condition=Q(verdict="ended") | Q(verdict="no_data"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scope} clock of {self.hand_off_id}: {self.verdict}"

    @property
    def over_at(self) -> datetime | None:
        """Return when the promised act came, or the end without it; None while it runs."""
        return self.stopped_at or self.ended_at

    @property
    def may_count(self) -> bool:
        """Whether it counts in a rate, or may yet: one that has ended, or of which nobody knows, does not."""
        return self.verdict not in {self.Verdict.ENDED, self.Verdict.NO_DATA}

    def is_overdue(self, now: datetime) -> bool:
        """Return whether it is written down as running though it is past due, as the sweep will find."""
        return self.verdict == self.Verdict.RUNNING and self.due_at is not None and self.due_at < now

    def is_unconfirmed(self, now: datetime, grace: timedelta) -> bool:
        """Return whether it is a miss that is not to be named yet, for late events may take it back."""
        if self.due_at is None or not (self.verdict == self.Verdict.MISSED or self.is_overdue(now)):
            return False
        is_over = self.stopped_at is not None or self.ended_at is not None
        return not is_confirmed(due_at=self.due_at, is_over=is_over, grace=grace, now=now)
