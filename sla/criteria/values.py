"""What is known of a lead, read as text, as a number, or as known at all. Pure.

Letters match in either case, one by one, so that Python and both databases agree whatever their locale.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal

Facts = Mapping[str, Any]  # the snapshot of a hand-off; `attributes` holds a mapping of its own
FieldKind = Literal["text", "number", "flag"]  # of a flag one can only ask whether it is known

ATTRIBUTES = "attributes."

# A number is at most 15 digits on either side of the point, so that no double rounds it.
NUMBER = r"\A-?[0-9]{1,15}(\.[0-9]{1,15})?\Z"


def value_of(key: str, facts: Facts) -> Any:
    if key.startswith(ATTRIBUTES):
        attributes = facts.get("attributes")
        return attributes.get(key.removeprefix(ATTRIBUTES)) if isinstance(attributes, Mapping) else None
    return facts.get(key)


def is_known(value: Any, kind: FieldKind) -> bool:
    return value is True if kind == "flag" else value is not None and value != ""


def text_of(value: Any) -> str | None:
    """Return the value as conditions on text read it; None for what is no text."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return value
        case int() if abs(value) < 10**15:
            return str(value)
        case _:
            return None


def number_of(value: Any) -> float | None:
    """Return the value as a number, also when it came as text; None for what is no number."""
    match value:
        case bool():
            return None
        case int() | float():
            return float(value)
        case str() if re.search(NUMBER, value):
            return float(value)
        case _:
            return None


def pattern(operator: str, values: Sequence[str]) -> str:
    """Return a regular expression that Python, PostgreSQL and SQLite read alike, whatever the locale."""
    choices = "|".join("".join(map(_either_case, value)) for value in values)
    return rf"\A(?:{choices})\Z" if operator in {"one_of", "none_of"} else f"(?:{choices})"


def _either_case(letter: str) -> str:
    cases = {each for each in (letter, letter.lower(), letter.upper()) if len(each) == 1}
    return f"[{''.join(sorted(cases))}]" if len(cases) > 1 else re.escape(letter)
