"""The door of the API: what can be read under /api/v1/, and the document that describes it."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

NAMES = (
    "openapi",
    "api:lead-list",
    "api:hand-off-list",
    "api:agreement-list",
    "api:clock-list",
    "api:compliance",
    "api:compliance-csv",
    "api:curve",
    "api:hours",
    "api:speed",
    "api:months",
    "api:scorecards",
)


class RootView(APIView):
    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        """The addresses of all that can be read, by name."""
        urls = {name: reverse(name, request=request) for name in NAMES}
        return Response({name.removeprefix("api:").removesuffix("-list"): url for name, url in urls.items()})
