"""What a definition may ask for: the fields that every lead has, and the attributes that leads have lately had."""

from __future__ import annotations

from leads.models import HandOff
from sla.criteria import ATTRIBUTES, FIELDS

# Newest hand-offs that are looked at. An attribute that none of them has is not one to agree on.
LATELY = 1000


def known_attributes() -> frozenset[str]:
    """Return the names of the attributes in the snapshots of the newest hand-offs."""
    snapshots = HandOff.objects.order_by("-pk").values_list("snapshot__attributes", flat=True)[:LATELY]
    return frozenset(name for attributes in snapshots for name in attributes or ())


def field_choices() -> list[tuple[str, str]]:
    """Return key and label of every field that a condition may ask for, in the order of a menu."""
    own = [(ATTRIBUTES + name, name) for name in sorted(known_attributes(), key=str.casefold)]
    return [*((field.key, field.label) for field in FIELDS.values()), *own]
