"""Which parameters an address of the API takes: those that its document names. Apart, as `leadgap.pagination` is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.settings import api_settings


class KnownParameters(BasePermission):
    """Refuses any other parameter with 400, so that no misspelt filter is answered with everything.

    A permission, because every view asks those of the settings, once it is known who asks.
    """

    def has_permission(self, request: Request, view: Any) -> bool:
        known = dict.fromkeys(_known(request, view))
        strange = [name for name in request.query_params if name not in {*known, api_settings.URL_FORMAT_OVERRIDE}]
        if strange:
            those = f"What can be asked for: {', '.join(known)}." if known else "Nothing can be asked for here."
            raise ValidationError({name: [f"There is no parameter “{name}” here. {those}"] for name in strange})
        return True


def _known(request: Request, view: Any) -> Iterator[str]:
    yield from _described(request, view)
    if getattr(view, "action", None) == "list":
        yield from (view.paginator.page_query_param, view.paginator.page_size_query_param)
        yield from getattr(view, "filterset_class", None) and view.filterset_class.base_filters or ()


def _described(request: Request, view: Any) -> Iterator[str]:
    """Yield what `extend_schema` says of the method that answers."""
    handler = getattr(view, str(request.method).lower(), None)
    described = getattr(handler, "kwargs", {}).get("schema")
    if described is None:
        return
    schema = described()
    schema.view = view
    for each in schema.get_override_parameters():
        if not isinstance(each, OpenApiParameter):
            yield from each().fields
        elif each.location == OpenApiParameter.QUERY:
            yield each.name
