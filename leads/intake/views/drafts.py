"""From the upload to the start: each page is one question about the file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from leadgap.accounts.requests import SignedInRequest, posted
from leadgap.jobs.models import Job
from leadgap.ui.htmx import render_page
from leads.intake import presets, samples, saved, services
from leads.intake.encoding import Unreadable
from leads.intake.forms import ColumnsForm, ReadingForm, StartForm, UploadForm, ValuesForm, fields_with_values
from leads.intake.mapping import BadMapping, Spec, problems_of
from leads.intake.names import TooManyNames, refuse_floods
from leads.intake.permissions import for_importers
from leads.intake.questions import Open, look, unanswered
from leads.intake.run import open_table
from leads.intake.views.outcome import outcome
from leads.models import ImportRun

STEPS = [_("File"), _("Columns"), _("Values"), _("Dry run"), _("Import")]


def of_a_draft(view: Callable[[SignedInRequest, ImportRun], HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a view the draft. One that has been started since, as "back" finds it, leads to its report."""

    @wraps(view)
    def guarded(request: SignedInRequest, pk: int) -> HttpResponse:
        run = get_object_or_404(ImportRun, pk=pk)
        if run.state == ImportRun.State.STARTED:
            return redirect("leads:import-report", pk=pk)
        if not services.path_of(run).is_file():
            raise Http404("The uploaded file is gone.")
        return view(request, run)

    return guarded


@for_importers
def new(request: SignedInRequest) -> HttpResponse:
    """Upload a file, and say how it is read where that is known already."""
    shipped = [(name, presets.load(name)["title"]) for name in presets.names()]
    size = int(request.META.get("CONTENT_LENGTH") or 0)
    form = UploadForm(posted(request), request.FILES or None, size=size, presets=shipped)
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["mapping"]
        try:
            run = services.upload(
                file=form.cleaned_data["file"],
                specs=saved.find(name) if name else [],
                user=request.user,
                now=timezone.now(),
            )
        except Unreadable as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("leads:import-map", pk=run.pk)
    return render(request, "leads/import_new.html", {"form": form, "steps": STEPS}, status=422 if form.errors else 200)


@for_importers
@of_a_draft
def columns(request: SignedInRequest, run: ImportRun) -> HttpResponse:
    """Say what each column is, and how dates are written."""
    spec = services.draft_spec(run)
    with services.open_draft(run) as table:
        rows = samples.first_rows(table)
        form = ColumnsForm(table, rows, spec, posted(request))
        if request.method == "POST" and form.is_valid():
            _ask(run, form)
        if request.method == "POST" and not form.errors:
            services.set_spec(run=run, spec=form.spec)
            following = "leads:import-values" if any(fields_with_values(form.spec)) else "leads:import-check"
            return redirect(following, pk=run.pk)
        context = {
            "run": run,
            "table": table,
            "rows": rows[:5],
            "form": form,
            "reading": ReadingForm(initial={"kind": spec.kind, "encoding": spec.encoding, "delimiter": spec.delimiter}),
            "steps": STEPS,
        }
        return render(request, "leads/import_map.html", context, status=422 if form.errors else 200)


def _ask(run: ImportRun, form: ColumnsForm) -> None:
    """Put the questions that the file leaves open, and a column of names that is none, to the fields that answer."""
    found = _look(run, form.spec)
    for question in unanswered(found, form.spec):
        form.add_error(question.about, question.text)
    try:
        with open_table(services.path_of(run), form.spec) as table:
            refuse_floods(table, form.spec)
    except TooManyNames as flood:
        form.add_error(f"column-{form.table.header.index(flood.column)}", str(flood))


def _look(run: ImportRun, spec: Spec) -> Open:
    with open_table(services.path_of(run), spec) as table:
        return look(table, spec, rows=samples.LOOKED_AT)


@require_POST
@for_importers
@of_a_draft
def reread(request: SignedInRequest, run: ImportRun) -> HttpResponse:
    """Read the file in another way, and guess its columns anew."""
    form = ReadingForm(request.POST)
    if form.is_valid():
        chosen = form.cleaned_data
        as_read = Spec(encoding=chosen["encoding"], delimiter=chosen["delimiter"])
        try:
            with open_table(services.path_of(run), as_read) as table:
                guessed = services.guess(table.header, samples.first_lines(table), chosen["kind"])
        except (Unreadable, UnicodeDecodeError):
            messages.error(request, _("The file cannot be read in this way."))
        else:
            services.set_spec(run=run, spec=replace(guessed, **chosen))
    return redirect("leads:import-map", pk=run.pk)


@for_importers
@of_a_draft
def values(request: SignedInRequest, run: ImportRun) -> HttpResponse:
    """Say what the values stand for: which rating, which outcome, which side a new source belongs to."""
    spec = services.draft_spec(run)
    if problems_of(spec):
        return redirect("leads:import-map", pk=run.pk)
    with services.open_draft(run) as table:
        found = samples.values(table, [given.column for _, given in fields_with_values(spec)])
    form = ValuesForm(spec, found.of, posted(request))
    if request.method == "POST" and form.is_valid():
        services.set_spec(run=run, spec=form.spec)
        return redirect("leads:import-check", pk=run.pk)
    looked_at = 0 if found.are_all else samples.LOOKED_AT
    context = {"run": run, "form": form, "steps": STEPS, "looked_at": looked_at}
    return render(request, "leads/import_values.html", context, status=422 if form.errors else 200)


@for_importers
@of_a_draft
def check(request: SignedInRequest, run: ImportRun) -> HttpResponse:
    """What would happen: the dry run, and then the way to the import itself."""
    if problems_of(services.draft_spec(run)):
        return redirect("leads:import-map", pk=run.pk)
    form = StartForm(initial=run.job.params if run.job else None)
    context = {"run": run, "form": form, "steps": STEPS, **outcome(run)}
    return render_page(request, "leads/import_check.html", "leads/_import_check.html", context)


@require_POST
@for_importers
@of_a_draft
def try_it(request: SignedInRequest, run: ImportRun) -> HttpResponse:
    """Begin a dry run."""
    form = StartForm(request.POST)
    if form.is_valid():
        _begin(request, run, services.rehearse, form.cleaned_data["may_create"])
    return redirect("leads:import-check", pk=run.pk)


@require_POST
@for_importers
def start(request: SignedInRequest, pk: int) -> HttpResponse:
    """Begin the import. Whoever presses second finds it begun."""
    run = get_object_or_404(ImportRun, pk=pk)
    form = StartForm(request.POST)
    if form.is_valid() and not _begin(request, run, services.start, form.cleaned_data["may_create"]):
        return redirect("leads:import-map", pk=pk)
    return redirect("leads:import-report", pk=pk)


def _begin(request: SignedInRequest, run: ImportRun, begin: Callable[..., Job], may_create: bool) -> bool:
    """Return whether the work is under way, by this press or an earlier one; a mapping that is not done is told."""
    try:
        begin(run=run, may_create=may_create, user=request.user, now=timezone.now())
    except services.AlreadyStarted as refusal:
        messages.info(request, str(refusal))
    except BadMapping as refusal:
        messages.error(request, str(refusal))
        return False
    return True


@require_POST
@for_importers
def discard(request: SignedInRequest, pk: int) -> HttpResponse:
    """Forget a draft and its file."""
    run = get_object_or_404(ImportRun, pk=pk)
    try:
        services.discard(run=run)
    except services.AlreadyStarted as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(file)s is discarded.") % {"file": run.file_name})
    return redirect("leads:imports")
