"""The audit log as people read it: what was changed by its name, and each change as before → after."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps

from leadgap.audit.models import AuditEntry

NOTHING = "–"
_TIME = re.compile(r"[0-9]{2}:[0-9]{2}")
# Of other rooms: what people know by its name and not by its number.
NAMED = {"leads.source", "sla.calendar"}
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
    """Return the lines of these entries, with one query for each kind of thing that is known by its name."""
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
        if label.startswith("accounts.") or label in NAMED:
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
    if isinstance(value, list) and len(value) == 2 and not all(map(_is_day, value)):
        return _changed(*value)
    return _text(value)


def _changed(before: Any, after: Any) -> str:
    """Return a change; of lists what came and what went, of the days of a week those that became others."""
    if isinstance(before, list) and isinstance(after, list):
        came, went = ([each for each in one if each not in other] for one, other in ((after, before), (before, after)))
        return "; ".join(f"{verb} {_text(days)}" for verb, days in (("added", came), ("removed", went)) if days)
    if isinstance(before, dict) and isinstance(after, dict):
        keys = [key for key in {**before, **after} if before.get(key) != after.get(key)]
        return ", ".join(f"{key}: {_text(before.get(key))} → {_text(after.get(key))}" for key in keys)
    return f"{_text(before)} → {_text(after)}"


def _text(value: Any) -> str:
    if value is None or value in ("", [], {}):
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        is_window = len(value) == 2 and all(isinstance(item, str) and _TIME.fullmatch(item) for item in value)
        return "–".join(value) if is_window else ", ".join(map(_text, value))
    if _is_day(value):
        return " ".join(_text(item) for item in value.values() if item)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_text(item)}" for key, item in value.items())
    return str(value)


def _is_day(value: Any) -> bool:
    """Whether a calendar says this of a day, or of a stretch of them."""
    return isinstance(value, dict) and "name" in value and bool({"date", "from"} & value.keys())
