"""Numbers, ratings and texts as files write them, read strictly. Pure: no Django."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from zoneinfo import available_timezones

from leads.lifecycle import LONGEST_TOUCH

_INTEGER = re.compile(r"[+-]?\d{1,15}(?:\.0+)?", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d{1,15}(?:\.\d{1,6})?", re.ASCII)
_CURRENCY = re.compile(r"^[€$£¥]\s*|\s*[€$£¥]$|^[A-Z]{3}\s+|\s+[A-Z]{3}$")
_LENGTH = re.compile(r"(?:(\d{1,2}):(?=\d{2}:))?(\d{1,3}):([0-5]\d)(?:[.,]\d{1,6})?", re.ASCII)
# In seconds.
UNITS = {"seconds": Decimal(1), "minutes": Decimal(60), "milliseconds": Decimal("0.001")}
_GROUPED = {
    ".": re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?", re.ASCII),
    ",": re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+(?:,\d+)?", re.ASCII),
}


class NotAValue(ValueError):
    """The text is not what its column holds. The message says why."""


class NeedsUnit(NotAValue):
    """The text is a length in figures, and nobody chose the unit."""


def rating(text: str) -> int:
    """Return a rating, 1 to 5. `4.0` is a 4, because spreadsheets write it so; 4.5 is no answer to the question."""
    if _INTEGER.fullmatch(text) and 1 <= (value := int(float(text))) <= 5:
        return value
    raise NotAValue("A rating is a whole number from 1 to 5.")


def number(text: str, decimal_mark: str) -> Decimal:
    """Return a number; `decimal_mark` says whether 1,500 is fifteen hundred (".") or one and a half (",")."""
    if text.isdigit() and text.isascii() and len(text) <= 15:
        return Decimal(text)
    bare = text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    bare = _CURRENCY.sub("", bare).replace("’", "").replace("'", "")
    if _GROUPED[decimal_mark].fullmatch(bare):
        bare = bare.replace("," if decimal_mark == "." else ".", "")
    if decimal_mark == ",":
        if "." in bare:
            raise NotAValue("This is not a number with a decimal comma.")
        bare = bare.replace(",", ".")
    bare = re.sub(r"(?<=\d) (?=\d{3}(?:\D|$))", "", bare)
    if not _NUMBER.fullmatch(bare):
        raise NotAValue("This is not a number.")
    return Decimal(bare)


def whole_number(text: str, decimal_mark: str) -> int:
    value = number(text, decimal_mark)
    if value != value.to_integral_value():
        raise NotAValue("This is not a whole number.")
    return int(value)


def count(text: str, decimal_mark: str) -> int:
    """Return a whole number from 0 on: how many there are."""
    value = whole_number(text, decimal_mark)
    if value < 0:
        raise NotAValue("This number cannot be below 0.")
    return value


def money(text: str, decimal_mark: str) -> Decimal:
    """Return an amount to the cent."""
    value = number(text, decimal_mark)
    if abs(value) >= Decimal(10) ** 12:
        raise NotAValue("This amount is too large.")
    return value.quantize(Decimal("0.01"))


def length(text: str, unit: str, decimal_mark: str) -> int:
    """Return how long something took, in whole seconds: what is left over is dropped.

    4:10 are minutes and seconds, 1:04:10 hours as well; a number is in `unit`, "" where nobody said which.
    """
    if match := _LENGTH.fullmatch(text):
        hours, minutes, seconds = (int(part or 0) for part in match.groups())
        if match[1] and minutes > 59:
            raise NotAValue(f"There is no {text}: an hour has 60 minutes.")
        taken = hours * 3600 + minutes * 60 + seconds
    else:
        taken = _in_figures(text, unit, decimal_mark)
    if taken > LONGEST_TOUCH:
        raise NotAValue(f"No call takes longer than {LONGEST_TOUCH // 3600} hours. Is this in another unit?")
    return taken


def needs_unit(text: str, decimal_mark: str) -> bool:
    """Whether this is a length that reads differently in seconds, minutes and milliseconds."""
    try:
        length(text, "", decimal_mark)
    except NeedsUnit:
        return True
    except NotAValue:
        return False
    return False


def _in_figures(text: str, unit: str, decimal_mark: str) -> int:
    try:
        figures = number(text, decimal_mark)
    except NotAValue:
        raise NotAValue("This is not a length, such as 4:10 or 1:04:10.") from None
    if figures < 0:
        raise NotAValue("A length cannot be below 0.")
    if figures and not unit:
        raise NeedsUnit("Seconds, minutes or milliseconds? Choose the unit of the file's lengths.")
    return int(figures * UNITS.get(unit, 1))


def yes_or_no(text: str) -> bool:
    answer = text.casefold()
    if answer in {"yes", "true", "1", "y", "x"}:
        return True
    if answer in {"no", "false", "0", "n", ""}:
        return False
    raise NotAValue("This is neither yes nor no.")


def zone(text: str) -> str:
    """Return a time zone by the name that the IANA gives it, whatever its case."""
    name = _zones().get(text.casefold().replace(" ", "_"))
    if name is None:
        raise NotAValue("This is not the name of a time zone, such as America/New_York.")
    return name


@cache
def _zones() -> Mapping[str, str]:
    return {name.casefold(): name for name in available_timezones()}


def text_up_to(limit: int, text: str) -> str:
    if len(text) > limit:
        raise too_long(limit)
    return text


def too_long(limit: int) -> NotAValue:
    return NotAValue(f"This is longer than {limit} characters.")
