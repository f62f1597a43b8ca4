"""The two pages of signing in that depend on how LeadGap is run; the others are allauth's."""

from allauth.account import views as account
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render


@login_not_required
def signup_closed(request: HttpRequest) -> HttpResponseBase:
    return render(request, "account/signup_closed.html")


@login_not_required
def forgotten_password(request: HttpRequest) -> HttpResponseBase:
    """With a mail server a link is sent; without one an administrator makes it."""
    if settings.MAIL_CONFIGURED:
        return account.password_reset(request)
    return render(request, "accounts/forgotten-password.html")
