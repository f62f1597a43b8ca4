"""Names that end in a number, in the order of the numbers: Team 2 before Team 10. The database and Python agree."""

from __future__ import annotations

from django.db.models import Func, Value
from django.db.models.functions import Length

_DIGITS = "0123456789"

# How models are ordered by their names. Of what is equal before its number, the shorter has the smaller one.
BY_NAME = (Func("name", Value(_DIGITS), function="RTRIM"), Length("name"), "name")


def naturally(name: str) -> tuple[str, int, str]:
    """Return what to sort a name by."""
    return name.rstrip(_DIGITS), len(name), name
