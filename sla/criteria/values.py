"""What is known of a lead, read as text, as a number, as a date before the hand-off, or as known at all. Pure.

Letters match in either case, one by one, so that Python and both databases agree whatever their locale.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal

# The snapshot of a hand-off, `attributes` being a mapping of its own, and under the next two names when it was made.
Facts = Mapping[str, Any]
HANDED_OFF_AT, HANDED_OFF_ON = "handed_off_at", "day"
FieldKind = Literal["text", "number", "flag"]  # of a flag one can only ask whether it is known

ATTRIBUTES = "attributes."

# A number is at most 15 digits on either side of the point, so that no double rounds it.
NUMBER = r"\A-?[0-9]{1,15}(\.[0-9]{1,15})?\Z"

# Dates are written year first. A day that does not exist matches neither, so that no database has to refuse one.
_DATE = (
    "(?:(?:19|20)[0-9]{2}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    "|02-(?:0[1-9]|1[0-9]|2[0-8]))|(?:(?:19|20)(?:0[48]|[2468][048]|[13579][26])|2000)-02-29)"
)
_TIME = r"(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,6})?)?"
# A day, or a time that does not say its zone and counts as its day; and an instant.
LOCAL = rf"\A{_DATE}(?:[ T]{_TIME})?\Z"
ZONED = rf"\A{_DATE}[ T]{_TIME}(?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])\Z"
A_DAY = 86_400


def facts_of(snapshot: Mapping[str, Any], *, handed_off_at: datetime | None, day: date) -> Facts:
    """Return what is known of a hand-off; `day` is its date in the organisation's zone."""
    return {**snapshot, HANDED_OFF_AT: handed_off_at, HANDED_OFF_ON: day}


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


def seconds_before(value: Any, facts: Facts) -> int | None:
    """Return how long before the hand-off a date was, below 0 after it; None for what is no date.

    A date that says no zone counts whole days, so that one on the day of the hand-off is 0 before it.
    """
    at: datetime | None = facts.get(HANDED_OFF_AT)
    on: date | None = facts.get(HANDED_OFF_ON)
    if at is None or on is None or not isinstance(value, str):
        return None
    if re.search(LOCAL, value):
        return (on - date.fromisoformat(value[:10])).days * A_DAY
    if re.search(ZONED, value):
        return round((at - datetime.fromisoformat(re.sub(r"\.[0-9]+", "", value))).total_seconds())
    return None


def is_date(value: Any) -> bool:
    return isinstance(value, str) and re.search(f"{LOCAL}|{ZONED}", value) is not None


def pattern(operator: str, values: Sequence[str]) -> str:
    """Return a regular expression that Python, PostgreSQL and SQLite read alike, whatever the locale."""
    choices = "|".join("".join(map(_either_case, value)) for value in values)
    return rf"\A(?:{choices})\Z" if operator in {"one_of", "none_of"} else f"(?:{choices})"


def _either_case(letter: str) -> str:
    cases = {each for each in (letter, letter.lower(), letter.upper()) if len(each) == 1}
    return f"[{''.join(sorted(cases))}]" if len(cases) > 1 else re.escape(letter)
