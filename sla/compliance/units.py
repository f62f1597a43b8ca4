"""Times in the unit in which they were promised: 2 working days, 35 working min. Pure: seconds in, words out."""

from __future__ import annotations

from dataclasses import dataclass

from leadgap.ui.formats import DASH, SPACE, number

WALL = "wall_"
SECONDS = {"minutes": 60, "hours": 3600, "weeks": 7 * 86_400}
# One, and many.
WORDS = {"minutes": ("min", "min"), "hours": ("h", "h"), "days": ("day", "days"), "weeks": ("week", "weeks")}
# From so many on nobody reads a tenth.
WHOLE = 10
DAYS = "days"


def counted_time(is_working_time: bool) -> str:
    return "working time" if is_working_time else "real time"


@dataclass(frozen=True, slots=True)
class Unit:
    """The unit of a promise by its key, and a working day of the calendar that it was made by, in seconds."""

    key: str
    working_day: int

    @property
    def is_working_time(self) -> bool:
        return not self.key.startswith(WALL)

    @property
    def counts(self) -> str:
        return counted_time(self.is_working_time)

    @property
    def seconds(self) -> int:
        return SECONDS.get(self.key.removeprefix(WALL), self.working_day)

    def of(self, seconds: float | None) -> float | None:
        """Return how many of them these seconds are; None of nothing."""
        return None if seconds is None else seconds / self.seconds

    def written(self, seconds: float | None) -> str:
        """Return a time in words, with a tenth where that says more; what is not nothing is never written as 0.

        From a day on it is written in days, whatever the promise is: 16 working days, not 127 working hours.
        """
        if seconds is not None and self.seconds < self.working_day <= seconds:
            return Unit(f"{'' if self.is_working_time else WALL}{DAYS}", self.working_day).written(seconds)
        amount = self.of(seconds)
        if amount is None:
            return DASH
        tenths = round(amount * 10)
        digits = 0 if amount >= WHOLE or (tenths and tenths % 10 == 0) or self.seconds == SECONDS["minutes"] else 1
        text, least = number(amount, digits), number(10**-digits, digits)
        if not amount:
            text = number(0)
        elif text == number(0, digits):
            text = f"<{least}"
        one, many = WORDS[self.key.removeprefix(WALL)]
        words = one if text == number(1) else many
        return f"{text}{SPACE}{'working' + SPACE if self.is_working_time else ''}{words}"
