"""Who rates strictly, who mildly, and what that does to the gap."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from feedback.scorecards.asking import readers_only, slice_of
from feedback.scorecards.exports import rater_rows
from feedback.scorecards.raters import Raters, raters
from feedback.scorecards.sentences import raters_headline
from feedback.scorecards.slices import By, offered_to
from leadgap.accounts.requests import SignedInRequest
from leadgap.exports import csv_response
from leadgap.periods import Period
from leadgap.ui.asked_period import kept_of, period_of


@require_safe
def raters_page(request: SignedInRequest) -> HttpResponse:
    """Each rep who rated, the strictest first; and the sources as if all were equally strict."""
    found, chosen, words = _raters(request)
    context: dict[str, Any] = {
        "raters": found,
        "period": chosen,
        "slice": words,
        "headline": raters_headline(found),
        "csv_url": f"{reverse('feedback:raters-csv')}?{request.GET.urlencode()}",
        "back_url": f"{reverse('feedback:scorecards')}?{urlencode(kept_of(chosen))}",
    }
    return render(request, "feedback/raters.html", context)


@require_safe
def raters_csv(request: SignedInRequest) -> StreamingHttpResponse:
    """The same numbers, a line a rep."""
    found, chosen, _ = _raters(request)
    return csv_response(f"raters-{chosen.name}.csv", rater_rows(found))


def _raters(request: SignedInRequest) -> tuple[Raters, Period, str]:
    organisation = readers_only(request)
    if By.OWNER not in offered_to(request.user, organisation):
        raise Http404
    chosen = period_of(request.GET, organisation, timezone.now())
    only, words = slice_of(request, organisation)
    return raters(request.user, period=chosen, organisation=organisation, only=only), chosen, words
