from __future__ import annotations

from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from feedback.desk.acts import MARKETERS
from feedback.replies.forms import WaitingForm
from feedback.replies.waiting import Line, line, told
from leadgap.accounts.requests import SignedInRequest
from leadgap.ui.formats import number
from leads.blind import is_of_sales
from leads.models import HandOff, Reason
from sla.working_time.readers import readers_zone

A_PAGE = 25


@require_safe
def waiting(request: SignedInRequest) -> HttpResponse:
    """What Sales has raised and Marketing has not answered yet, to be answered in place."""
    if is_of_sales(request.user):
        raise PermissionDenied("This is where Marketing answers Sales. What Sales asks, it asks on the lead's page.")
    now = timezone.now()
    form = WaitingForm(request.GET or None)
    found = line(request.user, now=now, **form.only)
    page: Page[HandOff] = Paginator(cast(Any, found.waiting), A_PAGE).get_page(request.GET.get("page"))
    labels = dict(Reason.objects.values_list("key", "label"))
    context = {
        "form": form,
        "headline": headline(found, is_narrowed=bool(form.only)),
        "is_narrowed": bool(form.only),
        "page": page,
        "rows": told(page.object_list, labels, now=now),
        "may_reply": request.user.role in MARKETERS,
        "zone": readers_zone(request.user),
        "next": request.get_full_path(),
        "now": now,
    }
    return render(request, "feedback/waiting.html", context)


def headline(found: Line, *, is_narrowed: bool) -> str:
    """Say how much waits for Marketing, how much of it too long, and where most of it comes from."""
    if not found.count:
        return "Of these leads, none waits for Marketing." if is_narrowed else "Sales waits for no answer by Marketing."
    leads, wait = ("lead", "waits") if found.count == 1 else ("leads", "wait")
    sentence = f"{number(found.count)} {leads} {wait} for an answer by Marketing, {found.overdue or 'none'} overdue"
    return f"{sentence}; {number(found.of_source)} came from {found.source}." if found.source else f"{sentence}."
