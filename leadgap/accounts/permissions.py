"""Who may do what with people. Rows are the querysets' matter (`visible_to`); these are the acts."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from leadgap.accounts.models import Role, User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


def may_manage_people(user: User | AnonymousUser) -> bool:
    """Invite, change and match people; change teams and the organisation."""
    return user.is_authenticated and user.role == Role.ADMINISTRATOR


def for_roles(
    *reading: Role, changing: tuple[Role, ...] = (Role.ADMINISTRATOR,)
) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Open a page to these roles, and its unsafe methods to those of them that may change; others get 403."""

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            role = request.user.role if request.user.is_authenticated else None
            if role not in reading or (request.method not in SAFE_METHODS and role not in changing):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate
