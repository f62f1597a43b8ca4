"""What holds for every page there is and every page to come: auditors change nothing, times are the organisation's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from leadgap.accounts.models import Organisation
from leadgap.accounts.permissions import SAFE_METHODS

# What an auditor changes is only how they themselves sign in.
OWN_MATTERS = frozenset(
    {
        "account_logout",
        "account_reauthenticate",
        "account_change_password",
        "account_set_password",
        "accounts:profile",
        "accounts:api-keys",
        "accounts:revoke-api-key",
        "mfa_activate_totp",
        "mfa_deactivate_totp",
        "mfa_generate_recovery_codes",
        "mfa_reauthenticate",
        "ui:choose-theme",
    }
)
# Signing in as somebody else, or accepting an invitation, begins with leaving the present session.
ENTRANCES = frozenset(
    {
        "account_login",
        "account_reset_password",
        "account_reset_password_from_key",
        "accounts:accept-invitation",
        "mfa_authenticate",
        "openid_connect_login",
    }
)


class SignInRequired(LoginRequiredMiddleware):
    """Lead to sign-in whoever needs it, and back. Of a form whose session was over, back to the page that sent it."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponseRedirect:
        if request.method in SAFE_METHODS:
            return super().handle_no_permission(request, view_func)
        messages.warning(request, _("You were signed out, so what you sent was not kept. Sign in, and send it again."))
        login_url, field = self.get_login_url(view_func), self.get_redirect_field_name(view_func)
        return redirect_to_login(_page_before(request), login_url, field)


def _page_before(request: HttpRequest) -> str:
    """Return the page of ours from which a form came; the start page where the browser does not say."""
    sent_from = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(sent_from, {request.get_host()}, require_https=request.is_secure()):
        return "/"
    page = urlsplit(sent_from)
    return page.path + (f"?{page.query}" if page.query else "")


class AuditorsChangeNothing:
    """Refuse unsafe methods. Of the API's keys `leadgap.accounts.api_keys` says the same."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view_func: Any, view_args: Any, view_kwargs: Any) -> None:
        if request.method in SAFE_METHODS or not request.user.is_authenticated or not request.user.reads_only:
            return
        match = request.resolver_match
        if match is None or match.view_name not in OWN_MATTERS | ENTRANCES:
            raise PermissionDenied("Auditors read everything and change nothing.")


class OrganisationZone:
    """Show times in the zone of the organisation, which pages find in the request. The API speaks UTC, whoever asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.user.is_authenticated or request.path.startswith("/api/"):
            return self.get_response(request)
        organisation = Organisation.current()
        request.organisation = organisation  # type: ignore[attr-defined]
        with timezone.override(organisation.zone):
            return self.get_response(request)
