"""What every page has in its template context."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from leadgap.ui import theme
from leadgap.ui.navigation import links, url_of

ON_THE_DOCK = 4


def navigation(request: HttpRequest) -> dict[str, Any]:
    """`theme`; and for people who are signed in `places` (on a phone `dock` and `more`), `place` and `search_url`."""
    context: dict[str, Any] = {"theme": theme.chosen(request), "place": ""}
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return context
    places = links(user.role, request.path)
    few = len(places) <= ON_THE_DOCK + 1
    return context | {
        "places": places,
        "place": next((link.text for link in places if link.is_current), ""),
        "dock": places if few else places[:ON_THE_DOCK],
        "more": [] if few else places[ON_THE_DOCK:],
        "search_url": url_of("home:search"),
    }
