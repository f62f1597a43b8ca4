"""The zone of whoever reads: the lists and leads of one person speak one zone, whatever each clock counts by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F, Q
from django.utils import timezone

from sla.models import CalendarVersion

if TYPE_CHECKING:
    from leadgap.accounts.models import User


def readers_zone(user: User) -> str:
    """Return the zone of a person's own calendar, else of their team's, else the active one: the organisation's."""
    teams = Q(calendar__team_calendars__team__owners__user=user)
    if user.team_id is not None:
        teams |= Q(calendar__team_calendars__team=user.team_id)
    versions = CalendarVersion.objects.filter(Q(calendar__owner__user=user) | teams)
    nearest = versions.order_by(F("calendar__owner").asc(nulls_last=True), "calendar", "-number")
    return nearest.values_list("timezone", flat=True).first() or timezone.get_current_timezone_name()
