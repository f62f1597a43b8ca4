"""The projection: how far a hand-off got, how it ended, and what it is worth."""

from __future__ import annotations

from decimal import Decimal

import pytest

from leads.lifecycle import ENDED, LEADS_TO, Kind, Outcome
from tests.leads.happenings import at, happened, state


@pytest.mark.parametrize("kind", LEADS_TO)
def test_each_step_leads_to_its_stage(kind):
    projection = state(happened(kind, 5))

    assert projection.stage == LEADS_TO[kind]
    assert projection.closed_at == (at(5) if LEADS_TO[kind] in ENDED else None)
    assert projection.outcome == (kind if kind in {"won", "lost"} else Outcome.OPEN)


@pytest.mark.parametrize("kind", sorted(set(Kind) - LEADS_TO.keys()))
def test_other_events_leave_the_stage_alone(kind):
    assert state(happened(kind, 5, side="sales")).stage == "new"


@pytest.mark.parametrize(
    ("kinds", "stage"),
    [
        (["accepted", "rejected"], "rejected"),
        (["rejected", "accepted"], "rejected"),
        (["qualified", "accepted"], "qualified"),
        (["won", "qualified"], "won"),
        (["lost", "won"], "won"),
        (["won", "lost"], "lost"),
        (["lost", "recycled"], "recycled"),
    ],
    ids=" then ".join,
)
def test_an_end_is_left_only_for_another_end(kinds, stage):
    projection = state(*(happened(kind, number) for number, kind in enumerate(kinds)))

    assert projection.stage == stage


def test_what_was_lost_stays_lost_when_it_is_recycled():
    projection = state(happened("lost", 1, reasons=["price"]), happened("recycled", 5, reasons=["not-now"]))

    assert (projection.outcome, projection.reasons) == ("lost", ["not-now"])
    # From its first end on nothing more was expected of Sales.
    assert projection.closed_at == at(1)


def test_a_rejection_is_no_outcome():
    assert state(happened("rejected", 1)).outcome == "open"


def test_the_first_decision_and_the_first_acceptance_are_kept():
    projection = state(happened("accepted", 7), happened("rejected", 4), happened("accepted", 9))

    assert (projection.decided_at, projection.accepted_at) == (at(4), at(7))


def test_an_early_decision_is_known_but_not_when():
    projection = state(happened("accepted", -9), happened("won", -5, amount=Decimal(5)))

    assert (projection.stage, projection.outcome, projection.value) == ("won", "won", 5)
    assert (projection.accepted_at, projection.decided_at, projection.closed_at) == (None, None, None)
    assert projection.early_events == 2


def test_the_last_amount_is_the_value():
    projection = state(
        happened("qualified", 1, amount=Decimal(100)), happened("won", 3, amount=Decimal(80)), happened("accepted", 5)
    )

    assert projection.value == 80
