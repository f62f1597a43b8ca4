from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models


def validate_zone(name: str) -> None:
    """Refuse a zone that the IANA database does not know."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValidationError(f"“{name}” is not a time zone. Choose one like Europe/Berlin.") from error


class Organisation(models.Model):
    """The one company of this installation. Row 1, made by the first-run set-up."""

    class RepFigures(models.TextChoices):
        NAMES = "names", "Names"
        PSEUDONYMS = "pseudonyms", "Pseudonyms for marketers"
        TEAM_ONLY = "team_only", "Team level only"

    name = models.CharField(max_length=150)
    timezone = models.CharField(max_length=64, default="UTC", validators=[validate_zone])
    currency = models.CharField(max_length=3, default="EUR")
    rep_figures = models.CharField(max_length=12, choices=RepFigures.choices, default=RepFigures.PSEUDONYMS)
    gap_margin = models.DecimalField(
        max_digits=3,
        decimal_places=2,
        default=Decimal("0.50"),
        validators=[
            MinValueValidator(Decimal("0.05")),
            MaxValueValidator(Decimal("2")),
        ],
        help_text="A mean gap inside ± this many points is not worth speaking of.",
    )
    few = models.PositiveSmallIntegerField(default=10, help_text="Fewer than this: too few to say.")
    indicative = models.PositiveSmallIntegerField(default=30, help_text="Fewer than this: indicative.")

    grace_minutes = models.PositiveIntegerField(
        default=0,
        validators=[MaxValueValidator(7 * 24 * 60)],
        help_text="In real time: how long a fresh miss waits for late events before it is listed or announced.",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="accounts_organisation_only_one"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def grace(self) -> timedelta:
        return timedelta(minutes=self.grace_minutes)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @classmethod
    def current(cls) -> Organisation:
        """Return the organisation; before the first-run set-up an unsaved one in UTC."""
        return cls.objects.filter(pk=1).first() or cls(pk=1, name="")
