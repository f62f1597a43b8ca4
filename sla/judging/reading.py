"""What the judge reads: the projection of a batch of hand-offs, in three queries and no event.

The times of attempts only where an agreement promises so many.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
from django.db.models import F, Q
from django.db.models.fields.json import KeyTextTransform

from leads.lifecycle import ENDED, Stage
from leads.models import Assignment, HandOff
from sla.calendars import NEVER, Pauses
from sla.clocks import pauses_of_runs
from sla.columns import Among, Arrays, Epoch, arrays, flag
from sla.judging.zones import Zones
from sla.models import Promise
from sla.runs import Assignments, Flags, HandOffs, Rows
from sla.timelines.windows import DAY, Seconds

EPOCH = date(1970, 1, 1)

# A touch would be known when the system tells of them from the hand-off on, and none came without its time.
TOUCHES_ARE_KNOWN = Q(system__touches_from__lte=F("handed_off_at")) & ~Q(attempts__gt=0, first_genuine_at=None)
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
REPLIES_ARE_KNOWN = Q(system__replies_from__lte=F("raised_at"))
ANSWERS_ARE_KNOWN = ~Q(Q(sales_rating__isnull=False) | Q(sales_unsure=True), sales_answered_at=None)


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
    pauses: Pauses
    attempts: Mapping[int, _Attempts]
    zones: Zones | None = None  # of the leads, where a promise goes by them

    def promised(self, attempts: int) -> HandOffs:
        """Return the hand-offs under a promise of so many attempts, which was named when the batch was read."""
        found = self.attempts[attempts]
        return replace(self.hand_offs, last_attempt=found.last, attempts_are_known=found.are_known)

    def days_of(self, rows: Rows) -> set[date]:
        return {EPOCH + timedelta(days=int(day)) for day in np.unique(self.days[rows])}


def read(ids: Iterable[int], *, attempts: Collection[int] = ()) -> Batch:
    """Read these hand-offs; keys of hand-offs that do not exist are passed over.

    `attempts` are the numbers of attempts that are promised: of each the time of the last is read.
    """
    ids = list(ids)
    asked: dict[str, Any] = {f"attempt_{n}": KeyTextTransform(n - 1, "attempt_times") for n in attempts}
    if attempts:
        asked |= {"attempts": "attempts", "ends_are_known": flag(ENDS_ARE_KNOWN)}
    found = arrays(
        HandOff.objects.filter(Among("pk", ids)).order_by("pk"),
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
        is_paused=flag(~Q(pauses=[])),
        **asked,
    )
    held = arrays(
        Assignment.objects.filter(Among("hand_off_id", ids), assigned_at__isnull=False).order_by(
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
    return Batch(
        ids=found["id"],
        hand_offs=HandOffs(
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
            is_self_reported=found["is_self_reported"] == 1,
        ),
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
        pauses=pauses_of(found["id"], found["id"][found["is_paused"] == 1]),
        attempts={n: _attempts(n, found) for n in attempts},
    )


def _attempts(n: int, found: Arrays) -> _Attempts:
    last = found[f"attempt_{n}"]
    # Enough of them, and the nth at no known time: it may have come before it was due.
    are_known = (found["ends_are_known"] == 1) & ((last < NEVER) | (found["attempts"] < n))
    return _Attempts(last, are_known)


def _first_owners(ids: Seconds, held: Arrays) -> Seconds:
    """Return the first owner of each hand-off, NEVER for none, from its assignments in their order."""
    owned = np.flatnonzero(held["owner"] < NEVER)
    hand_offs, firsts = np.unique(held["hand_off"][owned], return_index=True)
    owners = np.full(ids.size, NEVER)
    owners[ids.searchsorted(hand_offs)] = held["owner"][owned[firsts]]
    return owners


def pauses_of(ids: Seconds, paused: Seconds) -> Pauses:
    """Return the pauses of these hand-offs, by their places among `ids`; only `paused` are asked for any."""
    rows = HandOff.objects.filter(Among("pk", paused)).values_list("pk", "pauses") if paused.size else []
    flat = [(key, start, NEVER if end is None else end) for key, stretches in rows for start, end, *_ in stretches]
    keys, starts, ends = np.array(flat, np.int64).reshape(-1, 3).T
    return Pauses(ids.searchsorted(keys), starts, ends)


def pauses_of_clocks(hand_offs: Seconds, promises: Seconds) -> Pauses | None:
    """Return the pauses of clocks, by the keys of their hand-offs and promises, that stand still in them."""
    ids = np.unique(hand_offs)
    paused = arrays(HandOff.objects.filter(Among("pk", ids)).exclude(pauses=[]).order_by(), id="pk")["id"]
    if not paused.size:
        return None
    found = Promise.objects.in_bulk(np.unique(promises).tolist()).values()
    stands = np.isin(promises, [promise.pk for promise in found if promise.stops_in_pauses])
    pauses = pauses_of_runs(pauses_of(ids, paused), ids.searchsorted(hand_offs))
    if pauses is None:
        return None
    kept = stands[pauses.rows]
    return Pauses(pauses.rows[kept], pauses.starts[kept], pauses.ends[kept])
