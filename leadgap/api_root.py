"""The door of the API: what can be read under /api/v1/, and the document that describes it."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import get_resolver
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView


class RootView(APIView):
    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        """The addresses of all that can be read, by name; the document says what each takes."""
        urls = {_word(name): reverse(f"api:{name}", request=request) for name in sorted(_names()) if name != "root"}
        return Response({"openapi": reverse("openapi", request=request)} | urls)


def _names() -> Iterator[str]:
    """Yield the names of the addresses that need no key of a row."""
    found = get_resolver("leadgap.api_urls").reverse_dict
    for name in found:
        needs = [parameters for possibility, *_ in found.getlist(name) for _, parameters in possibility]
        if isinstance(name, str) and not any(needs):
            yield name


def _word(name: str) -> str:
    """hand-off-list → hand-offs"""
    return f"{name.removesuffix('-list')}s" if name.endswith("-list") else name
