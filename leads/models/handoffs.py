from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from leads.lifecycle import ENDED, Outcome, Stage
from leads.models.references import HELD_BY_JOURNAL
from leads.querysets import NEWEST_FIRST, HandOffQuerySet
from leads.waiting import Wait

# The day of a hand-off whose time is unknown. Facts keep it apart: it counts under "all time" only.
UNDATED = date(1900, 1, 1)


class HandOff(models.Model):
    """The moment responsibility for a lead passed to Sales, and all that has happened since.

    The first block of columns is given, the second is the projection of the events: only `leads.journal`
    writes here. `revision` grows with every change.
    """

    class Basis(models.TextChoices):
        """Where a rating by Marketing comes from. Defaults are expectations and enter no verdict."""

        INDIVIDUAL = "individual", "Individual"
        SCORE_BAND = "score_band", "Score band"
        DEFAULT = "default", "Default"

    lead = models.ForeignKey("leads.Lead", on_delete=models.PROTECT, related_name="hand_offs", db_index=False)
    # The lead's, here for the uniqueness of external ids.
    system = models.ForeignKey("leads.System", on_delete=models.PROTECT, related_name="hand_offs", **HELD_BY_JOURNAL)
    external_id = models.CharField(max_length=200)
    version = models.BigIntegerField(default=0)
    source = models.ForeignKey("leads.Source", on_delete=models.PROTECT, related_name="hand_offs", db_index=False)
    campaign = models.ForeignKey(
        "leads.Campaign",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="hand_offs",
        db_index=False,
    )
    handed_off_at = models.DateTimeField(null=True, blank=True, help_text="None: unknown, so no clocks.")
    day = models.DateField(default=UNDATED, help_text="Of the hand-off, in the organisation's zone.")
    snapshot = models.JSONField(
        default=dict,
        blank=True,
        help_text="The lead's non-identifying fields at the hand-off, by which it is judged.",
    )
    recorded_at = models.DateTimeField()
    batch = models.ForeignKey(
        "leads.ImportRun",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="hand_offs",
        **HELD_BY_JOURNAL,
    )

    # The projection.
    stage = models.CharField(max_length=10, default=Stage.NEW.value)
    outcome = models.CharField(max_length=4, default=Outcome.OPEN.value)
    owner = models.ForeignKey(
        "accounts.Owner",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="hand_offs",
        db_index=False,
    )
    team = models.ForeignKey(
        "accounts.Team",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="hand_offs",
        db_index=False,
    )
    first_team = models.ForeignKey(
        "accounts.Team",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        **HELD_BY_JOURNAL,
    )
    answering_team = models.ForeignKey(
        "accounts.Team",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The team at the first genuine touch.",
        **HELD_BY_JOURNAL,
    )
    assigned_at = models.DateTimeField(null=True, blank=True, help_text="First assignment.")
    first_touch_at = models.DateTimeField(null=True, blank=True, help_text="First touch of any kind.")
    first_personal_at = models.DateTimeField(
        null=True, blank=True, help_text="First touch by a person: outbound, or from the lead and answered."
    )
    first_genuine_at = models.DateTimeField(null=True, blank=True, help_text="First genuine touch.")
    first_connected_at = models.DateTimeField(null=True, blank=True, help_text="First touch that reached the lead.")
    answer_is_self_reported = models.BooleanField(default=False)
    touches = models.PositiveIntegerField(default=0)
    attempts = models.PositiveIntegerField(default=0, help_text="Genuine touches.")
    attempt_times = models.JSONField(
        default=list,
        blank=True,
        help_text="Of the first 20 genuine touches whose time is known, in order, in epoch seconds.",
    )
    early_events = models.PositiveIntegerField(default=0, help_text="Dated before the hand-off: shown, never judged.")
    accepted_at = models.DateTimeField(null=True, blank=True)
    qualified_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True, help_text="First acceptance or rejection.")
    closed_at = models.DateTimeField(null=True, blank=True)
    value = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    reasons = models.JSONField(default=list, blank=True, help_text="Reason keys of the current end.")
    # Each followed by the key of its reason, if it has one: `waits` reads them.
    pauses = models.JSONField(
        default=list,
        blank=True,
        help_text="[[start, end or null], …] in epoch seconds.",
    )
    sales_rating = models.PositiveSmallIntegerField(null=True, blank=True)
    sales_rated_at = models.DateTimeField(null=True, blank=True)
    sales_answered_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="First answer of Sales to the rating question, “could not tell” included.",
    )
    sales_unsure = models.BooleanField(default=False, help_text="Sales could not tell, and has not rated since.")
    sales_reasons = models.JSONField(default=list, blank=True)
    sales_rated_by = models.ForeignKey(
        "accounts.Owner",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        **HELD_BY_JOURNAL,
    )
    marketing_rating = models.PositiveSmallIntegerField(null=True, blank=True)
    marketing_rated_at = models.DateTimeField(null=True, blank=True)
    marketing_basis = models.CharField(max_length=10, choices=Basis.choices, blank=True)
    raised_at = models.DateTimeField(
        null=True, blank=True, help_text="Sales' first low rating, question or dispute, which Marketing answers."
    )
    replied_at = models.DateTimeField(null=True, blank=True, help_text="Marketing's first reply to that.")
    waiting_since = models.DateTimeField(
        null=True, blank=True, help_text="The first of these that Marketing has not replied to since; None: none."
    )

    revision = models.PositiveBigIntegerField(default=1)

    objects = HandOffQuerySet.as_manager()

    class Meta:
        ordering = NEWEST_FIRST
        constraints = [
            models.UniqueConstraint(fields=["system", "external_id"], name="leads_handoff_once_a_system"),
            models.CheckConstraint(
                condition=Q(stage__in=[stage.value for stage in Stage]),
                name="leads_handoff_stage_known",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=[outcome.value for outcome in Outcome]),
                name="leads_handoff_outcome_known",
            ),
            models.CheckConstraint(
                condition=Q(sales_rating=None) | Q(sales_rating__range=(1, 5)),
                name="leads_handoff_sales_rating_1_to_5",
            ),
            models.CheckConstraint(
                condition=Q(marketing_rating=None, marketing_basis="")
                | Q(
                    marketing_rating__isnull=False,
                    marketing_rating__range=(1, 5),
                    marketing_basis__in=["individual", "score_band", "default"],
                ),
                name="leads_handoff_marketing_rating_has_basis",
            ),
            models.CheckConstraint(
                condition=Q(first_genuine_at=None) | Q(first_genuine_at__gte=F("handed_off_at")),
                name="leads_handoff_answer_after_hand_off",
            ),
            models.CheckConstraint(condition=~Q(external_id=""), name="leads_handoff_has_external_id"),
            models.CheckConstraint(
                condition=Q(handed_off_at=None, day=UNDATED) | (Q(handed_off_at__isnull=False) & ~Q(day=UNDATED)),
                name="leads_handoff_day_goes_with_time",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(stage__in=sorted(stage.value for stage in ENDED)),
                name="leads_handoff_closed_is_at_an_end",
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=["won", "lost"]) | Q(outcome=F("stage")),
                name="leads_handoff_outcome_goes_with_stage",
            ),
            models.CheckConstraint(
                condition=Q(attempts__lte=F("touches")),
                name="leads_handoff_attempts_are_touches",
            ),
            models.CheckConstraint(
                condition=Q(sales_unsure=False) | Q(sales_rating=None),
                name="leads_handoff_unsure_has_no_rating",
            ),
            models.CheckConstraint(condition=Q(revision__gte=1), name="leads_handoff_revision_from_1"),
            models.CheckConstraint(
                condition=Q(replied_at=None) | Q(replied_at__gte=F("raised_at")),
                name="leads_handoff_reply_after_question",
            ),
            models.CheckConstraint(
                condition=Q(waiting_since=None) | Q(waiting_since__gte=F("raised_at")),
                name="leads_handoff_waits_since_a_question",
            ),
        ]
        # By day and not by instant: see docs/adr/0021-indexes-by-day.md.
        indexes = [
            # Serves the lead page: the hand-offs of one lead, in order.
            models.Index(fields=["lead", "handed_off_at"], name="leads_handoff_of_lead"),
            # Serves the rebuilding of one day's facts, and every list by period.
            models.Index(fields=["day"], name="leads_handoff_day"),
            # Serve the lists of one owner, team, source or campaign, newest first.
            models.Index(fields=["owner", "day"], name="leads_handoff_of_owner"),
            models.Index(fields=["team", "day"], name="leads_handoff_of_team"),
            models.Index(fields=["source", "day"], name="leads_handoff_of_source"),
            models.Index(
                fields=["campaign", "day"], name="leads_handoff_of_campaign", condition=Q(campaign__isnull=False)
            ),
            # Serve the queue of many people: what is open, and what Sales has not rated, newest first.
            models.Index(
                fields=["day"], name="leads_handoff_open", condition=Q(closed_at=None, handed_off_at__isnull=False)
            ),
            # Serve the same of what nobody has answered: of all, of one owner, of one team.
            models.Index(
                fields=["day"],
                name="leads_handoff_unanswered",
                condition=Q(closed_at=None, first_genuine_at=None, handed_off_at__isnull=False),
            ),
            models.Index(
                fields=["owner", "day"],
                name="leads_handoff_unanswered_own",
                condition=Q(closed_at=None, first_genuine_at=None, handed_off_at__isnull=False),
            ),
            models.Index(
                fields=["team", "day"],
                name="leads_handoff_unanswered_team",
                condition=Q(closed_at=None, first_genuine_at=None, handed_off_at__isnull=False),
            ),
            models.Index(
                fields=["day"],
                name="leads_handoff_unrated",
                condition=Q(sales_answered_at=None, sales_rating=None, handed_off_at__isnull=False),
            ),
            # Serves the latest low ratings.
            models.Index(
                fields=["-sales_rated_at", "-id"],
                name="leads_handoff_rated_low",
                condition=Q(sales_rating__lte=2),
            ),
            # Serves what waits for an answer by Marketing, the latest first.
            models.Index(
                fields=["-waiting_since", "-id"],
                name="leads_handoff_waits_for_reply",
                condition=Q(waiting_since__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"hand-off {self.external_id}"

    @property
    def is_waiting(self) -> bool:
        """Whether Sales is said to wait for the lead, and nobody has gone on."""
        return any(wait.end is None for wait in self.waits)

    @property
    def waits(self) -> list[Wait]:
        """When Sales has waited for the lead, in order."""
        return [Wait(*pause) for pause in self.pauses]
