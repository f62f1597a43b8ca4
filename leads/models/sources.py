from __future__ import annotations

from typing import Self

from django.db import models


class System(models.Model):
    """A system that leads come from: a CRM, a file, LeadGap itself. External ids are unique within one."""

    key = models.CharField(max_length=50, unique=True)
    name = models.CharField(max_length=100)
    # Touches are known for hand-offs from this instant on, that of the first one; None: this system has never
    # reported a touch. Before it, a clock that waits for one reads "no touch data".
    touches_from = models.DateTimeField(null=True, blank=True)
    # The same of further touches of a hand-off: of a column, the first is all that is known.
    attempts_from = models.DateTimeField(null=True, blank=True)
    # The same of acceptances and rejections.
    decisions_from = models.DateTimeField(null=True, blank=True)
    # The same of ratings by Sales: before it, nobody can tell who was ever asked for one.
    ratings_from = models.DateTimeField(null=True, blank=True)
    # Replies by Marketing are known to what Sales raises from this instant on: since both sides talk here.
    replies_from = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return self.name


class SourceQuerySet(models.QuerySet["Source"]):
    def of_marketing(self) -> Self:
        """Marketing's own: for their leads it answers, and promises."""
        return self.filter(side=Source.Side.MARKETING)


class Source(models.Model):
    """Where leads come from, and which side answers for them."""

    class Side(models.TextChoices):
        MARKETING = "marketing", "Marketing"
        SALES = "sales", "Sales (self-sourced)"
        REFERRAL = "referral", "Referral"
        PARTNER = "partner", "Partner"

    class Direction(models.TextChoices):
        INBOUND = "inbound", "Inbound"
        OUTBOUND = "outbound", "Outbound"

    key = models.CharField(max_length=200, unique=True, editable=False, help_text="The name, case-folded.")
    name = models.CharField(max_length=200)
    side = models.CharField(max_length=10, choices=Side.choices, default=Side.MARKETING)
    direction = models.CharField(max_length=10, choices=Direction.choices, default=Direction.INBOUND)
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Campaign(models.Model):
    """One effort within a source."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="campaigns")
    key = models.CharField(max_length=200, editable=False, help_text="The name, case-folded.")
    name = models.CharField(max_length=200)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="leads_campaign_once_a_source")]

    def __str__(self) -> str:
        return self.name
