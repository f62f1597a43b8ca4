from __future__ import annotations

from django.db import models


class DemoCompany(models.Model):
    """The demo company of this installation, if it has one: how it was made, and what to remove with it."""

    seed = models.PositiveIntegerField()
    leads_a_day = models.FloatField()
    starts_on = models.DateField()
    # Everything up to this instant has been told to the journal.
    rolled_to = models.DateTimeField(null=True, blank=True)
    # What was made beside the leads: {"app.model": [keys]}.
    made = models.JSONField(default=dict)
    # Whether the organisation itself is the demo's, and not one that a person had set up before.
    made_organisation = models.BooleanField(default=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="home_democompany_only_one")]
        verbose_name_plural = "demo companies"

    def __str__(self) -> str:
        return f"demo company from {self.starts_on}"
