"""Saying that Sales waits for the lead: after a genuine touch of whoever has it, until somebody goes on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from leads.journal import NotReachedOut, NotWaiting, Refused, record_event
from leads.models import Event
from leads.undoing import undo
from sla.judging import judge
from sla.models import Clock
from tests.factories import NOW
from tests.feedback.desk.acting import post
from tests.sla.world import agree

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
TOUCH = {"channel": "call", "direction": "outbound", "result": "no_answer", "self_reported": True}


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def did(hand_off, rep):
    def do(kind, at=NOW, user=rep, **said):
        said = TOUCH | said if kind == "touched" else said
        return record_event(hand_off=hand_off, kind=kind, user=user, now=at, **said)

    return do


def pauses(hand_off):
    hand_off.refresh_from_db()
    return hand_off.pauses


def read(client, hand_off):
    return " ".join(strip_tags(client.get(reverse("desk:hand-off", args=[hand_off.pk])).content.decode()).split())


def test_a_rep_waits_and_goes_on(client, rep, hand_off, time_machine):
    client.force_login(rep)
    assert "Waiting for the lead" not in read(client, hand_off)
    post(client, "touch", hand_off)

    assert post(client, "wait", hand_off).status_code == 200
    assert "Go on" in read(client, hand_off)
    assert pauses(hand_off) == [[int(NOW.timestamp()), None]]
    time_machine.shift(60)
    assert post(client, "go-on", hand_off).status_code == 200

    assert pauses(hand_off) == [[int(NOW.timestamp()), int(NOW.timestamp()) + 60]]
    assert "Goes on" in read(client, hand_off)


def test_a_rep_says_why(client, rep, hand_off):
    client.force_login(rep)
    post(client, "touch", hand_off)

    assert post(client, "wait", hand_off, reason="no-budget").status_code == 422
    assert pauses(hand_off) == []
    assert post(client, "wait", hand_off, reason="away").status_code == 200

    assert pauses(hand_off) == [[int(NOW.timestamp()), None, "away"]]
    assert hand_off.waits[0].reason == "away"
    assert hand_off.is_waiting
    assert "Away" in read(client, hand_off)


def test_the_queue_says_who_waits_for_the_lead(client, rep, hand_off):
    client.force_login(rep)
    post(client, "touch", hand_off, result="no_answer")
    post(client, "wait", hand_off)

    row = post(client, "touch", hand_off, show="open").content.decode()

    assert "waiting for the lead" in row
    assert "waiting for the lead" in client.get(reverse("desk:queue"), {"show": "open"}).content.decode()


def test_a_first_response_that_is_owed_is_not_put_off(client, rep, hand_off):
    client.force_login(rep)

    answer = post(client, "wait", hand_off)

    assert answer.status_code == 422
    assert "Reach out to the lead first" in answer.content.decode()
    assert pauses(hand_off) == []


@pytest.mark.parametrize("said", [{"automated": True}, {"direction": "inbound", "result": "connected"}])
def test_only_a_genuine_touch_is_reaching_out(did, said):
    did("touched", **said)

    with pytest.raises(NotReachedOut):
        did("paused")


def test_the_next_owner_reaches_out_first(did, colleague, hand_off):
    did("touched")
    record_event(hand_off=hand_off, kind="assigned", user=None, now=NOW + MINUTE, owner_id=colleague.owners.get().pk)

    with pytest.raises(NotReachedOut):
        did("paused", NOW + 2 * MINUTE, colleague)
    did("touched", NOW + 2 * MINUTE, colleague)
    assert did("paused", NOW + 2 * MINUTE, colleague)


def test_the_touch_that_a_pause_rests_on_is_not_taken_back(did, rep, hand_off):
    touch, pause = did("touched"), did("paused")

    with pytest.raises(NotReachedOut, match="Take that back first"):
        undo(event=touch, user=rep, now=NOW)
    undo(event=pause, user=rep, now=NOW)
    assert undo(event=touch, user=rep, now=NOW)
    assert pauses(hand_off) == []


def test_one_of_two_touches_before_a_pause_is_taken_back(did, rep):
    touches = did("touched"), did("touched")
    did("paused")

    assert undo(event=touches[0], user=rep, now=NOW)
    with pytest.raises(NotReachedOut):
        undo(event=touches[1], user=rep, now=NOW)


@pytest.mark.parametrize(
    ("before", "kind", "refusal"),
    [
        (["touched"], "resumed", NotWaiting),
        (["touched", "paused"], "paused", NotWaiting),
        (["touched", "rejected"], "paused", Refused),
        (["touched", "paused", "rejected"], "resumed", Refused),
    ],
)
def test_what_is_so_already_or_over_is_refused(did, before, kind, refusal):
    for each in before:
        did(each, reasons=["too-small"] if each == "rejected" else [])
    known = Event.objects.count()

    with pytest.raises(refusal):
        did(kind)

    assert Event.objects.count() == known


def test_what_an_import_tells_of_waiting_is_taken_as_it_comes(did, rep, hand_off):
    told = record_event(hand_off=hand_off, kind="paused", user=None, now=NOW)

    own = did("touched")

    assert told in hand_off.events.all()
    assert undo(event=own, user=rep, now=NOW)


def test_the_clocks_of_sales_stand_still_meanwhile(did, hand_off):
    agree(first_response=8, decision=24)
    did("touched")
    did("paused")
    later = NOW + timedelta(days=9)
    judge([hand_off.pk], now=later)

    decision = Clock.objects.get(promise__kind="decision", scope="lead")
    assert (decision.verdict, decision.due_at) == ("running", None)
    did("resumed", later)
    judge([hand_off.pk], now=later)

    decision.refresh_from_db()
    assert decision.due_at is not None
    assert decision.due_at > later
