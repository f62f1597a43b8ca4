from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from leadgap.accounts.models import Role
from leadgap.accounts.requests import SignedInRequest
from leadgap.home.first_look import MOST, SourceLook, look, missing
from leadgap.ui.formats import duration, number
from leads.models import HandOff


@require_GET
def first_look(request: SignedInRequest) -> HttpResponse:
    """What the imported leads already say, before there is an agreement or a rating."""
    if request.user.role == Role.REP:
        raise PermissionDenied("The first look is for those who bring the leads in.")
    hand_offs = HandOff.objects.visible_to(request.user)
    rows = look(hand_offs)
    context = {
        "rows": rows,
        "headline": _headline(rows),
        "missing": missing(hand_offs) if rows else [],
        "most": MOST if sum(row.hand_offs for row in rows) >= MOST else 0,
    }
    return render(request, "home/first_look.html", context)


def _headline(rows: list[SourceLook]) -> str:
    if not rows:
        return "There are no leads to look at yet."
    total = sum(row.hand_offs for row in rows)
    said = f"{number(total)} leads from {len(rows)} {'source' if len(rows) == 1 else 'sources'}"
    timed = [row for row in rows if row.seconds]
    if not timed:
        return f"{said}; how fast Sales answers is not known yet."
    fastest = min(timed, key=lambda row: row.speed.median or 0)
    return (
        f"{said}; those from {fastest.name} are answered fastest, half of them within {duration(fastest.speed.median)}."
    )
