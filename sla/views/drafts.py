"""Writing the agreement: where a version begins, and the editor of a draft."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from leadgap.accounts.models import Organisation
from leadgap.accounts.requests import SignedInRequest, posted
from sla import agreements
from sla.agreements import Conflict, Overtaken, Refused
from sla.agreements.fitting import Fitted, fitted
from sla.agreements.forms import BeginForm, Editor
from sla.agreements.meeting import meeting
from sla.models import AgreementVersion, Calendar
from sla.months.proposals import Proposal, proposals
from sla.views.versions import for_writers, version_of

State = AgreementVersion.State


@require_http_methods(["GET", "HEAD", "POST"])
@for_writers
def new(request: SignedInRequest) -> HttpResponse:
    """Begin a version from the one that the address names, else from the one in force, or from a template."""
    begins = _beginning(request)
    form = BeginForm(posted(request), version=begins)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["start"]
        template = next((each for each in agreements.TEMPLATES if each.key == chosen), None)
        calendar = form.cleaned_data["calendar"] or Calendar.objects.shared().first()
        if calendar is None:
            return redirect("sla:calendar-new")
        now = timezone.now()
        try:
            begun = fitted(template.terms(calendar), now=now) if template else Fitted(_terms_like(begins), [])
            drafted = agreements.draft(terms=begun.terms, user=request.user, now=now)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            for sentence in begun.said:
                messages.warning(request, sentence)
            return redirect("sla:agreement-edit", drafted.number)
    context = {
        "form": form,
        "templates": agreements.TEMPLATES,
        "begins": begins,
        "has_calendar": Calendar.objects.shared().exists(),
    }
    return render(request, "sla/agreement-new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_writers
def edit(request: SignedInRequest, number: int) -> HttpResponse:
    """The sentence-form editor of a draft. Adding rows or proposing values keeps what was typed and saves nothing."""
    draft = version_of(request, number)
    # What was typed before somebody proposed it is shown once more, and refused when it is saved.
    if draft.state != State.DRAFT and request.method != "POST":
        messages.error(request, _("Only a draft can be changed. Begin a new version from this one."))
        return redirect("sla:agreement-version", number)
    adds, proposes = (request.method == "POST" and each in request.POST for each in ("add", "propose_values"))
    editor = Editor(
        agreements.terms_of(draft),
        posted(request),
        more_rows=adds,
        proposals=_proposals(draft) if proposes else None,
    )
    saves = request.method == "POST" and not adds and not proposes
    revision, overtaken = request.POST.get("revision") or agreements.revision(draft), ""
    if saves and editor.is_valid():
        try:
            agreements.change_draft(
                draft, terms=editor.terms, if_revision=revision, user=request.user, now=timezone.now()
            )
        except Overtaken as refusal:
            revision, overtaken = agreements.revision(version_of(request, number)), str(refusal)
        except Conflict as refusal:
            overtaken = f"{refusal} {_('Begin a new version from it, and take over what you have typed here.')}"
        except Refused as refusal:
            editor.refuse(refusal.problems)
        else:
            messages.success(request, _("Saved."))
            return redirect("sla:agreement-dry-run" if "dry_run" in request.POST else "sla:agreement-version", number)
    found = meeting(editor.definition.document, now=timezone.now())
    if found is not None:
        editor.definition.say_who_meets(found)
    context = {
        "version": draft,
        "revision": revision,
        "overtaken": overtaken,
        "is_refused": saves and not overtaken,
        "editor": editor,
        "meeting": found,
        "currency": Organisation.current().currency,
    }
    return render(request, "sla/agreement-edit.html", context, status=422 if saves else 200)


def _proposals(draft: AgreementVersion) -> dict[int | None, Proposal]:
    organisation = Organisation.current()
    today = timezone.now().astimezone(organisation.zone).date()
    return proposals(draft.definition, today=today, currency=organisation.currency)


def _beginning(request: SignedInRequest) -> AgreementVersion | None:
    """Return the version that the address names, or the one in force; before the first, the newest. None without any.

    Raises Http404 where the address names none that this person may read.
    """
    if asked := request.GET.get("from"):
        return version_of(request, int(asked) if asked.isdecimal() and len(asked) < 10 else 0)
    return agreements.current(timezone.now()) or AgreementVersion.objects.exclude(state=State.WITHDRAWN).first()


def _terms_like(version: AgreementVersion | None) -> agreements.Terms:
    if version is None:
        raise Refused("There is no version to begin from. Choose a template.")
    return agreements.terms_like(version)
