"""The rules of clocks as one reads them: one clock at a time, minute by minute, without arrays.

Minutes count from the beginning of a stretch of time; None: it never happened.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

LEAD = None  # instead of the place of an owner: the lead clock

Minutes = int
Counting = np.ndarray  # of each minute, whether it counts


class Made(NamedTuple):
    """A promise. `attempts` matters to attempts and to ratings, which are due after the last of them."""

    kind: str
    target: Minutes
    starts: str = "hand_off"
    stops: str = "genuine"
    attempts: int | None = None
    days: int = 0  # of working time, where the target is written in days
    paused_by: str = "lead"
    paused_for: tuple[str, ...] = ()
    paused_in: tuple[str, ...] = ()


class Touch(NamedTuple):
    at: Minutes
    outbound: bool
    connected: bool
    automated: bool = False

    def is_one(self, stops: str) -> bool:
        """Whether it is a touch of this kind. What the lead sent, and a call that nobody took, is none."""
        if self.automated or not (self.outbound or self.connected):
            return False
        return {"touch": True, "genuine": self.outbound, "connected": self.connected}[stops]


@dataclass
class Story:
    """What happened to one hand-off, every first time of it; `held` says from when until when each owner had it."""

    handed_off: Minutes
    held: list[tuple[Minutes, Minutes | None]] = field(default_factory=list)
    touches: list[Touch] = field(default_factory=list)
    accepted: Minutes | None = None
    rejected: Minutes | None = None
    qualified: Minutes | None = None
    closed: Minutes | None = None
    answered: Minutes | None = None  # by Sales, the question how good the lead is
    raised: Minutes | None = None
    replied: Minutes | None = None
    is_known: bool = True  # whether what did not happen would have been told
    is_decision_known: bool = True
    is_rating_asked: bool = True  # of Sales, or somebody had rated by then

    @property
    def moments(self) -> list[Minutes]:
        """Every minute in which something happened, in order."""
        stages = (self.accepted, self.rejected, self.qualified, self.closed)
        talk = (self.answered, self.raised, self.replied)
        edges = [edge for stretch in self.held for edge in stretch]
        said = [*stages, *talk, *edges, *(touch.at for touch in self.touches), self.handed_off]
        return sorted({minute for minute in said if minute is not None})


class Reading(NamedTuple):
    """One clock."""

    started: Minutes
    due: Minutes | None
    stopped: Minutes | None
    ended: Minutes | None
    elapsed: Minutes | None
    verdict: str


def read(story: Story, made: Made, owner: int | None, counting: Counting, now: Minutes) -> Reading | None:
    """Return the clock of the lead or of one owner; None where nothing was expected."""
    if made.kind == "reply" and owner is not LEAD:
        return None
    begin, until = (story.handed_off, None) if owner is LEAD else story.held[owner]
    begin = max(begin, story.handed_off)
    minutes = [begin, *(minute for minute in story.moments if minute > begin)]

    started = next((minute for minute in minutes if _is_asked(story, made, minute)), None)
    if started is None or (until is not None and started >= until):
        return None
    since = story.held[owner][0] if owner is not LEAD and _is_each_owners(made) else 0
    if owner is not LEAD and not _is_each_owners(made) and _has_acted(story, made, started - 1, since):
        return None
    mine = [minute for minute in minutes if minute >= started and (until is None or minute < until)]
    stopped = next((minute for minute in mine if _has_acted(story, made, minute, since)), None)
    closed = story.closed if made.kind in ("first_response", "follow_up", "decision") else None
    ended = min((max(end, started) for end in (until, closed) if end is not None), default=None)
    if stopped is None and ended == started and owner is not LEAD:
        return None
    return _judged(story, made, Reading(started, None, stopped, ended, None, ""), counting, now)


def _judged(story: Story, made: Made, run: Reading, counting: Counting, now: Minutes) -> Reading:
    counted = np.flatnonzero(counting[run.started :])
    due = run.started + int(counted[made.target - 1]) + 1 if counted.size >= made.target else None

    def is_in_time(minute: Minutes | None) -> bool:
        return minute is not None and (due is None or minute <= due)

    if is_in_time(run.stopped):
        verdict = "met"
    elif run.stopped is None and not _is_known(story, made):
        return run._replace(verdict="no_data")
    elif _is_unfair(story, made):
        ended = run.ended if run.stopped is None or (run.ended is not None and run.ended < run.stopped) else None
        return run._replace(stopped=None, ended=ended, verdict="no_data")
    elif is_in_time(run.ended):
        # What is done after the end does not count.
        return run._replace(due=due, stopped=None, verdict="ended")
    elif run.stopped is not None or run.ended is not None or (due is not None and due < now):
        verdict = "missed"
    else:
        verdict = "running"
    is_ended = verdict != "met" and run.ended is not None and (run.stopped is None or run.ended < run.stopped)
    return run._replace(
        due=due,
        ended=run.ended if is_ended else None,
        elapsed=None if run.stopped is None else int(counting[run.started : run.stopped].sum()),
        verdict=verdict,
    )


def _is_known(story: Story, made: Made) -> bool:
    is_decision = made.kind == "decision" or made.stops == "accepted"
    return story.is_known and (story.is_decision_known or not is_decision)


def _is_unfair(story: Story, made: Made) -> bool:
    """Whether what was not done by now may have been due later, or was asked of nobody."""
    is_due_later = bool(made.paused_in) and not (story.is_known and story.is_decision_known)
    return is_due_later or (made.kind == "rating" and not story.is_rating_asked)


def _is_each_owners(made: Made) -> bool:
    """Whether each owner has to do it anew. The rest is done once, for all of them."""
    return made.kind in ("first_response", "follow_up") and made.stops in ("touch", "genuine", "connected")


def _is_asked(story: Story, made: Made, minute: Minutes) -> bool:
    """Whether the act is expected by this minute."""
    if made.starts == "assignment":
        return any(since <= minute for since, _ in story.held)
    if made.starts == "acceptance":
        return _is_by(story.accepted, minute)
    if made.kind == "rating":
        return _is_by(story.answered, minute) or _is_over(story, made, minute) or _is_by(story.closed, minute)
    return made.kind != "reply" or _is_by(story.raised, minute)


def _has_acted(story: Story, made: Made, minute: Minutes, since: Minutes) -> bool:
    """Whether the promised act was done by this minute, a touch no earlier than `since`."""
    if _is_each_owners(made):
        return any(since <= touch.at <= minute and touch.is_one(made.stops) for touch in story.touches)
    if made.kind in ("first_response", "follow_up"):
        return _is_by({"accepted": story.accepted, "qualified": story.qualified}[made.stops], minute)
    if made.kind == "decision":
        return _is_by(story.accepted, minute) or _is_by(story.rejected, minute)
    if made.kind == "attempts":
        # Where attempts are not told of, a close is no proof.
        return _is_over(story, made, minute) or (story.is_known and _is_by(story.closed, minute))
    return _is_by({"rating": story.answered, "reply": story.replied}[made.kind], minute)


def _is_over(story: Story, made: Made, minute: Minutes) -> bool:
    """Whether the lead was reached, or as often tried as promised."""
    by_now = [touch for touch in story.touches if touch.at <= minute]
    tried = sum(touch.is_one("genuine") for touch in by_now)
    return any(touch.is_one("connected") for touch in by_now) or (made.attempts is not None and tried >= made.attempts)


def _is_by(at: Minutes | None, minute: Minutes) -> bool:
    return at is not None and at <= minute
