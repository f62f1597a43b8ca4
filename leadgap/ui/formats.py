"""How a value is written. Pure: values in, text out. `None` is written as a dash and never as 0.

No line breaks inside a number or before its unit: one kind of space groups thousands and precedes the unit. A thin one
is so thin in Inter that 1 172 reads as 1172.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

DASH = "–"
MINUS = "\u2212"
SPACE = "\u00a0"

MINUTE, HOUR, DAY = 60, 3600, 86_400
FINEST = 2  # digits of a per cent

Number = int | float | Decimal


def number(value: Number | None, digits: int = 0) -> str:
    """12345.678 → 12 346; halves are rounded away from zero, as people do."""
    if value is None:
        return DASH
    rounded = value
    if digits or not isinstance(value, int):
        exact = value if isinstance(value, Decimal) else Decimal(str(value))
        rounded = exact.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    text = f"{abs(rounded):,}".replace(",", SPACE)
    return MINUS + text if rounded < 0 else text


def money(amount: Number | None, currency: str, digits: int | None = None) -> str:
    """180 000 EUR; without `digits`, cents only where there are any."""
    if amount is None:
        return DASH
    cents = 0 if Decimal(str(amount)) % 1 == 0 else 2
    return f"{number(amount, cents if digits is None else digits)}{SPACE}{currency}"


def signed(value: Number | None, digits: int = 1) -> str:
    """0.867 → +0.9. What rounds to nothing has no sign."""
    text = number(value, digits)
    if value is None or value <= 0 or not any(figure in "123456789" for figure in text):
        return text
    return f"+{text}"


def percent(share: Number | None, digits: int = 0) -> str:
    """0.912 → 91 %. Only all is 100 % and only none is 0 %: 0.999 is written >99 %, and 0.001 <1 %."""
    if share is None:
        return DASH
    exact, step = Decimal(str(share)) * 100, Decimal(1).scaleb(-digits)
    text = number(exact, digits)
    if 0 < exact < step and text == number(0, digits):
        text = f"<{number(step, digits)}"
    elif 100 - step < exact < 100 and text == number(100, digits):
        text = f">{number(100 - step, digits)}"
    return f"{text}{SPACE}%"


def goals(shares: Sequence[Number]) -> str:
    """90 %; 85–90 % where several hold; a dash for none."""
    if len(shares) < 2:
        return percent(shares[0] if shares else None)
    return percent_interval(min(shares), max(shares))


def percent_against(share: Number, goal: Number) -> str:
    """93.6 % against a goal of 94 %: what falls short of its goal is not written as the goal."""
    digits = 0
    while share < goal and digits < FINEST and percent(share, digits) == percent(goal, digits):
        digits += 1
    return percent(share, digits)


def interval(low: Number | None, high: Number | None, digits: int = 2) -> str:
    """(0.63–0.84), or (−0.12 to 0.35) where a dash could be read as a minus."""
    if low is None or high is None:
        return DASH
    join = " to " if low < 0 else DASH
    return f"({number(low, digits)}{join}{number(high, digits)})"


def percent_interval(low: Number | None, high: Number | None, digits: int = 0) -> str:
    """63–84 %, and 98.8–99.4 % where whole numbers would hide that there is an interval.

    One that ends in all or in none needs no digits for it: >99–100 %, 0–<1 %.
    """
    if low is None or high is None:
        return DASH
    ends = [number(Decimal(str(end)) * 100, digits) for end in (low, high)]
    if ends[0] == ends[1] and low < high and digits < FINEST:
        if round(high, FINEST + 4) == 1:
            return f">99{DASH}100{SPACE}%"
        if round(low, FINEST + 4) == 0:
            return f"0{DASH}<1{SPACE}%"
        return percent_interval(low, high, digits + 1)
    return f"{DASH.join(ends)}{SPACE}%"


def duration(seconds: float | None, day: int = DAY) -> str:
    """The two largest units: 42 min, 3 h 10 min, 2 d 4 h. Parts below them are dropped, not rounded up.

    `day` is how many seconds make a day: 86 400, or the working hours of a day when the seconds are business time.
    Such a day is written as what it is: 2 working days, 2 working d 4 h.
    """
    if seconds is None:
        return DASH
    left = int(abs(seconds))
    if left < MINUTE:
        text = f"{left}{SPACE}s"
    elif left < HOUR:
        text = f"{left // MINUTE}{SPACE}min"
    elif left < day:
        text = _two(left, HOUR, "h", MINUTE, "min")
    else:
        text = _days(left, day) if left % day < HOUR else _two(left, day, _day_unit(day), HOUR, "h")
    return MINUS + text if seconds <= -1 else text


def to_the_minute(seconds: float, day: int = DAY) -> str:
    """Every minute of it: 43 min, 3 h 43 min, 2 working d 3 h 43 min. Less than a minute is written in seconds."""
    whole, rest = divmod(int(seconds), day)
    if not whole:
        return duration(rest, day)
    if rest < MINUTE:
        return _days(whole * day, day)
    return f"{number(whole)}{SPACE}{_day_unit(day)}{SPACE}{duration(rest, day)}"


def whole_minutes(parts: Sequence[int]) -> list[int]:
    """Seconds → seconds of whole minutes that add up to those of the sum: what is left over goes to the largest rests.

    A sum of less than a minute stays as it is. (Largest remainder method.)
    """
    if sum(parts) < MINUTE:
        return list(parts)
    whole = [part - part % MINUTE for part in parts]
    missing = (sum(parts) - sum(whole)) // MINUTE
    for place in sorted(range(len(parts)), key=lambda place: -(parts[place] % MINUTE))[:missing]:
        whole[place] += MINUTE
    return whole


def plain(text: str) -> str:
    """The same with common spaces, for files: spreadsheets and searches know no others."""
    return text.replace(SPACE, " ")


def city(zone: str) -> str:
    """Europe/Berlin → Berlin; America/Argentina/Buenos_Aires → Buenos Aires; UTC stays."""
    return zone.rpartition("/")[2].replace("_", " ")


def tel(number: str) -> str:
    """+49 (0)30 555-123 ext. 7 → tel:+4930555123: the address that dials it, without what is said beside it."""
    found = re.search(r"\+?[0-9][0-9 ()./\s-]*", number.replace("(0)", ""))
    return "tel:" + re.sub(r"[^0-9+]", "", found[0]) if found else ""


def initials(name: str) -> str:
    """Anna Berger → AB; ines@example.com → I."""
    words = name.partition("@")[0].split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


def _days(seconds: int, day: int) -> str:
    """2 d, or 2 working days: alone there is room for the word."""
    whole = seconds // day
    unit = "d" if day == DAY else f"working{SPACE}day{'s' if whole != 1 else ''}"
    return f"{number(whole)}{SPACE}{unit}"


def _day_unit(day: int) -> str:
    return "d" if day == DAY else f"working{SPACE}d"


def _two(seconds: int, large: int, large_unit: str, small: int, small_unit: str) -> str:
    whole, rest = divmod(seconds, large)
    text = f"{number(whole)}{SPACE}{large_unit}"
    return f"{text}{SPACE}{rest // small}{SPACE}{small_unit}" if rest >= small else text
