"""Using the API with a key: `Authorization: Bearer lg_<prefix>_<secret>`."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request

from leadgap.accounts.models import ApiKey, User
from leadgap.accounts.secret_tokens import hash_of

MARK = "lg"
# `last_used_at` is a hint for people; writing it on every request would make every read a write.
USED_AGAIN_AFTER = timedelta(minutes=1)

REFUSED = "This API key is unknown, revoked, or its owner is no longer active."
ONLY_READS = "This API key only reads. To change something, make one that may write."
AUDITORS_ONLY_READ = "Auditors read everything and change nothing."


class ApiKeyAuthentication(BaseAuthentication):
    """The owner of a key. One sentence for every bad key: it tells nothing about the others.

    This is the one place that says what a key may do beyond reading; what its owner may do, every view says anyway.
    """

    def authenticate(self, request: Request) -> tuple[User, ApiKey] | None:
        scheme, _, value = get_authorization_header(request).partition(b" ")
        if scheme.lower() != b"bearer":
            return None
        key = find_key(value.strip().decode("latin-1"))
        if key is None:
            raise AuthenticationFailed(REFUSED)
        if request.method not in SAFE_METHODS and not _writes_nothing(request):
            _refuse_writing(key)
        mark_used(key, now=timezone.now())
        return key.user, key

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


def _writes_nothing(request: Request) -> bool:
    """Whether the view says that it only looks, though it is sent a body: a rehearsal."""
    return getattr(request.parser_context["view"], "writes_nothing", False)


def _refuse_writing(key: ApiKey) -> None:
    if key.user.reads_only:
        raise PermissionDenied(AUDITORS_ONLY_READ)
    if not key.may_write:
        raise PermissionDenied(ONLY_READS)


def find_key(text: str) -> ApiKey | None:
    """Return the usable key that this text is, with its owner; None for anything else."""
    mark, _, rest = text.partition("_")
    prefix, _, secret = rest.partition("_")
    if mark != MARK or not secret:
        return None
    key = ApiKey.objects.usable().select_related("user").filter(prefix=prefix).first()
    if key is None or not secrets.compare_digest(key.secret_hash, hash_of(secret)):
        return None
    return key


def mark_used(key: ApiKey, *, now: datetime) -> None:
    """Note the use of a key, at most once a minute however many requests come."""
    long_ago = Q(last_used_at=None) | Q(last_used_at__lt=now - USED_AGAIN_AFTER)
    if key.last_used_at is None or key.last_used_at < now - USED_AGAIN_AFTER:
        ApiKey.objects.filter(long_ago, pk=key.pk).update(last_used_at=now)


class ApiKeyScheme(OpenApiAuthenticationExtension):
    target_class = ApiKeyAuthentication
    name = "apiKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": f"{MARK}_prefix_secret",
            "description": "A key made on the profile page. It reads what its owner may read; if it was made to write, "
            "it also does what its owner may do.",
        }
