"""What happened to a hand-off, by the API: what the page tells, as blind as it is; and taking back one's own act."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from feedback.desk.story import timeline
from leads.journal import record_event
from leads.models import Event
from tests.factories import NOW, HandOffFactory

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
CALL = {"channel": "call", "result": "connected", "direction": "outbound", "self_reported": True, "length_seconds": 250}


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW + 20 * MINUTE, tick=False)


@pytest.fixture
def did(hand_off):
    """Let somebody do something, so many minutes after NOW."""

    def record(user, kind, minutes=15, **said):
        return record_event(hand_off=hand_off, kind=kind, user=user, now=NOW + minutes * MINUTE, **said)

    return record


@pytest.fixture
def read(client, hand_off):
    def get(user):
        client.force_login(user)
        return client.get(reverse("api:hand-off-events", args=[hand_off.pk]))

    return get


@pytest.fixture
def take_back(client, hand_off):
    def post(user, event, of=hand_off):
        client.force_login(user)
        return client.post(reverse("api:hand-off-take-back", args=[of.pk, event.pk]))

    return post


def test_it_tells_what_the_page_tells(read, did, rep, marketer, auditor, hand_off):
    did(rep, "touched", external_id="dialler-1", **CALL)
    did(rep, "rated", 16, side="sales", rating=2, reasons=["too-small"])
    did(marketer, "replied", 17, side="marketing", note="Thank you.")

    told = read(auditor).json()

    entries = timeline(auditor, hand_off, zone="UTC", undoable=[], now=NOW + 20 * MINUTE)
    assert [each["kind"] for each in told] == ["assigned", "touched", "rated", "replied"]
    assert len(told) == sum(entry.title != "Handed over" for entry in entries)
    assigned, touched, rated, replied = told
    assert (assigned["owner"], assigned["team"], assigned["by"]) == ("Rita Rep", "Berlin", None)
    assert (touched["by"], touched["external_id"], touched["self_reported"]) == ("Rita Rep", "dialler-1", True)
    assert (touched["length_seconds"], rated["length_seconds"]) == (250, None)
    assert (rated["rating"], rated["reasons"], rated["external_id"]) == (2, ["too-small"], "")
    assert (replied["text"], replied["side"], replied["by"]) == ("Thank you.", "marketing", "Mara Marketer")
    assert not any(each["is_voided"] or each["may_take_back"] for each in told)


def test_sales_does_not_read_marketings_rating_before_its_own_stands(read, did, rep, manager, marketer, time_machine):
    before = read(rep).content
    hidden = did(marketer, "rated", side="marketing", rating=5, basis="individual")

    assert read(rep).content == before
    assert hidden.pk not in {each["id"] for each in read(manager).json()}
    assert [(each["rating"], each["basis"]) for each in read(marketer).json()][-1] == (5, "individual")

    did(rep, "rated", 20, side="sales", rating=3)
    assert hidden.pk not in {each["id"] for each in read(rep).json()}
    time_machine.move_to(NOW + 31 * MINUTE)
    assert hidden.pk in {each["id"] for each in read(rep).json()}


def test_an_own_act_is_taken_back_once_and_keeps_no_words(read, take_back, did, rep, hand_off):
    asked = did(rep, "asked", side="sales", note="Who is this?")
    assert [each["may_take_back"] for each in read(rep).json()] == [False, True]

    first, again = take_back(rep, asked), take_back(rep, asked)

    assert (first.status_code, again.status_code) == (200, 409)
    assert again.json() == {"detail": "This has already been taken back."}
    assert (first.json()["is_voided"], first.json()["text"], first.json()["may_take_back"]) == (True, "", False)
    assert read(rep).json()[-1] == first.json()
    assert Event.objects.get(kind="voided").voids == asked.key


@pytest.mark.parametrize("who", ["manager", "marketer"])
def test_only_what_one_did_oneself_and_lately(request, take_back, did, rep, who):
    touch, old = did(rep, "touched", **CALL), did(rep, "accepted", 9)

    for response in (take_back(request.getfixturevalue(who), touch), take_back(rep, old)):
        assert response.status_code == 409
        assert "for ten minutes, and only by themselves" in response.json()["detail"]
    assert not Event.objects.filter(kind="voided").exists()


def test_marketing_takes_back_its_rating_and_no_rep_learns_that_there_is_one(take_back, did, rep, marketer):
    rated = did(marketer, "rated", side="marketing", rating=5, basis="individual")

    assert take_back(rep, rated).status_code == 404
    assert take_back(marketer, rated).status_code == 200


def test_an_event_of_another_hand_off_is_not_there(take_back, did, administrator):
    event = did(administrator, "touched", **CALL)

    assert take_back(administrator, event, of=HandOffFactory()).status_code == 404


def test_it_takes_as_many_queries_for_many_events_as_for_one(read, did, rep):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert read(rep).status_code == 200
        return len(captured)

    did(rep, "asked", side="sales", note="Who?")
    read(rep)
    few = queries()
    for number in range(20):
        did(rep, "asked", 16, side="sales", note=f"Who {number}?")

    assert queries() == few
