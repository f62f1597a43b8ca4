"""Light, dark, or as the device says: a cookie, so that the first byte of a page already has the right colours."""

from __future__ import annotations

from django.http import HttpRequest

COOKIE = "theme"
CHOICES = ("light", "dark")
A_YEAR = 365 * 24 * 60 * 60


def chosen(request: HttpRequest) -> str:
    """The theme that the reader chose, or nothing: then the device decides."""
    theme = request.COOKIES.get(COOKIE, "")
    return theme if theme in CHOICES else ""
