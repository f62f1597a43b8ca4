from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from leadgap.accounts.requests import SignedInRequest
from leadgap.exports import csv_response
from leads.models import HandOff
from sla.months.waiting import DAYS, DEFAULT_DAYS, Waits, waiting
from sla.months.words import days_words, median_words, waiting_headline, waiting_sources

# Nobody reads on; the file has all of them.
MOST = 1000


@require_safe
def waiting_page(request: SignedInRequest) -> HttpResponse:
    """Qualified leads that wait to be handed over: how many in the whole company, and those that one may open."""
    days, now = _days(request), timezone.now()
    found = waiting(now=now, with_median=True)
    mine = waiting(now=now, user=request.user)
    waits = mine.longer_than(days)[:MOST] if mine else []
    sees_everything = request.user.sees_everything
    context = {
        "headline": waiting_headline(found, days),
        "median": median_words(found),
        "days": days,
        "choices": [(days_words(each), f"?days={each}") for each in DAYS],
        "chosen": f"?days={days}",
        "rows": list(_with_hand_offs(waits)),
        "working_day": mine.working_day if mine else 0,
        "sees_everything": sees_everything,
        "sources": "" if sees_everything or found is None else waiting_sources(_by_source(found.longer_than(days))),
    }
    return render(request, "sla/board-waiting.html", context)


@require_safe
def waiting_csv(request: SignedInRequest) -> StreamingHttpResponse:
    """The same leads, all of them."""
    days = _days(request)
    found = waiting(now=timezone.now(), user=request.user)
    return csv_response(f"qualified-not-handed-over-{days}-days.csv", _lines(found.longer_than(days) if found else []))


def _by_source(waits: Sequence[Waits]) -> Counter[str]:
    """Count the leads by source, for those who may not open them all."""
    hand_offs = HandOff.objects.filter(pk__in=[each.hand_off for each in waits])
    return Counter(hand_offs.values_list("source__name", flat=True))


def _lines(waits: Sequence[Waits]) -> Iterator[Sequence[Any]]:
    yield ("hand-off", "source", "campaign", "qualified by Marketing at", "waited, working seconds")
    for each, hand_off in _with_hand_offs(waits):
        campaign = hand_off.campaign.name if hand_off.campaign else ""
        yield (hand_off.external_id, hand_off.source.name, campaign, each.since, each.seconds)


def _with_hand_offs(waits: Sequence[Waits]) -> Iterator[tuple[Waits, HandOff]]:
    by_key = {each.pk: each for each in HandOff.objects.filter(pk__in=[each.hand_off for each in waits]).for_list()}
    return ((each, by_key[each.hand_off]) for each in waits)


def _days(request: SignedInRequest) -> int:
    asked = request.GET.get("days", "")
    return int(asked) if asked in map(str, DAYS) else DEFAULT_DAYS
