from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from leadgap.periods import days_between


class JudgedAgain(models.Model):
    """An act of judging the past again: the hand-offs of some days, by another version or by today's working time.

    It stands as a rule: whoever judges one of these hand-offs later finds the version here. Of several acts over one
    day the latest holds.
    """

    start = models.DateField()
    end = models.DateField(help_text="The first day that is not part of it.")
    version = models.ForeignKey(
        "sla.AgreementVersion",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="None: the one in force at the hand-off.",
    )
    by_todays_hours = models.BooleanField(
        default=False, help_text="Calendars were changed since: their present hours count from the first day on."
    )
    reason = models.CharField(max_length=500)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField()
    changed = models.PositiveIntegerField(default=0, help_text="How many hand-offs got other clocks, so far.")
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="sla_judgedagain_ends_after_start"),
            models.CheckConstraint(condition=~Q(reason=""), name="sla_judgedagain_says_why"),
        ]

    def __str__(self) -> str:
        return f"hand-offs of {self.days}"

    @property
    def days(self) -> str:
        return days_between(self.start, self.end)

    def instants(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Return when its days begin and are over, in the organisation's zone."""
        return datetime.combine(self.start, time(), zone), datetime.combine(self.end, time(), zone)

    @classmethod
    def of(cls, day: date) -> JudgedAgain | None:
        """Return the act by which hand-offs of this day are judged; None where there is none."""
        return cls.objects.filter(start__lte=day, end__gt=day).first()

    def covers(self, day: date) -> bool:
        return self.start <= day < self.end
