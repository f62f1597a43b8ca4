"""The audit log as people read it: what was changed by its name, and each change as before → after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps

from leadgap.audit.models import AuditEntry

NOTHING = "–"
SPELT = {"api key": "API key", "email": "e-mail", "timezone": "time zone"}


@dataclass(frozen=True, slots=True)
class AuditLine:
    entry: AuditEntry
    action: str
    target: str
    details: list[tuple[str, str]]


def in_words(key: str) -> str:
    """Return a key of the log in the words of the pages: api_key created is “API key created”."""
    words = key.replace("_", " ")
    for plain, spelt in SPELT.items():
        words = words.replace(plain, spelt)
    return words


def audit_lines(entries: Iterable[AuditEntry]) -> list[AuditLine]:
    """Return the lines of these entries, with one query for each kind of thing in this room that they name."""
    entries = list(entries)
    names = _names(entries)
    return [
        AuditLine(
            entry=entry,
            action=in_words(entry.action.replace(".", " ")),
            target=names.get(entry.target) or _noun(entry.target),
            details=[(in_words(key), _said(value)) for key, value in sorted(entry.data.items())],
        )
        for entry in entries
    ]


def _names(entries: list[AuditEntry]) -> dict[str, str]:
    wanted: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        label, _, key = entry.target.partition(":")
        if label.startswith("accounts."):
            wanted[label].add(key)
    return {
        f"{label}:{row.pk}": str(row)
        for label, keys in wanted.items()
        for row in apps.get_model(label)._default_manager.filter(pk__in=keys)
    }


def _noun(target: str) -> str:
    """Return what a thing of another room is called: “sla.agreementversion:1” is agreement version 1."""
    label, _, key = target.partition(":")
    try:
        noun = str(apps.get_model(label)._meta.verbose_name)
    except (LookupError, ValueError):
        noun = label.partition(".")[2]
    return f"{noun} {key}".strip()


def _said(value: Any) -> str:
    """Return a value as text; a pair is a change from the first to the second."""
    if isinstance(value, list) and len(value) == 2:
        return f"{_said(value[0])} → {_said(value[1])}"
    if value is None or value == "" or value == []:
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(_said(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_said(item)}" for key, item in value.items())
    return str(value)
