from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class MonthlyPromise(models.Model):
    """What Marketing promises of the leads that it hands over in a month. Only its own sources count."""

    class Kind(models.TextChoices):
        VOLUME = "volume", "Volume"
        VALUE = "value", "Lead value"
        ACCEPTED_SHARE = "accepted_share", "Accepted share"
        COMPLETENESS = "completeness", "Completeness"

    version = models.ForeignKey("sla.AgreementVersion", on_delete=models.CASCADE, related_name="monthly_promises")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    goal = models.DecimalField(
        max_digits=14,
        decimal_places=4,
        help_text="Qualified leads a month, their value in the organisation's currency, or a share: 0.55 for 55 %.",
    )
    fields = models.JSONField(default=list, blank=True, help_text="Of completeness: what must be known of a lead.")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["version", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(goal__gt=0),
                name="sla_monthlypromise_goal_positive",
                violation_error_message="A promise of nothing is none: the goal must be above 0.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["volume", "value"]) | Q(kind__in=["accepted_share", "completeness"], goal__lte=1),
                name="sla_monthlypromise_kind_fits_goal",
            ),
            models.CheckConstraint(
                condition=(Q(kind="completeness") & ~Q(fields=[])) | (~Q(kind="completeness") & Q(fields=[])),
                name="sla_monthlypromise_only_completeness_has_fields",
            ),
            models.UniqueConstraint(
                fields=["version", "kind"],
                name="sla_monthlypromise_kind_once",
                violation_error_message="The agreement already has this promise.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.goal.normalize():f} a month"


class LeadValue(models.Model):
    """What a qualified lead of a source counts for in the promise of value. Agreed, so it belongs to the version."""

    version = models.ForeignKey("sla.AgreementVersion", on_delete=models.CASCADE, related_name="lead_values")
    source = models.ForeignKey(
        "leads.Source",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="None: every source that is not named.",
    )
    amount = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        ordering = ["version", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="sla_leadvalue_not_negative"),
            models.UniqueConstraint(fields=["version", "source"], name="sla_leadvalue_source_once"),
            models.UniqueConstraint(
                fields=["version"], condition=Q(source=None), name="sla_leadvalue_other_sources_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source or 'any other source'}: {self.amount}"


class DeliveryFact(models.Model):
    """What was handed over on one day from one source, judged by the version in force at each hand-off.

    Rebuilt whole per dirty day, with the facts of clocks. All counts but the first are of qualified leads. Values are
    those that the version gives its sources; 0 where it gives none.
    """

    day = models.DateField()
    version = models.ForeignKey(
        "sla.AgreementVersion", on_delete=models.CASCADE, related_name="delivery_facts", db_index=False
    )
    source = models.BigIntegerField()
    handed_over = models.PositiveIntegerField()
    qualified = models.PositiveIntegerField(default=0)
    complete = models.PositiveIntegerField(default=0, help_text="Everything that the version names is known.")
    accepted = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    past_due = models.PositiveIntegerField(default=0, help_text="Not decided on, and the promise to decide is missed.")
    undecided = models.PositiveIntegerField(default=0, help_text="Not decided on, and not past due.")
    fair_accepted = models.PositiveIntegerField(default=0, help_text="Sales kept its first-response promise.")
    fair_rejected = models.PositiveIntegerField(default=0)
    value = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    accepted_value = models.DecimalField(max_digits=18, decimal_places=2, default=0)

    class Meta:
        ordering = ["day", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["day", "version", "source"], name="sla_deliveryfact_once_a_slice"),
            models.CheckConstraint(
                condition=Q(
                    qualified__lte=F("handed_over"),
                    complete__lte=F("qualified"),
                    qualified=F("accepted") + F("rejected") + F("past_due") + F("undecided"),
                    fair_accepted__lte=F("accepted"),
                    fair_rejected__lte=F("rejected"),
                ),
                name="sla_deliveryfact_adds_up",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.qualified} qualified of {self.handed_over}"
