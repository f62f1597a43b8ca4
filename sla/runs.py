"""From what happened to hand-offs to the stretches of time in which a promise could be kept. Pure, over arrays.

- *First response* and *follow-up* start at the hand-off, at the first assignment or at the acceptance, and are kept by
  the first touch of a kind (genuine unless said otherwise) or by a stage. What came before the start keeps them at
  once.
- *Decision* starts at the hand-off and is kept by the first acceptance or rejection.
- *Attempts* start at the hand-off and are kept by the last promised genuine touch, by the first conversation or by the
  close, whichever comes first: nobody is called again who has spoken to us, or whose lead has an end.
- *Rating* starts at the first conversation, at the close or at the last promised attempt, whichever comes first, and is
  kept by the first answer of Sales, "could not tell" included. An answer that comes before keeps the promise at once.
- *Reply* is Marketing's: it starts at Sales' first low rating, question or dispute, and is kept by Marketing's first
  reply from then on. It has no owners in Sales, and does not end: a closed lead is answered too.

Without the act a promise is missed only if its end is known: what ended at an unknown time may have ended before it was
due.

The lead's run starts with the hand-off and never again. Owners' runs start with each assignment, are kept only by an
act within it, and end when it ends. Of an owner no more attempts are expected than those before have left to make, and
for these there is all the promised time: who gets a lead after four of five makes one, and is not late for having got
it late.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from sla.arrays import LEAD, Assignments, Flags, HandOffs, Runs
from sla.calendars import NEVER
from sla.timelines.windows import Seconds


def lead_runs(kind: str, hand_offs: HandOffs, starts: str = "hand_off", stops: str = "genuine") -> Runs:
    """Return the run of each dated hand-off under a promise of this kind."""
    if kind in TOUCHES:
        return _lead_touch_runs(hand_offs, starts, stops)
    return _LEAD_RUNS[kind](hand_offs)


def owner_runs(
    kind: str, hand_offs: HandOffs, assignments: Assignments, starts: str = "hand_off", stops: str = "genuine"
) -> Runs:
    """Return the runs of each assignment. One during which nothing was expected any more has none."""
    if kind in TOUCHES:
        return _owner_touch_runs(hand_offs, assignments, starts, stops)
    return _OWNER_RUNS[kind](hand_offs, assignments)


def _lead_touch_runs(hand_offs: HandOffs, starts: str, stops: str) -> Runs:
    acted = getattr(hand_offs, _ACTS[stops])
    return _runs_of_leads(
        hand_offs,
        np.maximum(getattr(hand_offs, _STARTS[starts]), hand_offs.handed_off),
        acted=acted,
        ended=hand_offs.closed,
        is_known=getattr(hand_offs, _KNOWN[stops]) & hand_offs.ends_are_known,
        is_self_reported=hand_offs.is_self_reported & (acted == hand_offs.first_genuine) & (stops not in STAGES),
    )


def _owner_touch_runs(hand_offs: HandOffs, assignments: Assignments, starts: str, stops: str) -> Runs:
    """Each owner touches anew; a stage is reached once, by the owner at the time, and later ones owe nothing."""
    of = hand_offs.take(assignments.hand_off)
    started = np.maximum(assignments.assigned, of.handed_off)
    if starts == "acceptance":
        started = np.maximum(started, of.accepted)
    first = getattr(of if stops in STAGES else assignments, _ACTS[stops])
    if stops in STAGES:
        acted, ended = _within(first, started, assignments.until)
    else:
        acted, ended = np.maximum(first, started), assignments.until
    if starts == "acceptance":
        # Accepted later than this stretch: nothing was expected of its owner.
        acted = np.where(started < assignments.until, acted, NEVER)
    return _runs_of_owners(
        assignments,
        started,
        acted=acted,
        ended=np.minimum(ended, of.closed),
        is_known=getattr(of, _KNOWN[stops]) & _ends_are_known(of, assignments),
        is_self_reported=of.is_self_reported & (first == of.first_genuine) & (stops not in STAGES),
    )


def _lead_decision_runs(hand_offs: HandOffs) -> Runs:
    return _runs_of_leads(
        hand_offs,
        hand_offs.handed_off,
        acted=hand_offs.decided,
        ended=hand_offs.closed,
        is_known=hand_offs.decisions_are_known & hand_offs.ends_are_known,
    )


def _owner_decision_runs(hand_offs: HandOffs, assignments: Assignments) -> Runs:
    """The owner at the time decides, for good: of later ones nothing is expected."""
    of = hand_offs.take(assignments.hand_off)
    started = np.maximum(assignments.assigned, of.handed_off)
    acted, ended = _within(of.decided, started, assignments.until)
    return _runs_of_owners(
        assignments,
        started,
        acted=acted,
        ended=np.minimum(ended, of.closed),
        is_known=of.decisions_are_known & _ends_are_known(of, assignments),
    )


def _lead_attempts_runs(hand_offs: HandOffs) -> Runs:
    acted, is_known = _pursued(hand_offs)
    return _runs_of_leads(
        hand_offs, hand_offs.handed_off, acted=acted, ended=np.full(acted.size, NEVER), is_known=is_known
    )


def _owner_attempts_runs(hand_offs: HandOffs, assignments: Assignments) -> Runs:
    of = hand_offs.take(assignments.hand_off)
    started = np.maximum(assignments.assigned, of.handed_off)
    pursued, is_known = _pursued(of)
    acted, ended = _within(pursued, started, assignments.until)
    return _runs_of_owners(assignments, started, acted=acted, ended=ended, is_known=is_known)


def _pursued(hand_offs: HandOffs) -> tuple[Seconds, Flags]:
    """Return from when on no further attempt is expected, and whether that would be known.

    Where it would not, a close proves nothing: who counted only what is closed in time would find all promises kept.
    """
    is_known = hand_offs.touches_are_known & hand_offs.attempts_are_known & hand_offs.ends_are_known
    reached = np.minimum(hand_offs.last_attempt, hand_offs.first_connected)
    return np.where(is_known, np.minimum(reached, hand_offs.closed), reached), is_known


def _lead_rating_runs(hand_offs: HandOffs) -> Runs:
    return _runs_of_leads(
        hand_offs,
        np.maximum(_asked(hand_offs), hand_offs.handed_off),
        acted=hand_offs.answered,
        ended=np.full(hand_offs.answered.size, NEVER),
        is_known=hand_offs.answers_are_known,
    )


def _owner_rating_runs(hand_offs: HandOffs, assignments: Assignments) -> Runs:
    """The owner at the time is asked, and every later one until somebody has answered."""
    of = hand_offs.take(assignments.hand_off)
    started = np.maximum(np.maximum(_asked(of), assignments.assigned), of.handed_off)
    acted, ended = _within(of.answered, started, assignments.until)
    return _runs_of_owners(assignments, started, acted=acted, ended=ended, is_known=of.answers_are_known)


def _lead_reply_runs(hand_offs: HandOffs) -> Runs:
    return _runs_of_leads(
        hand_offs,
        hand_offs.raised,
        acted=hand_offs.replied,
        ended=np.full(hand_offs.raised.size, NEVER),
        is_known=hand_offs.replies_are_known,
    )


def _no_owner_runs(hand_offs: HandOffs, assignments: Assignments) -> Runs:
    nobody = assignments.take(np.empty(0, np.intp))
    none = nobody.assigned
    return _runs_of_owners(nobody, none, acted=none, ended=none, is_known=np.empty(0, np.bool_))


def _asked(hand_offs: HandOffs) -> Seconds:
    """Return when a rating is first expected; one that comes before is its own reason."""
    ended = np.minimum(hand_offs.closed, hand_offs.last_attempt)
    return np.minimum(np.minimum(hand_offs.first_connected, ended), hand_offs.answered)


def _ends_are_known(hand_offs: HandOffs, assignments: Assignments) -> Flags:
    """Say of each stretch whether its end is known: by the next one, or by that of the hand-off."""
    return hand_offs.ends_are_known | (assignments.until < NEVER)


def _within(act: Seconds, started: Seconds, until: Seconds) -> tuple[Seconds, Seconds]:
    """Return the acts that fall into each stretch, and when each stretch is over.

    What was done before it began ends it at once: nothing was expected of its owner.
    """
    return np.where((act >= started) & (act < until), act, NEVER), np.where(act < started, act, until)


def _runs_of_leads(
    hand_offs: HandOffs,
    started: Seconds,
    *,
    acted: Seconds,
    ended: Seconds,
    is_known: Flags,
    is_self_reported: Flags | None = None,
) -> Runs:
    """Return the runs that have started, one a dated hand-off."""
    runs = Runs(
        hand_off=np.arange(started.size),
        assignment=np.full(started.size, LEAD),
        started=started,
        acted=np.maximum(acted, started),
        ended=np.maximum(ended, started),
        is_known=is_known,
        is_self_reported=np.zeros(started.size, np.bool_) if is_self_reported is None else is_self_reported,
    )
    return runs.take(np.flatnonzero((hand_offs.handed_off < NEVER) & (started < NEVER)))


def _runs_of_owners(
    assignments: Assignments,
    started: Seconds,
    *,
    acted: Seconds,
    ended: Seconds,
    is_known: Flags,
    is_self_reported: Flags | None = None,
) -> Runs:
    """Return the runs that began before they were over; an act within one is proof enough."""
    runs = Runs(
        hand_off=assignments.hand_off,
        assignment=np.arange(started.size),
        started=started,
        acted=acted,
        ended=np.maximum(ended, started),
        is_known=is_known,
        is_self_reported=np.zeros(started.size, np.bool_) if is_self_reported is None else is_self_reported,
    )
    return runs.take(np.flatnonzero((runs.ended > runs.started) | (runs.acted < NEVER)))


# What starts and stops the clocks of touches, by the columns in which it stands, and whether it would be known.
TOUCHES, STAGES = frozenset({"first_response", "follow_up"}), frozenset({"accepted", "qualified"})
_STARTS = {"hand_off": "handed_off", "assignment": "assigned", "acceptance": "accepted"}
_ACTS = {
    "touch": "first_personal",
    "genuine": "first_genuine",
    "connected": "first_connected",
    "accepted": "accepted",
    "qualified": "qualified",
}
_KNOWN = dict.fromkeys(_ACTS, "touches_are_known") | {
    "accepted": "decisions_are_known",
    "qualified": "qualifying_is_known",
}
_LEAD_RUNS: Mapping[str, Callable[[HandOffs], Runs]] = {
    "decision": _lead_decision_runs,
    "attempts": _lead_attempts_runs,
    "rating": _lead_rating_runs,
    "reply": _lead_reply_runs,
}
_OWNER_RUNS: Mapping[str, Callable[[HandOffs, Assignments], Runs]] = {
    "decision": _owner_decision_runs,
    "attempts": _owner_attempts_runs,
    "rating": _owner_rating_runs,
    "reply": _no_owner_runs,
}
