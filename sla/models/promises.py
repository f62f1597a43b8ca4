from __future__ import annotations

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from leads.projection import TIMES_KEPT
from sla.models.agreements import AgreementVersion, Signature
from sla.pausing import Pausing

# One attempt is a first response.
FEWEST_ATTEMPTS, MOST_ATTEMPTS = 2, TIMES_KEPT

# The units of targets that a year has at most: of working time as many as where nobody ever closes.
DAYS_A_YEAR = 366
MOST_OF_UNIT = {"minutes": DAYS_A_YEAR * 24 * 60, "hours": DAYS_A_YEAR * 24, "days": DAYS_A_YEAR, "weeks": 52}


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


OF_MARKETING = frozenset(kind for kind in Promise.Kind if side_of(kind) == Signature.Side.MARKETING)
# Promises that choose what starts and stops them.
CHOOSING = frozenset({Promise.Kind.FIRST_RESPONSE, Promise.Kind.FOLLOW_UP})
