"""Which pauses by people came before whoever had the lead had reached out. No database."""

from __future__ import annotations

import pytest

from leads.waiting import unfounded
from tests.leads.happenings import HANDED_OFF, happened

WAITS = happened("paused", 9, key="p", user_id=1)
GOT_IT = happened("assigned", 0, owner_id=1, team_id=1)


@pytest.mark.parametrize(
    ("events", "is_unfounded"),
    [
        pytest.param([], True, id="nothing-was-tried"),
        pytest.param([happened("touched", 5)], False, id="tried"),
        pytest.param([happened("touched", 0)], False, id="at-the-hand-off"),
        pytest.param([happened("touched", -1)], True, id="before-the-hand-off"),
        pytest.param([happened("touched", None)], True, id="nobody-knows-when"),
        pytest.param([happened("touched", 5, automated=True)], True, id="by-a-machine"),
        pytest.param([happened("touched", 5, direction="inbound", result="connected")], True, id="by-the-lead"),
        pytest.param([happened("touched", 10)], True, id="tried-after"),
        pytest.param([happened("touched", 5), happened("touched", 6, automated=True)], False, id="then-by-a-machine"),
        pytest.param([GOT_IT, happened("touched", 5)], False, id="by-its-owner"),
        pytest.param(
            [GOT_IT, happened("touched", 5), happened("assigned", 6, owner_id=1, team_id=1)], False, id="told-again"
        ),
        pytest.param(
            [GOT_IT, happened("touched", 5), happened("assigned", 6, owner_id=2, team_id=1)], True, id="other-owner"
        ),
        pytest.param(
            [GOT_IT, happened("touched", 5), happened("assigned", 6, owner_id=1, team_id=2)], True, id="other-team"
        ),
        pytest.param([happened("accepted", 5)], True, id="a-step-is-no-touch"),
        pytest.param(
            [happened("touched", 5, key="t"), happened("voided", 6, voids="t")], True, id="the-touch-is-taken-back"
        ),
    ],
)
def test_a_pause_is_founded_on_a_genuine_touch_of_whoever_has_the_lead(events, is_unfounded):
    assert unfounded(HANDED_OFF, [*events, WAITS]) == ({"p"} if is_unfounded else set())


def test_what_an_import_tells_of_waiting_is_taken_as_it_comes():
    assert unfounded(HANDED_OFF, [happened("paused", 9)]) == set()


def test_only_pauses_are_unfounded():
    assert unfounded(HANDED_OFF, [happened("accepted", 5, user_id=1), happened("resumed", 6, user_id=1)]) == set()


def test_where_nobody_knows_when_it_was_handed_over_any_touch_counts():
    assert unfounded(None, [happened("touched", -5), WAITS]) == set()


def test_each_pause_is_looked_at_by_itself():
    again = happened("paused", 20, key="q", user_id=1)
    events = [WAITS, happened("resumed", 10, user_id=1), happened("touched", 15), again]

    assert unfounded(HANDED_OFF, events) == {"p"}
