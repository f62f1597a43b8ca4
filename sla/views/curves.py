from __future__ import annotations

from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from leadgap.accounts.requests import SignedInRequest
from leadgap.exports import csv_response
from sla.agreements.sentences import promise_sentence
from sla.compliance.curves import promise_curve
from sla.compliance.exports import curve_rows
from sla.compliance.pictures import curve_chart
from sla.compliance.words import curve_headline
from sla.views.asking import asked_of


@require_safe
def curve_page(request: SignedInRequest) -> HttpResponse:
    """Which share is answered within any time, so that a target is chosen with open eyes."""
    form, asked = asked_of(request, timezone.now())
    found = promise_curve(request.user, **asked)
    csv_url = f"{reverse('sla:curve-csv')}?{request.GET.urlencode()}"
    context: dict[str, Any] = {
        "form": form,
        "curve": found,
        "headline": curve_headline(found),
        "promise": promise_sentence(found.promise) if found.promise else "",
        "chart": curve_chart(found, csv_url=csv_url) if found.curve.n else None,
    }
    return render(request, "sla/curve.html", context)


@require_safe
def curve_csv(request: SignedInRequest) -> StreamingHttpResponse:
    """The same curve, a line for each time on the page."""
    _, asked = asked_of(request, timezone.now())
    found = promise_curve(request.user, **asked)
    return csv_response(f"curve-{found.kind}-{found.period.name}.csv", curve_rows(found))
