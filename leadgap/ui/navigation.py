"""The places of the application, and whom each is for. A place whose page does not exist is left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise as Text

REP, MARKETER, MANAGER, ADMINISTRATOR, AUDITOR = "rep", "marketer", "manager", "administrator", "auditor"
EVERYONE = frozenset({REP, MARKETER, MANAGER, ADMINISTRATOR, AUDITOR})
ALL_BUT_REPS = EVERYONE - {REP}


@dataclass(frozen=True, slots=True)
class Place:
    text: Text
    icon: str
    url_name: str
    roles: frozenset[str]
    also: tuple[str, ...] = ()  # pages that belong to it where no place before it is theirs


@dataclass(frozen=True, slots=True)
class Link:
    text: Text
    icon: str
    url: str
    is_current: bool


# In the order shown. On a phone the first four stand at the bottom edge, the others behind "More".
PLACES = [
    Place(_("Home"), "house", "home:home", ALL_BUT_REPS),
    Place(_("Queue"), "inbox", "desk:queue", EVERYONE - {MARKETER}),
    Place(_("My week"), "calendar-week", "desk:my-week", frozenset({REP}), also=("sla:compliance",)),
    Place(_("Feedback"), "chat-left-text", "feedback:waiting", frozenset({MARKETER, ADMINISTRATOR, AUDITOR})),
    Place(_("Scorecards"), "clipboard-data", "feedback:scorecards", ALL_BUT_REPS, also=("feedback:expected-ratings",)),
    Place(_("Compliance"), "stopwatch", "sla:compliance", ALL_BUT_REPS, also=("sla:waivers",)),
    Place(_("Board"), "speedometer2", "sla:board", ALL_BUT_REPS),
    Place(
        _("Agreement"),
        "file-earmark-text",
        "sla:agreement",
        EVERYONE,
        also=("sla:board", "sla:calendars", "sla:judge-again"),
    ),
    Place(_("Data"), "database", "leads:imports", frozenset({MARKETER, ADMINISTRATOR, AUDITOR})),
    Place(_("People"), "people", "accounts:people", frozenset({MANAGER, ADMINISTRATOR, AUDITOR})),
    Place(_("Settings"), "gear", "accounts:settings", frozenset({ADMINISTRATOR, AUDITOR})),
]


def links(role: str, path: str) -> list[Link]:
    """The places of a role; the current one has, of all addresses of places, the longest beginning of the path."""
    found = list(_resolved(role))
    reached = ((url, each) for each in found for url in _addresses(*each) if _is_under(path, url))
    _, current = max(reached, key=lambda way: len(way[0]), default=("", None))
    return [Link(place.text, place.icon, url, (place, url) == current) for place, url in found]


def url_of(url_name: str) -> str:
    """The address of that name, or nothing when this installation has no such page."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def _resolved(role: str) -> Iterator[tuple[Place, str]]:
    for place in PLACES:
        if role in place.roles and (url := url_of(place.url_name)):
            yield place, url


def _addresses(place: Place, url: str) -> list[str]:
    return [url, *filter(None, map(url_of, place.also))]


def _is_under(path: str, url: str) -> bool:
    return path == url or (url != "/" and path.startswith(url if url.endswith("/") else f"{url}/"))
