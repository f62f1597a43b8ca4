from __future__ import annotations

from datetime import date, datetime
from functools import partial
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
from leadgap.ui.asked_period import kept_of
from leadgap.ui.filters import FilterRefused
from leads.dirty import counting
from sla.agreements.drafting import may_draft
from sla.compliance.figures import ComplianceRow
from sla.models import DirtyClockDay
from sla.months.behind import DECISIONS, WHATS, Behind, lines, rows_of
from sla.months.board import Board, NoSuchMonth, board, month_asked
from sla.months.exports import board_rows, day_rows, month_rows
from sla.months.month import ACCEPTED_SHARE, Month
from sla.months.pictures import burn_up_chart
from sla.months.reading import before, following
from sla.months.rows import cells_of, month_lines, names_of
from sla.months.waiting import DEFAULT_DAYS, waits_on_board
from sla.months.words import behind_headline, headline, paces, waits_note

A_PAGE = 50
# Nobody reads on; the file has all of them.
MOST = 1000


@require_safe
def board_page(request: SignedInRequest) -> HttpResponse:
    """What both sides promised and what came of it, a month at a time. The whole company: everybody reads the same."""
    organisation, now = request.organisation, timezone.now()
    found = _board(request, organisation, now)
    month, currency = found.month, organisation.currency
    is_empty = not month.all.handed_over
    uncounted = counting(DirtyClockDay, is_empty=is_empty)
    is_uncounted = is_empty and bool(uncounted)
    context: dict[str, Any] = {
        "board": found,
        "month": month,
        "is_uncounted": is_uncounted,
        "headline": uncounted if is_uncounted else headline(found, currency),
        "counting": "" if is_empty else uncounted,
        "paces": [] if is_uncounted else list(paces(month, currency)),
        "sales": [(row, _clocks(found, row)) for row in found.sales],
        "replies": [(row, _clocks(found, row)) for row in found.marketing],
        "lines": month_lines(month, currency, _links(month)),
        "charts": [
            burn_up_chart(
                burn_up,
                currency=currency,
                href=partial(_leads_until, month, kind),
                csv_url=f"{reverse('sla:board-days-csv')}?month={month.name}",
            )
            for kind, burn_up in month.burn_ups.items()
        ],
        "to": _to(month),
        "names": names_of(found.earlier),
        "earlier": [(each, cells_of(each, found.earlier, currency, _links(each))) for each in found.earlier],
        "board_csv": f"{reverse('sla:board-csv')}?month={month.name}",
        "months_csv": f"{reverse('sla:months-csv')}?month={month.name}",
        "waits": waits_on_board(month, now=now),
        "waits_note": waits_note(DEFAULT_DAYS),
        "may_draft": may_draft(request.user),
        "previous": before(month.first),
        "next_month": following(month.first) if month.last < month.today else None,
    }
    return render(request, "sla/board.html", context)


@require_safe
def board_csv(request: SignedInRequest) -> StreamingHttpResponse:
    """What both sides promised for the month, a line a promise."""
    found = _board(request, request.organisation, timezone.now())
    return csv_response(f"board-{found.month.name}.csv", board_rows(found))


@require_safe
def days_csv(request: SignedInRequest) -> StreamingHttpResponse:
    """The burn-up of a month, day by day."""
    month = _board(request, request.organisation, timezone.now()).month
    return csv_response(f"board-{month.name}-by-day.csv", day_rows(month))


@require_safe
def months_csv(request: SignedInRequest) -> StreamingHttpResponse:
    """The month and those before it, a line a month."""
    found = _board(request, request.organisation, timezone.now())
    return csv_response(f"months-to-{found.month.name}.csv", month_rows([*reversed(found.earlier), found.month]))


@require_safe
def leads_page(request: SignedInRequest) -> HttpResponse:
    """The hand-offs behind a number of the board, as far as this person may see them."""
    organisation, now = request.organisation, timezone.now()
    behind = _behind(request, organisation, now)
    hand_offs = behind.hand_offs(request.user, organisation, now=now)
    page = Paginator(hand_offs.for_list()[:MOST], A_PAGE).get_page(request.GET.get("page"))
    is_cut = page.paginator.count == MOST and hand_offs[MOST : MOST + 1].exists()
    rows = rows_of(list(page.object_list), organisation)
    context: dict[str, Any] = {
        "headline": behind_headline(behind, page.paginator.count, is_cut=is_cut),
        "sees_everything": request.user.sees_everything,
        "page": page,
        "rows": rows,
        "shows_unmet": any(row.unmet for row in rows),
        "currency": organisation.currency,
        "csv_url": f"{reverse('sla:board-leads-csv')}?{request.GET.urlencode()}",
        "back_url": f"{reverse('sla:board')}?month={behind.month:%Y-%m}",
    }
    return render(request, "sla/board-leads.html", context)


@require_safe
def leads_csv(request: SignedInRequest) -> StreamingHttpResponse:
    """The same hand-offs, all of them."""
    organisation, now = request.organisation, timezone.now()
    behind = _behind(request, organisation, now)
    rows = lines(behind.hand_offs(request.user, organisation, now=now), organisation)
    return csv_response(f"board-{behind.month:%Y-%m}-{behind.what}.csv", rows)


def _asked(request: SignedInRequest, organisation: Organisation, now: datetime) -> date:
    """Return the month of the address. Raises FilterRefused where it makes no sense."""
    try:
        return month_asked(request.GET.get("month", ""), organisation=organisation, now=now)
    except NoSuchMonth as problem:
        raise FilterRefused(str(problem)) from problem


def _board(request: SignedInRequest, organisation: Organisation, now: datetime) -> Board:
    return board(_asked(request, organisation, now), organisation=organisation, now=now)


def _behind(request: SignedInRequest, organisation: Organisation, now: datetime) -> Behind:
    return Behind.of(request.GET, _asked(request, organisation, now))


def _leads(month: Month, what: str, *, until: date | None = None, promise: str = "") -> str:
    asked = {"month": month.name, "what": what, "until": until or "", "promise": promise}
    return f"{reverse('sla:board-leads')}?{urlencode({name: each for name, each in asked.items() if each})}"


def _leads_until(month: Month, promise: str, what: str, day: date) -> str:
    return _leads(month, what, until=day, promise=promise)


def _to(month: Month) -> dict[str, str]:
    """Return the addresses of the hand-offs by what became of them, where a share is promised of those it is of."""
    promise = ACCEPTED_SHARE if ACCEPTED_SHARE in month.goals else ""
    of_decisions = {name: _leads(month, name, promise=promise) for name in DECISIONS}
    return {name.replace("-", "_"): of_decisions.get(name) or _leads(month, name) for name in WHATS}


def _links(month: Month) -> Any:
    """Return what leads from a number to its hand-offs, by what is counted and the promise it is counted for."""
    return lambda what, promise="": _leads(month, what, promise=promise)


def _clocks(found: Board, row: ComplianceRow) -> str:
    """Return what names the clocks of a promise in an address."""
    return urlencode({"promise": row.key} | kept_of(found.period))
