from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from leadgap.accounts.models import Organisation
from leadgap.accounts.requests import SignedInRequest, posted, whole_number
from leadgap.exports import csv_response
from sla.again.flips import lines, readable
from sla.again.forms import AgainForm, WhyForm
from sla.again.services import NothingChanges, OthersChange, judge_again, may_judge_again, rehearsal
from sla.again.words import rehearsal_headline
from sla.hand_off_lines import with_hand_offs
from sla.models import JudgedAgain

# Of the verdicts that flip, how many are listed.
LISTED = 50


@require_http_methods(["GET", "HEAD", "POST"])
def again(request: SignedInRequest) -> HttpResponse:
    """Choose days of the past and what to judge them by, see what changes, and have it done."""
    if not may_judge_again(request.user):
        raise PermissionDenied
    now = timezone.now()
    form = AgainForm(request.GET or None, today=now.astimezone(Organisation.current().zone).date())
    why = WhyForm(posted(request))
    if form.is_valid() and why.is_bound and why.is_valid():
        try:
            expected = whole_number(request.POST.get("expected", ""))
            reason = why.cleaned_data["reason"]
            job = judge_again(form.asked, expected=expected, reason=reason, user=request.user, now=now)
        except NothingChanges as refused:
            form.add_error("version", str(refused))
        except OthersChange as refused:
            why.add_error(None, str(refused))
        else:
            return redirect("jobs:job", job.pk)
    found = rehearsal(form.asked, now=now) if form.is_valid() else None
    flips = readable(found, user=request.user) if found else []
    context: dict[str, Any] = {
        "form": form,
        "why": why,
        "found": found,
        "headline": rehearsal_headline(found) if found else "",
        "flips": with_hand_offs(flips[:LISTED]),
        "more_flips": max(0, len(flips) - LISTED),
        "flips_csv": f"{reverse('sla:judge-again-csv')}?{request.GET.urlencode()}",
        "acts": JudgedAgain.objects.select_related("version", "made_by")[:LISTED],
    }
    failed = request.method == "POST" or form.errors
    return render(request, "sla/judge-again.html", context, status=422 if failed else 200)


@require_safe
def flips_csv(request: SignedInRequest) -> HttpResponseBase:
    """All verdicts that flip, as far as this person may open their hand-offs."""
    if not may_judge_again(request.user):
        raise PermissionDenied
    now, organisation = timezone.now(), Organisation.current()
    form = AgainForm(request.GET, today=now.astimezone(organisation.zone).date())
    if not form.is_valid():
        return redirect(f"{reverse('sla:judge-again')}?{request.GET.urlencode()}")
    flips = readable(rehearsal(form.asked, now=now), user=request.user)
    name = f"flips-{form.cleaned_data['start']}-to-{form.cleaned_data['end']}.csv"
    return csv_response(name, lines(flips, user=request.user, organisation=organisation))
