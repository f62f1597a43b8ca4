from __future__ import annotations

from django.db import models

from leads.models.handoffs import HandOff
from leads.models.references import HELD_BY_JOURNAL


class StaleHandOff(models.Model):
    """A mark: this hand-off has changed since its clocks were judged (`leads.stale`).

    A narrow row of its own, for whoever judges a million hand-offs would else write a million wide ones again.
    """

    hand_off = models.OneToOneField(
        HandOff, on_delete=models.CASCADE, primary_key=True, related_name="stale", **HELD_BY_JOURNAL
    )

    class Meta:
        ordering = ["hand_off"]

    def __str__(self) -> str:
        return f"hand-off {self.hand_off_id} is to be judged"
