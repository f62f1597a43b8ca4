"""How long the demo company's calls were that reached the lead, where the team's telephones say it. Pure.

Drawn apart from the course of the lead, so that the story itself is the same with and without it.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import log
from random import Random
from typing import TYPE_CHECKING

from leadgap.home.demo import story

if TYPE_CHECKING:
    from leadgap.home.demo.course import Happening
    from leadgap.home.demo.story import TeamStory

# In seconds, and as a factor: of nearly everybody one call in ten is under a minute, of who hurries eight in ten are.
USUALLY, SPREAD = 190, 2.4
HURRIED, HURRIED_SPREAD = 35, 1.8
AT_MOST = 3600


def measure(rng: Random, team: TeamStory, happenings: Iterable[Happening]) -> None:
    """Add the lengths of the calls that reached the lead."""
    if not team.measures_calls:
        return
    for each in happenings:
        if each.owner is None or (each.said.get("channel"), each.said.get("result")) != ("call", "connected"):
            continue
        is_hurried = team.reps[each.owner] == story.IN_A_HURRY
        median, spread = (HURRIED, HURRIED_SPREAD) if is_hurried else (USUALLY, SPREAD)
        seconds = 1 + int(min(rng.lognormvariate(log(median), log(spread)), AT_MOST))
        each.said = {**each.said, "length_seconds": seconds}
