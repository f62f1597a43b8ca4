"""The leads behind a number of a scorecard: a page, and the same as a file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from feedback.scorecards.asking import readers_only, reps_named, slice_of
from feedback.scorecards.behind import Behind, lines
from feedback.scorecards.sentences import behind_headline
from leadgap.accounts.models import Organisation
from leadgap.accounts.requests import SignedInRequest
from leadgap.exports import csv_response
from leadgap.periods import Period
from leadgap.ui.asked_period import kept_of, period_of
from leadgap.ui.filters import FilterRefused
from leads.blind import hides_marketing, is_of_sales
from leads.models import Reason
from leads.querysets import HandOffQuerySet

A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for, and the name of the slice in words."""

    behind: Behind
    period: Period
    slice: str

    @classmethod
    def of(cls, request: SignedInRequest, organisation: Organisation, now: datetime) -> Asked:
        only, words = slice_of(request, organisation)
        owners = [only["owner"]] if "owner" in only else []
        if not reps_named(owners, request.user, organisation).issuperset(owners):
            raise FilterRefused("A rep’s hand-offs say who it is, so those of a pseudonym are not listed.")
        return cls(Behind.of(request.GET, only), period_of(request.GET, organisation, now), words)

    def hand_offs(self, request: SignedInRequest, now: datetime) -> HandOffQuerySet:
        return self.behind.hand_offs(request.user, self.period, now=now)


@require_safe
def leads(request: SignedInRequest) -> HttpResponse:
    """Hand-offs with what both sides said of them, newest first."""
    organisation, now = readers_only(request), timezone.now()
    asked = Asked.of(request, organisation, now)
    page = Paginator(asked.hand_offs(request, now).for_list(), A_PAGE).get_page(request.GET.get("page"))
    labels = dict(Reason.objects.values_list("key", "label"))
    context: dict[str, Any] = {
        "headline": behind_headline(asked.behind, page.paginator.count, asked.period, asked.slice, labels),
        "is_blind": bool(asked.behind.marketing) and not asked.behind.sales and is_of_sales(request.user),
        "page": page,
        "rows": [
            (each, hides_marketing(request.user, each, now=now), [labels.get(key, key) for key in each.sales_reasons])
            for each in page.object_list
        ],
        "csv_url": f"{reverse('feedback:scorecard-leads-csv')}?{request.GET.urlencode()}",
        "back_url": f"{reverse('feedback:scorecards')}?{urlencode(kept_of(asked.period))}",
    }
    return render(request, "feedback/leads.html", context)


@require_safe
def leads_csv(request: SignedInRequest) -> StreamingHttpResponse:
    """The same hand-offs, all of them."""
    organisation, now = readers_only(request), timezone.now()
    asked = Asked.of(request, organisation, now)
    labels = dict(Reason.objects.values_list("key", "label"))
    rows = lines(asked.hand_offs(request, now), user=request.user, labels=labels, now=now)
    return csv_response(f"leads-{asked.period.name}.csv", rows)
