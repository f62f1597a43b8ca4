"""Whether to answer with a page or with a fragment of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def wants_fragment(request: HttpRequest) -> bool:
    """htmx asked for a fragment: not for a boosted page, nor for a page out of the history."""
    headers = request.headers
    return (
        headers.get("HX-Request") == "true"
        and headers.get("HX-Boosted") != "true"
        and headers.get("HX-History-Restore-Request") != "true"
    )


def render_page(
    request: HttpRequest, page: str, fragment: str, context: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    """The page, or for htmx the fragment alone. 422 says that a form has to be corrected; htmx swaps that in too."""
    return render(request, fragment if wants_fragment(request) else page, dict(context), status=status)
