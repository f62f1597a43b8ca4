"""What the judge reads: the projection of a batch of hand-offs, in three queries and no event.

The times of attempts, reasons for waiting and stages only where a promise asks for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Any

import numpy as np
from django.db.models import F, Q
from django.db.models.fields.json import KeyTextTransform

from leads.lifecycle import ENDED, Stage
from leads.models import Assignment, HandOff
from sla.arrays import Assignments, Flags, HandOffs, Rows
from sla.calendars import NEVER, Pauses
from sla.columns import GIVEN, Among, Arrays, Epoch, Prepared, flag
from sla.judging.zones import Zones
from sla.pausing import Stages, Waits
from sla.timelines.windows import DAY, Seconds

EPOCH = date(1970, 1, 1)

# A touch would be known when the system tells of them from the hand-off on, and none came without its time.
TOUCHES_ARE_KNOWN = Q(system__touches_from__lte=F("handed_off_at")) & ~Q(attempts__gt=0, first_genuine_at=None)
# So would every further touch.
ATTEMPTS_ARE_KNOWN = Q(system__attempts_from__lte=F("handed_off_at"))
# So would a decision; and whoever went on to qualify, win or lose a lead has accepted it, who knows when.
DECISIONS_ARE_KNOWN = Q(system__decisions_from__lte=F("handed_off_at")) & ~Q(
    decided_at=None, stage__in=[Stage.ACCEPTED.value, Stage.QUALIFIED.value, Stage.WON.value, Stage.LOST.value]
)
# Who tells of decisions tells of what follows them.
QUALIFYING_IS_KNOWN = Q(system__decisions_from__lte=F("handed_off_at")) & ~Q(
    qualified_at=None, stage=Stage.QUALIFIED.value
)
# Closed, who knows when.
ENDS_ARE_KNOWN = ~Q(closed_at=None, stage__in=sorted(stage.value for stage in ENDED))
# Where a stage is a pause, all steps count, with their times.
STAGES_ARE_KNOWN = DECISIONS_ARE_KNOWN & QUALIFYING_IS_KNOWN & ENDS_ARE_KNOWN
REPLIES_ARE_KNOWN = Q(system__replies_from__lte=F("raised_at"))
# Somebody has rated by then; before, nobody may have been asked to.
RATINGS_ARE_KNOWN = Q(system__ratings_from__lte=F("handed_off_at"))
ANSWERS_ARE_KNOWN = ~Q(Q(sales_rating__isnull=False) | Q(sales_unsure=True), sales_answered_at=None)


@dataclass(frozen=True, slots=True)
class Asked:
    """What promises ask for beyond what every one does: numbers of attempts, why Sales waited, stages."""

    attempts: frozenset[int] = frozenset()
    reasons: bool = False
    stages: bool = False


@dataclass(frozen=True, slots=True)
class _Attempts:
    """The last of so many attempts at each hand-off."""

    last: Seconds
    are_known: Flags


@dataclass(frozen=True, slots=True)
class Batch:
    """Hand-offs that are judged together, in the order of their keys; owners and teams by key, NEVER for none."""

    ids: Seconds
    hand_offs: HandOffs
    days: Seconds  # since 1970
    owners: Seconds
    teams: Seconds
    first_teams: Seconds
    first_owners: Seconds  # the first that any assignment names
    assignments: Assignments
    numbers: Seconds  # of the assignments, as are the next two
    assignment_owners: Seconds
    assignment_teams: Seconds
    waits: Waits
    stages: Stages | None  # where they are asked for
    ratings_are_known: Flags  # somebody had rated when it was handed over
    attempts: Mapping[int, _Attempts]
    zones: Zones | None = None  # of the leads, where a promise goes by them

    def promised(self, attempts: int) -> HandOffs:
        """Return the hand-offs under a promise of so many attempts, which was named when the batch was read."""
        found = self.attempts[attempts]
        return replace(self.hand_offs, last_attempt=found.last, attempts_are_known=found.are_known)

    def days_of(self, rows: Rows) -> set[date]:
        return {EPOCH + timedelta(days=int(day)) for day in np.unique(self.days[rows])}


def read(ids: Iterable[int], asked_for: Asked) -> Batch:
    """Read these hand-offs; keys of hand-offs that do not exist are passed over."""
    ids, attempts = list(ids), sorted(asked_for.attempts)
    found = _hand_offs(tuple(attempts)).of(ids)
    held = _assignments().of(ids)
    hand_offs = HandOffs(
        handed_off=found["handed_off"],
        assigned=found["first_assigned"],
        first_personal=found["first_personal"],
        first_genuine=found["first_genuine"],
        first_connected=found["first_connected"],
        accepted=found["accepted"],
        qualified=found["qualified"],
        closed=found["closed"],
        decided=found["decided"],
        raised=found["raised"],
        replied=found["replied"],
        answered=found["answered"],
        last_attempt=np.full(found["id"].size, NEVER),
        touches_are_known=found["touches_are_known"] == 1,
        decisions_are_known=found["decisions_are_known"] == 1,
        qualifying_is_known=found["qualifying_is_known"] == 1,
        answers_are_known=found["answers_are_known"] == 1,
        replies_are_known=found["replies_are_known"] == 1,
        attempts_are_known=np.ones(found["id"].size, np.bool_),
        ends_are_known=found["ends_are_known"] == 1,
        is_self_reported=found["is_self_reported"] == 1,
    )
    return Batch(
        ids=found["id"],
        hand_offs=hand_offs,
        days=found["day"] // DAY,
        owners=found["owner"],
        teams=found["team"],
        first_teams=found["first_team"],
        first_owners=_first_owners(found["id"], held),
        assignments=Assignments(
            hand_off=found["id"].searchsorted(held["hand_off"]),
            assigned=held["assigned"],
            until=held["until"],
            first_personal=held["first_personal"],
            first_genuine=held["first_genuine"],
            first_connected=held["first_connected"],
        ),
        numbers=held["number"],
        assignment_owners=held["owner"],
        assignment_teams=held["team"],
        waits=waits_of(found["id"], found["id"][found["is_paused"] == 1], reasons=asked_for.reasons),
        stages=_stages(hand_offs) if asked_for.stages else None,
        ratings_are_known=found["ratings_are_known"] == 1,
        attempts={n: _attempts(n, found) for n in attempts},
    )


@cache
def _hand_offs(attempts: tuple[int, ...]) -> Prepared:
    asked: dict[str, Any] = {f"attempt_{n}": KeyTextTransform(n - 1, "attempt_times") for n in attempts}
    if attempts:
        asked |= {"attempts": "attempts", "attempts_are_known": flag(ATTEMPTS_ARE_KNOWN)}
    return Prepared(
        HandOff.objects.filter(Among("pk", GIVEN)).order_by("pk"),
        id="pk",
        day=Epoch("day"),
        owner="owner_id",
        team="team_id",
        first_team="first_team_id",
        handed_off=Epoch("handed_off_at"),
        first_assigned=Epoch("assigned_at"),
        first_personal=Epoch("first_personal_at"),
        first_genuine=Epoch("first_genuine_at"),
        first_connected=Epoch("first_connected_at"),
        accepted=Epoch("accepted_at"),
        qualified=Epoch("qualified_at"),
        closed=Epoch("closed_at"),
        decided=Epoch("decided_at"),
        raised=Epoch("raised_at"),
        replied=Epoch("replied_at"),
        answered=Epoch("sales_answered_at"),
        touches_are_known=flag(TOUCHES_ARE_KNOWN),
        decisions_are_known=flag(DECISIONS_ARE_KNOWN),
        qualifying_is_known=flag(QUALIFYING_IS_KNOWN),
        answers_are_known=flag(ANSWERS_ARE_KNOWN),
        replies_are_known=flag(REPLIES_ARE_KNOWN),
        is_self_reported=flag(Q(answer_is_self_reported=True)),
        ratings_are_known=flag(RATINGS_ARE_KNOWN),
        ends_are_known=flag(ENDS_ARE_KNOWN),
        is_paused=flag(~Q(pauses=[])),
        **asked,
    )


@cache
def _assignments() -> Prepared:
    return Prepared(
        Assignment.objects.filter(Among("hand_off_id", GIVEN), assigned_at__isnull=False).order_by(
            "hand_off_id", "number"
        ),
        hand_off="hand_off_id",
        number="number",
        owner="owner_id",
        team="team_id",
        assigned=Epoch("assigned_at"),
        until=Epoch("until"),
        first_personal=Epoch("first_personal_at"),
        first_genuine=Epoch("first_genuine_at"),
        first_connected=Epoch("first_connected_at"),
    )


def _attempts(n: int, found: Arrays) -> _Attempts:
    last = found[f"attempt_{n}"]
    # Enough of them, and the nth at no known time: it may have come before it was due.
    are_known = (last < NEVER) | ((found["attempts"] < n) & ((found["attempts_are_known"] == 1) | (n == 1)))
    return _Attempts(last, are_known)


def _stages(hand_offs: HandOffs) -> Stages:
    are_known = hand_offs.decisions_are_known & hand_offs.qualifying_is_known & hand_offs.ends_are_known
    return Stages(hand_offs.handed_off, hand_offs.accepted, hand_offs.qualified, hand_offs.closed, are_known)


def _first_owners(ids: Seconds, held: Arrays) -> Seconds:
    """Return the first owner of each hand-off, NEVER for none, from its assignments in their order."""
    owned = np.flatnonzero(held["owner"] < NEVER)
    hand_offs, firsts = np.unique(held["hand_off"][owned], return_index=True)
    owners = np.full(ids.size, NEVER)
    owners[ids.searchsorted(hand_offs)] = held["owner"][owned[firsts]]
    return owners


def waits_of(ids: Seconds, waited: Seconds, *, reasons: bool) -> Waits:
    """Return when Sales waited, by the places of the hand-offs among `ids`; only `waited` are asked for any."""
    rows = HandOff.objects.filter(Among("pk", waited)).values_list("pk", "pauses") if waited.size else []
    found = [(key, stretch) for key, stretches in rows for stretch in stretches]
    flat = [(key, each[0], NEVER if each[1] is None else each[1]) for key, each in found]
    keys, starts, ends = np.array(flat, np.int64).reshape(-1, 3).T
    pauses = Pauses(ids.searchsorted(keys), starts, ends)
    return Waits(pauses, np.array(["".join(each[2:]) for _, each in found], np.str_)) if reasons else Waits(pauses)
