"""What Sales and Marketing say to each other about a lead: low ratings answered, questions, disputes. Pure.

Drawn apart from the course of the lead, so that the story itself is the same with and without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import log
from random import Random
from typing import TYPE_CHECKING, Any

from leadgap.home.demo import story

if TYPE_CHECKING:
    from leadgap.home.demo.course import Happening

HOUR = 3600
# How often Sales asks after a touch and disputes what it rated 1, and how often Marketing answers.
ASKS, DISPUTES, ANSWERS = 0.05, 0.25, 0.94
MEDIAN, SPREAD, AT_MOST = 5 * HOUR, 2.6, 160 * HOUR

Said = tuple[str, int, int | None, dict[str, Any]]


def talk(rng: Random, happenings: Iterable[Happening]) -> Iterator[Said]:
    """Yield what was said of a lead: its kind, seconds of business time since the hand-off, the rep's place, words."""
    answered: set[int] = set()
    for each in list(happenings):
        rating = each.said.get("rating")
        is_low = each.kind == "rated" and each.said.get("side") == "sales" and rating in (1, 2)
        raised = each.seconds
        if is_low and rating == 1 and rng.random() < DISPUTES:
            raised += rng.randrange(60, 600)
            yield "disputed", raised, each.owner, {"side": "sales", "note": rng.choice(story.OBJECTIONS)}
        elif each.kind == "touched" and each.owner is not None and rng.random() < ASKS:
            raised += rng.randrange(300, 2 * HOUR)
            yield "asked", raised, each.owner, {"side": "sales", "note": rng.choice(story.QUESTIONS)}
        elif not is_low:
            continue
        if rng.random() < ANSWERS:
            at = raised + 60 + int(min(rng.lognormvariate(log(MEDIAN), log(SPREAD)), AT_MOST))
            if at not in answered:
                answered.add(at)
                yield "replied", at, None, {"side": "marketing", "note": rng.choice(story.REPLIES)}
