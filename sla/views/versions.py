from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from leadgap.accounts.requests import SignedInRequest
from sla import agreements
from sla.models import AgreementVersion


def version_of(request: SignedInRequest, number: int) -> AgreementVersion:
    """Return the version of this number with what its pages show; 404 for one that this person may not read."""
    return get_object_or_404(AgreementVersion.objects.visible_to(request.user).for_page(), number=number)


def for_writers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Open a page to those who write the agreement; everyone else knows it and may not: 403."""

    @wraps(view)
    def guarded(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not agreements.may_draft(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded
