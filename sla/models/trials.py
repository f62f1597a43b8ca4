from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Trial(models.Model):
    """A proposed version watched on some teams before it is signed: a baseline, of which nothing is kept but this.

    Its clocks are worked out when somebody looks (`sla.agreements.trials`). So nobody is notified, no queue shows
    them, and there are no figures of reps.
    """

    version = models.OneToOneField("sla.AgreementVersion", on_delete=models.CASCADE, related_name="trial")
    teams = models.ManyToManyField("accounts.Team", related_name="+", help_text="With those below them.")
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(help_text="Hand-offs from here on are watched.")
    ended_at = models.DateTimeField(null=True, blank=True, help_text="None: it goes on until both sides have signed.")

    class Meta:
        ordering = ["-begun_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("begun_at")), name="sla_trial_ends_after_it_began"
            )
        ]

    def __str__(self) -> str:
        return f"trial of {self.version}"
