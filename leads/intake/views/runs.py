"""Imports that run or have run: the list, the report, what was rejected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from leadgap.accounts.requests import SignedInRequest
from leadgap.exports import csv_response
from leadgap.ui.htmx import render_page
from leads.intake import saved, services
from leads.intake.forms import SaveMappingForm
from leads.intake.permissions import IMPORTING, for_importers, for_readers
from leads.intake.report import Report
from leads.intake.views.outcome import headline, line, outcome
from leads.intake.views.tabs import data_tabs
from leads.models import HandOff, ImportRun

ON_A_PAGE = 25


@require_safe
@for_readers
@vary_on_headers("HX-Request", "HX-Boosted", "HX-History-Restore-Request")
def imports(request: SignedInRequest) -> HttpResponse:
    """Every import, the latest first."""
    runs = ImportRun.objects.select_related("job", "created_by")
    page = Paginator(runs, ON_A_PAGE).get_page(request.GET.get("page"))
    last = runs.filter(state=ImportRun.State.STARTED, is_dry_run=False).exclude(finished_at=None).first()
    context = {
        "tabs": data_tabs(),
        "page": page,
        "lines": [line(run) for run in page],
        "headline": headline(last, Report.from_json(last.report)) if last else "",
        "has_leads": last is not None or HandOff.objects.exists(),
        "may_import": request.user.role in IMPORTING,
    }
    return render_page(request, "leads/imports.html", "leads/_imports_table.html", context)


@require_safe
@for_readers
@vary_on_headers("HX-Request", "HX-Boosted", "HX-History-Restore-Request")
def report(request: SignedInRequest, pk: int) -> HttpResponse:
    """How far an import is, and in the end what came of it."""
    run = get_object_or_404(_started(), pk=pk)
    context = {
        "run": run,
        "form": SaveMappingForm(),
        "may_import": request.user.role in IMPORTING,
        **outcome(run),
    }
    return render_page(request, "leads/import_report.html", "leads/_import_report.html", context)


@require_safe
@for_readers
def rejected(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The rows that did not go in, as CSV: line, column, value, reason."""
    run = get_object_or_404(ImportRun, pk=pk)
    rows = run.rejected_rows.order_by("line", "pk").values_list("line", "column", "value", "reason")
    name = slugify(run.file_name.rpartition(".")[0]) or "import"
    return csv_response(f"{name}-rejected.csv", _with_header(rows.iterator(chunk_size=2000)))


@require_POST
@for_importers
def save_mapping(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep how this file was read under a name, for the next one like it."""
    run = get_object_or_404(_started(), pk=pk)
    form = SaveMappingForm(request.POST)
    if not form.is_valid():
        return render_page(
            request,
            "leads/import_report.html",
            "leads/_import_report.html",
            {"run": run, "form": form, "may_import": True, **outcome(run)},
            status=422,
        )
    saved.save(form.cleaned_data["name"], services.draft_spec(run), user=request.user, now=timezone.now())
    messages.success(request, _("The mapping is saved as “%(name)s”.") % form.cleaned_data)
    return redirect("leads:import-report", pk=pk)


def _started() -> QuerySet[ImportRun]:
    return ImportRun.objects.filter(state=ImportRun.State.STARTED).select_related("job", "created_by")


def _with_header(rows: Iterable[tuple[Any, ...]]) -> Iterator[Sequence[Any]]:
    yield "line", "column", "value", "reason"
    yield from rows
