from __future__ import annotations

from calendar import day_abbr
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from leadgap.accounts.requests import SignedInRequest
from leadgap.exports import csv_response
from leadgap.rates import Rate
from leadgap.ui.asked_period import kept_of
from leads.dirty import counting
from sla.compliance.exports import hour_rows
from sla.compliance.forms import WITHOUT
from sla.compliance.hours import Hour, by_hour
from sla.compliance.pictures import by_hour_chart
from sla.compliance.words import by_hour_headline
from sla.models import Clock, DirtyClockDay
from sla.views.asking import asked_of, waived_counted


@require_safe
def hours_page(request: SignedInRequest) -> HttpResponse:
    """At which hour of the week promises are missed, and by which team."""
    form, asked = asked_of(request, timezone.now())
    found = by_hour(request.user, **asked)
    kept = {"promise": found.kind} | kept_of(found.period) | form.only
    if form.without_waived:
        kept["waivers"] = WITHOUT
    csv_url = f"{reverse('sla:hours-csv')}?{request.GET.urlencode()}"

    def behind(rate: Rate, hour: int, **slice_: int) -> tuple[Rate, str]:
        """Lead to what was missed; where nothing was, to what was kept."""
        query = kept | slice_ | {"hour": hour}
        if rate.part < rate.whole:
            return rate, f"{reverse('sla:misses')}?{urlencode(query)}"
        return rate, f"{reverse('sla:clocks')}?{urlencode(query | {'verdict': Clock.Verdict.MET.value})}"

    def behind_all(each: Hour) -> str:
        return behind(each.all, each.hour)[1]

    context: dict[str, Any] = {
        "form": form,
        "found": found,
        "headline": (not found.clocks and counting(DirtyClockDay)) or by_hour_headline(found),
        "counting": found.clocks and counting(DirtyClockDay, is_empty=False),
        "chart": by_hour_chart(found, href=behind_all, csv_url=csv_url) if found.clocks else None,
        "days": [day_abbr[day.weekday] for day in found.week],
        "teams": [name for _, name in found.teams],
        "rows": [
            (
                each,
                [behind(each.all, each.hour)]
                + [behind(day.hours[place], each.hour, weekday=day.weekday) for day in found.week]
                + [behind(rate, each.hour, team=key) for rate, (key, _) in zip(each.teams, found.teams, strict=True)],
            )
            for place, each in enumerate(found.hours)
        ],
        "waived": waived_counted(request, form, found.waived),
        "compliance_url": f"{reverse('sla:compliance')}?{urlencode(kept)}",
        "csv_url": csv_url,
    }
    return render(request, "sla/hours.html", context)


@require_safe
def hours_csv(request: SignedInRequest) -> StreamingHttpResponse:
    """The same numbers, a line for each hour and team, and for each hour of the week."""
    _, asked = asked_of(request, timezone.now())
    found = by_hour(request.user, **asked)
    return csv_response(f"compliance-{found.kind}-by-hour-{found.period.name}.csv", hour_rows(found))
