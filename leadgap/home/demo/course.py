"""The course of one hand-off, from the assignment to the end, drawn step by step. Pure.

It is drawn in seconds of business time since the hand-off.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from math import log
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from leadgap.home.demo import story
from leadgap.home.demo.story import SourceStory, TeamStory

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
HOUR = 3600
OPEN_DAY = story.OPEN_DAY
WAITING = ("asked-for-later", "owes-an-answer", "decides-inside", "away")
AUTOMATED = {"channel": "email", "direction": "outbound", "automated": True}


@dataclass(slots=True)
class Happening:
    """One event to come, in the words of the journal; `owner` is a rep's place in the team.

    It happens so many seconds after the hand-off: of business time, or of real time where nobody has to work for it.
    """

    kind: str
    seconds: int
    owner: int | None = None
    said: Mapping[str, Any] = field(default_factory=dict)
    is_business: bool = True
    at: datetime = EPOCH


@dataclass(slots=True)
class Course:
    """Draws one hand-off’s events."""

    rng: Random
    source: SourceStory
    team: TeamStory
    size: str
    found: list[Happening] = field(default_factory=list)

    def run(self, at: datetime, answered_after: int | None = None) -> list[Happening]:
        """`answered_after`: seconds of business time that are settled, else the team's speed decides."""
        rng = self.rng
        self._rate_for_marketing()
        rep = rng.randrange(len(self.team.reps))
        routed = min(int(rng.expovariate(1 / 240) * min(1, self._pace)), 1800)
        self._add("assigned", routed, rep, is_business=False)
        if self.source.side == "marketing" and rng.random() < 0.5:
            self._add("touched", 45, None, AUTOMATED, is_business=False)
        if answered_after is not None:
            self._work(rep, answered_after)
            return self.found
        if rng.random() < 0.05:
            rep = (rep + 1) % len(self.team.reps)
            routed += int(rng.uniform(0.5, 4) * HOUR)
            self._add("assigned", routed, rep)
        if (called := rng.random()) > 0.025:
            self._work(rep, self._later(routed, self._speed(at)))
        else:  # nobody ever calls
            if called < 0.006:
                self._add("accepted", routed + HOUR, rep)
            self._give_up(routed, rep)
        return self.found

    def _add(
        self,
        kind: str,
        seconds: int,
        rep: int | None,
        said: Mapping[str, Any] | None = None,
        *,
        is_business: bool = True,
    ) -> None:
        self.found.append(Happening(kind, seconds, rep, said or {}, is_business))

    def _later(self, seconds: int, more: float) -> int:
        """So much business time later, and never on the dot."""
        return seconds + max(1, int(more)) + self.rng.randrange(5, 90)

    def _rate_for_marketing(self) -> None:
        if self.source.marketing is None or self.rng.random() < 0.08:
            return
        basis = "individual" if self.rng.random() < 0.6 else "score_band"
        said = {"side": "marketing", "rating": _near(self.rng, self.source.marketing), "basis": basis}
        self._add("rated", 0, None, said, is_business=False)

    def _speed(self, handed_off_at: datetime) -> float:
        team = self.team
        is_late = handed_off_at.astimezone(ZoneInfo(team.zone)).hour >= team.late_after
        median = team.late_median if is_late else team.median
        return self._drawn(median * self._pace, team.spread, at_most=6 * OPEN_DAY)

    @property
    def _pace(self) -> float:
        return self.source.segment.pace if self.source.segment else 1

    def _drawn(self, median: float, spread: float, *, at_most: float) -> float:
        return min(self.rng.lognormvariate(log(median), log(spread)), at_most)

    def _work(self, rep: int, at: int) -> None:
        """All that the rep does, from the first answer on. A lead that was called too late is rated worse."""
        rng, first = self.rng, at
        self._add("touched", at, rep, self._touch(connects := rng.random() < 0.45))
        attempts = 1
        while not connects and attempts < 6 and rng.random() < 0.88:
            at, attempts = self._later(at, rng.uniform(0.4, 1.6) * OPEN_DAY), attempts + 1
            self._add("touched", at, rep, self._touch(connects := rng.random() < 0.5))
        centre = self.source.sales + {"small": -0.25, "medium": 0, "large": 0.3}[self.size]
        verdict = _near(rng, centre - (story.LATE_COSTS if first > self.source.promised else 0))
        self._rate_for_sales(at, rep, verdict, connects=connects)
        self._decide(at, rep, verdict, connects=connects)

    def _touch(self, connects: bool) -> dict[str, Any]:
        channel = self.rng.choices(("call", "email", "meeting"), (0.62, 0.3, 0.08))[0]
        return {"channel": channel, "direction": "outbound", "result": "connected" if connects else "no_answer"}

    def _rate_for_sales(self, at: int, rep: int, verdict: int, *, connects: bool) -> None:
        rng = self.rng
        if rng.random() > (0.86 if connects else 0.35):
            return
        said: dict[str, Any] = {"side": "sales", "rating": verdict}
        if rng.random() < 0.03:
            said["rating"] = None
        elif rng.random() < 0.8:
            of_source = rng.sample(self.source.reasons, 1)[0] if rng.random() < 0.7 else ""
            said["reasons"] = [of_source if _fits(of_source, verdict) else self._reason(verdict)]
        self._add("rated", self._later(at, self._drawn(2 * HOUR, 3, at_most=30 * OPEN_DAY)), rep, said)

    def _reason(self, verdict: int) -> str:
        good, poor = ("good-fit", "clear-need", "decision-maker"), ("no-need", "wrong-contact", "too-small")
        return self.rng.choice(good if verdict > 3 else poor)

    def _decide(self, at: int, rep: int, verdict: int, *, connects: bool) -> None:
        rng = self.rng
        if not connects:
            if rng.random() < 0.6:
                self._add("recycled", self._later(at, OPEN_DAY), rep, {"reasons": ["not-reached"]})
            else:
                self._give_up(at, rep)
            return
        at = self._later(at, rng.uniform(0.02, 0.5) * OPEN_DAY)
        if verdict == 1 or (verdict == 2 and rng.random() < 0.4):
            self._add("rejected", at, rep, {"reasons": [self._reason(1)]})
            return
        self._add("accepted", at, rep)
        if rng.random() < 0.1:
            self._add("paused", at, rep, {"reasons": [WAITING[at % len(WAITING)]]})
            at = self._later(at, rng.uniform(2, 6) * OPEN_DAY)
            self._add("resumed", at, rep)
        self._close(at, rep)

    def _give_up(self, at: int, rep: int) -> None:
        """What nobody works on any more is closed in the end: no queue is a year long."""
        self._add("closed", self._later(at, self.rng.uniform(10, 25) * OPEN_DAY), rep)

    def _close(self, at: int, rep: int) -> None:
        rng = self.rng
        if rng.random() < 0.6:
            at = self._later(at, rng.uniform(1, 8) * OPEN_DAY)
            self._add("qualified", at, rep)
        at = self._later(at, self._drawn(14 * OPEN_DAY, 1.7, at_most=120 * OPEN_DAY))
        if rng.random() < self.source.conversion[self.size]:
            price = Decimal(rng.randrange(30, 90) * 100) * {"small": 1, "medium": 3, "large": 9}[self.size]
            self._add("won", at, rep, {"amount": price})
        else:
            why = ("price", "no-decision", "chose-other", "not-now", "no-need")
            self._add("lost", at, rep, {"reasons": [rng.choice(why)]})


def _near(rng: Random, centre: float) -> int:
    """A rating around a centre: 1 to 5."""
    return min(5, max(1, round(rng.gauss(centre, 0.85))))


def _fits(reason: str, verdict: int) -> bool:
    """Whether somebody would give this reason for a rating: praise for a good one, anything for a middling one."""
    return bool(reason) and (verdict == 3 or (reason in story.PRAISE) == (verdict > 3))
