"""What a definition may ask for: the fields that every lead has, and the attributes that leads have lately had."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext

from leads.models import HandOff
from sla.criteria import ATTRIBUTES, FIELDS, is_date, number_of

# Newest hand-offs that are looked at. An attribute that none of them has is not one to agree on.
LATELY = 1000

Choice = tuple[str, str]
Group = tuple[str, list[Choice]]


def known_attributes() -> frozenset[str]:
    """Return the names of the attributes in the snapshots of the newest hand-offs."""
    return frozenset(_values())


def field_groups() -> list[Group]:
    """Return key and label of every field that a condition may ask for, in the groups of a menu.

    They are what every lead has, and the attributes by what they have lately been.
    """
    found: dict[str, list[Choice]] = {"dates": [], "numbers": [], "texts": []}
    for name, values in sorted(_values().items(), key=lambda each: each[0].casefold()):
        found[_kind(values)].append((ATTRIBUTES + name, name))
    groups = [
        (gettext("Every lead"), [(field.key, field.label) for field in FIELDS.values()]),
        (gettext("Dates of the imports"), found["dates"]),
        (gettext("Numbers of the imports"), found["numbers"]),
        (gettext("Other columns of the imports"), found["texts"]),
    ]
    return [group for group in groups if group[1]]


def flat(groups: Iterable[Group]) -> list[Choice]:
    return [choice for _name, choices in groups for choice in choices]


def _values() -> dict[str, list[Any]]:
    """Return what the newest hand-offs know under each attribute."""
    snapshots = HandOff.objects.order_by("-pk").values_list("snapshot__attributes", flat=True)[:LATELY]
    found: dict[str, list[Any]] = {}
    for attributes in snapshots:
        for name, value in (attributes or {}).items():
            found.setdefault(name, []).append(value)
    return found


def _kind(values: Sequence[Any]) -> str:
    known: Iterator[Any] = (value for value in values if value not in (None, ""))
    kinds = {"dates" if is_date(value) else "numbers" if number_of(value) is not None else "texts" for value in known}
    return kinds.pop() if len(kinds) == 1 else "texts"
