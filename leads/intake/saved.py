"""Mappings by name: those that people saved, and those that LeadGap ships."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from leads.intake import presets
from leads.intake.mapping import BadMapping, Spec, specs_from
from leads.models import SavedMapping

if TYPE_CHECKING:
    from leadgap.accounts.models import User


class NoSuchMapping(LookupError):
    """Nothing of this name. The text is for the person who asked."""


def find(name: str) -> list[Spec]:
    """Return the specs of a saved mapping, else of a preset, else of a JSON file."""
    saved = SavedMapping.objects.filter(name=name).first()
    if saved is not None:
        return specs_from(saved.spec)
    if name in presets.names():
        return specs_from(presets.load(name))
    path = Path(name)
    if not path.is_file():
        known = ", ".join([*presets.names(), *SavedMapping.objects.values_list("name", flat=True)])
        raise NoSuchMapping(f"There is no mapping “{name}”. There are: {known}. A path to a JSON file works as well.")
    try:
        return specs_from(json.loads(path.read_text(encoding="utf-8")))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise BadMapping([f"{path} is not a JSON file: {error}."]) from error


def save(name: str, spec: Spec, *, user: User, now: datetime) -> SavedMapping:
    """Keep a spec under a name. One of the same kind replaces that of the same name; another kind stands beside it."""
    known = SavedMapping.objects.filter(name=name).first()
    others = [one for one in specs_from(known.spec) if one.kind != spec.kind] if known else []
    specs = [one.as_json() for one in (*others, spec)]
    return SavedMapping.objects.update_or_create(
        name=name,
        defaults={"spec": {"specs": specs}},
        create_defaults={"spec": {"specs": specs}, "created_by": user, "created_at": now},
    )[0]
