from __future__ import annotations

from allauth.account import views as account
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from leadgap.accounts.models import Role
from leadgap.accounts.requests import SignedInRequest, posted
from leadgap.home import setup as services
from leadgap.home.models import DemoCompany
from leadgap.home.setup_forms import SetupForm
from leads.models import HandOff


@login_not_required
@sensitive_post_parameters("password1", "password2")
@require_http_methods(["GET", "HEAD", "POST"])
def setup(request: HttpRequest) -> HttpResponse:
    """Open to everyone until the first administrator exists, and gone after that."""
    if not services.is_needed():
        raise Http404
    form = SetupForm(posted(request))
    if form.is_valid():
        try:
            administrator = services.set_up(**form.given(), now=timezone.now())
        except services.AlreadySetUp:
            return redirect("account_login")
        login(request, administrator, backend="allauth.account.auth_backends.AuthenticationBackend")
        return redirect("home:start")
    return render(request, "home/setup.html", {"form": form}, status=422 if form.is_bound else 200)


@login_not_required
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Lead on to the set-up where nobody is here yet who could sign in."""
    if services.is_needed():
        return redirect("home:setup")
    return account.login(request)


@require_safe
def start(request: SignedInRequest) -> HttpResponse:
    """Two ways to begin: the demo company, or one's own leads."""
    if request.user.role != Role.ADMINISTRATOR:
        raise PermissionDenied("An administrator chooses how this installation begins.")
    context = {"has_demo": DemoCompany.objects.exists(), "has_leads": HandOff.objects.exists()}
    return render(request, "home/start.html", context)
