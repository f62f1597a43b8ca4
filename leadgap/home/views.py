from __future__ import annotations

from typing import cast

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from leadgap.accounts.models import Role, User
from leadgap.accounts.requests import SignedInRequest
from leadgap.home import dashboards
from leadgap.home.setup import is_needed
from leads.models import HandOff


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The first page of each role: a rep's queue, and for the others both sides at a glance."""
    if not request.user.is_authenticated:
        return redirect("home:setup" if is_needed() else "account_login")
    user: User = request.user
    if user.role == Role.REP:
        return redirect("desk:queue")
    if user.role == Role.ADMINISTRATOR and not HandOff.objects.exists():
        return redirect("home:start")
    context = dashboards.of(user, organisation=cast(SignedInRequest, request).organisation, now=timezone.now())
    return render(request, "home/home.html", context)
