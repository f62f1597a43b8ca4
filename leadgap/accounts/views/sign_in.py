"""The pages of signing in that depend on how LeadGap is run; the others are allauth's."""

import logging
from collections.abc import Callable
from functools import wraps

from allauth.account import views as account
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from requests import RequestException

logger = logging.getLogger(__name__)

ProviderView = Callable[[HttpRequest, str], HttpResponseBase]


def _says_when_it_is_silent(view: ProviderView) -> ProviderView:
    """Tell of a provider that cannot be reached, or answers nonsense: allauth does so for half of its questions."""

    @wraps(view)
    def answered(request: HttpRequest, provider_id: str) -> HttpResponseBase:
        try:
            return view(request, provider_id)
        except RequestException as error:
            logger.warning("The sign-in provider did not answer: %s", error)
            return render(request, "socialaccount/authentication_error.html", status=502)

    return answered


@login_not_required
def signup_closed(request: HttpRequest) -> HttpResponseBase:
    return render(request, "account/signup_closed.html")


@login_not_required
def forgotten_password(request: HttpRequest) -> HttpResponseBase:
    """With a mail server a link is sent; without one an administrator makes it."""
    if settings.MAIL_CONFIGURED:
        return account.password_reset(request)
    return render(request, "accounts/forgotten-password.html")


@login_not_required
@never_cache
@_says_when_it_is_silent
def provider_login(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Lead the browser to the provider by a page that moves on by itself, where allauth answers with a redirect.

    Browsers hold every redirect that follows a form against the form-action of the CSP, and where a provider sends
    people on its way (to a company's own sign-in, say), only the provider knows.
    """
    response = openid_connect.login(request, provider_id=provider_id)
    if response.status_code == 302 and "://" in response["Location"]:
        return render(request, "accounts/to-provider.html", {"address": response["Location"]})
    return response


@login_not_required
@_says_when_it_is_silent
def provider_callback(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Where the provider sends the browser back to."""
    return openid_connect.callback(request, provider_id=provider_id)
