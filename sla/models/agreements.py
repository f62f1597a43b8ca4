from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Q

from sla.querysets import AgreementVersionQuerySet


class AgreementVersion(models.Model):
    """One version of the agreement: the definition of a qualified lead and the promises of both sides.

    A draft is edited, a proposed version is signed by both sides, a signed one is in force from `effective_on`
    until the next. With `is_retrospective` it also judges hand-offs before the signature, "as if it had been in force".
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        PROPOSED = "proposed", "Proposed"
        SIGNED = "signed", "Signed"
        WITHDRAWN = "withdrawn", "Withdrawn"

    number = models.PositiveIntegerField(unique=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    title = models.CharField(max_length=150, default="Agreement between Sales and Marketing")
    # As `sla.criteria` reads it; empty: every lead is qualified.
    definition = models.JSONField(default=dict, blank=True)
    calendar = models.ForeignKey("sla.Calendar", on_delete=models.PROTECT, related_name="agreement_versions")
    effective_on = models.DateField(
        null=True,
        blank=True,
        help_text="First day in force, in the organisation's zone.",
    )
    is_retrospective = models.BooleanField(default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    created_at = models.DateTimeField()
    proposed_at = models.DateTimeField(null=True, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True, help_text="The second signature.")
    # Whether the hand-offs that a signed version judges have all been told so (`sla.judging.spreading`).
    is_spread = models.BooleanField(default=False)
    text = models.TextField(blank=True, help_text="The sentences as proposed. Signatures carry its hash.")
    text_hash = models.CharField(max_length=64, blank=True)

    objects = AgreementVersionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="signed") | Q(effective_on__isnull=False, signed_at__isnull=False),
                name="sla_agreement_signed_has_date",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["proposed", "signed"]) | ~Q(text_hash=""),
                name="sla_agreement_proposed_has_text",
            ),
            # Two versions cannot begin on the same day: which would judge it?
            models.UniqueConstraint(
                fields=["effective_on"],
                condition=Q(state="signed"),
                name="sla_agreement_one_a_day",
                violation_error_message="Another signed version is in force from this day.",
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number}"

    @property
    def state_words(self) -> str:
        """How it stands, in a sentence: "a draft", "proposed"."""
        return "a draft" if self.state == self.State.DRAFT else self.get_state_display().lower()

    def in_force_from(self, zone: ZoneInfo) -> datetime:
        """Return the instant from which a signed version judges hand-offs: never before both have signed it."""
        if self.effective_on is None or self.signed_at is None:
            raise ValueError(f"{self} is not signed, so it is not in force.")
        return max(datetime.combine(self.effective_on, time(), zone), self.signed_at)


class Signature(models.Model):
    """One side's signature under the text of a version."""

    class Side(models.TextChoices):
        SALES = "sales", "Sales"
        MARKETING = "marketing", "Marketing"

    version = models.ForeignKey(AgreementVersion, on_delete=models.PROTECT, related_name="signatures")
    side = models.CharField(max_length=10, choices=Side.choices)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=150, help_text="As it stood at the signing.")
    signed_at = models.DateTimeField()
    text_hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["signed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "side"],
                name="sla_signature_one_a_side",
                violation_error_message="This side has already signed.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} for {self.side}"
