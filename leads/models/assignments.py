from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from leads.models.handoffs import HandOff
from leads.models.references import HELD_BY_JOURNAL


class Assignment(models.Model):
    """One stretch of a hand-off in the hands of one owner or team: the ground of owner clocks. A projection."""

    hand_off = models.ForeignKey(HandOff, on_delete=models.CASCADE, related_name="assignments", db_index=False)
    number = models.PositiveIntegerField(help_text="1 for the first.")
    owner = models.ForeignKey(
        "accounts.Owner",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assignments",
        **HELD_BY_JOURNAL,
    )
    team = models.ForeignKey(
        "accounts.Team",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assignments",
        **HELD_BY_JOURNAL,
    )
    assigned_at = models.DateTimeField(null=True, blank=True, help_text="None: unknown.")
    until = models.DateTimeField(null=True, blank=True, help_text="The next assignment; None: current.")
    first_touch_at = models.DateTimeField(null=True, blank=True)
    first_personal_at = models.DateTimeField(null=True, blank=True)
    first_genuine_at = models.DateTimeField(null=True, blank=True)
    first_connected_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["hand_off", "number"]
        constraints = [
            models.UniqueConstraint(fields=["hand_off", "number"], name="leads_assignment_number_once"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("assigned_at")),
                name="leads_assignment_ends_after_start",
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="leads_assignment_number_from_1"),
        ]
        indexes = [
            # Serves "hand-offs I have ever owned".
            models.Index(fields=["owner", "hand_off"], name="leads_assignment_of_owner"),
        ]

    def __str__(self) -> str:
        return f"assignment {self.number} of {self.hand_off_id}"
