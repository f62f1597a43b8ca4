from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from sla.querysets import WaivedClockQuerySet, WaiverQuerySet


class Waiver(models.Model):
    """Why some clocks are not held against anybody: an import flood, an outage, leave.

    It is a flag beside the verdict, which stays. Its clocks are fixed when it is made; it can be taken back.
    """

    class Reason(models.TextChoices):
        IMPORT_FLOOD = "import_flood", "Import flood"
        OUTAGE = "outage", "Outage"
        LEAVE = "leave", "Leave"
        OTHER = "other", "Other"

    reason = models.CharField(max_length=15, choices=Reason.choices)
    note = models.CharField(max_length=500, help_text="Read by everybody who may read one of the clocks.")
    covers = models.CharField(max_length=500, help_text="The clocks asked for, in words as they were then.")
    clock_count = models.PositiveIntegerField(help_text="How many clocks it was made for.")
    asked = models.JSONField(help_text="The filter, or the one clock, as it was asked for.")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField()
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects = WaiverQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(note=""), name="sla_waiver_says_why"),
            models.CheckConstraint(
                condition=Q(taken_back_at=None) | Q(taken_back_at__gte=F("made_at")),
                name="sla_waiver_taken_back_after_made",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()}: {self.covers}"


class WaivedClock(models.Model):
    """A clock under a waiver, by what tells it apart rather than by its row: judging anew writes other rows.

    The kind stands for the promise, so that a hand-off judged by another version stays waived. The instant of its
    assignment stands for the number of an owner clock, which an assignment that is told late moves.
    """

    waiver = models.ForeignKey(Waiver, on_delete=models.CASCADE, related_name="clocks")
    hand_off = models.ForeignKey(
        "leads.HandOff", on_delete=models.CASCADE, related_name="waived_clocks", db_index=False
    )
    # As the clock has them, which the database has checked there.
    kind = models.CharField(max_length=20)
    scope = models.CharField(max_length=5)
    held_at = models.DateTimeField(
        null=True, blank=True, help_text="When its owner got the hand-off. None of a lead clock."
    )

    objects = WaivedClockQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                # The hand-off comes first: this also finds the waivers of a clock.
                fields=["hand_off", "kind", "scope", "held_at", "waiver"],
                name="sla_waivedclock_once_a_waiver",
            ),
            models.UniqueConstraint(
                fields=["hand_off", "kind", "scope", "waiver"],
                condition=Q(held_at=None),
                name="sla_waivedclock_of_the_lead_once_a_waiver",
            ),
            models.CheckConstraint(
                condition=Q(scope="lead", held_at=None) | Q(scope="owner", held_at__isnull=False),
                name="sla_waivedclock_held_by_its_owner",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scope} clock {self.kind} of {self.hand_off_id}"
