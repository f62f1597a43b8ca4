from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from leadgap.accounts.forms.organisation import TeamForm
from leadgap.accounts.models import Role, Team, User
from leadgap.accounts.naturally import BY_NAME
from leadgap.accounts.permissions import for_roles, may_manage_people
from leadgap.accounts.requests import SignedInRequest, posted
from leadgap.accounts.services import teams as services
from leadgap.accounts.services.refusals import Refused
from leadgap.accounts.views.tabs import people_tabs


@dataclass(frozen=True, slots=True)
class Branch:
    """A team with what is below it, for the page."""

    team: Team
    below: list[Branch] = field(default_factory=list)


@for_roles(Role.ADMINISTRATOR, Role.AUDITOR)
def teams(request: SignedInRequest) -> HttpResponse:
    form = TeamForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            team = services.add_team(**form.cleaned_data, actor=request.user, now=timezone.now())
        except Refused as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, _("%(team)s is added.") % {"team": team.name})
            return redirect("accounts:teams")
    every = list(
        Team.objects.annotate(
            people=Count("members", filter=Q(members__is_active=True), distinct=True),
            owner_count=Count("owners", distinct=True),
        ).order_by(*BY_NAME, "pk")
    )
    context = {
        "tabs": people_tabs(),
        "form": form,
        "tree": tree([team for team in every if team.archived_at is None]),
        "archived": [team for team in every if team.archived_at is not None],
        "count": sum(team.archived_at is None for team in every),
        "people": sum(team.people for team in every),
        "without_team": User.objects.active().filter(team=None, role=Role.REP).count(),
        "may_manage": may_manage_people(request.user),
    }
    return render(request, "accounts/teams.html", context, status=422 if form.errors else 200)


def tree(teams: list[Team]) -> list[Branch]:
    """Return the teams at the top with their branches; a team whose upper one is missing counts as top."""
    present = {team.pk for team in teams}
    children: dict[int | None, list[Team]] = defaultdict(list)
    for team in teams:
        children[team.parent_id if team.parent_id in present else None].append(team)

    def branches(parent: int | None) -> list[Branch]:
        return [Branch(team, branches(team.pk)) for team in children[parent]]

    return branches(None)


@for_roles(Role.ADMINISTRATOR)
def team(request: SignedInRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(Team, pk=pk)
    form = TeamForm.of(shown, posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.change_team(team=shown, **form.cleaned_data, actor=request.user, now=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("accounts:teams")
    return render(request, "accounts/team.html", {"team": shown, "form": form}, status=422 if form.errors else 200)


@require_POST
@for_roles(Role.ADMINISTRATOR)
def archive_team(request: SignedInRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(Team, pk=pk)
    try:
        services.archive_team(team=shown, actor=request.user, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(team)s is archived.") % {"team": shown.name})
    return redirect("accounts:teams")


@require_POST
@for_roles(Role.ADMINISTRATOR)
def restore_team(request: SignedInRequest, pk: int) -> HttpResponse:
    services.restore_team(team=get_object_or_404(Team, pk=pk), actor=request.user, now=timezone.now())
    return redirect("accounts:teams")
