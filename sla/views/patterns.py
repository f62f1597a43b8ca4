from __future__ import annotations

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from leadgap.accounts.models import Role
from leadgap.accounts.requests import SignedInRequest
from leadgap.exports import csv_response
from leadgap.ui.asked_period import period_in
from sla.compliance.forms import PatternsForm
from sla.compliance.pattern_lines import TOLD, lines
from sla.compliance.pattern_words import pattern_headline, sections
from sla.compliance.patterns import Patterns, patterns
from sla.compliance.slices import offered_to
from sla.compliance.wall import within
from sla.views.asking import waived_counted
from sla.working_time.readers import readers_zone


@require_safe
def patterns_page(request: SignedInRequest) -> HttpResponse:
    """What deserves a question in how clocks are kept, without a score and without a ranking."""
    form, found = _asked(request)
    context = {
        "form": form,
        "found": found,
        "waived": waived_counted(request, form, found.waived),
        "headline": pattern_headline(found),
        "sections": list(sections(found)),
        "is_own": request.user.role == Role.REP,
        "zone": readers_zone(request.user),
    }
    return render(request, "sla/patterns.html", context)


@require_safe
def pattern_csv(request: SignedInRequest, pattern: str) -> StreamingHttpResponse:
    """The cases of one pattern, all of them."""
    if pattern not in TOLD:
        raise Http404
    _, found = _asked(request)
    return csv_response(f"{pattern.replace('_', '-')}-{found.period.name}.csv", lines(pattern, found.cases[pattern]))


def _asked(request: SignedInRequest) -> tuple[PatternsForm, Patterns]:
    """Return the form as it was filled in, and the patterns of the clocks that it means."""
    now, organisation, user = timezone.now(), request.organisation, request.user
    form = PatternsForm(request.GET or None, offered=offered_to(user, organisation), branch=within(user).get("team"))
    period = period_in(form, request.GET, organisation, now)
    found = patterns(
        user,
        period=period,
        organisation=organisation,
        now=now,
        only=form.only,
        without_waived=form.without_waived,
    )
    return form, found
