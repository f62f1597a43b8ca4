from __future__ import annotations

from datetime import timedelta

import pytest

from leads.journal import AlreadyVoided, record_event, void_event
from leads.models import Event, HandOff
from leads.undoing import UndoIsOver, undo, undoable
from tests.factories import NOW, HandOffFactory

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
SAID = {
    "touched": {"channel": "call", "direction": "outbound", "result": "connected", "self_reported": True},
    "accepted": {},
    "rejected": {"reasons": ["too-small"]},
    "recycled": {"reasons": ["not-now"]},
    "rated": {"side": "sales", "rating": 4},
    "asked": {"side": "sales", "note": "Which webinar?"},
}
STATE = [
    "stage",
    "outcome",
    "touches",
    "attempts",
    "first_genuine_at",
    "first_connected_at",
    "accepted_at",
    "decided_at",
]
STATE += ["closed_at", "reasons", "sales_rating", "sales_answered_at"]


@pytest.fixture
def hand_off(rep):
    hand_off = HandOffFactory()
    owner = rep.owners.get()
    record_event(hand_off=hand_off, kind="assigned", user=None, now=hand_off.handed_off_at, owner_id=owner.pk)
    return HandOff.objects.get(pk=hand_off.pk)


def did(hand_off, user, kind="touched", now=NOW, **said):
    return record_event(hand_off=hand_off, kind=kind, user=user, now=now, **SAID[kind] | said)


def state(hand_off):
    return HandOff.objects.filter(pk=hand_off.pk).values(*STATE).get()


@pytest.mark.parametrize("kind", SAID)
def test_what_one_did_is_as_if_it_had_not_been(rep, hand_off, kind):
    before = state(hand_off)
    event = did(hand_off, rep, kind)

    undo(event=event, user=rep, now=NOW + 10 * MINUTE)

    assert state(hand_off) == before


def test_a_second_undo_is_refused(rep, hand_off):
    event = did(hand_off, rep)
    undo(event=event, user=rep, now=NOW)

    with pytest.raises(AlreadyVoided):
        undo(event=event, user=rep, now=NOW)

    assert Event.objects.filter(kind="voided").count() == 1


def test_an_undo_is_not_undone(rep, hand_off):
    taken_back = undo(event=did(hand_off, rep), user=rep, now=NOW)

    with pytest.raises(UndoIsOver):
        undo(event=taken_back, user=rep, now=NOW)


def test_after_ten_minutes_it_stands(rep, hand_off):
    event = did(hand_off, rep, "accepted")

    with pytest.raises(UndoIsOver):
        undo(event=event, user=rep, now=NOW + 10 * MINUTE + timedelta(seconds=1))

    assert state(hand_off)["stage"] == "accepted"


def test_ten_minutes_count_from_the_record_and_not_from_what_it_says(rep, hand_off):
    event = did(hand_off, rep, occurred_at=NOW - timedelta(hours=1))

    undo(event=event, user=rep, now=NOW + 9 * MINUTE)

    assert state(hand_off)["touches"] == 0


@pytest.mark.parametrize("who", ["colleague", "manager", "marketer", "administrator"])
def test_nobody_takes_back_what_another_did(request, rep, hand_off, who):
    event, other = did(hand_off, rep), request.getfixturevalue(who)

    with pytest.raises(UndoIsOver):
        undo(event=event, user=other, now=NOW)

    assert undoable(other, [hand_off], now=NOW) == {}
    assert state(hand_off)["touches"] == 1


def test_what_an_import_told_is_nobodys_to_take_back(rep, hand_off):
    event = did(hand_off, None)

    with pytest.raises(UndoIsOver):
        undo(event=event, user=rep, now=NOW)

    assert undoable(rep, [hand_off], now=NOW) == {}


def test_what_can_be_taken_back_is_what_one_did_lately_and_has_not_taken_back(rep, manager, hand_off):
    long_ago = did(hand_off, rep, now=NOW - 11 * MINUTE)
    first, gone = did(hand_off, rep, now=NOW - 9 * MINUTE), did(hand_off, rep, now=NOW - 8 * MINUTE)
    did(hand_off, manager, now=NOW - 7 * MINUTE)
    last = did(hand_off, rep, "accepted", now=NOW - MINUTE)
    void_event(event=gone, user=rep, now=NOW)

    found = undoable(rep, [hand_off, HandOffFactory()], now=NOW)

    assert found == {hand_off.pk: [last, first]}
    assert long_ago not in found[hand_off.pk]


def test_at_exactly_ten_minutes_it_is_still_offered_and_done(rep, hand_off):
    event = did(hand_off, rep)

    assert undoable(rep, [hand_off], now=NOW + 10 * MINUTE) == {hand_off.pk: [event]}


def test_many_hand_offs_take_one_query(rep, hand_off, django_assert_num_queries):
    others = [HandOffFactory() for _ in range(5)]
    for each in [hand_off, *others]:
        did(each, rep)

    with django_assert_num_queries(1):
        found = undoable(rep, [hand_off, *others], now=NOW)

    assert len(found) == 6
