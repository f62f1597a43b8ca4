"""What pauses a clock, against a sweep that asks of each minute what it was."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.lifecycle import Stage
from sla.calendars import NEVER, Pauses
from sla.clocks import Verdict, judge
from sla.histories import round_the_clock
from sla.pausing import STAGES, Pausing, Stages, Waits, pauses_under
from sla.runs import lead_runs
from tests.sla.arrays import hand_offs, row
from tests.sla.clocks_by_hand import LEAD, Made, Story, Touch, read

STEPS = ("accepted", "qualified", "closed")
REASONS = ("", "away", "other")
LONG = 60  # minutes that are swept
minutes = st.integers(0, LONG) | st.none()
subsets = st.sets(st.sampled_from(STAGES)).map(frozenset)


def column(*values):
    return np.array([NEVER if value is None else value for value in values], np.int64)


def stage_at(minute, steps):
    """Return the stage by all that has happened by this minute, as the projection finds it."""
    done = {stage for stage, at in steps.items() if at is not None and at <= minute}
    return next((stage for stage in ("closed", "qualified", "accepted") if stage in done), "new")


@given(
    waits=st.lists(st.tuples(st.integers(0, LONG), minutes, st.sampled_from(REASONS)), max_size=5),
    steps=st.fixed_dictionaries(dict.fromkeys(STEPS, minutes)),
    promise=st.builds(Pausing, st.booleans(), st.sets(st.sampled_from(REASONS[1:])).map(frozenset), subsets),
    are_known=st.booleans(),
)
def test_a_minute_is_paused_by_what_it_was(waits, steps, promise, are_known):
    told = Waits(
        Pauses(
            np.zeros(len(waits), np.intp), column(*(each[0] for each in waits)), column(*(each[1] for each in waits))
        ),
        np.array([each[2] for each in waits], np.str_),
    )
    stages = Stages(column(0), *(column(steps[name]) for name in STEPS), np.array([are_known]))

    found = pauses_under(promise, told, stages)

    for minute in range(LONG):
        waited = any(
            start <= minute < (NEVER if end is None else end)
            for start, end, reason in waits
            if promise.waits and (not promise.reasons or reason in promise.reasons)
        )
        is_paused = found is not None and bool(((found.starts <= minute) & (minute < found.ends)).any())
        assert is_paused == (waited or (are_known and stage_at(minute, steps) in promise.stages))


@given(st.fixed_dictionaries(dict.fromkeys(STEPS, minutes)))
def test_a_hand_off_is_in_one_stage_at_a_time(steps):
    stages = Stages(column(0), *(column(steps[name]) for name in STEPS), np.array([True]))

    found = {stage: stages.during(stage) for stage in STAGES}

    for minute in range(LONG):
        during = [stage for stage, (_, starts, ends) in found.items() if ((starts <= minute) & (minute < ends)).any()]
        assert during == [stage for stage in STAGES if stage == stage_at(minute, steps)]
    assert all((each.starts < each.ends).all() for each in found.values())


def test_only_stages_pause_in_which_something_is_expected_of_sales():
    assert STAGES == (Stage.NEW, Stage.ACCEPTED, Stage.QUALIFIED)


def test_any_wait_is_the_pause_itself_and_costs_nothing():
    pauses = Pauses(np.zeros(1, np.intp), column(1), column(2))

    assert pauses_under(Pausing(waits=True), Waits(pauses), None) is pauses
    assert pauses_under(Pausing(waits=False), Waits(pauses), None) is None


@pytest.mark.parametrize(
    ("touched", "verdict"), [(10, Verdict.MET), (11, Verdict.NO_DATA), (None, Verdict.NO_DATA)], ids=str
)
def test_what_may_have_been_due_later_is_not_missed(touched, verdict):
    off = hand_offs({"handed_off": 0, "is_self_reported": True} | ({"first_genuine": touched} if touched else {}))
    runs = lead_runs("first_response", off)

    clocks = judge(runs, 10, round_the_clock(), None, 99, np.array([False]))

    is_met = verdict == Verdict.MET
    acted = touched if is_met else None
    assert row(clocks) == {
        "assignment": runs.assignment[0],
        "started": 0,
        "due": 10 if is_met else None,
        "stopped": acted,
        "ended": None,
        "elapsed": acted,
        "verdict": verdict.name.lower(),
        "is_self_reported": is_met,
    }
    touches = [Touch(touched, outbound=True, connected=False)] if touched else []
    story = Story(0, touches=touches, is_decision_known=False)
    by_hand = read(story, Made("first_response", 10, paused_in=("accepted",)), LEAD, np.ones(99, bool), 99)
    assert by_hand.verdict == verdict.name.lower()
    assert column(by_hand.stopped) == clocks.stopped


@pytest.mark.parametrize("touched", [10, 11, None])
def test_where_all_pauses_are_known_it_is_judged_as_without_any(touched):
    came = {"handed_off": 0, "is_self_reported": True, "first_genuine": touched}
    unknown, known = (hand_offs(came | {"touches_are_known": flag}) for flag in (False, True))

    for off in (unknown, known):
        runs = lead_runs("first_response", off)
        clocks, as_ever = (judge(runs, 10, round_the_clock(), None, 99, *told) for told in ((np.array([True]),), ()))
        assert row(clocks) == row(as_ever)
        assert row(clocks)["stopped"] == touched
