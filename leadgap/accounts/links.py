"""Links that leave the page, in mail or copied by hand: they begin with LEADGAP_URL, whatever a browser says."""

from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse

from leadgap.accounts.models import User


def absolute(path: str) -> str:
    return f"{settings.LEADGAP_URL}{path}"


def invitation_link(token: str) -> str:
    return absolute(reverse("accounts:open-invitation", args=[token]))


def reset_link(person: User, key: str) -> str:
    return absolute(reverse("account_reset_password_from_key", args=[user_pk_to_url_str(person), key]))
