"""A person's queue is what a plain reading of hand-offs and their clocks says: what waits, in which order, how much."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedback.desk import queue
from feedback.desk.queue import Show
from leads.lifecycle import ENDED, Stage
from leads.models import HandOff
from leads.models.handoffs import UNDATED
from sla.models import Clock, Promise
from tests.factories import NOW, AgreementFactory, LeadFactory, PromiseFactory, SourceFactory

pytestmark = pytest.mark.django_db

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
ANSWERS = ("first_response", "follow_up")
KINDS = {Show.ANSWER: ANSWERS, Show.RATE: ("rating",), Show.OPEN: (*ANSWERS, "attempts")}
OTHERS = ("follow_up", "attempts", "rating", "decision")
# Whose hand-offs each person has in the queue; "Berlin" is a team's that nobody owns, "" nobody's.
SEES = {
    "rep": {"rep"},
    "manager": {"rep", "colleague", "Berlin"},
    "head": {"rep", "colleague", "stranger", "Berlin"},
    "administrator": {"rep", "colleague", "stranger", "Berlin", ""},
}

clocks = st.fixed_dictionaries(
    {
        "due": st.sampled_from([-1, -1, 0, 0, 1, 2, None, None]),  # minutes: some together, some this instant
        "stands": st.sampled_from([*["waits"] * 4, "met", "late", "ended", "no_data"]),
        "is_swept": st.booleans(),
    }
)
drawn = st.fixed_dictionaries(
    {
        "whose": st.sampled_from(sorted(SEES["administrator"])),
        "stage": st.sampled_from([*Stage, *[Stage.NEW, Stage.ACCEPTED] * 4]),
        "since": st.sampled_from([0, 1, 20, 40, 40, None]),  # hours since the hand-off, some of them of one day
        "touched": st.booleans(),
        "connected": st.booleans(),
        "answered": st.booleans(),
        "rating": st.none() | st.integers(1, 5),
        "is_closing_dated": st.booleans(),
        "clocks": st.fixed_dictionaries({"first_response": clocks}, optional=dict.fromkeys(OTHERS, clocks)),
    }
)


@dataclass
class Told:
    """A hand-off, whose it is, and the promises to its lead that wait for their act, with their dues."""

    hand_off: HandOff
    whose: str
    waits: dict[str, datetime | None]

    def stands_in(self, show: Show) -> bool:
        hand_off = self.hand_off
        if hand_off.handed_off_at is None:
            return False
        if show is Show.RATE:
            is_asked = hand_off.first_connected_at or hand_off.stage in ENDED or "rating" in self.waits
            return bool(is_asked) and hand_off.sales_answered_at is None and hand_off.sales_rating is None
        return hand_off.stage not in ENDED and (show is Show.OPEN or not self.waits.keys().isdisjoint(ANSWERS))

    def dues(self, show: Show) -> list[datetime]:
        return [due for kind in KINDS[show] if (due := self.waits.get(kind))]

    def next_due(self, show: Show) -> datetime | None:
        return min((due for due in self.dues(show) if due >= NOW), default=None)

    def shown_due(self, show: Show) -> datetime | None:
        """The due that its row says: what is overdue comes last, after what stands still."""
        stands_still = any(kind in self.waits and self.waits[kind] is None for kind in KINDS[show])
        return self.next_due(show) or (None if stands_still else min(self.dues(show), default=None))

    def is_overdue(self) -> bool:
        return any(due < NOW for due in self.dues(Show.ANSWER))

    def order(self, show: Show) -> tuple[bool, Any, int]:
        """What is due, soonest first, then the others, newest first; of two alike the later recorded."""
        due = self.next_due(show)
        since = NOW - self.hand_off.handed_off_at if self.hand_off.handed_off_at else timedelta.max
        return due is None, due or since, -self.hand_off.pk


class World:
    """People and promises, and one lead that is handed over and over again."""

    def __init__(self, people: dict[str, Any]) -> None:
        self.people = people
        self.lead, self.source = LeadFactory(), SourceFactory()
        version = AgreementFactory()
        self.promises = {
            kind: PromiseFactory(version=version, kind=kind, attempts=5 if kind == "attempts" else None)
            for kind in ("first_response", *OTHERS)
        }

    def store(self, rows: list[dict[str, Any]], stops: str) -> list[Told]:
        """Write hand-offs with clocks as a judge would by then; `stops` is what stops a first response."""
        Promise.objects.filter(pk=self.promises["first_response"].pk).update(stops=stops)
        hand_offs = HandOff.objects.bulk_create([self._hand_off(row, str(n)) for n, row in enumerate(rows)])
        told = [Told(hand_off, row["whose"], {}) for hand_off, row in zip(hand_offs, rows, strict=True)]
        written = []
        for each, row in zip(told, rows, strict=True):
            # An owner's clock puts nothing into the queue.
            written.append(self._clock(each.hand_off, "follow_up", scope="owner", number=1, due_at=NOW + MINUTE))
            for kind, clock in row["clocks"].items():
                due = None if clock["due"] is None else NOW + clock["due"] * MINUTE
                fields = {"due_at": due}
                if clock["stands"] == "waits" and may_wait(each.hand_off, kind, stops):
                    each.waits[kind] = due
                    if due and due < NOW and clock["is_swept"]:
                        fields["verdict"] = "missed"
                else:
                    fields |= over(clock["stands"], due)
                written.append(self._clock(each.hand_off, kind, **fields))
        Clock.objects.bulk_create(written)
        return told

    def _hand_off(self, row: dict[str, Any], name: str) -> HandOff:
        at = None if row["since"] is None else NOW - row["since"] * HOUR
        stage = row["stage"]
        person = self.people.get(row["whose"])
        owner = person.owners.get() if person else None
        return HandOff(
            lead=self.lead,
            system=self.lead.system,
            source=self.source,
            external_id=name,
            handed_off_at=at,
            day=at.astimezone(ZoneInfo("Europe/Berlin")).date() if at else UNDATED,
            recorded_at=NOW,
            owner=owner,
            team=owner.team if owner else self.people["manager"].team if row["whose"] else None,
            stage=stage,
            outcome=stage if stage in {"won", "lost"} else "open",
            closed_at=NOW if stage in ENDED and row["is_closing_dated"] else None,
            first_genuine_at=NOW if row["touched"] else None,
            first_connected_at=NOW if row["connected"] else None,
            sales_answered_at=NOW if row["answered"] else None,
            sales_rating=row["rating"],
        )

    def _clock(self, hand_off: HandOff, kind: str, **fields: Any) -> Clock:
        return Clock(
            hand_off=hand_off,
            promise=self.promises[kind],
            owner=hand_off.owner,
            team=hand_off.team,
            started_at=NOW - HOUR,
            **({"scope": "lead", "verdict": "running"} | fields),
        )


def may_wait(hand_off: HandOff, kind: str, stops: str) -> bool:
    """Return whether the act that a promise of this kind asks for has not come, and is still expected."""
    if kind == "rating":
        return hand_off.sales_answered_at is None and hand_off.sales_rating is None
    has_come = {
        "genuine": hand_off.first_genuine_at is not None,
        "connected": hand_off.first_connected_at is not None,
        "accepted": hand_off.stage != Stage.NEW,
    }
    act = {"first_response": stops, "follow_up": "genuine", "attempts": "connected", "decision": "accepted"}[kind]
    return hand_off.stage not in ENDED and not has_come[act]


def over(stands: str, due: datetime | None) -> dict[str, Any]:
    """Return how a clock is written that waits for nothing."""
    if stands == "no_data":
        return {"verdict": "no_data", "due_at": None}
    if stands == "late" and due and due < NOW:
        return {"verdict": "missed", "stopped_at": due + MINUTE}
    if stands == "met":
        return {"verdict": "met", "stopped_at": due or NOW}
    return {"verdict": "missed" if due and due < NOW else "ended", "ended_at": NOW}


@pytest.fixture
def world(request, marketer):
    return World({name: request.getfixturevalue(name) for name in ("colleague", "stranger", *SEES)})


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(drawn, min_size=3, max_size=9),
    most=st.integers(1, 9),
    stops=st.sampled_from(["genuine", "genuine", "connected", "accepted"]),
)
def test_a_queue_is_what_a_plain_reading_says(world, rows, most, stops):
    with transaction.atomic(), patch.object(queue, "MOST", most):
        told = world.store(rows, stops)
        for who, show in product(SEES, Show):
            theirs = [each for each in told if each.whose in SEES[who]]
            expected = sorted((each for each in theirs if each.stands_in(show)), key=lambda each: each.order(show))

            line = queue.waiting(world.people[who], show, now=NOW)

            assert line[0:most] == [each.hand_off for each in expected[:most]]
            assert (line.count(), line.is_cut) == (min(len(expected), most), len(expected) > most)
            for row, each in zip(queue.rows(line[0:most], show, now=NOW), expected, strict=False):
                assert (row.clock.due_at if row.clock else None) == each.shown_due(show)
            if show is Show.ANSWER:
                overdue = min(sum(each.is_overdue() for each in expected), most)
                assert line.overdue(now=NOW) == queue.overdue(world.people[who], now=NOW) == overdue
        transaction.set_rollback(True)
