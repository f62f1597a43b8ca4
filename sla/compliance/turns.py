"""The hour of the day from which a team keeps its promises less often. Pure: no Django, no database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt

from leadgap.rates import Rate, SmallN

# How far apart before and after must be to be spoken of: in standard errors, since every hour of every team is
# tried, and as shares.
SURE, WIDE = 4.0, 0.15

Counts = tuple[int, int]  # met, missed


@dataclass(frozen=True, slots=True)
class Turn:
    """The hour from which a team keeps its promises less often."""

    team: str
    hour: int
    before: Rate
    after: Rate


def rate_of(counts: Iterable[Counts], small_n: SmallN) -> Rate:
    """Return the share that was met of several counts taken together."""
    met = missed = 0
    for each in counts:
        met, missed = met + each[0], missed + each[1]
    return Rate.of(met, met + missed, small_n)


def turn_of(teams: Mapping[str, Mapping[int, Counts]], small_n: SmallN) -> Turn | None:
    """The team and hour where "before" and "after" are furthest apart, the later the worse; None: nowhere for sure."""
    turns = [
        Turn(
            team,
            hour,
            rate_of((each for at, each in counts.items() if at < hour), small_n),
            rate_of((each for at, each in counts.items() if at >= hour), small_n),
        )
        for team, counts in teams.items()
        for hour in sorted(counts)[1:]
    ]
    sure = [turn for turn in turns if not (turn.before.label or turn.after.label) and _errors_apart(turn) >= SURE]
    wide = [turn for turn in sure if (turn.before.value or 0) - (turn.after.value or 0) >= WIDE]
    return max(wide, key=_errors_apart, default=None)


def _errors_apart(turn: Turn) -> float:
    """The difference of the two shares in standard errors, both taken together."""
    one, other = turn.before, turn.after
    pooled = (one.part + other.part) / (one.whole + other.whole)
    error = sqrt(pooled * (1 - pooled) * (1 / one.whole + 1 / other.whole))
    return ((one.value or 0) - (other.value or 0)) / error if error else 0.0
