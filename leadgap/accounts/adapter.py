"""Sign-in as allauth asks for it. Nobody gets an account by signing in: people are invited."""

from __future__ import annotations

import logging
from smtplib import SMTPException
from typing import Any, ClassVar, NoReturn

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadgap.accounts.links import absolute
from leadgap.accounts.models import Invitation, User
from leadgap.accounts.services import invitations
from leadgap.accounts.services.refusals import InvitationIsOver

logger = logging.getLogger(__name__)

UNVERIFIED = "{provider} has not verified this e-mail address, so it signs nobody in. Ask whoever runs {provider}."
UNKNOWN = "{email} is not invited to LeadGap. Ask an administrator for an invitation."
EXPIRED = "The invitation to {email} has expired. Ask an administrator to send it again."
INACTIVE = "The account of {email} has been closed. Ask an administrator if that is a mistake."
SIGNED_IN = "You are signed in already. Sign out first to sign in with {provider}."


class AccountAdapter(DefaultAccountAdapter):
    error_messages: ClassVar = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": gettext_lazy("No account has this e-mail and this password."),
        "too_many_login_attempts": gettext_lazy("Too many tries have failed. Wait five minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:profile")

    def format_email_subject(self, subject: str) -> str:
        return str(subject)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send, or say on the page that it failed: in the same words for those who are here and those who are not."""
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, SMTPException) as error:
            logger.warning("%s could not be mailed: %s", template_prefix, type(error).__name__)
            messages.error(self.request, _("The mail could not be sent. Ask an administrator for a link."))

    def get_reset_password_from_key_url(self, key: str) -> str:
        # As allauth builds it, but never from the Host header of whoever asked.
        path = super().get_reset_password_from_key_url(key).partition("://")[2].partition("/")[2]
        return absolute(f"/{path}")


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """OpenID Connect opens the door to people who exist, and to those invited under a verified address."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def authenticate_by_email(self, sociallogin: SocialLogin) -> None:
        """allauth's own matching is not used: it wipes the password of people whose address it never verified."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        provider = sociallogin.provider.name
        if sociallogin.state.get("process") != AuthProcess.LOGIN:
            refuse(request, SIGNED_IN.format(provider=provider))
        person = sociallogin.user if sociallogin.is_existing else self._person_of(request, sociallogin, provider)
        if not person.is_active:
            refuse(request, INACTIVE.format(email=person.email))
        if not sociallogin.is_existing:
            sociallogin.connect(request, person)

    def _person_of(self, request: HttpRequest, sociallogin: SocialLogin, provider: str) -> User:
        """Return who has, or is invited under, the verified address; the invitation is accepted by that."""
        email = verified_email(sociallogin)
        if email is None:
            refuse(request, UNVERIFIED.format(provider=provider))
        person = User.objects.filter(email=email).first()
        if person is not None:
            return person
        now = timezone.now()
        invitation = Invitation.objects.open().select_related("team").filter(email=email).first()
        if invitation is None:
            refuse(request, UNKNOWN.format(email=email))
        try:
            name = invitation.name or claimed_name(sociallogin)
            return invitations.accept(invitation=invitation, name=name, password=None, now=now)
        except InvitationIsOver:
            refuse(request, EXPIRED.format(email=email))


def verified_email(sociallogin: SocialLogin) -> str | None:
    """Return the address that the provider vouches for; None where it does not say so with a plain yes.

    Some providers send the claim as text: the text "false" must not count as true.
    """
    for address in sociallogin.email_addresses:
        if address.verified is True or str(address.verified).lower() == "true":
            return address.email.strip().lower()
    return None


def claimed_name(sociallogin: SocialLogin) -> str:
    data: dict[str, Any] = sociallogin.account.extra_data
    claims = data.get("userinfo") or data.get("id_token") or {}
    return str(claims.get("name", ""))[:150]


def refuse(request: HttpRequest, sentence: str) -> NoReturn:
    page = render(request, "accounts/sign-in-refused.html", {"sentence": sentence}, status=403)
    raise ImmediateHttpResponse(page)
