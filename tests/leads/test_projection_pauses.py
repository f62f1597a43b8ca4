"""The projection: when Sales waited for the lead, and why."""

from __future__ import annotations

import pytest

from tests.leads.happenings import HANDED_OFF, happened, state


def pauses(*events, handed_off_at=HANDED_OFF):
    start = int(HANDED_OFF.timestamp())
    found = state(*events, handed_off_at=handed_off_at).pauses
    return [[(end - start) // 60 if isinstance(end, int) else end for end in pair] for pair in found]


@pytest.mark.parametrize(
    ("course", "expected"),
    [
        ([("paused", 1), ("resumed", 4)], [[1, 4]]),
        ([("paused", 1)], [[1, None]]),
        ([("resumed", 4)], []),
        ([("paused", 1), ("paused", 2), ("resumed", 4)], [[1, 4]]),
        ([("paused", 1), ("resumed", 4), ("resumed", 6)], [[1, 4]]),
        ([("paused", 1), ("resumed", 4), ("paused", 4), ("resumed", 6)], [[1, 6]]),
        ([("paused", 1), ("resumed", 4), ("paused", 6)], [[1, 4], [6, None]]),
        ([("paused", -5), ("resumed", 4)], [[0, 4]]),
        ([("paused", -5), ("resumed", -1)], []),
        ([("paused", -5)], [[0, None]]),
        ([("paused", 3), ("resumed", 3)], []),
        ([("paused", None), ("resumed", 4)], []),
        ([("paused", 1), ("resumed", None)], [[1, None]]),
    ],
    ids=str,
)
def test_pauses(course, expected):
    # The position tells the order of equal instants.
    events = [happened(kind, minutes, position=place) for place, (kind, minutes) in enumerate(course)]

    assert pauses(*events) == pauses(*reversed(events)) == expected


@pytest.mark.parametrize(
    ("course", "expected"),
    [
        ([("paused", 1, "away"), ("resumed", 4, "")], [[1, 4, "away"]]),
        ([("paused", 1, "away")], [[1, None, "away"]]),
        ([("paused", 1, "away"), ("paused", 3, ""), ("resumed", 4, "")], [[1, 4, "away"]]),
        ([("paused", 1, ""), ("paused", 3, "away"), ("resumed", 4, "")], [[1, 3], [3, 4, "away"]]),
        ([("paused", 1, "away"), ("paused", 2, "away"), ("resumed", 4, "")], [[1, 4, "away"]]),
        ([("paused", 1, "away"), ("paused", 3, "other")], [[1, 3, "away"], [3, None, "other"]]),
        ([("paused", 1, "away"), ("paused", 1, "other"), ("resumed", 4, "")], [[1, 4, "other"]]),
        ([("paused", 1, "away"), ("resumed", 2, ""), ("paused", 2, "away")], [[1, None, "away"]]),
        ([("paused", 1, "away"), ("resumed", 2, ""), ("paused", 2, "")], [[1, 2, "away"], [2, None]]),
        ([("paused", -5, "away"), ("paused", -2, "other")], [[0, None, "other"]]),
    ],
    ids=str,
)
def test_reasons_of_pauses(course, expected):
    events = [
        happened(kind, minutes, position=place, reasons=(reason,) if reason else ())
        for place, (kind, minutes, reason) in enumerate(course)
    ]

    assert pauses(*events) == pauses(*reversed(events)) == expected


def test_pauses_of_an_undated_hand_off_are_kept_as_they_are():
    assert pauses(happened("paused", -5), happened("resumed", 4), handed_off_at=None) == [[-5, 4]]
