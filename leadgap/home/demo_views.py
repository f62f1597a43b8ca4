from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from leadgap.accounts.models import Role
from leadgap.accounts.requests import SignedInRequest
from leadgap.home.context import offers_buttons
from leadgap.home.demo import company
from leadgap.home.demo.company import AlreadyThere, NamesTaken, sign_ins
from leadgap.home.demo.removal import may_be_removed
from leadgap.home.models import DemoCompany
from leadgap.home.runners import KINDS, LOAD, REMOVE
from leadgap.jobs.models import Job
from leadgap.jobs.services import start


def _administrators_only(request: SignedInRequest) -> None:
    if request.user.role != Role.ADMINISTRATOR:
        raise PermissionDenied("An administrator loads and removes the demo company.")


@require_POST
def load(request: SignedInRequest) -> HttpResponse:
    """Make the demo company; its leads come in the background."""
    _administrators_only(request)
    now = timezone.now()
    try:
        company.found(now=now, leads=company.DEFAULT_LEADS)
    except (AlreadyThere, NamesTaken) as refusal:
        messages.error(request, str(refusal))
        return redirect("home:start")
    job = start(LOAD, params={}, user=request.user, now=now)
    return redirect("jobs:job", job.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: SignedInRequest) -> HttpResponse:
    """Take away everything the demo company brought. The page that asks is for who has leads of their own beside it.

    While it is still loaded, or already removed, this leads to that job, and starts no other.
    """
    _administrators_only(request)
    if not DemoCompany.objects.exists():
        raise Http404
    if job := Job.objects.under_way(*KINDS).first():
        return redirect("jobs:job", job.pk)
    if request.method != "POST" or not may_be_removed():
        return render(request, "home/demo_remove.html", {"may_be_removed": may_be_removed()})
    job = start(REMOVE, params={}, user=request.user, now=timezone.now())
    return redirect("jobs:job", job.pk)


@login_not_required
@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the demo company's people: on one's own machine only."""
    if not offers_buttons(request):
        raise Http404
    person = next((user for user in sign_ins() if user.role == request.POST.get("role")), None)
    if person is None:
        raise Http404
    login(request, person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return redirect("home:home")
