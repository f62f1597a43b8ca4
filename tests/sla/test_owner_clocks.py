"""From a promise and what happened to the clocks of owners: each asks what one person did. No database."""

import pytest

from sla.clocks import Verdict, judge
from sla.runs import owner_runs
from tests.sla.arrays import HOUR, OFFICE, assignments, at, hand_offs, pauses, row

START = at(4, 10)  # Wednesday, 10:00
DUE = at(4, 14)  # four working hours later
LATER = at(9, 12)


def owner_clocks(kind, happened, *held, target=4 * HOUR, now=LATER, paused=()):
    given_off = hand_offs({"handed_off": START} | happened)
    return judge(owner_runs(kind, given_off, assignments(*held)), target, OFFICE, pauses(*paused), now)


@pytest.mark.parametrize(
    ("decided", "found"),
    [
        pytest.param(at(4, 12) - 1, [(0, "met")], id="just-before-it-was-passed-on"),
        pytest.param(at(4, 12), [(0, "ended"), (1, "met")], id="as-it-was-passed-on"),
        pytest.param(None, [(0, "ended"), (1, "missed")], id="by-nobody"),
    ],
)
def test_the_owner_at_the_time_decides_and_of_later_ones_nothing_is_expected(decided, found):
    clocks = owner_clocks(
        "decision", {"decided": decided}, {"assigned": START, "until": at(4, 12)}, {"assigned": at(4, 12)}
    )

    judged = [row(clocks, place) for place in range(clocks.verdict.size)]
    assert [(clock["assignment"], clock["verdict"]) for clock in judged] == found


def test_the_owner_clock_runs_from_each_assignment():
    clocks = owner_clocks(
        "first_response",
        {"first_genuine": at(5, 11)},
        {"assigned": START, "until": at(4, 12)},
        {"assigned": at(4, 12), "until": at(5, 10)},
        {"assigned": at(5, 10), "first_genuine": at(5, 11)},
    )

    assert [row(clocks, place)["verdict"] for place in range(3)] == ["ended", "missed", "met"]
    assert clocks.assignment.tolist() == [0, 1, 2]
    assert row(clocks, 2)["elapsed"] == HOUR


@pytest.mark.parametrize(
    ("until", "verdict"),
    [
        pytest.param(DUE, "ended", id="reassigned-exactly-at-due"),
        pytest.param(DUE + 1, "missed", id="reassigned-a-second-late"),
    ],
)
def test_reassigned_before_due_is_ended_and_after_is_missed(until, verdict):
    assert row(owner_clocks("first_response", {}, {"assigned": START, "until": until}))["verdict"] == verdict


@pytest.mark.parametrize(
    ("happened", "held"),
    [
        pytest.param({}, {"assigned": None}, id="since-when-is-unknown"),
        pytest.param({}, {"assigned": START, "until": START}, id="for-no-time"),
        pytest.param({}, {"assigned": at(3, 9), "until": START}, id="over-before-the-hand-off"),
        pytest.param({"closed": at(4, 11)}, {"assigned": at(4, 12)}, id="closed-before"),
    ],
)
def test_an_owner_of_whom_nothing_was_expected_has_no_clock(happened, held):
    assert owner_clocks("first_response", happened, held).started.size == 0


@pytest.mark.parametrize("kind", ["first_response", "decision"])
def test_of_an_end_at_no_known_time_only_the_last_owner_has_no_data(kind):
    held = {"assigned": START, "until": DUE + 1}, {"assigned": DUE + 1}

    clocks = owner_clocks(kind, {"ends_are_known": False}, *held)

    assert [Verdict(verdict).name for verdict in clocks.verdict.tolist()] == ["MISSED", "NO_DATA"]


def test_an_assignment_before_the_hand_off_counts_from_it():
    assert row(owner_clocks("first_response", {}, {"assigned": at(3, 9)}))["started"] == START


def test_who_touches_a_lead_that_was_closed_before_has_a_clock_that_ends_as_it_starts():
    clocks = owner_clocks("first_response", {"closed": at(4, 11)}, {"assigned": at(4, 12), "first_genuine": at(5, 17)})

    clock = row(clocks)
    assert (clock["started"], clock["ended"], clock["verdict"]) == (at(4, 12), at(4, 12), "ended")


def test_only_the_owner_who_gave_the_self_reported_answer_is_marked():
    clocks = owner_clocks(
        "first_response",
        {"first_genuine": at(4, 11), "is_self_reported": True},
        {"assigned": START, "until": at(4, 12), "first_genuine": at(4, 11)},
        {"assigned": at(4, 12), "first_genuine": at(4, 13)},
    )

    assert clocks.is_self_reported.tolist() == [True, False]


def test_the_owner_at_the_conversation_is_asked_and_each_later_one_until_it_is_answered():
    clocks = owner_clocks(
        "rating",
        {"first_connected": at(4, 11), "answered": at(5, 10)},
        {"assigned": START, "until": at(4, 10, 30)},  # over before there was anything to rate
        {"assigned": at(4, 10, 30), "until": at(4, 12)},  # passed it on in time
        {"assigned": at(4, 12), "until": at(5, 12)},  # answered, an hour late
        {"assigned": at(5, 12)},  # came after the answer
        target=5 * HOUR,
    )

    assert clocks.assignment.tolist() == [1, 2]
    assert [row(clocks, place)["verdict"] for place in range(2)] == ["ended", "missed"]
    assert row(clocks, 1)["elapsed"] == 6 * HOUR


@pytest.mark.parametrize(
    ("answered", "found"),
    [
        pytest.param(at(4, 12) - 1, [(0, "met"), None], id="just-before-it-was-passed-on"),
        pytest.param(at(4, 12), [(0, "ended"), (1, "met")], id="as-it-was-passed-on"),
        pytest.param(at(4, 11), [(0, "met"), None], id="as-it-was-asked"),
    ],
)
def test_an_answer_belongs_to_the_owner_at_its_instant(answered, found):
    clocks = owner_clocks(
        "rating",
        {"first_connected": at(4, 11), "answered": answered},
        {"assigned": START, "until": at(4, 12)},
        {"assigned": at(4, 12)},
    )

    judged = [row(clocks, place) for place in range(clocks.verdict.size)]
    assert [(clock["assignment"], clock["verdict"]) for clock in judged] == [each for each in found if each]
