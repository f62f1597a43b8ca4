from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from leadgap.accounts.requests import SignedInRequest
from leadgap.exports import csv_response
from leadgap.ui.asked_period import kept_of
from leads.dirty import counting
from sla.agreements.sentences import promise_sentence
from sla.behind import DONE, UNDONE
from sla.compliance.curves import PromiseCurve, promise_curve
from sla.compliance.exports import curve_rows, speed_rows
from sla.compliance.forms import WITHOUT, RatesForm
from sla.compliance.outcomes import outcome_by_speed
from sla.compliance.pictures import curve_chart, speed_chart
from sla.compliance.wall import who
from sla.compliance.words import curve_headline, speed_sentence
from sla.models import Clock, DirtyClockDay
from sla.speed import Stretch
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
        "headline": (not found.curve.n and found.promise and counting(DirtyClockDay))
        or curve_headline(found, who=who(request.user)),
        "counting": found.curve.n and counting(DirtyClockDay, is_empty=False),
        "waived": waived_counted(request, form, found.waived),
        "promise": promise_sentence(found.promise) if found.promise and found.target else "",
        "chart": curve_chart(found, href=partial(_within_url, found, form), csv_url=csv_url, who=who(request.user))
        if found.curve.n
        else None,
        "speed": speed_sentence(speed, found.kind) if found.scale else "",
        "speed_chart": speed_chart(
            speed,
            kind=found.kind,
            working_day=found.working_day,
            # It counts lead clocks, of which a rep lists none.
            href=partial(_stretch_url, found, form) if found.scope == Clock.Scope.LEAD else None,
            csv_url=speed_url,
        )
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
    return csv_response(f"speed-{found.kind}-{found.period.name}.csv", speed_rows(speed, found))


def _within_url(found: PromiseCurve, form: RatesForm, seconds: int) -> str:
    """Return the way to what was done within so many seconds."""
    return _clocks_url(found, form, verdict=DONE, within=seconds)


def _stretch_url(found: PromiseCurve, form: RatesForm, stretch: Stretch) -> str:
    """Return the way to the closed hand-offs of a stretch."""
    is_done = stretch.since is not None or stretch.until is not None
    ends = {"over": stretch.since, "within": stretch.until}
    known = {name: end for name, end in ends.items() if end is not None}
    return _clocks_url(found, form, verdict=DONE if is_done else UNDONE, closed=1, **known)


def _clocks_url(found: PromiseCurve, form: RatesForm, **which: Any) -> str:
    asked: dict[str, Any] = {"promise": found.kind} | kept_of(found.period) | form.only | which
    if form.without_waived:
        asked["waivers"] = WITHOUT
    if found.left_out and found.promise:
        asked["time"] = "working" if found.promise.is_business_time else "real"
    return f"{reverse('sla:clocks')}?{urlencode(asked)}"
