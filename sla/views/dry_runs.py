from __future__ import annotations

from calendar import day_abbr
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from leadgap.accounts.models import Organisation
from leadgap.accounts.requests import SignedInRequest
from leadgap.exports import csv_response
from leadgap.ui.asked_period import period_in, period_of
from leads.models import HandOff
from sla import agreements
from sla.agreements.flips import lines, listed, readable
from sla.agreements.forms import DryRunForm
from sla.agreements.load import Load
from sla.agreements.words import dry_run_headline, load_sentence
from sla.months.rehearsal import rehearsed
from sla.months.rows import cells_of, names_of
from sla.views.versions import version_of

# Of the hand-offs that would flip, how many are listed for each promise.
LISTED = 10


@require_safe
def dry_run(request: SignedInRequest, number: int) -> HttpResponse:
    """What this version would have said of a period, and on which hand-offs that is not what is said today."""
    now, organisation = timezone.now(), Organisation.current()
    version = version_of(request, number)
    form = DryRunForm(request.GET or None)
    period = period_in(form, request.GET, organisation, now)
    run = agreements.dry_run(version, period=period, now=now)
    found = rehearsed(version, period=period, organisation=organisation, now=now)
    months = found.months
    context: dict[str, Any] = {
        "version": version,
        "may_draft": agreements.may_draft(request.user),
        "form": form,
        "run": run,
        "headline": dry_run_headline(run),
        "rows": run.promises,
        "has_others": not run.hand_offs and HandOff.objects.filter(handed_off_at__isnull=False).exists(),
        "flips": listed(readable(run, version, user=request.user, now=now), most=LISTED),
        "flips_csv": f"{reverse('sla:agreement-flips-csv', args=[number])}?{request.GET.urlencode()}",
        "load": load_sentence(run.load, run.load_today) if run.load else "",
        "load_days": [day_abbr[day] for day, _ in run.load.days] if run.load else [],
        "load_rows": _load_rows(run.load, run.load_today) if run.load else [],
        "month_names": names_of(months),
        "months": [(each, cells_of(each, months, organisation.currency, _unlinked)) for each in months],
        "has_earlier_months": not found.is_all,
    }
    return render(request, "sla/agreement-dry-run.html", context)


@require_safe
def flips_csv(request: SignedInRequest, number: int) -> StreamingHttpResponse:
    """All hand-offs that this version flips, as far as this person may open them."""
    now, organisation = timezone.now(), Organisation.current()
    version = version_of(request, number)
    run = agreements.dry_run(version, period=period_of(request.GET, organisation, now), now=now)
    found = readable(run, version, user=request.user, now=now)
    rows = lines(found, user=request.user, organisation=organisation)
    return csv_response(f"flips-of-version-{number}-{run.period.name}.csv", rows)


def _load_rows(load: Load, today: Load | None) -> list[tuple[int, list[tuple[float, int, float]]]]:
    """Return a row for each hour: of each weekday the dues of a rep, how dark that is, from 0 to 3, and today's."""
    most = load.busiest[2]
    beside = [counts for _, counts in today.days] if today else [[0.0] * len(load.hours) for _ in load.days]
    return [
        (
            hour,
            [
                (counts[place], round(3 * counts[place] / most), now[place])
                for (_, counts), now in zip(load.days, beside, strict=True)
            ],
        )
        for place, hour in enumerate(load.hours)
    ]


def _unlinked(*_: str) -> str:
    """Lists are of what was signed, and this may be a draft."""
    return ""
