from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from leadgap.accounts.models import Role
from leadgap.accounts.requests import SignedInRequest
from leadgap.home.first_look import MOST, headline, look, missing
from leads.models import HandOff


@require_safe
def first_look(request: SignedInRequest) -> HttpResponse:
    """What the imported leads already say, before there is an agreement or a rating."""
    if request.user.role == Role.REP:
        raise PermissionDenied("The first look is for those who bring the leads in.")
    hand_offs = HandOff.objects.visible_to(request.user)
    rows = look(hand_offs)
    large = [row for row in rows if not row.is_small]
    context = {
        "rows": large or rows,
        "small": [row for row in rows if row.is_small] if large else [],
        "has_speed": any(row.seconds for row in rows),
        "has_follow_up": any(row.measured for row in rows),
        "has_outcome": any(row.closed for row in rows),
        "headline": headline(rows),
        "missing": missing(hand_offs) if rows else [],
        "most": MOST if sum(row.hand_offs for row in rows) >= MOST else 0,
    }
    return render(request, "home/first_look.html", context)
