from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from leadgap.accounts.models import Organisation
from leadgap.accounts.requests import SignedInRequest
from leadgap.ui.asked_period import period_of
from leads.models import HandOff
from sla import agreements
from sla.agreements.dry_run import Flip, PromiseDryRun
from sla.agreements.forms import DryRunForm
from sla.agreements.words import dry_run_headline
from sla.models import AgreementVersion

# Of the hand-offs that would flip, how many are listed for each promise.
LISTED = 10


@require_safe
def dry_run(request: SignedInRequest, number: int) -> HttpResponse:
    """What this version would have said of a period, and on which hand-offs that is not what is said today."""
    now = timezone.now()
    version = get_object_or_404(AgreementVersion.objects.visible_to(request.user).for_page(), number=number)
    run = agreements.dry_run(version, period=period_of(request, Organisation.current(), now), now=now)
    context: dict[str, Any] = {
        "version": version,
        "form": DryRunForm(request.GET or None),
        "run": run,
        "headline": dry_run_headline(run),
        "rows": run.promises,
        "flips": [(row, _listed(request, row)) for row in run.promises if row.flips],
        "listed": LISTED,
    }
    return render(request, "sla/agreement-dry-run.html", context)


def _listed(request: SignedInRequest, row: PromiseDryRun) -> list[tuple[HandOff, Flip]]:
    """Return the newest flips among the hand-offs that this person may read."""
    flips = {flip.hand_off: flip for flip in row.flips[: 100 * LISTED]}
    hand_offs = HandOff.objects.visible_to(request.user).filter(pk__in=flips).for_list().order_by("-pk")
    return [(hand_off, flips[hand_off.pk]) for hand_off in hand_offs[:LISTED]]
