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
from sla.compliance.exports import curve_rows, speed_rows
from sla.compliance.outcomes import outcome_by_speed
from sla.compliance.pictures import curve_chart, speed_chart
from sla.compliance.words import curve_headline, speed_sentence
from sla.views.asking import asked_of, waived_counted


@require_safe
def curve_page(request: SignedInRequest) -> HttpResponse:
    """Which share is answered within any time, so that a target is chosen with open eyes."""
    form, asked = asked_of(request, timezone.now())
    found = promise_curve(request.user, **asked)
    csv_url = f"{reverse('sla:curve-csv')}?{request.GET.urlencode()}"
    speed = outcome_by_speed(request.user, curve=found, **asked)
    speed_url = f"{reverse('sla:speed-csv')}?{request.GET.urlencode()}"
    context: dict[str, Any] = {
        "form": form,
        "curve": found,
        "headline": curve_headline(found),
        "waived": waived_counted(request, form, found.waived),
        "promise": promise_sentence(found.promise) if found.promise and found.target else "",
        "chart": curve_chart(found, csv_url=csv_url) if found.curve.n else None,
        "speed": speed_sentence(speed, found.kind) if found.scale else "",
        "speed_chart": speed_chart(speed, kind=found.kind, working_day=found.working_day, csv_url=speed_url)
        if speed.n
        else None,
    }
    return render(request, "sla/curve.html", context)


@require_safe
def curve_csv(request: SignedInRequest) -> StreamingHttpResponse:
    """The same curve, a line for each time on the page."""
    _, asked = asked_of(request, timezone.now())
    found = promise_curve(request.user, **asked)
    return csv_response(f"curve-{found.kind}-{found.period.name}.csv", curve_rows(found))


@require_safe
def speed_csv(request: SignedInRequest) -> StreamingHttpResponse:
    """How closed hand-offs ended by the time until the act, a line for each stretch on the page."""
    _, asked = asked_of(request, timezone.now())
    found = promise_curve(request.user, **asked)
    speed = outcome_by_speed(request.user, curve=found, **asked)
    return csv_response(f"speed-{found.kind}-{found.period.name}.csv", speed_rows(speed))
