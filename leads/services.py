"""The nouns that hand-offs refer to, found by their names or made."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from leadgap.accounts.models import Owner, Team, User
from leadgap.audit.services import record
from leadgap.jobs.services import start
from leads.models import Campaign, Source, System

# The job that asks Marketing about the low ratings of sources that have become its own, and no longer about others.
ASK_ANEW = "ask-marketing-anew"


def folded(name: str) -> str:
    """Return the key of a name: two names that differ in case, spaces or Unicode form are one."""
    return unicodedata.normalize("NFC", " ".join(name.split()).casefold())


def system_for(key: str, name: str) -> System:
    """Return the system with this key; `name` is what a new one is called."""
    return System.objects.get_or_create(key=key, defaults={"name": name})[0]


def get_or_create_source(name: str, *, side: str = Source.Side.MARKETING) -> Source:
    """Return the source of this name; a new one belongs to `side`. What Sales finds itself is outbound."""
    outbound = side == Source.Side.SALES
    direction = Source.Direction.OUTBOUND if outbound else Source.Direction.INBOUND
    defaults = {"name": _tidy(name), "side": side, "direction": direction}
    return Source.objects.get_or_create(key=folded(name), defaults=defaults)[0]


def change_sources(changes: Mapping[int, Mapping[str, str]], *, actor: User, now: datetime) -> int:
    """Set side and direction of sources, by key; return how many changed. What is the same already is not written.

    What Marketing is asked to answer follows the side, by a job.
    """
    changed, moved = 0, []
    with transaction.atomic():
        for source in Source.objects.select_for_update().filter(pk__in=changes).order_by("pk"):
            said = {
                name: [getattr(source, name), value]
                for name, value in changes[source.pk].items()
                if getattr(source, name) != value
            }
            if said:
                Source.objects.filter(pk=source.pk).update(**{name: after for name, (_before, after) in said.items()})
                record("source.changed", actor=actor, at=now, target=source, name=source.name, **said)
                changed += 1
            if "side" in said:
                moved.append(source.pk)
        if moved:
            start(ASK_ANEW, params={"sources": moved}, user=actor, now=now)
    return changed


def get_or_create_campaign(source: Source, name: str) -> Campaign:
    """Return the campaign of this name within its source."""
    return source.campaigns.get_or_create(key=folded(name), defaults={"name": _tidy(name)})[0]


def get_or_create_owner(name: str, *, team: Team | None = None) -> Owner:
    """Return the owner of this name; a new one is of `team`, matched to no person yet."""
    return Owner.objects.get_or_create(key=folded(name), defaults={"name": _tidy(name), "team": team})[0]


def get_or_create_team(name: str) -> Team:
    """Return the team of this name, whatever its case; a new one stands at the top of the tree."""
    tidy = _tidy(name)
    return Team.objects.filter(name__iexact=tidy).order_by("pk").first() or Team.objects.get_or_create(name=tidy)[0]


def _tidy(name: str) -> str:
    return " ".join(name.split())
