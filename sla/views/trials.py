from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from leadgap.accounts.models import Team, User
from leadgap.accounts.requests import SignedInRequest, posted
from leadgap.exports import csv_response
from leadgap.rates import Rate
from sla import agreements
from sla.agreements import Refused
from sla.agreements.dry_run import PromiseDryRun
from sla.agreements.trials import TrialRun, trial_rows
from sla.agreements.words import trial_headline
from sla.models import AgreementVersion, Trial
from sla.views.versions import for_writers, version_of


class TrialForm(forms.Form):
    teams = forms.ModelMultipleChoiceField(
        Team.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        label=gettext_lazy("Teams, with those below them"),
        error_messages={"required": gettext_lazy("Choose at least one team.")},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [team.pk for team in agreements.offered_teams(user)]
        field = cast("forms.ModelMultipleChoiceField[Team]", self.fields["teams"])
        field.queryset = Team.objects.filter(pk__in=offered)


@require_http_methods(["GET", "HEAD", "POST"])
def trial(request: SignedInRequest, number: int) -> HttpResponse:
    """A proposed version on trial: begin it, and see how it goes."""
    version = version_of(request, number)
    existing = Trial.objects.filter(version=version).select_related("version").first()
    may_draft, now = agreements.may_draft(request.user), timezone.now()
    if request.method == "POST" and not may_draft:
        raise PermissionDenied
    form = TrialForm(posted(request), user=request.user)
    if form.is_bound and form.is_valid():
        try:
            agreements.begin_trial(version, teams=list(form.cleaned_data["teams"]), user=request.user, now=now)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The trial has begun. Nobody is notified."))
            return redirect("sla:agreement-trial", number)
    may_begin = may_draft and version.state == AgreementVersion.State.PROPOSED
    found = agreements.trial_run(existing, now=now) if existing else None
    context = {
        "version": version,
        "trial": existing,
        "found": found,
        "headline": trial_headline(version, found),
        "rows": [(row, _by_team(found, row)) for row in found.run.promises] if found else [],
        "problems": form.non_field_errors(),
        "form": form if not existing and (may_begin or form.errors) else None,
        "may_end": may_draft and found is not None and found.until is None,
    }
    return render(request, "sla/agreement-trial.html", context, status=422 if form.errors else 200)


@require_safe
def trial_csv(request: SignedInRequest, number: int) -> StreamingHttpResponse:
    """The same numbers, a line for each promise and team."""
    version = version_of(request, number)
    existing = get_object_or_404(Trial.objects.select_related("version"), version=version)
    return csv_response(
        f"trial-of-version-{number}.csv", trial_rows(agreements.trial_run(existing, now=timezone.now()))
    )


@require_POST
@for_writers
def end_trial(request: SignedInRequest, number: int) -> HttpResponse:
    version = version_of(request, number)
    existing = get_object_or_404(Trial.objects.select_related("version"), version=version)
    agreements.end_trial(existing, user=request.user, now=timezone.now())
    return redirect("sla:agreement-trial", number)


def _by_team(found: TrialRun, row: PromiseDryRun) -> list[tuple[Team, Rate]]:
    """Return how each team kept a promise, where there are several."""
    return list(zip(found.teams, found.kept_by_team(row), strict=True)) if len(found.teams) > 1 else []
