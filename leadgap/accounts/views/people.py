from __future__ import annotations

from allauth.account import app_settings as allauth_settings
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from leadgap.accounts.audit_lines import audit_lines
from leadgap.accounts.forms.people import PeopleFilter, PersonForm
from leadgap.accounts.links import reset_link
from leadgap.accounts.models import Invitation, Organisation, Owner, Role, Team, User
from leadgap.accounts.naming import shows_rep_figures
from leadgap.accounts.permissions import for_roles, may_manage_people
from leadgap.accounts.requests import SignedInRequest
from leadgap.accounts.services import people as services
from leadgap.accounts.services.refusals import Refused
from leadgap.accounts.views.tabs import people_tabs
from leadgap.audit.models import AuditEntry
from leadgap.ui.htmx import render_page

ON_A_PAGE = 50


@require_safe
@for_roles(Role.ADMINISTRATOR, Role.AUDITOR, Role.MANAGER)
def people(request: SignedInRequest) -> HttpResponse:
    """Who uses LeadGap; below, for those who may manage people, the open invitations."""
    visible = User.objects.visible_to(request.user)
    form = PeopleFilter(request.GET)
    found = _filtered(visible, form).select_related("team").prefetch_related("owners")
    sees_all = request.user.role != Role.MANAGER
    context = {
        "tabs": people_tabs() if sees_all else [],
        "form": form,
        "page": Paginator(found, ON_A_PAGE).get_page(request.GET.get("page")),
        "counts": visible.aggregate(
            all=Count("pk"), active=Count("pk", filter=Q(is_active=True)), reps=Count("pk", filter=Q(role=Role.REP))
        ),
        "invitations": Invitation.objects.open().select_related("team", "invited_by") if sees_all else [],
        "unmatched": Owner.objects.unmatched().count() if sees_all else 0,
        "may_manage": may_manage_people(request.user),
        "sees_all": sees_all,
        "now": timezone.now(),
    }
    return render_page(request, "accounts/people.html", "accounts/_people_table.html", context)


def _filtered(people: QuerySet[User], form: PeopleFilter) -> QuerySet[User]:
    chosen = form.cleaned_data if form.is_valid() else {}
    if words := chosen.get("q"):
        people = people.filter(Q(name__icontains=words) | Q(email__icontains=words))
    if role := chosen.get("role"):
        people = people.filter(role=role)
    if team := chosen.get("team"):
        people = people.filter(team__in=Team.objects.with_below(team.pk))
    states = {
        "active": Q(is_active=True),
        "never": Q(is_active=True, last_login=None),
        "closed": Q(is_active=False),
    }
    return people.filter(states.get(chosen.get("state", ""), Q()))


@for_roles(Role.ADMINISTRATOR, Role.AUDITOR, Role.MANAGER)
def person(request: SignedInRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(User.objects.visible_to(request.user).select_related("team"), pk=pk)
    if request.method != "POST":
        return _person_page(request, shown, PersonForm.of(shown))
    form = PersonForm.of(shown, request.POST)
    if form.is_valid():
        try:
            services.change_person(person=shown, **form.cleaned_data, actor=request.user, now=timezone.now())
        except Refused as refusal:
            shown.refresh_from_db()
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("accounts:person", pk=pk)
    return _person_page(request, shown, form)


def _person_page(request: SignedInRequest, shown: User, form: PersonForm) -> HttpResponse:
    sees_all = request.user.role != Role.MANAGER
    lines = AuditEntry.objects.filter(target=f"accounts.user:{shown.pk}") if sees_all else AuditEntry.objects.none()
    context = {
        "person": shown,
        "form": form,
        "owners": shown.owners.annotate(hand_off_count=Count("hand_offs")).order_by("name", "pk"),
        "keys": shown.api_keys.filter(revoked_at=None) if sees_all else [],
        "two_step": is_mfa_enabled(shown),
        "lines": audit_lines(lines[:10]),
        "may_manage": may_manage_people(request.user),
        "sees_all": sees_all,
        # A list of one rep's leads is a figure of that rep.
        "shows_hand_offs": shows_rep_figures(request.user, Organisation.current()),
    }
    return render(request, "accounts/person.html", context, status=422 if form.errors else 200)


@require_POST
@never_cache
@for_roles(Role.ADMINISTRATOR)
def make_reset_link(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a link by which the person chooses a new password: the way back in where no mail is sent."""
    shown = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    if not shown.is_active:
        raise PermissionDenied
    key = services.make_reset_key(
        person=shown,
        tokens=allauth_settings.PASSWORD_RESET_TOKEN_GENERATOR(),
        actor=request.user,
        now=timezone.now(),
    )
    return render(request, "accounts/reset-link.html", {"person": shown, "link": reset_link(shown, key)})


@require_POST
@for_roles(Role.ADMINISTRATOR)
def turn_off_two_step(request: SignedInRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    if services.turn_off_two_step(person=shown, actor=request.user, now=timezone.now()):
        messages.success(request, _("Two-step sign-in is off: the password alone is asked for."))
    return redirect("accounts:person", pk=pk)
