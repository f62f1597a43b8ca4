from __future__ import annotations

from typing import NamedTuple

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from leadgap.accounts.models import Role, User
from leadgap.accounts.requests import SignedInRequest
from leadgap.home.searching import find_hand_offs
from leadgap.ui.navigation import links
from leads.models import Source

MOST = 25


class Hit(NamedTuple):
    kind: str
    title: str
    about: str
    url: str


@require_safe
def search(request: SignedInRequest) -> HttpResponse:
    """Leads, sources, people and pages, each only as far as this person may see them."""
    words = request.GET.get("q", "").strip()[:100]
    leads = _leads(request, words)
    hits = [*_pages(request, words), *_sources(request, words), *_people(request, words), *leads[:MOST]]
    context = {"words": words, "hits": hits if words else [], "is_cut": len(leads) > MOST}
    return render(request, "home/search.html", context)


def _leads(request: SignedInRequest, words: str) -> list[Hit]:
    found = find_hand_offs(request.user, words, limit=MOST + 1) if words else []
    return [
        Hit(
            "lead",
            str(hand_off.lead),
            " · ".join(filter(None, [hand_off.lead.company, str(hand_off.source), hand_off.stage])),
            reverse("desk:hand-off", args=[hand_off.pk]),
        )
        for hand_off in found
    ]


def _sources(request: SignedInRequest, words: str) -> list[Hit]:
    if not words or request.user.role == Role.REP:
        return []
    found = Source.objects.filter(name__icontains=words)[:MOST]
    return [Hit("source", str(row), "", reverse("feedback:scorecard", args=["source", row.pk])) for row in found]


def _people(request: SignedInRequest, words: str) -> list[Hit]:
    if not words or request.user.role in {Role.REP, Role.MARKETER}:
        return []
    found = User.objects.visible_to(request.user).filter(Q(name__icontains=words) | Q(email__icontains=words))
    url = reverse("accounts:people")
    return [Hit("person", str(user), user.get_role_display(), f"{url}?q={user.email}") for user in found[:MOST]]


def _pages(request: SignedInRequest, words: str) -> list[Hit]:
    places = links(request.user.role, request.path)
    return [Hit("page", str(place.text), "", place.url) for place in places if words.lower() in str(place.text).lower()]
