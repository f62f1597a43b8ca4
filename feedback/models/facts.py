from __future__ import annotations

from django.db import models

from feedback.querysets import FactQuerySet


class RatingFact(models.Model):
    """How many hand-offs of one day and slice had these two ratings and this outcome.

    Rebuilt whole per dirty day; 0 stands for none, also for "not rated". `basis` is Marketing's, and "late" where
    Marketing rated after Sales. `segment` is the company size band.
    """

    day = models.DateField()
    source = models.BigIntegerField(default=0)
    campaign = models.BigIntegerField(default=0)
    team = models.BigIntegerField(default=0)
    owner = models.BigIntegerField(default=0)
    segment = models.CharField(max_length=10, blank=True)
    marketing = models.PositiveSmallIntegerField(default=0)
    sales = models.PositiveSmallIntegerField(default=0)
    basis = models.CharField(max_length=10, blank=True)
    outcome = models.CharField(max_length=4)
    # Whether Sales kept its first-response promise for these hand-offs: "yes", "no", or "" where nothing was judged.
    fair = models.CharField(max_length=3, blank=True)
    hand_offs = models.PositiveIntegerField()
    sales_unsure = models.PositiveIntegerField(default=0)
    rating_due = models.PositiveIntegerField(default=0, help_text="Answered by Sales, or due for it.")

    objects = FactQuerySet.as_manager()

    class Meta:
        ordering = ["day", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "day",
                    "source",
                    "campaign",
                    "team",
                    "owner",
                    "segment",
                    "marketing",
                    "sales",
                    "basis",
                    "outcome",
                    "fair",
                ],
                name="feedback_ratingfact_once_a_slice",
            )
        ]
        indexes = [models.Index(fields=["source", "day"], name="feedback_ratingfact_source")]

    def __str__(self) -> str:
        return f"{self.day}: {self.hand_offs} of {self.marketing}/{self.sales}"


class ReasonFact(models.Model):
    """How often Sales gave a reason with a rating, per day and slice."""

    day = models.DateField()
    source = models.BigIntegerField(default=0)
    campaign = models.BigIntegerField(default=0)
    team = models.BigIntegerField(default=0)
    owner = models.BigIntegerField(default=0)
    reason = models.CharField(max_length=50)
    sales = models.PositiveSmallIntegerField(default=0)
    hand_offs = models.PositiveIntegerField()

    objects = FactQuerySet.as_manager()

    class Meta:
        ordering = ["day", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "day",
                    "source",
                    "campaign",
                    "team",
                    "owner",
                    "reason",
                    "sales",
                ],
                name="feedback_reasonfact_once_a_slice",
            )
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.hand_offs} × {self.reason}"


class DirtyRatingDay(models.Model):
    """A day whose rating facts must be rebuilt. Cleared only at the mark that was read."""

    day = models.DateField(primary_key=True)
    marks = models.PositiveBigIntegerField(default=1)
    # A rating counts once its ten minutes of undo are over: not to be rebuilt for the last time before this instant.
    not_before = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day}"
