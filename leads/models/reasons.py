from __future__ import annotations

from django.db import models


class Reason(models.Model):
    """Why: one line of a closed list, offered with a rejection, a rating, a loss, a recycling or with waiting."""

    class Use(models.TextChoices):
        RATING = "rating", "Rating"
        REJECTION = "rejection", "Rejection"
        RECYCLING = "recycling", "Recycling"
        LOSS = "loss", "Loss"
        WAITING = "waiting", "Waiting for the lead"

    key = models.SlugField(max_length=50, unique=True)
    label = models.CharField(max_length=120)
    uses = models.JSONField(default=list, help_text="Where the reason is offered: a list of Use values.")
    position = models.PositiveSmallIntegerField(default=0)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "label", "pk"]

    def __str__(self) -> str:
        return self.label
