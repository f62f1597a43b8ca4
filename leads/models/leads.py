from __future__ import annotations

from django.db import models
from django.db.models import Q

from leads.models.references import HELD_BY_JOURNAL
from leads.querysets import LeadQuerySet


class Lead(models.Model):
    """A person (at a company) who may buy. Columns for what every CRM has, `attributes` for the rest."""

    system = models.ForeignKey("leads.System", on_delete=models.PROTECT, related_name="leads", db_index=False)
    external_id = models.CharField(max_length=200)
    # The highest version of the source wins; 0 where the source gives none, and then the later arrival.
    version = models.BigIntegerField(default=0)
    name = models.CharField(max_length=200, blank=True)
    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=50, blank=True)
    company = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=200, blank=True)
    industry = models.CharField(max_length=120, blank=True)
    country = models.CharField(max_length=100, blank=True)
    city = models.CharField(max_length=120, blank=True)
    timezone = models.CharField(max_length=64, blank=True, help_text="As the IANA names it, such as America/New_York.")
    employees = models.BigIntegerField(null=True, blank=True, help_text="Company size.")
    score = models.FloatField(null=True, blank=True, help_text="The lead score of the source system.")
    attributes = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(null=True, blank=True, help_text="In the source system; None: unknown.")
    recorded_at = models.DateTimeField(help_text="When LeadGap first learnt of the lead.")
    batch = models.ForeignKey(
        "leads.ImportRun",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="leads",
        **HELD_BY_JOURNAL,
    )

    objects = LeadQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["system", "external_id"], name="leads_lead_once_a_system"),
            models.CheckConstraint(condition=~Q(external_id=""), name="leads_lead_has_external_id"),
        ]
        indexes = [
            # Serves the search box.
            models.Index(fields=["email"], name="leads_lead_email"),
        ]

    def __str__(self) -> str:
        return self.name or self.company or self.email or self.external_id
