"""From a promise and what happened to a clock: every verdict, on both sides of every boundary. No database."""

import numpy as np
import pytest

from sla.arrays import LEAD
from sla.calendars import BusinessCalendar
from sla.clocks import judge
from sla.histories import CalendarHistory, round_the_clock
from sla.runs import lead_runs, owner_runs
from tests.sla.arrays import HOUR, OFFICE, assignments, at, hand_offs, pauses, row

START = at(4, 10)  # Wednesday, 10:00
DUE = at(4, 14)  # four working hours later
LATER = at(9, 12)


def lead_clock(kind="first_response", target=4 * HOUR, now=LATER, paused=(), calendar=OFFICE, **happened):
    clocks = judge(lead_runs(kind, hand_offs({"handed_off": START} | happened)), target, calendar, pauses(*paused), now)
    return row(clocks)


@pytest.mark.parametrize(
    ("happened", "now", "verdict"),
    [
        pytest.param({}, START, "running", id="just-started"),
        pytest.param({}, DUE, "running", id="due-this-very-second"),
        pytest.param({}, DUE + 1, "missed", id="a-second-past-due"),
        pytest.param({"first_genuine": START}, LATER, "met", id="answered-at-once"),
        pytest.param({"first_genuine": DUE}, LATER, "met", id="answered-exactly-at-due"),
        pytest.param({"first_genuine": DUE + 1}, LATER, "missed", id="answered-a-second-late"),
        pytest.param({"closed": START}, LATER, "ended", id="closed-at-once"),
        pytest.param({"closed": DUE}, LATER, "ended", id="closed-exactly-at-due"),
        pytest.param({"closed": DUE + 1}, LATER, "missed", id="closed-a-second-late"),
        pytest.param({"closed": DUE - 9, "first_genuine": DUE}, LATER, "met", id="answered-in-time-though-closed"),
        pytest.param({"closed": DUE, "first_genuine": DUE + 1}, LATER, "ended", id="closed-in-time-answered-late"),
        pytest.param({"closed": DUE + 1, "first_genuine": DUE + 2}, LATER, "missed", id="closed-late-answered-late"),
        pytest.param({"touches_are_known": False}, LATER, "no_data", id="touches-are-not-reported"),
        pytest.param({"touches_are_known": False, "closed": START}, LATER, "no_data", id="closed-but-who-knows"),
        pytest.param({"touches_are_known": False, "first_genuine": DUE}, LATER, "met", id="told-by-hand-in-time"),
        pytest.param({"touches_are_known": False, "first_genuine": DUE + 1}, LATER, "missed", id="told-by-hand-late"),
        pytest.param({"ends_are_known": False}, LATER, "no_data", id="closed-who-knows-when"),
        pytest.param({"ends_are_known": False}, START, "no_data", id="closed-who-knows-when-and-not-yet-due"),
        pytest.param({"ends_are_known": False, "first_genuine": DUE}, LATER, "met", id="answered-in-time-and-closed"),
        pytest.param(
            {"ends_are_known": False, "first_genuine": DUE + 1}, LATER, "missed", id="answered-late-and-closed"
        ),
        pytest.param({"first_connected": START, "answered": START}, LATER, "missed", id="another-act-is-no-touch"),
    ],
)
def test_first_response(happened, now, verdict):
    assert lead_clock(now=now, **happened)["verdict"] == verdict


def test_a_clock_says_when_and_how_long():
    clock = lead_clock(first_genuine=at(5, 9, 30), is_self_reported=True)

    assert clock == {
        "assignment": LEAD,
        "started": START,
        "due": DUE,
        "stopped": at(5, 9, 30),
        "ended": None,
        "elapsed": 7 * HOUR + HOUR // 2,
        "verdict": "missed",
        "is_self_reported": True,
    }


@pytest.mark.parametrize(
    ("happened", "ended"),
    [
        pytest.param({"closed": DUE}, DUE, id="ended"),
        pytest.param({"closed": DUE + 9}, DUE + 9, id="missed-then-closed"),
        pytest.param({"closed": DUE, "first_genuine": DUE + 1}, DUE, id="answered-after-it-ended"),
        pytest.param({"closed": DUE + 9, "first_genuine": DUE + 1}, None, id="answered-before-it-closed"),
        pytest.param({"closed": DUE + 9, "first_genuine": DUE + 9}, None, id="answered-as-it-closed"),
        pytest.param({"closed": START, "first_genuine": DUE}, None, id="met"),
        pytest.param({}, None, id="open"),
    ],
)
def test_the_end_is_shown_when_nobody_had_acted(happened, ended):
    assert lead_clock(**happened)["ended"] == ended


def test_what_is_done_after_an_end_leaves_no_time():
    clock = lead_clock(closed=DUE, first_genuine=DUE + 1, is_self_reported=True)

    assert (clock["stopped"], clock["elapsed"], clock["is_self_reported"]) == (None, None, False)


def test_nothing_is_due_without_data():
    assert lead_clock(touches_are_known=False)["due"] is None


def test_the_follow_up_has_a_target_of_its_own():
    assert lead_clock("first_response", target=HOUR, first_genuine=DUE)["verdict"] == "missed"
    assert lead_clock("follow_up", target=40 * HOUR, first_genuine=DUE)["verdict"] == "met"


@pytest.mark.parametrize(
    ("happened", "now", "verdict"),
    [
        pytest.param({}, DUE, "running", id="due-this-very-second"),
        pytest.param({}, DUE + 1, "missed", id="a-second-past-due"),
        pytest.param({"decided": DUE}, LATER, "met", id="decided-exactly-at-due"),
        pytest.param({"decided": DUE + 1}, LATER, "missed", id="decided-a-second-late"),
        pytest.param({"decided": START, "closed": START}, LATER, "met", id="rejected-which-closes-it"),
        pytest.param({"first_genuine": START, "answered": START}, LATER, "missed", id="another-act-is-no-decision"),
        pytest.param({"closed": DUE}, LATER, "ended", id="closed-without-one"),
        pytest.param({"closed": DUE + 1}, LATER, "missed", id="closed-late-without-one"),
        pytest.param({"decisions_are_known": False}, LATER, "no_data", id="decisions-are-not-reported"),
        pytest.param({"decisions_are_known": False, "decided": DUE}, LATER, "met", id="told-by-hand"),
        pytest.param({"touches_are_known": False}, LATER, "missed", id="touches-say-nothing-of-it"),
        pytest.param({"ends_are_known": False}, LATER, "no_data", id="closed-who-knows-when"),
    ],
)
def test_decision(happened, now, verdict):
    assert lead_clock("decision", now=now, **happened)["verdict"] == verdict


@pytest.mark.parametrize("kind", ["first_response", "follow_up", "decision", "rating"])
def test_an_undated_hand_off_has_no_clock(kind):
    undated = hand_offs(
        {"handed_off": None, "first_genuine": START, "closed": START, "decided": START, "answered": START}
    )
    held = assignments({"assigned": START})

    assert lead_runs(kind, undated).hand_off.size == 0
    assert owner_runs(kind, undated, held).hand_off.size == 0


@pytest.mark.parametrize(
    ("paused", "due", "verdict"),
    [
        pytest.param([(0, at(4, 11), at(4, 12))], at(4, 15), "missed", id="an-hour-later"),
        pytest.param([(0, at(4, 11), at(4, 12)), (0, at(4, 13), at(4, 14))], at(4, 16), "missed", id="two-pauses"),
        pytest.param([(0, at(4, 11), None)], None, "running", id="without-end"),
        pytest.param([(0, at(4, 14), None)], DUE, "missed", id="without-end-from-due-on"),
        pytest.param([(1, at(4, 11), None)], DUE, "missed", id="of-another-hand-off"),
    ],
)
def test_pauses_stop_the_clock(paused, due, verdict):
    clock = lead_clock(paused=paused)

    assert (clock["due"], clock["verdict"]) == (due, verdict)


def test_an_act_or_a_close_in_an_endless_pause_still_counts():
    endless = [(0, at(4, 11), None)]

    answered = lead_clock(paused=endless, first_genuine=at(5, 9))
    assert (answered["verdict"], answered["elapsed"]) == ("met", HOUR)
    assert lead_clock(paused=endless, closed=at(5, 9))["verdict"] == "ended"


@pytest.mark.parametrize(
    ("happened", "expected"),
    [
        pytest.param({}, None, id="nothing-to-rate-yet"),
        pytest.param({"first_genuine": START}, None, id="an-attempt-is-no-conversation"),
        pytest.param({"first_connected": at(4, 11)}, (at(4, 11), "missed", None), id="after-a-conversation"),
        pytest.param({"closed": at(4, 11)}, (at(4, 11), "missed", None), id="after-closing"),
        pytest.param({"first_connected": at(4, 12), "closed": at(4, 11)}, (at(4, 11), "missed", None), id="the-first"),
        pytest.param({"closed": at(4, 11), "answered": at(4, 15)}, (at(4, 11), "met", 4 * HOUR), id="at-due"),
        pytest.param({"closed": at(4, 11), "answered": at(4, 16)}, (at(4, 11), "missed", 5 * HOUR), id="late"),
        pytest.param({"closed": at(4, 11), "answered": at(4, 10, 30)}, (at(4, 10, 30), "met", 0), id="before-asked"),
        pytest.param({"answered": at(4, 12)}, (at(4, 12), "met", 0), id="never-asked"),
        pytest.param(
            {"closed": at(4, 11), "answers_are_known": False}, (at(4, 11), "no_data", None), id="when-unknown"
        ),
        pytest.param(
            {"closed": at(4, 11), "touches_are_known": False}, (at(4, 11), "missed", None), id="no-touch-feed"
        ),
    ],
)
def test_rating(happened, expected):
    runs = lead_runs("rating", hand_offs({"handed_off": START} | happened))
    clocks = [row(judge(runs, 4 * HOUR, OFFICE, None, LATER))] if runs.hand_off.size else [None]

    assert [clock and (clock["started"], clock["verdict"], clock["elapsed"]) for clock in clocks] == [expected]


def test_wall_time_counts_nights():
    assert lead_clock(calendar=round_the_clock(), target=24 * HOUR)["due"] == at(5, 10)


def test_a_calendar_change_moves_only_what_is_left():
    longer = {day: [("09:00", "21:00")] for day in ("mon", "tue", "wed", "thu", "fri")}
    changed = CalendarHistory((*OFFICE.versions, BusinessCalendar("Europe/Berlin", longer)), (at(5, 8),))

    before = lead_clock(calendar=changed, target=6 * HOUR)
    across = lead_clock(calendar=changed, target=17 * HOUR)

    assert before["due"] == at(4, 16)  # all of it under the old hours
    assert across["due"] == at(5, 19)  # seven hours on Wednesday, closed at 17:00; ten on Thursday, open until 21:00
    assert lead_clock(calendar=changed, first_genuine=at(5, 19))["elapsed"] == 17 * HOUR


def test_no_hand_offs_make_no_clocks():
    clocks = judge(lead_runs("first_response", hand_offs()), HOUR, OFFICE, None, LATER)

    assert clocks.verdict.size == 0
    assert clocks.take(np.empty(0, np.intp)).due.size == 0
