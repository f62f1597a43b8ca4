"""What starts and stops the clock of a first response or a follow-up, by the instant and against a plain reading."""

import pytest
from django.db import IntegrityError
from hypothesis import given
from hypothesis import strategies as st

from sla.clocks import Verdict, judge
from sla.histories import round_the_clock
from sla.misses import described
from sla.runs import lead_runs, owner_runs
from tests.factories import NOW, AgreementFactory, OwnerFactory, PromiseFactory, SystemFactory
from tests.sla.arrays import assignments, hand_offs
from tests.sla.world import HOUR, assigned, clock_of, event, hand_over, touched, verdicts

DUE = 100
WALL = round_the_clock()
TIMES = st.one_of(st.none(), st.integers(0, 150))
STARTS = ("hand_off", "assignment", "acceptance")
ACTS = {
    "touch": "first_personal",
    "genuine": "first_genuine",
    "connected": "first_connected",
    "accepted": "accepted",
    "qualified": "qualified",
}


def found(runs, now=500):
    clocks = judge(runs, DUE, WALL, None, now)
    places = clocks.assignment.tolist()
    return {place: Verdict(code).name.lower() for place, code in zip(places, clocks.verdict.tolist(), strict=True)}


def read(start, act, until):
    """What one owner is found to be, as the rule reads in plain words; None: nothing was expected of them."""
    if start is None or (until is not None and start >= until) or (act is not None and act < start):
        return None
    if act is not None and until is not None and act >= until:
        act = None
    if act is not None and act <= start + DUE:
        return "met"
    return "ended" if until is not None and until <= start + DUE else "missed"


@given(
    starts=st.sampled_from(STARTS),
    stops=st.sampled_from(sorted(ACTS)),
    act=TIMES,
    assigned_at=TIMES,
    accepted=TIMES,
    closed=TIMES,
)
def test_a_lead_clock_is_what_the_rule_reads(starts, stops, act, assigned_at, accepted, closed):
    happened = {"handed_off": 0, "assigned": assigned_at, "closed": closed, "accepted": accepted, ACTS[stops]: act}
    start = {"hand_off": 0, "assignment": assigned_at, "acceptance": happened["accepted"]}[starts]
    act = happened[ACTS[stops]]
    expected = None
    if start is not None:
        done = None if act is None else max(act, start)
        end = None if closed is None else max(closed, start)
        expected = (
            "met"
            if done is not None and done <= start + DUE
            else "ended"
            if end is not None and end <= start + DUE
            else "missed"
        )

    assert found(lead_runs("first_response", hand_offs(happened), starts, stops)).get(-1) == expected


@given(
    starts=st.sampled_from(STARTS),
    stops=st.sampled_from(["accepted", "qualified"]),
    act=TIMES,
    accepted=TIMES,
    handed_on=st.integers(1, 150),
)
def test_a_stage_is_reached_once_by_the_owner_at_the_time(starts, stops, act, accepted, handed_on):
    happened = {"handed_off": 0, "assigned": 0, "accepted": accepted, ACTS[stops]: act}
    held = assignments({"assigned": 0, "until": handed_on}, {"assigned": handed_on})
    accepted, act = happened["accepted"], happened[ACTS[stops]]
    expected = {}
    for place, (begin, until) in enumerate([(0, handed_on), (handed_on, None)]):
        start = begin
        if starts == "acceptance":
            start = None if accepted is None else max(begin, accepted)
        if verdict := read(start, act, until):
            expected[place] = verdict

    assert found(owner_runs("first_response", hand_offs(happened), held, starts, stops)) == expected


@pytest.mark.parametrize("stops", ["touch", "genuine", "connected"])
def test_each_owner_is_asked_for_a_touch_of_their_own(stops):
    held = assignments(
        {"assigned": 0, "until": 40, ACTS[stops]: 10},
        {"assigned": 40, "until": 60},
        {"assigned": 60, ACTS[stops]: 161},
    )
    happened = hand_offs({"handed_off": 0, "assigned": 0, ACTS[stops]: 10})

    assert found(owner_runs("follow_up", happened, held, "assignment", stops)) == {0: "met", 1: "ended", 2: "missed"}


@pytest.mark.parametrize("accepted", [40, 50])
def test_of_an_owner_before_the_acceptance_nothing_is_expected_after_it(accepted):
    held = assignments({"assigned": 0, "until": 40, "first_genuine": 10}, {"assigned": 40, "first_genuine": 70})
    happened = hand_offs({"handed_off": 0, "assigned": 0, "first_genuine": 10, "accepted": accepted})

    assert found(owner_runs("first_response", happened, held, "acceptance", "genuine")) == {1: "met"}


# ── Through the journal ────────────────────────────────────────────────────────────────────────────


def promise(starts="hand_off", stops="genuine", kind="first_response"):
    return PromiseFactory(kind=kind, starts=starts, stops=stops)


INBOUND = {"direction": "inbound"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("stops", "events", "stopped"),
    [
        pytest.param("touch", [event("touched", NOW + HOUR, **INBOUND, result="connected")], HOUR, id="answered-call"),
        pytest.param("touch", [event("touched", NOW + HOUR, **INBOUND)], None, id="missed-call"),
        pytest.param("touch", [touched(NOW + HOUR, automated=True)], None, id="automated"),
        pytest.param(
            "connected", [touched(NOW + HOUR, automated=True, result="connected")], None, id="automated-and-connected"
        ),
        pytest.param("genuine", [event("touched", NOW + HOUR, **INBOUND, result="connected")], None, id="not-genuine"),
        pytest.param("connected", [touched(NOW + HOUR, result="no_answer")], None, id="not-reached"),
        pytest.param("connected", [touched(NOW + HOUR, result="connected")], HOUR, id="reached"),
        pytest.param("accepted", [event("accepted", NOW + HOUR)], HOUR, id="accepted"),
        pytest.param("accepted", [touched(NOW + HOUR)], None, id="touched-but-not-accepted"),
        pytest.param(
            "qualified", [event("accepted", NOW), event("qualified", NOW + HOUR)], HOUR, id="accepted-then-qualified"
        ),
        pytest.param("qualified", [event("accepted", NOW + HOUR)], None, id="accepted-only"),
    ],
)
def test_only_what_was_signed_stops_it(organisation, stops, events, stopped):
    promise(stops=stops)

    clock = clock_of(hand_over(*events))

    assert (clock.stopped_at, clock.verdict) == ((NOW + stopped, "met") if stopped else (None, "running"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("starts", "events", "started"),
    [
        pytest.param("assignment", [], None, id="not-assigned"),
        pytest.param("assignment", [("assigned", 1), ("assigned", 2)], 1, id="the-first-assignment"),
        pytest.param("acceptance", [("assigned", 1)], None, id="not-accepted"),
        pytest.param("acceptance", [("assigned", 1), ("accepted", 2)], 2, id="accepted"),
    ],
)
def test_it_starts_where_it_was_signed(organisation, starts, events, started):
    promise(starts=starts)
    told = [
        assigned(OwnerFactory(), NOW + hours * HOUR) if kind == "assigned" else event(kind, NOW + hours * HOUR)
        for kind, hours in events
    ]

    hand_off = hand_over(*told)

    lead_clocks = hand_off.clocks.filter(scope="lead").values_list("started_at", flat=True)
    assert list(lead_clocks) == ([NOW + started * HOUR] if started else [])


@pytest.mark.django_db
def test_what_came_before_the_start_keeps_it_at_once(organisation):
    promise(starts="acceptance")

    clock = clock_of(hand_over(touched(NOW + HOUR), event("accepted", NOW + 2 * HOUR)))

    assert (clock.verdict, clock.started_at, clock.elapsed) == ("met", NOW + 2 * HOUR, 0)


@pytest.mark.django_db
@pytest.mark.parametrize("stops", ["accepted", "qualified"])
def test_a_stage_that_nobody_reports_is_no_miss(organisation, stops):
    promise(stops=stops)

    hand_off = hand_over(system=SystemFactory(key="other", decisions_from=None), now=NOW + 99 * HOUR)

    assert verdicts(hand_off) == {("first_response", 0): "no_data"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("stops", "said"), [("connected", "reached"), ("qualified", "qualified"), ("touch", "answered")]
)
def test_a_miss_names_what_did_not_come(organisation, manager, stops, said):
    promise(stops=stops)
    clock = clock_of(hand_over(now=NOW + 24 * HOUR))

    (miss,) = described([clock], user=manager, organisation=organisation, now=NOW + 24 * HOUR)

    assert miss.sentence.startswith(f"Not {said}, ")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"kind": "rating", "stops": "touch"}, "sla_promise_only_touches_choose"),
        ({"kind": "decision", "starts": "assignment"}, "sla_promise_only_touches_choose"),
        ({"starts": "acceptance", "stops": "accepted"}, "sla_promise_does_not_stop_as_it_starts"),
    ],
)
def test_nonsense_is_refused_by_the_table(fields, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        PromiseFactory(version=AgreementFactory(), **fields)
