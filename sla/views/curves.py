from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from leadgap.accounts.models import Organisation
from leadgap.accounts.requests import SignedInRequest
from leadgap.exports import csv_response
from leadgap.ui.asked_period import period_of
from sla.agreements.sentences import promise_sentence
from sla.compliance.curves import PromiseCurve, promise_curve
from sla.compliance.exports import curve_rows
from sla.compliance.forms import CurveForm
from sla.compliance.pictures import curve_chart
from sla.compliance.slices import offered_to
from sla.compliance.table import within
from sla.compliance.words import curve_headline


@require_GET
def curve_page(request: SignedInRequest) -> HttpResponse:
    """Which share is answered within any time, so that a target is chosen with open eyes."""
    form, found = _found(request, timezone.now())
    csv_url = f"{reverse('sla:curve-csv')}?{request.GET.urlencode()}"
    context: dict[str, Any] = {
        "form": form,
        "curve": found,
        "headline": curve_headline(found),
        "promise": promise_sentence(found.promise) if found.promise else "",
        "chart": curve_chart(found, csv_url=csv_url) if found.curve.n else None,
    }
    return render(request, "sla/curve.html", context)


@require_GET
def curve_csv(request: SignedInRequest) -> StreamingHttpResponse:
    """The same curve, a line for each time on the page."""
    _, found = _found(request, timezone.now())
    return csv_response(f"curve-{found.kind}-{found.period.name}.csv", curve_rows(found))


def _found(request: SignedInRequest, now: datetime) -> tuple[CurveForm, PromiseCurve]:
    organisation = Organisation.current()
    form = CurveForm(
        request.GET or None, offered=offered_to(request.user, organisation), branch=within(request.user).get("team")
    )
    form.is_valid()
    found = promise_curve(
        request.user,
        promise_kind=form.chosen_promise,
        period=period_of(request, organisation, now),
        organisation=organisation,
        now=now,
        only=form.only,
    )
    return form, found
