from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from leads.lifecycle import LONGEST_TOUCH, Kind
from leads.models.references import HELD_BY_JOURNAL


class Event(models.Model):
    """Something that happened to a hand-off. Append-only: a wrong one is voided by another.

    It holds no personal data; free text lives in `EventNote`, which can be erased.
    """

    class Side(models.TextChoices):
        SALES = "sales", "Sales"
        MARKETING = "marketing", "Marketing"

    class Direction(models.TextChoices):
        OUTBOUND = "outbound", "Outbound"
        INBOUND = "inbound", "Inbound"

    class Channel(models.TextChoices):
        CALL = "call", "Call"
        EMAIL = "email", "E-mail"
        MEETING = "meeting", "Meeting"
        CHAT = "chat", "Chat"
        SOCIAL = "social", "Social"
        OTHER = "other", "Other"

    class Result(models.TextChoices):
        CONNECTED = "connected", "Connected"
        NO_ANSWER = "no_answer", "No answer"

    hand_off = models.ForeignKey("leads.HandOff", on_delete=models.CASCADE, related_name="events", db_index=False)
    # The hand-off's, here for the uniqueness of keys.
    system = models.ForeignKey("leads.System", on_delete=models.PROTECT, related_name="+", **HELD_BY_JOURNAL)
    key = models.CharField(
        max_length=200,
        help_text="The external id; without one, made of the row and its repeat.",
    )
    version = models.BigIntegerField(default=0)
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value.title()) for kind in Kind])
    occurred_at = models.DateTimeField(null=True, blank=True, help_text="None: unknown.")
    recorded_at = models.DateTimeField()
    # Settles the order of equal instants: the line in the file it came from.
    position = models.BigIntegerField(default=0)
    # Who did it in LeadGap; None: a source system reported it.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        **HELD_BY_JOURNAL,
    )
    # Assigned: to whom. Anything else: by whom.
    owner = models.ForeignKey(
        "accounts.Owner",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        **HELD_BY_JOURNAL,
    )
    team = models.ForeignKey(
        "accounts.Team",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        **HELD_BY_JOURNAL,
    )
    side = models.CharField(max_length=10, choices=Side.choices, blank=True)
    # Touches only.
    channel = models.CharField(max_length=10, choices=Channel.choices, blank=True)
    direction = models.CharField(max_length=10, choices=Direction.choices, blank=True)
    result = models.CharField(max_length=10, choices=Result.choices, blank=True)
    automated = models.BooleanField(default=False)
    self_reported = models.BooleanField(default=False)
    length_seconds = models.PositiveIntegerField(null=True, blank=True, help_text="None: nobody measured it.")
    # Ratings only; None with the kind "rated" says: could not tell.
    rating = models.PositiveSmallIntegerField(null=True, blank=True)
    basis = models.CharField(max_length=10, blank=True)
    reasons = models.JSONField(default=list, blank=True, help_text="Reason keys.")
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    voids = models.CharField(
        max_length=200,
        blank=True,
        help_text="The key of the event that this one voids.",
    )
    batch = models.ForeignKey(
        "leads.ImportRun",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
        **HELD_BY_JOURNAL,
    )

    class Meta:
        ordering = ["occurred_at", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["system", "key"], name="leads_event_once_a_system"),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in Kind]),
                name="leads_event_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(rating=None) | Q(kind="rated", rating__range=(1, 5)),
                name="leads_event_rating_1_to_5",
            ),
            models.CheckConstraint(
                condition=~Q(kind="rated") | Q(side__in=["sales", "marketing"]),
                name="leads_event_rating_has_side",
            ),
            models.CheckConstraint(
                condition=(Q(kind="voided") & ~Q(voids="")) | (~Q(kind="voided") & Q(voids="")),
                name="leads_event_only_voids_void",
            ),
            models.CheckConstraint(condition=~Q(key=""), name="leads_event_has_key"),
            models.CheckConstraint(
                condition=~Q(kind="touched") | Q(direction__in=["outbound", "inbound"]),
                name="leads_event_touch_has_direction",
            ),
            models.CheckConstraint(
                condition=Q(
                    side__in=["", "sales", "marketing"],
                    direction__in=["", "outbound", "inbound"],
                    result__in=["", "connected", "no_answer"],
                    channel__in=["", "call", "email", "meeting", "chat", "social", "other"],
                ),
                name="leads_event_words_known",
            ),
            models.CheckConstraint(
                condition=Q(length_seconds=None) | Q(kind="touched", length_seconds__range=(0, LONGEST_TOUCH)),
                name="leads_event_length_of_touch",
            ),
            models.CheckConstraint(
                condition=Q(basis="") | Q(kind="rated", side="marketing"),
                name="leads_event_basis_is_of_marketing",
            ),
            models.CheckConstraint(
                condition=~Q(kind="rated", side="marketing", rating__isnull=False)
                | Q(basis__in=["individual", "score_band", "default"]),
                name="leads_event_marketing_rating_has_basis",
            ),
        ]
        indexes = [
            # Serves the projection and the timeline of one hand-off.
            models.Index(fields=["hand_off", "occurred_at"], name="leads_event_of_handoff"),
            # Serves "short calls in a row": few touches are measured.
            models.Index(fields=["hand_off"], condition=Q(length_seconds__isnull=False), name="leads_event_measured"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class EventNote(models.Model):
    """Free text that came with an event. May hold personal data, so it stands apart and can be erased."""

    event = models.OneToOneField(Event, on_delete=models.CASCADE, related_name="note")
    text = models.TextField()

    def __str__(self) -> str:
        return f"note of event {self.event_id}"


class ParkedEvent(models.Model):
    """An event of a hand-off that is not known yet. It is recorded when the hand-off arrives."""

    system = models.ForeignKey("leads.System", on_delete=models.PROTECT, related_name="+")
    hand_off_external_id = models.CharField(max_length=200)
    key = models.CharField(max_length=200)
    payload = models.JSONField()
    recorded_at = models.DateTimeField()
    batch = models.ForeignKey(
        "leads.ImportRun",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="parked_events",
    )

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["system", "key"], name="leads_parkedevent_once_a_system")]
        indexes = [
            models.Index(
                fields=["system", "hand_off_external_id"],
                name="leads_parkedevent_waits_for",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} waits for {self.hand_off_external_id}"
