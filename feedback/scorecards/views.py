from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from feedback.models import DirtyRatingDay, RatingFact
from feedback.scorecards.asking import readers_only, reps_named, slice_of
from feedback.scorecards.behind import Links
from feedback.scorecards.details import fair_shot, gap_note, groups, reversal_tables, won_note
from feedback.scorecards.exports import by_rating_rows, league_rows
from feedback.scorecards.forms import LeagueForm
from feedback.scorecards.pictures import by_rating_chart
from feedback.scorecards.sentences import apart, basis, headline, next_step, predictor
from feedback.scorecards.services import League, scorecards
from feedback.scorecards.slices import WORDS, By, names_of, offered_to
from leadgap.accounts.requests import SignedInRequest
from leadgap.exports import csv_response
from leadgap.ui.asked_period import kept_of, period_in, period_of
from leads.dirty import counting
from leads.models import Reason


@require_safe
def league(request: SignedInRequest) -> HttpResponse:
    """All hand-offs in scope, then every source, campaign, team or rep."""
    form, found = _league(request)
    context = _words(request, found, form.only) | {
        "form": form,
        "apart": apart(found),
        "basis": basis(found.bases),
        "reversals": reversal_tables(found.reversals),
        "csv_url": f"{reverse('feedback:scorecards-csv')}?{request.GET.urlencode()}",
        "has_others": not found.total.scorecard.volume and RatingFact.objects.visible_to(request.user).exists(),
        "query": urlencode(_kept(found, form.only)),
    }
    return render(request, "feedback/scorecards.html", context)


@require_safe
def league_csv(request: SignedInRequest) -> StreamingHttpResponse:
    """The same numbers as the page, a line a slice. Beside what the page filters by, it keeps any slice."""
    form, found = _league(request, keeps_slice=True)
    return csv_response(f"scorecards-by-{found.by}-{found.period.name}.csv", league_rows(found))


@require_safe
def by_rating_csv(request: SignedInRequest) -> StreamingHttpResponse:
    """The numbers of the chart "won, by rating", a line a rating."""
    _, found = _league(request, keeps_slice=True)
    return csv_response(f"won-by-rating-{found.period.name}.csv", by_rating_rows(found.total))


@require_safe
def one(request: SignedInRequest, by: str, key: int) -> HttpResponse:
    """One slice, and what it is made of: a source by its campaigns, anything else by its sources."""
    organisation, now = readers_only(request), timezone.now()
    if by not in offered_to(request.user, organisation):
        raise Http404
    cut = By(by)
    chosen = period_of(request.GET, organisation, now)
    parts = By.CAMPAIGN if cut is By.SOURCE else By.SOURCE
    if not RatingFact.objects.visible_to(request.user).filter(**{by: key}).exists():
        raise Http404
    name = names_of(cut, [key], user=request.user, organisation=organisation).get(key)
    if name is None:
        raise Http404
    within, words = slice_of(request, organisation, besides=by)
    only = within | {by: key}
    found = scorecards(request.user, by=parts, period=chosen, organisation=organisation, only=only)
    kept = _kept(found, only)
    context = _words(request, found, only) | {
        "name": f"{name}, {words}" if words else name,
        "basis": basis(found.bases),
        "csv_url": f"{reverse('feedback:scorecards-csv')}?{urlencode({**kept, 'by': parts.value})}",
        "query": urlencode(kept_of(chosen) | {column: str(value) for column, value in within.items()}),
    }
    return render(request, "feedback/scorecard.html", context)


def _league(request: SignedInRequest, *, keeps_slice: bool = False) -> tuple[LeagueForm, League]:
    organisation, now = readers_only(request), timezone.now()
    form = LeagueForm(request.GET or None, user=request.user, offered=offered_to(request.user, organisation))
    form.is_valid()
    form.cleaned_data = getattr(form, "cleaned_data", {})
    period = period_in(form, request.GET, organisation, now)
    found = scorecards(
        request.user,
        by=form.chosen_by,
        period=period,
        organisation=organisation,
        only=slice_of(request, organisation)[0] if keeps_slice else form.only,
    )
    return form, found


def _kept(found: League, only: Mapping[str, int]) -> dict[str, str]:
    """Return what the addresses behind the numbers always say: the period and the slice."""
    return kept_of(found.period) | {column: str(key) for column, key in only.items()}


def _words(request: SignedInRequest, found: League, only: Mapping[str, int]) -> dict[str, Any]:
    """Return what both pages show."""
    card, kept = found.total, _kept(found, only)
    organisation, by_rep = request.organisation, found.by is By.OWNER
    owners = [only["owner"]] if "owner" in only else []
    named = reps_named([*owners, *(each.key for each in found.cards if by_rep)], request.user, organisation)
    links, query = Links(kept, is_open=named.issuperset(owners)), urlencode(kept)
    keys = dict(Reason.objects.values_list("label", "key"))
    context: dict[str, Any] = {
        "card": card,
        "links": links,
        "period": found.period,
        "league": found,
        "rows": [
            (each, Links({**kept, found.by.value: str(each.key)}, links.is_open and (not by_rep or each.key in named)))
            for each in found.cards
        ],
        "has_flags": any(each.is_flagged for each in found.cards),
        "slice_word": WORDS[found.by][0],
        "headline": (not card.scorecard.volume and counting(DirtyRatingDay)) or headline(card.scorecard),
        "counting": card.scorecard.volume and counting(DirtyRatingDay, is_empty=False),
        "next_step": next_step(card),
        "reasons": [(label, rate, links.to(reason=keys.get(label, label))) for label, rate in card.reasons],
        "predictor": predictor(card),
        "gap_note": gap_note(card.scorecard),
        "overrated_note": won_note(card.scorecard.overrated, card.scorecard.conversion.overrated),
        "underrated_note": won_note(card.scorecard.underrated, card.scorecard.conversion.underrated),
        "groups": groups(card),
        "fair_shot": fair_shot(card),
        "chart": by_rating_chart(card.scorecard, links, f"{reverse('feedback:by-rating-csv')}?{query}"),
    }
    if By.OWNER in offered_to(request.user, organisation):
        context["raters_url"] = f"{reverse('feedback:raters')}?{query}"
    return context
