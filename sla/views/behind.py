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

from leadgap.accounts.models import Organisation
from leadgap.accounts.requests import SignedInRequest
from leadgap.exports import csv_response
from leadgap.ui.filters import FilterRefused
from leadgap.ui.formats import DAY, duration, number
from leadgap.ui.words import VERDICTS as WORDS
from sla.behind import DONE, LISTS, UNDONE, Verdict, Which, described, lines
from sla.compliance.forms import ONLY, BehindForm
from sla.compliance.promised import promised
from sla.compliance.table import unit_of
from sla.compliance.wall import within
from sla.compliance.words import KINDS, when_of
from sla.judging.calendars import Calendars
from sla.querysets import ClockQuerySet
from sla.views.misses import A_PAGE, MOST, Asked, number_asked, started_words

# "3 first-response promises were kept": of one, of several.
SAID = {
    Verdict.MET: ("was kept", "were kept"),
    Verdict.RUNNING: ("is running", "are running"),
    Verdict.ENDED: ("ended before it was due", "ended before they were due"),
    Verdict.NO_DATA: ("is without data", "are without data"),
    DONE: ("was done", "were done"),
    UNDONE: ("was not done", "were not done"),
}
NAMES = {DONE: "Done", UNDONE: "Not done"}
A_YEAR = 366 * DAY


@require_safe
def clocks_page(request: SignedInRequest) -> HttpResponse:
    now, organisation = timezone.now(), request.organisation
    asked, which, clocks = _asked(request, now)
    page = Paginator(clocks.for_list()[:MOST], A_PAGE).get_page(request.GET.get("page"))
    is_cut = page.paginator.count == MOST and clocks[MOST : MOST + 1].exists()
    found = described(list(page.object_list), user=request.user, organisation=organisation, now=now)
    context: dict[str, Any] = {
        "form": BehindForm(request.GET or None, offered=asked.offered, branch=within(request.user).get("team")),
        "name": NAMES.get(which.of) or WORDS[which.of].text,
        "headline": _headline(asked, which, page.paginator.count, is_cut=is_cut, now=now),
        "page": page,
        "lines": found,
        "is_running": which.of == Verdict.RUNNING,
        "has_reps": any(line.owner for line in found),  # some readers see none beside a hand-off
        "compliance_url": f"{reverse('sla:compliance')}?{urlencode(asked.back)}",
        "csv_url": f"{reverse('sla:clocks-csv')}?{request.GET.urlencode()}",
        "now": now,
    }
    return render(request, "sla/clocks.html", context)


@require_safe
def clocks_csv(request: SignedInRequest) -> StreamingHttpResponse:
    """The same clocks, all of them."""
    now = timezone.now()
    asked, which, clocks = _asked(request, now)
    rows = lines(clocks, user=request.user, organisation=request.organisation, now=now)
    return csv_response(f"{which.of}-{asked.kind}-{asked.period.name}.csv", rows)


def _asked(request: SignedInRequest, now: datetime) -> tuple[Asked, Which, ClockQuerySet]:
    get = request.GET
    asked = Asked.of(get, request.user, request.organisation, now)
    given = get.get("verdict", Verdict.RUNNING)
    if given not in LISTS:
        raise FilterRefused(f"There is no list of “{given}” clocks. Choose one of {', '.join(LISTS)}.")
    over, until = (number_asked(get.get(name, ""), A_YEAR) for name in ("over", "within"))
    time = get.get("time")
    which = Which(given, over, until, get.get("closed") == "1", None if time is None else time == "real")
    clocks = asked.clocks(request.user)
    if asked.waivers:
        clocks = clocks.waived() if asked.waivers == ONLY else clocks.not_waived()
    return asked, which, which.among(clocks, now)


def _headline(asked: Asked, which: Which, count: int, *, is_cut: bool, now: datetime) -> str:
    verdict = which.of
    promises, _ = KINDS[asked.kind]
    took = _took(asked, which, now)
    of_one, of_several = (f"{said}{took}" for said in SAID[verdict])
    where = f" for {asked.slice}" if asked.slice else ""
    started, when = started_words(asked), when_of(asked.period)
    if when and verdict == Verdict.RUNNING:  # now, whenever they were handed over
        started, when = started.removesuffix(","), f", of leads handed over{when}"
    where += f"{started}{when}"
    if not count:
        return f"None of {'your' if asked.is_own else 'the'} {promises} {of_one}{where}."
    more = "More than " if is_cut else ""
    what = promises if count != 1 else promises.removesuffix("s")
    what = f"of your {promises}" if asked.is_own else what
    return f"{more}{number(count)} {what} {of_several if count != 1 else of_one}{where}."


def _took(asked: Asked, which: Which, now: datetime) -> str:
    """after more than 1 h, within 2 h, of leads that were won or lost"""
    said = ""
    if which.over is not None or which.within is not None:
        organisation = Organisation.current()
        promises = promised(asked.kind, asked.period, organisation, now)
        day = next((unit_of(each, Calendars.all()).working_day for each in promises.begun or promises.all), DAY)
        over = "" if which.over is None else f" after more than {duration(which.over, day)}"
        until = "" if which.within is None else f" within {duration(which.within, day)}"
        said = f"{over}{',' if over and until else ''}{until}"
    return f"{said}{', of leads that were won or lost,' if which.is_closed else ''}"
