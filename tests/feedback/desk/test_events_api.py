"""The acts of the desk by the API: once for each external id, as the pages allow them, and blind."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from leads.journal import AlreadyRecorded, record_event
from leads.models import Event
from tests.factories import NOW, HandOffFactory

pytestmark = pytest.mark.django_db
TOUCH = {"kind": "touched", "channel": "call", "result": "connected"}
ACTS = {
    "touched": TOUCH,
    "accepted": {"kind": "accepted"},
    "rejected": {"kind": "rejected", "reason": "too-small"},
    "recycled": {"kind": "recycled", "reason": "not-now"},
    "rated": {"kind": "rated", "rating": 4, "reasons": ["good-fit"]},
    "asked": {"kind": "asked", "text": "Who is this?"},
    "disputed": {"kind": "disputed", "text": "A student."},
}


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def tell(client, hand_off):
    def post(user, body, external_id="call-7", to=hand_off):
        client.force_login(user)
        sent = {"external_id": external_id} | body
        return client.post(reverse("api:hand-off-events", args=[to.pk]), sent, content_type="application/json")

    return post


def acted():
    return Event.objects.exclude(kind="assigned").count()


@pytest.mark.parametrize("kind", ACTS)
def test_an_act_is_done_once_for_its_external_id(tell, rep, hand_off, kind):
    first, again = (tell(rep, ACTS[kind]) for _ in range(2))

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert acted() == 1
    found = first.json()
    assert (found["external_id"], found["kind"], found["hand_off"]) == ("call-7", kind, hand_off.pk)
    assert found["text"] == ACTS[kind].get("text", "")
    event = Event.objects.get(pk=found["id"])
    assert (event.user, event.owner) == (rep, None if kind == "rated" else rep.owners.get())


def test_a_touch_is_self_reported_and_dated_when_it_was(tell, rep, hand_off):
    body = TOUCH | {"occurred_at": "2026-03-04T14:30:05.7+01:00"}

    found = tell(rep, body).json()

    assert (found["occurred_at"], found["self_reported"]) == ("2026-03-04T13:30:05Z", True)
    assert tell(rep, body).status_code == 200
    hand_off.refresh_from_db()
    assert hand_off.first_genuine_at == NOW.replace(hour=13, minute=30, second=5)


def test_a_call_may_say_how_long_it_was(tell, rep, hand_off):
    first, again, other = (tell(rep, TOUCH | {"length_seconds": seconds}) for seconds in (43_200, 43_200, 45))

    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 409)
    assert first.json()["length_seconds"] == Event.objects.get(kind="touched").length_seconds == 43_200
    assert tell(rep, TOUCH, "another").json()["length_seconds"] is None


def test_the_same_external_id_for_something_else_conflicts(tell, rep, manager, hand_off):
    other = HandOffFactory()
    record_event(hand_off=other, kind="assigned", user=None, now=other.handed_off_at, owner_id=rep.owners.get().pk)
    tell(rep, TOUCH)

    others = [
        tell(rep, TOUCH | {"result": "no_answer"}),
        tell(rep, {"kind": "accepted"}),
        tell(manager, TOUCH),
        tell(rep, TOUCH, to=other),
    ]

    assert {each.status_code for each in others} == {409}
    assert others[0].json() == {"external_id": ["This external id is taken by another event."]}
    assert acted() == 1


def test_what_a_source_system_told_is_neither_found_nor_written_over(tell, rep, hand_off):
    """Else the key of an expected rating would tell what Marketing expects."""
    record_event(hand_off=hand_off, kind="rated", user=None, now=NOW, side="marketing", rating=5, basis="default")
    Event.objects.filter(side="marketing").update(key="expected:1")

    response = tell(rep, TOUCH, external_id="expected:1")

    assert (response.status_code, response.json()["rating"]) == (201, None)


def test_two_at_once_record_one(rep, hand_off):
    record_event(hand_off=hand_off, kind="accepted", user=rep, now=NOW, external_id="call-7")

    with pytest.raises(AlreadyRecorded) as already:
        record_event(hand_off=hand_off, kind="accepted", user=rep, now=NOW, external_id="call-7")

    assert already.value.event == Event.objects.get(kind="accepted")


@pytest.mark.parametrize(
    ("body", "field", "words"),
    [
        ({"kind": "won", "reason": "x"}, "reason", "says nothing with “won”"),
        ({"kind": "rejected"}, "reason", "“rejected” needs this"),
        ({"kind": "rejected", "reason": "good-fit"}, "reason", "is not on the list of reasons: wrong-contact, "),
        ({"kind": "touched", "channel": "call"}, "result", "needs this"),
        (TOUCH | {"channel": "email", "length_seconds": 60}, "length_seconds", "Only a call has a length"),
        (TOUCH | {"length_seconds": -1}, "length_seconds", "greater than or equal to 0"),
        (TOUCH | {"length_seconds": 43_201}, "length_seconds", "less than or equal to 43200"),
        ({"kind": "accepted", "length_seconds": 60}, "length_seconds", "says nothing"),
        ({"kind": "accepted", "occurred_at": "2026-03-04T13:30:00Z"}, "occurred_at", "says nothing"),
        (TOUCH | {"occurred_at": "2026-03-04T13:30:00"}, "occurred_at", "in which zone"),
        (TOUCH | {"occurred_at": "2026-03-04T13:30:00+99:00"}, "occurred_at", "wrong format"),
        (TOUCH | {"occurred_at": "2026-03-05T13:30:00Z"}, "occurred_at", "lies in the future"),
        (TOUCH | {"occurred_at": "2025-03-04T13:30:00Z"}, "occurred_at", "before the hand-off"),
        ({"kind": "rated", "rating": 6}, "rating", "5"),
        ({"kind": "rated", "rating": 4, "reasons": ["moon"]}, "reasons", "moon"),
        ({"kind": "asked", "text": " "}, "text", "blank"),
        ({"kind": "voided"}, "kind", "voided"),
        ({"kind": "accepted", "external_id": ""}, "external_id", "blank"),
    ],
)
def test_what_makes_no_sense_is_400_with_its_field(tell, rep, body, field, words):
    response = tell(rep, body)

    assert response.status_code == 400
    assert list(response.json()) == [field]
    assert words in str(response.json())
    assert not acted()


def test_a_step_that_the_stage_does_not_allow_conflicts(tell, rep):
    tell(rep, ACTS["rejected"])

    response = tell(rep, {"kind": "accepted"}, external_id="call-8")

    assert response.status_code == 409
    assert response.json() == {"detail": "The hand-off is rejected, so it cannot be accepted."}


def test_a_second_rating_conflicts_and_could_not_tell_may_be_followed(tell, rep):
    assert tell(rep, {"kind": "rated", "rating": None}, "a").json()["rating"] is None
    assert tell(rep, {"kind": "rated", "rating": 2}, "b").status_code == 201
    assert tell(rep, {"kind": "rated", "rating": 3}, "c").status_code == 409


def test_marketing_rates_and_replies(tell, rep, marketer, hand_off):
    early = tell(marketer, {"kind": "replied", "text": "Yes."}, "a")
    rated = tell(marketer, {"kind": "rated", "rating": 4}, "b")
    tell(rep, ACTS["asked"], "c")
    replied = tell(marketer, {"kind": "replied", "text": "Yes."}, "d")

    assert early.status_code == 409
    assert (rated.status_code, rated.json()["side"]) == (201, "marketing")
    assert (replied.status_code, replied.json()["side"]) == (201, "marketing")
    assert tell(marketer, {"kind": "rated", "rating": None}, "e").status_code == 400
    assert tell(marketer, {"kind": "disputed", "text": "No."}, "f").status_code == 403
    assert tell(rep, {"kind": "rated", "rating": 4, "side": "marketing"}, "g").status_code == 403


@pytest.mark.parametrize("kind", ACTS)
@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("rep", 201),
        ("manager", 201),
        ("colleague", 404),
        ("stranger", 404),
        ("other_manager", 404),
        ("auditor", 403),
    ],
)
def test_who_may_act(request, tell, kind, who, status):
    assert tell(request.getfixturevalue(who), ACTS[kind]).status_code == status
    assert acted() == (status == 201)


def test_a_former_owner_reads_and_does_not_act(tell, colleague, hand_off):
    hand_off.assignments.create(number=2, owner=colleague.owners.get())

    assert tell(colleague, TOUCH).status_code == 403


@pytest.mark.parametrize("kind", ACTS)
def test_no_answer_tells_a_rep_what_marketing_thinks(tell, rep, hand_off, kind):
    def answer():
        with transaction.atomic():
            found = tell(rep, ACTS[kind])
            transaction.set_rollback(True)
        return found.status_code, {name: value for name, value in found.json().items() if name != "id"}

    silent = answer()
    record_event(hand_off=hand_off, kind="rated", user=None, now=NOW, side="marketing", rating=5, basis="individual")

    assert answer() == silent


def test_it_takes_as_many_queries_after_twenty_events_as_after_one(tell, rep, hand_off):
    def queries(external_id):
        with CaptureQueriesContext(connection) as captured:
            assert tell(rep, TOUCH, external_id).status_code == 201
        return len(captured)

    tell(rep, TOUCH, "first")
    few = queries("a")
    for number in range(20):
        record_event(
            hand_off=hand_off,
            kind="touched",
            user=rep,
            now=NOW + timedelta(seconds=number),
            channel="call",
            direction="outbound",
        )

    assert queries("b") == few


def test_waiting_for_the_lead_and_going_on(tell, rep, hand_off):
    assert tell(rep, {"kind": "paused"}, "a").status_code == 409
    tell(rep, TOUCH, "b")

    answers = [tell(rep, {"kind": kind}, key).status_code for kind, key in (("paused", "c"), ("resumed", "d"))]

    assert answers == [201, 201]
    assert tell(rep, {"kind": "paused"}, "c").status_code == 200
    assert tell(rep, {"kind": "paused", "reason": "x"}, "e").status_code == 400
    assert tell(rep, {"kind": "paused", "reason": "away"}, "f").json()["reasons"] == ["away"]
    assert tell(rep, {"kind": "paused", "reason": "away"}, "f").status_code == 200
    assert tell(rep, {"kind": "paused", "reason": "other"}, "f").status_code == 409
