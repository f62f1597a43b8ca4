from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from leadgap.accounts.forms.invitations import TableForm
from leadgap.accounts.forms.people import InvitationForm
from leadgap.accounts.invitation_csv import Known, Line, Unreadable, read
from leadgap.accounts.links import invitation_link
from leadgap.accounts.mail import send_invitations
from leadgap.accounts.models import Invitation, Role, Team, User
from leadgap.accounts.permissions import for_roles
from leadgap.accounts.requests import SignedInRequest, posted
from leadgap.accounts.services import invitations as services
from leadgap.accounts.services.invitations import Invited
from leadgap.accounts.services.refusals import Refused


@never_cache
@for_roles(Role.ADMINISTRATOR)
def invite(request: SignedInRequest) -> HttpResponse:
    form = InvitationForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            invited = services.invite(**form.cleaned_data, actor=request.user, now=timezone.now())
        except Refused as refusal:
            form.add_error("email", str(refusal))
        else:
            return _show_links(request, [invited])
    return render(request, "accounts/invite.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@for_roles(Role.ADMINISTRATOR)
def invite_csv(request: SignedInRequest) -> HttpResponse:
    """Three steps in one address: the form; what would happen, line by line; the links."""
    form = TableForm(posted(request), request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "accounts/invite-csv.html", {"form": form}, status=422 if form.errors else 200)
    text = form.cleaned_data["text"]
    try:
        lines = read(text, _known())
    except Unreadable as problem:
        form.add_error("file" if form.cleaned_data.get("file") else "text", str(problem))
        return render(request, "accounts/invite-csv.html", {"form": form}, status=422)
    makes_teams = "create_teams" in request.POST
    going = [line for line in lines if not line.problem and (makes_teams or not line.needs_team)]
    if "confirm" in request.POST and going:
        try:
            invited = services.invite_many(
                [line.invitee for line in going],
                new_teams=_new_teams(going),
                actor=request.user,
                now=timezone.now(),
            )
        except Refused as refusal:  # someone was faster between the reading and the writing
            form.add_error(None, str(refusal))
        else:
            return _show_links(request, invited, left_out=[line for line in lines if line not in going])
    context = {
        "form": form,
        "text": text,
        "lines": lines,
        "ready": sum(not line.problem and not line.needs_team for line in lines),
        "waiting": sum(not line.problem and line.needs_team for line in lines),
        "wrong": sum(bool(line.problem) for line in lines),
        "new_teams": _new_teams(line for line in lines if not line.problem),
    }
    return render(request, "accounts/invite-csv-preview.html", context, status=422 if form.errors else 200)


@require_POST
@never_cache
@for_roles(Role.ADMINISTRATOR)
def send_invitation_again(request: SignedInRequest, pk: int) -> HttpResponse:
    invitation = get_object_or_404(_open(), pk=pk)
    return _show_links(request, [services.send_again(invitation=invitation, actor=request.user, now=timezone.now())])


@require_POST
@for_roles(Role.ADMINISTRATOR)
def revoke_invitation(request: SignedInRequest, pk: int) -> HttpResponse:
    invitation = get_object_or_404(_open(), pk=pk)
    services.revoke(invitation=invitation, actor=request.user, now=timezone.now())
    messages.success(request, _("The invitation to %(email)s is revoked.") % {"email": invitation.email})
    return redirect("accounts:people")


def _open() -> QuerySet[Invitation]:
    return Invitation.objects.open()


def _show_links(request: SignedInRequest, sent: Sequence[Invited], left_out: Sequence[Line] = ()) -> HttpResponse:
    """The only page that ever shows these links; by the next request nobody knows them any more."""
    context = {
        "links": [(invited.invitation, invitation_link(invited.token)) for invited in sent],
        "mail": send_invitations(sent, inviter=request.user),
        "left_out": left_out,
    }
    return render(request, "accounts/invited.html", context)


def _known() -> Known:
    return Known(
        here=frozenset(User.objects.values_list("email", flat=True)),
        invited=frozenset(Invitation.objects.open().values_list("email", flat=True)),
        teams={name.casefold(): name for name in Team.objects.filter(archived_at=None).values_list("name", flat=True)},
    )


def _new_teams(lines: Iterable[Line]) -> list[str]:
    """Return the names of the teams to make, each once, as they are first written."""
    names: dict[str, str] = {}
    for line in lines:
        if line.needs_team:
            names.setdefault(line.invitee.team.casefold(), line.invitee.team)
    return list(names.values())
