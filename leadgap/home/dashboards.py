"""What the home page shows: what Sales promised, what both sides say, and what waits, as far as this person sees."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from feedback.desk.queue import overdue
from feedback.scorecards.sentences import headline
from feedback.scorecards.services import scorecards
from feedback.scorecards.slices import By
from leadgap.accounts.models import Role
from leads.models import HandOff
from sla.models import Clock

if TYPE_CHECKING:
    from leadgap.accounts.models import Organisation, User
    from leadgap.periods import Period

FEW = 6


def of(user: User, *, organisation: Organisation, period: Period, now: datetime) -> dict[str, Any]:
    """Return the context of the home page of a marketer, manager, administrator or auditor."""
    league = scorecards(user, by=By.SOURCE, period=period, organisation=organisation)
    hand_offs = HandOff.objects.visible_to(user)
    return {
        "period": period,
        "league": league,
        "card": league.total,
        "headline": _headline(user, headline(league.total), overdue(user, now=now)),
        "overdue": overdue(user, now=now),
        "misses": misses(user, now=now),
        "low_ratings": low_ratings(user, now=now),
        "handed_over": hand_offs.filter(**period.days()).count(),
        "organisation": organisation,
    }


def _headline(user: User, gap: str, late: int) -> str:
    if user.role != Role.MANAGER:
        return gap
    if not late:
        return "No promise of your teams is overdue."
    return f"{late} leads of your teams are overdue for an answer." if late > 1 else "1 lead of your teams is overdue."


def misses(user: User, *, now: datetime) -> list[Clock]:
    """Return the latest missed lead clocks that still wait for an answer."""
    found = Clock.objects.visible_to(user).missed(now).filter(scope="lead", stopped_at=None, ended_at=None)
    recent = found.filter(due_at__gte=now - timedelta(days=30), promise__kind="first_response")
    return list(recent.for_list().order_by("-due_at", "-pk")[:FEW])


def low_ratings(user: User, *, now: datetime) -> list[HandOff]:
    """Return the latest leads that Sales rated 1 or 2."""
    low = Q(sales_rating__lte=2, sales_rated_at__gte=now - timedelta(days=30))
    return list(HandOff.objects.visible_to(user).filter(low).for_list().order_by("-sales_rated_at", "-pk")[:FEW])
