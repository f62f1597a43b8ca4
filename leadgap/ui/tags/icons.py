"""Icons, from the sprite in static/vendor/icons.svg."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


class UnknownIcon(LookupError):
    """The sprite has no such icon: add it to deploy/vendor/icons.txt and run `make vendor`."""


@cache
def names() -> frozenset[str]:
    """Every icon that a template may name."""
    sprite = Path(settings.BASE_DIR) / "static" / "vendor" / "icons.svg"
    return frozenset(re.findall(r'<symbol id="([^"]+)"', sprite.read_text()))


@register.simple_tag
@lru_cache(maxsize=512)  # a page names the same few icons again and again
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """{% icon "clock" %} is decoration; {% icon "clock" "running" %} speaks for itself."""
    if name not in names():
        raise UnknownIcon(name)
    speech = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html(
        '<svg class="{}" width="16" height="16" {}><use href="{}#{}"/></svg>',
        f"icon {css}".strip(),
        speech,
        static("vendor/icons.svg"),
        name,
    )
