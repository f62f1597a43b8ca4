"""When Marketing called the demo company's leads qualified: minutes before it handed them over, or days. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import log
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from leadgap.home.demo.story import SourceStory

# No lead waits for longer, so that telling the story need not look further ahead.
LONGEST_WAIT = timedelta(days=18)
_HELD_UP_FROM = timedelta(days=4)
_USUALLY, _SPREAD = 25 * 60, 2.5
_DAY = 86_400


def qualified_at(rng: Random, source: SourceStory, handed_off_at: datetime) -> datetime | None:
    """Return when Marketing called a lead qualified. None: it is not one of Marketing's."""
    if source.side != "marketing":
        return None
    if rng.random() < source.held_up:
        seconds = rng.uniform(_HELD_UP_FROM.total_seconds(), LONGEST_WAIT.total_seconds())
    else:
        seconds = min(rng.lognormvariate(log(_USUALLY), log(_SPREAD)), _DAY)
    return handed_off_at - timedelta(seconds=int(seconds))
