from __future__ import annotations

from datetime import datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from leads.projection import TIMES_KEPT
from sla.pausing import Pausing
from sla.querysets import AgreementVersionQuerySet

# One attempt is a first response.
FEWEST_ATTEMPTS, MOST_ATTEMPTS = 2, TIMES_KEPT

# The units of targets that a year has at most: of working time as many as where nobody ever closes.
DAYS_A_YEAR = 366
MOST_OF_UNIT = {"minutes": DAYS_A_YEAR * 24 * 60, "hours": DAYS_A_YEAR * 24, "days": DAYS_A_YEAR, "weeks": 52}


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


class Promise(models.Model):
    """One line of the agreement."""

    class Kind(models.TextChoices):
        FIRST_RESPONSE = "first_response", "First response"
        FOLLOW_UP = "follow_up", "Follow-up"
        DECISION = "decision", "Decision"
        ATTEMPTS = "attempts", "Attempts"
        RATING = "rating", "Rating"
        REPLY = "reply", "Reply"

    class Unit(models.TextChoices):
        """How the target is written: business time counts the calendar's open hours, a day being its longest."""

        MINUTES = "minutes", "working minutes"
        HOURS = "hours", "working hours"
        DAYS = "days", "working days"
        WALL_MINUTES = "wall_minutes", "minutes"
        WALL_HOURS = "wall_hours", "hours"
        WALL_DAYS = "wall_days", "days"
        WALL_WEEKS = "wall_weeks", "weeks"

    class CalendarOf(models.TextChoices):
        """Whose working time counts. A team or an owner that keeps none goes by the next: team, then agreement.

        By the lead's zone: the agreement's hours and days, read by the clock where the lead is.
        """

        TEAM = "team", "the team"
        OWNER = "owner", "the owner"
        AGREEMENT = "agreement", "the agreement"
        LEAD = "lead", "the lead’s time zone"

    class Start(models.TextChoices):
        """What starts the clock of a first response or a follow-up."""

        HAND_OFF = "hand_off", "the hand-off"
        ASSIGNMENT = "assignment", "the first assignment"
        ACCEPTANCE = "acceptance", "the acceptance"

    class Stop(models.TextChoices):
        """What stops it. Automated touches, and inbound calls that nobody took, never do."""

        TOUCH = "touch", "any touch by a person"
        GENUINE = "genuine", "a genuine touch"
        CONNECTED = "connected", "a conversation"
        ACCEPTED = "accepted", "the acceptance"
        QUALIFIED = "qualified", "the qualification"

    class PausedBy(models.TextChoices):
        """Whether waiting pauses a clock of Sales. Marketing's promise is never paused, whatever stands here."""

        LEAD = "lead", "waiting for the lead"
        NOTHING = "nothing", "nothing"

    version = models.ForeignKey(AgreementVersion, on_delete=models.CASCADE, related_name="promises")
    segment = models.ForeignKey(
        "sla.Segment",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="promises",
        help_text="The leads it is made to; none: every lead whose segment promises nothing else.",
    )
    kind = models.CharField(max_length=20, choices=Kind.choices)
    target = models.PositiveIntegerField(help_text="In `unit`.")
    unit = models.CharField(max_length=15, choices=Unit.choices, default=Unit.HOURS)
    calendar_of = models.CharField(max_length=10, choices=CalendarOf.choices, default=CalendarOf.TEAM)
    goal = models.DecimalField(
        max_digits=5,
        decimal_places=4,
        default=Decimal("0.95"),
        validators=[
            MinValueValidator(Decimal("0.01")),
            MaxValueValidator(Decimal("1")),
        ],
        help_text="The share of clocks that must be met, 0.95 for 95 %.",
    )
    starts = models.CharField(max_length=10, choices=Start.choices, default=Start.HAND_OFF)
    stops = models.CharField(max_length=10, choices=Stop.choices, default=Stop.GENUINE)
    paused_by = models.CharField(max_length=10, choices=PausedBy.choices, default=PausedBy.LEAD)
    paused_for = models.JSONField(
        default=list, blank=True, help_text="Keys of the reasons for which waiting pauses it; none: any wait does."
    )
    paused_in = models.JSONField(default=list, blank=True, help_text="The stages in which it stands still.")
    attempts = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="How many, of an attempts promise; None of any other."
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["version", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts="hand_off", stops="genuine") | Q(kind__in=["first_response", "follow_up"]),
                name="sla_promise_only_touches_choose",
                violation_error_message="Only a first response and a follow-up choose what starts and stops them.",
            ),
            models.CheckConstraint(
                condition=~Q(starts="acceptance", stops="accepted"),
                name="sla_promise_does_not_stop_as_it_starts",
                violation_error_message="The acceptance cannot both start and stop a clock.",
            ),
            models.CheckConstraint(
                condition=~Q(kind="reply") | Q(paused_by="lead"),
                name="sla_promise_only_sales_chooses_pauses",
                violation_error_message="Only Sales’ promises choose what pauses them.",
            ),
            models.CheckConstraint(
                condition=Q(kind="attempts", attempts__isnull=False, attempts__range=(FEWEST_ATTEMPTS, MOST_ATTEMPTS))
                | (~Q(kind="attempts") & Q(attempts=None)),
                name="sla_promise_attempts_are_numbered",
                violation_error_message="An attempts promise says how many, from 2 to 20, and no other promise does.",
            ),
            models.CheckConstraint(
                condition=Q(target__gt=0),
                name="sla_promise_target_positive",
                violation_error_message="A promise of zero cannot be kept: the target must be at least 1.",
            ),
            models.CheckConstraint(
                condition=Q(
                    *(Q(unit__in=[unit, f"wall_{unit}"], target__lte=most) for unit, most in MOST_OF_UNIT.items()),
                    _connector=Q.OR,
                ),
                name="sla_promise_target_within_a_year",
                violation_error_message="Nobody waits for more than a year.",
            ),
            models.CheckConstraint(condition=Q(goal__gt=0, goal__lte=1), name="sla_promise_goal_is_a_share"),
            models.UniqueConstraint(
                fields=["version", "kind"],
                condition=Q(segment=None),
                name="sla_promise_kind_once",
                violation_error_message="The agreement already has this promise.",
            ),
            models.UniqueConstraint(
                fields=["version", "segment", "kind"],
                name="sla_promise_kind_once_a_segment",
                violation_error_message="The segment already has this promise.",
            ),
        ]

    def __str__(self) -> str:
        what = f"{self.attempts} attempts" if self.attempts else self.get_kind_display()
        return f"{what} within {self.target_words}"

    @property
    def target_words(self) -> str:
        """60 working minutes; 1 working hour."""
        words = self.get_unit_display()
        return f"{self.target} {words if self.target != 1 else words.removesuffix('s')}"

    @property
    def side(self) -> str:
        """Which side keeps it."""
        return side_of(self.kind)

    @property
    def pausing(self) -> Pausing:
        """What pauses its clocks; Marketing's never are."""
        if self.side != Signature.Side.SALES:
            return Pausing(waits=False)
        return Pausing(self.paused_by == self.PausedBy.LEAD, frozenset(self.paused_for), frozenset(self.paused_in))

    @property
    def is_business_time(self) -> bool:
        return not self.unit.startswith("wall_")

    @property
    def is_read_in_leads_zone(self) -> bool:
        """Whether its working time is read by the clock where the lead is."""
        return self.is_business_time and self.calendar_of == self.CalendarOf.LEAD


def side_of(kind: str) -> str:
    """Return which side keeps promises of this kind."""
    return Signature.Side.MARKETING.value if kind == Promise.Kind.REPLY else Signature.Side.SALES.value


# Promises that choose what starts and stops them.
CHOOSING = frozenset({Promise.Kind.FIRST_RESPONSE, Promise.Kind.FOLLOW_UP})
