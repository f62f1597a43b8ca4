from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from feedback.models import RatingFact
from feedback.scorecards.details import details, gap_note, reversal_table
from feedback.scorecards.exports import league_rows
from feedback.scorecards.forms import LeagueForm
from feedback.scorecards.pictures import by_rating_chart
from feedback.scorecards.sentences import headline, next_step, predictor, top_reason
from feedback.scorecards.services import Card, League, scorecards
from feedback.scorecards.slices import WORDS, By, names_of, offered_to
from leadgap.accounts.models import Organisation, Role
from leadgap.accounts.requests import SignedInRequest
from leadgap.exports import csv_response
from leadgap.periods import Period, UnknownPeriod, period


@require_GET
def league(request: SignedInRequest) -> HttpResponse:
    """All hand-offs in scope, then every source, campaign, team or rep."""
    form, found = _league(request)
    query = request.GET.urlencode()
    context = _words(found.total, found.period) | {
        "form": form,
        "league": found,
        "slice_word": WORDS[found.by][0],
        "reversals": [reversal_table(reversal) for reversal in found.reversals],
        "csv_url": f"{reverse('feedback:scorecards-csv')}?{query}",
        "query": query,
    }
    return render(request, "feedback/scorecards.html", context)


@require_GET
def league_csv(request: SignedInRequest) -> StreamingHttpResponse:
    """The same numbers as the page, a line a slice."""
    _, found = _league(request)
    return csv_response(f"scorecards-by-{found.by}-{found.period.name}.csv", league_rows(found))


@require_GET
def one(request: SignedInRequest, by: str, key: int) -> HttpResponse:
    """One slice, and what it is made of: a source by its campaigns, anything else by its sources."""
    organisation = _readers_only(request)
    if by not in offered_to(request.user, organisation):
        raise Http404
    cut = By(by)
    name = names_of(cut, [key], user=request.user, organisation=organisation).get(key)
    chosen = _period(request, organisation)
    parts = By.CAMPAIGN if cut is By.SOURCE else By.SOURCE
    found = scorecards(request.user, by=parts, period=chosen, organisation=organisation, only={by: key})
    if name is None or not RatingFact.objects.visible_to(request.user).filter(**{by: key}).exists():
        raise Http404
    context = _words(found.total, chosen) | {
        "name": name,
        "slice_word": WORDS[parts][0],
        "league": found,
        "query": request.GET.urlencode(),
    }
    return render(request, "feedback/scorecard.html", context)


def _league(request: SignedInRequest) -> tuple[LeagueForm, League]:
    organisation = _readers_only(request)
    form = LeagueForm(request.GET or None, offered=offered_to(request.user, organisation))
    form.is_valid()
    form.cleaned_data = getattr(form, "cleaned_data", {})
    chosen = _period(request, organisation)
    found = scorecards(request.user, by=form.chosen_by, period=chosen, organisation=organisation, only=form.only)
    return form, found


def _readers_only(request: SignedInRequest) -> Organisation:
    """Reps rate blind, so what Marketing thinks of single slices is not for them."""
    if request.user.role == Role.REP:
        raise PermissionDenied("Scorecards show Marketing’s ratings, and Sales rates before it sees them.")
    return Organisation.current()


def _period(request: SignedInRequest, organisation: Organisation) -> Period:
    today = timezone.now().astimezone(organisation.zone).date()
    try:
        return period(request.GET.get("period", ""), today=today)
    except UnknownPeriod:
        return period(today=today)


def _words(card: Card, chosen: Period) -> dict[str, Any]:
    return {
        "card": card,
        "period": chosen,
        "headline": headline(card),
        "next_step": next_step(card),
        "top_reason": top_reason(card.reasons),
        "predictor": predictor(card),
        "gap_note": gap_note(card),
        "details": details(card),
        "chart": by_rating_chart(card.scorecard),
    }
