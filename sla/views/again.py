from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from leadgap.accounts.models import Organisation
from leadgap.accounts.requests import SignedInRequest, posted
from leads.models import HandOff
from sla.again.forms import AgainForm, WhyForm
from sla.again.rehearsal import Flip, Rehearsal
from sla.again.services import judge_again, may_judge_again, rehearsal
from sla.again.words import rehearsal_headline
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
        job = judge_again(form.asked, reason=why.cleaned_data["reason"], user=request.user, now=now)
        return redirect("jobs:job", job.pk)
    found = rehearsal(form.asked, now=now) if form.is_valid() else None
    context: dict[str, Any] = {
        "form": form,
        "why": why,
        "found": found,
        "headline": rehearsal_headline(found) if found else "",
        "flips": _listed(request, found) if found else [],
        "listed": LISTED,
        "acts": JudgedAgain.objects.select_related("version", "made_by")[:LISTED],
    }
    failed = request.method == "POST" or form.errors
    return render(request, "sla/judge-again.html", context, status=422 if failed else 200)


def _listed(request: SignedInRequest, found: Rehearsal) -> list[tuple[HandOff, Flip]]:
    """Return the newest flips among the hand-offs that this person may read."""
    wanted = {flip.hand_off for flip in found.flips}
    readable = HandOff.objects.visible_to(request.user).for_list().in_bulk(wanted)
    return [(readable[flip.hand_off], flip) for flip in found.flips if flip.hand_off in readable][:LISTED]
