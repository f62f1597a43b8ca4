from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from feedback.models import DirtyRatingDay
from feedback.scorecards.details import gap_note, won_note
from feedback.scorecards.sentences import headline
from feedback.statistics import Scorecard
from leadgap.accounts.requests import SignedInRequest
from leadgap.home.totals import both_sides
from leadgap.periods import PRESETS
from leadgap.rates import Rate
from leadgap.ui.asked_period import period_of
from leadgap.ui.words import share
from leads.dirty import counting
from sla.models import DirtyClockDay


@require_safe
def totals(request: SignedInRequest) -> HttpResponse:
    """Both sides of the whole organisation: for everybody, and nobody by name."""
    organisation, now = request.organisation, timezone.now()
    chosen = period_of(request.GET, organisation, now)
    both = both_sides(period=chosen, organisation=organisation, now=now)
    first = both.first_response
    kept = first.compliance if first else None
    volume = both.scorecard.volume
    uncounted = counting(DirtyRatingDay, is_empty=not volume) or counting(DirtyClockDay, is_empty=not volume)
    context: dict[str, Any] = {
        "organisation": organisation,
        "period": chosen,
        "both": both,
        "headline": (not volume and uncounted) or _headline(both.scorecard, kept),
        "counting": volume and uncounted,
        "volume": None if not volume and uncounted else volume,
        "gap_note": gap_note(both.scorecard),
        "overrated_note": won_note(both.scorecard.overrated, both.scorecard.conversion.overrated),
        "underrated_note": won_note(both.scorecard.underrated, both.scorecard.conversion.underrated),
        # Shortly, so that all stand beside one another on a phone; the name of the page says the whole.
        "tabs": [(label.removeprefix("Last "), f"?period={name}") for name, (label, _) in PRESETS.items()],
        "current_tab": f"?period={chosen.name}",
    }
    return render(request, "home/totals.html", context)


def _headline(scorecard: Scorecard, kept: Rate | None) -> str:
    gap = headline(scorecard)
    return f"Sales kept {share(kept)} of its first-response promises. {gap}" if kept and kept.whole else gap
