from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from leads.lifecycle import ENDED, UNDO

if TYPE_CHECKING:
    from leadgap.accounts.models import User
    from leads.models import HandOff, Lead  # noqa: F401 (in the bases of the classes)

# The day goes before the instant because the indexes hold days.
NEWEST_FIRST = ("-day", "-handed_off_at", "-pk")


class HandOffQuerySet(models.QuerySet["HandOff"]):
    """The sentences the business says about hand-offs. Every verb chains."""

    def visible_to(self, user: User) -> Self:
        """The wall: what this person may read, and no row more."""
        return self.filter(hand_offs_of(user))

    def workable_by(self, user: User) -> Self:
        """What this person may act on: a rep only what they own now; an auditor nothing."""
        if not user.is_authenticated or not user.is_active or user.reads_only:
            return self.none()
        if user.role == "rep":
            return self.filter(owner__user=user)
        return self.visible_to(user)

    def open(self) -> Self:
        return self.exclude(stage__in=list(ENDED))

    def shown_to_sales(self, now: datetime) -> Self:
        """Those of which Sales may know what Marketing thinks: its own rating stands (`leads.blind`)."""
        stands = Q(sales_rated_at=None) | Q(sales_rated_at__lt=now - UNDO)
        return self.filter(stands, sales_rating__isnull=False)

    def unjudged(self) -> Self:
        """Those that changed since they were judged."""
        return self.filter(stale__isnull=False)

    def newest_first(self) -> Self:
        return self.order_by(*NEWEST_FIRST)

    def for_list(self) -> Self:
        return self.select_related("lead", "source", "campaign", "owner", "team", "system")


class LeadQuerySet(models.QuerySet["Lead"]):
    def visible_to(self, user: User) -> Self:
        """Leads with at least one hand-off that this person may read."""
        if user.is_authenticated and user.is_active and user.sees_everything:
            return self
        from leads.models import HandOff

        mine = HandOff.objects.filter(lead=models.OuterRef("pk")).visible_to(user)
        return self.filter(models.Exists(mine))


def hand_offs_of(user: User, prefix: str = "") -> Q:
    """Return the condition that keeps a person's hand-offs; `prefix` leads to the hand-off from another model."""
    if not user.is_authenticated or not user.is_active:
        return Q(pk__in=[])
    if user.sees_everything:
        return Q()
    if user.role == "manager":
        from leadgap.accounts.models import Team

        return Q(**{f"{prefix}team__in": Team.objects.with_below(user.team_id)})
    from leads.models import Assignment

    # Who owns it now is the last who was assigned, so that one look at the assignments finds both.
    ever = Assignment.objects.filter(owner__user=user).values("hand_off")
    return Q(**{f"{prefix}pk__in": ever})
