from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class ExpectedRating(models.Model):
    """What Marketing expects of a source or campaign: the default rating of its hand-offs that have none of their own.

    Recorded with the basis "default", which is shown and enters no verdict.
    """

    source = models.ForeignKey("leads.Source", on_delete=models.CASCADE, related_name="expected_ratings")
    # None: the whole source. A campaign's own expectation goes before its source's.
    campaign = models.ForeignKey(
        "leads.Campaign",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="expected_ratings",
    )
    rating = models.PositiveSmallIntegerField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        ordering = ["source", "campaign", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(rating__range=(1, 5)),
                name="feedback_expectation_1_to_5",
                violation_error_message="A rating is a whole number from 1 to 5.",
            ),
            models.UniqueConstraint(
                fields=["source"],
                condition=Q(campaign=None),
                name="feedback_expectation_once_a_source",
            ),
            models.UniqueConstraint(fields=["campaign"], name="feedback_expectation_once_a_campaign"),
        ]

    def __str__(self) -> str:
        return f"{self.campaign or self.source}: {self.rating}"
