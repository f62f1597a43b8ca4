"""The clocks behind a number of compliance, one by one; misses have a page of their own."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from leadgap.accounts.requests import SignedInRequest
from leadgap.exports import csv_response
from leadgap.ui.filters import FilterRefused
from leadgap.ui.formats import number
from leadgap.ui.words import VERDICTS as WORDS
from sla.behind import VERDICTS, Verdict, described, lines, of_verdict
from sla.compliance.forms import BehindForm
from sla.compliance.table import within
from sla.compliance.words import KINDS, when_of
from sla.models import Clock
from sla.querysets import ClockQuerySet
from sla.views.misses import A_PAGE, MOST, Asked, started_words

# "3 first-response promises were kept": of one, of several.
SAID = {
    Verdict.MET: ("was kept", "were kept"),
    Verdict.RUNNING: ("is running", "are running"),
    Verdict.ENDED: ("ended before it was due", "ended before they were due"),
    Verdict.NO_DATA: ("is without data", "are without data"),
}


@require_safe
def clocks_page(request: SignedInRequest) -> HttpResponse:
    now, organisation = timezone.now(), request.organisation
    asked, verdict, clocks = _asked(request, now)
    page = Paginator(clocks.for_list()[:MOST], A_PAGE).get_page(request.GET.get("page"))
    is_cut = page.paginator.count == MOST and clocks[MOST : MOST + 1].exists()
    found = described(list(page.object_list), user=request.user, organisation=organisation, now=now)
    context: dict[str, Any] = {
        "form": BehindForm(request.GET or None, offered=asked.offered, branch=within(request.user).get("team")),
        "name": WORDS[verdict].text,
        "headline": _headline(asked, verdict, page.paginator.count, is_cut=is_cut),
        "page": page,
        "lines": found,
        "is_running": verdict == Verdict.RUNNING,
        "has_reps": any(line.owner for line in found),  # some readers see none beside a hand-off
        "compliance_url": f"{reverse('sla:compliance')}?{urlencode({'promise': asked.kind} | asked.back)}",
        "csv_url": f"{reverse('sla:clocks-csv')}?{request.GET.urlencode()}",
        "now": now,
    }
    return render(request, "sla/clocks.html", context)


@require_safe
def clocks_csv(request: SignedInRequest) -> StreamingHttpResponse:
    """The same clocks, all of them."""
    now = timezone.now()
    asked, verdict, clocks = _asked(request, now)
    rows = lines(clocks, user=request.user, organisation=request.organisation, now=now)
    return csv_response(f"{verdict}-{asked.kind}-{asked.period.name}.csv", rows)


def _asked(request: SignedInRequest, now: datetime) -> tuple[Asked, Clock.Verdict, ClockQuerySet]:
    asked = Asked.of(request.GET, request.user, request.organisation, now)
    given = request.GET.get("verdict", Verdict.RUNNING)
    if given not in VERDICTS:
        raise FilterRefused(f"There is no list of “{given}” clocks. Choose one of {', '.join(VERDICTS)}.")
    verdict = Verdict(given)
    return asked, verdict, of_verdict(asked.clocks(request.user), verdict, now)


def _headline(asked: Asked, verdict: Clock.Verdict, count: int, *, is_cut: bool) -> str:
    promises, _ = KINDS[asked.kind]
    of_one, of_several = SAID[verdict]
    where = f" for {asked.slice}" if asked.slice else ""
    started, when = started_words(asked), when_of(asked.period)
    if when and verdict == Verdict.RUNNING:  # now, whenever they were handed over
        started, when = started.removesuffix(","), f", of leads handed over{when}"
    where += f"{started}{when}"
    if not count:
        return f"None of the {promises} {of_one}{where}."
    more = "More than " if is_cut else ""
    what = f"{promises} {of_several}" if count != 1 else f"{promises.removesuffix('s')} {of_one}"
    return f"{more}{number(count)} {what}{where}."
