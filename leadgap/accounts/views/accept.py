"""The invited person's side: open the link, choose a password, be in."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from leadgap.accounts.forms.invitations import AcceptForm
from leadgap.accounts.models import Organisation
from leadgap.accounts.requests import posted
from leadgap.accounts.services import invitations as services
from leadgap.accounts.services.refusals import Refused

TOKEN = "invitation_token"  # noqa: S105 (the name of a session entry)


@login_not_required
@never_cache
@require_safe
def open_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Where the link leads. Changes nothing but the address: with a token in it, it would be logged and passed on."""
    if services.find_valid(token, now=timezone.now()) is None:
        return _over(request)
    request.session[TOKEN] = token
    return redirect("accounts:accept-invitation")


@login_not_required
@never_cache
@sensitive_post_parameters("password1", "password2")
def accept_invitation(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    invitation = services.find_valid(request.session.get(TOKEN, ""), now=now)
    if invitation is None:
        return _over(request)
    form = AcceptForm(invitation, posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            person = services.accept(
                invitation=invitation, name=form.cleaned_data["name"], password=form.cleaned_data["password1"], now=now
            )
        except Refused:
            return _over(request)
        request.session.pop(TOKEN, None)
        login(request, person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return redirect(settings.LOGIN_REDIRECT_URL)
    context = {
        "form": form,
        "invitation": invitation,
        "organisation": Organisation.current(),
        "provider": settings.OIDC_NAME if settings.SOCIALACCOUNT_PROVIDERS else "",
    }
    return render(request, "accounts/accept-invitation.html", context, status=422 if form.errors else 200)


def _over(request: HttpRequest) -> HttpResponse:
    """Never given, accepted, revoked or expired: one page for all, which tells none from the other."""
    return render(request, "accounts/invitation-over.html", status=404)
