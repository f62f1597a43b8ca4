"""What the API of every room stands on: one wall, and one `now` a response."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django.utils import timezone
from django.utils.functional import cached_property
from rest_framework import viewsets
from rest_framework.request import Request

from leadgap.accounts.models import User


def person_of(request: Request) -> User:
    """Return who asks: the default permission lets nobody else through."""
    return cast(User, request.user)


class ReadViewSet(viewsets.GenericViewSet[Any]):
    """Rows that a person may read. Every queryset goes through `visible_to`."""

    @property
    def person(self) -> User:
        return person_of(self.request)

    @cached_property
    def now(self) -> datetime:
        """One instant for the whole response, so that two rows cannot disagree about the time."""
        return timezone.now()

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "now": self.now}
