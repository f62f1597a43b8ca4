"""What the parts of a page say of each other: labels, descriptions and lists go by ids."""

from __future__ import annotations

from html.parser import HTMLParser

POINTING = frozenset({"for", "list", "form", "headers", "aria-describedby", "aria-labelledby", "aria-controls"})


class _References(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.pointed: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id":
                self.ids.add(value or "")
            elif name in POINTING:
                self.pointed += [(name, each) for each in (value or "").split()]


def dangling(response) -> list[str]:
    """Return what a page points to and does not have."""
    page = _References()
    page.feed(response.content.decode())
    assert page.pointed
    return [f"{name}={target}" for name, target in page.pointed if target not in page.ids]
