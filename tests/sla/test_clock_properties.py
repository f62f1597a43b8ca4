"""Judging many at once is judging each alone: what a scalar reading of the rules says, minute by minute."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla.clocks import judge
from sla.histories import round_the_clock
from sla.runs import lead_runs, owner_runs
from tests.sla.arrays import assignments, hand_offs, pauses, row


def scalar(happened, target, now, paused):
    """The rules of the module's docstring for one lead clock in real time, without arrays."""
    start, act, closed = happened["handed_off"], happened["first_genuine"], happened["closed"]
    minute, left, due = start, target, None
    while due is None and minute < start + 5000:
        if any(begin <= minute and (end is None or minute < end) for begin, end in paused):
            if all(end is None for begin, end in paused if begin <= minute and (end is None or minute < end)):
                break
        else:
            left -= 1
            due = minute + 1 if left == 0 else None
        minute += 1
    if act is not None and (due is None or act <= due):
        return due, "met"
    if act is None and not happened["touches_are_known"]:
        return None, "no_data"
    if closed is not None and (due is None or closed <= due):
        return due, "ended"
    if act is not None or closed is not None or (due is not None and due < now):
        return due, "missed"
    return due, "running"


moments = st.integers(0, 60)
after = st.none() | moments
rows = st.fixed_dictionaries(
    {"handed_off": moments, "wait": after, "worked": after, "touches_are_known": st.booleans()}
).map(
    lambda row: {
        "handed_off": row["handed_off"],
        "first_genuine": None if row["wait"] is None else row["handed_off"] + row["wait"],
        "closed": None if row["worked"] is None else row["handed_off"] + row["worked"],
        "touches_are_known": row["touches_are_known"],
    }
)
breaks = st.lists(st.tuples(moments, st.none() | st.integers(1, 20)), max_size=3).map(
    lambda pairs: [(start, None if length is None else start + length) for start, length in pairs]
)


@given(
    many=st.lists(st.tuples(rows, breaks), min_size=1, max_size=6), target=st.integers(1, 40), now=st.integers(0, 150)
)
def test_many_are_judged_as_each_alone(many, target, now):
    together = [(place, *pause) for place, (_, paused) in enumerate(many) for pause in paused]

    clocks = judge(
        lead_runs("first_response", hand_offs(*(happened for happened, _ in many))),
        target,
        round_the_clock(),
        pauses(*reversed(together)),
        now,
    )

    for place, (happened, paused) in enumerate(many):
        clock = row(clocks, place)
        assert (clock["due"], clock["verdict"]) == scalar(happened, target, now, paused), (happened, paused)


chains = st.fixed_dictionaries(
    {
        "handed_off": st.integers(10, 40),
        "assigned": st.integers(0, 45),
        "lengths": st.lists(st.integers(0, 15), max_size=3),
        "touches": st.lists(st.integers(0, 90), max_size=5),
        "decided": st.none() | st.integers(0, 90),
        "closed": st.none() | st.integers(10, 90),
        "is_known": st.booleans(),
        "paused": breaks,
    }
)


def owners_of(chain):
    """The stretches of a chain: each owner has the lead until the next, the last for good."""
    starts = [chain["assigned"]]
    for length in chain["lengths"]:
        starts.append(starts[-1] + length)
    for start, until in zip(starts, [*starts[1:], None], strict=True):
        inside = [touch for touch in chain["touches"] if touch >= start and (until is None or touch < until)]
        yield {"assigned": start, "until": until, "first_genuine": min(inside, default=None)}


def expected_of(kind, chain, owner):
    """What the rules expect of one owner, as what happened to a lead of their own; None: nothing."""
    start = max(owner["assigned"], chain["handed_off"])
    act, ends = owner["first_genuine"], [end for end in (owner["until"], chain["closed"]) if end is not None]
    if kind == "decision":
        act = chain["decided"]
        if act is not None and act < start:
            return None  # decided before it was theirs
        if act is not None and owner["until"] is not None and act >= owner["until"]:
            act = None  # decided by a later one
    elif act is not None:
        act = max(act, start)  # a touch before the hand-off keeps the promise at once
    end = min(ends, default=None)
    if act is None and end is not None and end <= start:
        return None
    return {"handed_off": start, "first_genuine": act, "closed": end, "touches_are_known": chain["is_known"]}


@pytest.mark.parametrize("kind", ["first_response", "decision"])
@given(chain=chains, target=st.integers(1, 40), now=st.integers(0, 150))
def test_each_owner_is_judged_by_their_own_stretch_alone(kind, chain, target, now):
    """Through any reassignments, before and after due: the last person is not blamed for those before."""
    owners = list(owners_of(chain))
    happened = {name: chain[name] for name in ("handed_off", "decided", "closed")} | {
        "touches_are_known": chain["is_known"],
        "decisions_are_known": chain["is_known"],
    }
    paused = pauses(*((0, *pause) for pause in chain["paused"]))

    found = judge(owner_runs(kind, hand_offs(happened), assignments(*owners)), target, round_the_clock(), paused, now)

    expected = {
        place: scalar(alone, target, now, chain["paused"])
        for place, owner in enumerate(owners)
        if (alone := expected_of(kind, chain, owner))
    }
    clocks = [row(found, place) for place in range(found.verdict.size)]
    assert {clock["assignment"]: (clock["due"], clock["verdict"]) for clock in clocks} == expected
