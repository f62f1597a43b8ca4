"""What a person does in LeadGap: recorded once, refused where it cannot be, taken back by another event."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from leads.journal import (
    AlreadyVoided,
    BeforeHandOff,
    InFuture,
    MoveNotAllowed,
    NaiveTime,
    Refused,
    TooLongAgo,
    UnknownReference,
    record,
    record_event,
    void_event,
)
from leads.lifecycle import ALLOWED, LEADS_TO, Kind, Stage
from leads.models import Event, HandOff
from leads.signals import handoffs_changed
from tests.factories import NOW
from tests.leads.happenings import HANDED_OFF, at, happened
from tests.leads.worlds import stored

pytestmark = pytest.mark.django_db


@pytest.fixture
def signals(hand_off):
    """Return the list of what receivers were told, and when, once the hand-off is there."""
    heard = []

    def hear(sender, ids, days, now, **rest):
        heard.append((ids, days, now))

    handoffs_changed.connect(hear, weak=False)
    return heard


def in_stage(hand_off, stage):
    """Bring a hand-off into a stage by what a source system tells."""
    kind = next((kind for kind, leads_to in LEADS_TO.items() if leads_to == stage), None)
    if kind:
        record(system=hand_off.system, events=[happened(kind, 1)], now=NOW)


def test_an_act_is_recorded_with_who_did_it_and_when(hand_off, rep, signals):
    owner = rep.owners.get()

    event = record_event(
        hand_off=hand_off,
        kind=Kind.TOUCHED,
        user=rep,
        now=NOW,
        occurred_at=at(30),
        owner_id=owner.pk,
        channel="call",
        result="connected",
        self_reported=True,
        note="Wants a demo",
    )

    event.refresh_from_db()
    assert event.key.startswith("leadgap:")
    assert (event.kind, event.user, event.owner, event.team) == ("touched", rep, owner, rep.team)
    assert (event.occurred_at, event.recorded_at, event.direction) == (at(30), NOW, "outbound")
    assert (event.system, event.note.text) == (hand_off.system, "Wants a demo")
    assert (stored().first_connected_at, stored().answer_is_self_reported) == (at(30), True)
    assert signals == [([hand_off.pk], {hand_off.day}, NOW)]


def test_an_act_without_a_time_happened_now(hand_off):
    now = NOW.replace(microsecond=999_999)

    event = record_event(hand_off=hand_off, kind="accepted", user=None, now=now)

    assert event.occurred_at == event.recorded_at == NOW
    assert stored().accepted_at == NOW


@pytest.mark.parametrize("minutes", [0, 1])
def test_an_act_may_lie_between_the_hand_off_and_now(hand_off, minutes):
    assert record_event(hand_off=hand_off, kind="touched", user=None, now=at(1), occurred_at=at(minutes))


def test_an_act_before_the_hand_off_is_refused(hand_off, signals):
    with pytest.raises(BeforeHandOff, match="before the hand-off"):
        record_event(
            hand_off=hand_off, kind="touched", user=None, now=NOW, occurred_at=HANDED_OFF - timedelta(seconds=1)
        )

    assert not Event.objects.exists()
    assert signals == []


def test_an_act_on_a_hand_off_that_is_yet_to_come_is_refused(hand_off):
    with pytest.raises(BeforeHandOff):
        record_event(hand_off=hand_off, kind="touched", user=None, now=HANDED_OFF - timedelta(seconds=1))


def test_an_act_in_the_future_is_refused(hand_off):
    with pytest.raises(InFuture, match="future"):
        record_event(hand_off=hand_off, kind="touched", user=None, now=NOW, occurred_at=NOW + timedelta(seconds=1))


def test_a_touch_is_dated_back_no_more_than_a_fortnight(hand_off):
    """Else a touch could be invented at the very second of a hand-off of last year."""
    now = HANDED_OFF + timedelta(days=14)
    assert record_event(hand_off=hand_off, kind="touched", user=None, now=now, occurred_at=HANDED_OFF)

    with pytest.raises(TooLongAgo, match="dated back 14 days"):
        record_event(
            hand_off=hand_off, kind="touched", user=None, now=now + timedelta(seconds=1), occurred_at=HANDED_OFF
        )

    assert Event.objects.count() == 1


def test_what_a_system_tells_may_be_of_any_age(hand_off):
    record(system=hand_off.system, events=[happened("touched", 0)], now=NOW + timedelta(days=300))

    assert stored().first_genuine_at == HANDED_OFF


def test_an_act_without_a_zone_is_refused(hand_off):
    with pytest.raises(NaiveTime):
        record_event(hand_off=hand_off, kind="touched", user=None, now=NOW, occurred_at=datetime(2026, 3, 3))  # noqa: DTZ001


def test_an_act_by_an_owner_who_is_not_there_is_refused(hand_off):
    with pytest.raises(UnknownReference):
        record_event(hand_off=hand_off, kind="touched", user=None, now=NOW, owner_id=987_654)


def test_nothing_lies_before_an_undated_hand_off(world):
    record(system=world.system, leads=[world.lead()], hand_offs=[world.hand_off(handed_off_at=None)], now=NOW)
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)

    record_event(hand_off=HandOff.objects.get(), kind="closed", user=None, now=NOW, occurred_at=long_ago)

    assert stored().closed_at == long_ago


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("kind", sorted(LEADS_TO))
def test_only_the_steps_that_the_stage_allows_are_taken(hand_off, stage, kind):
    in_stage(hand_off, stage)
    before = Event.objects.count()

    if kind in ALLOWED[stage]:
        record_event(hand_off=hand_off, kind=kind, user=None, now=NOW)
        assert stored().stage == LEADS_TO[kind]
    else:
        with pytest.raises(MoveNotAllowed, match=f"is {stage}, so it cannot be {kind}"):
            record_event(hand_off=hand_off, kind=kind, user=None, now=NOW)
        assert Event.objects.count() == before


def test_the_second_of_two_people_is_refused_although_their_page_is_old(hand_off):
    page_of_the_second = HandOff.objects.get()
    record_event(hand_off=hand_off, kind="accepted", user=None, now=NOW)

    with pytest.raises(MoveNotAllowed):
        record_event(hand_off=page_of_the_second, kind="accepted", user=None, now=NOW)


def test_every_refusal_is_one_of_the_journal():
    refusals = [AlreadyVoided, BeforeHandOff, InFuture, MoveNotAllowed, NaiveTime, TooLongAgo, UnknownReference]

    assert all(issubclass(refusal, Refused) for refusal in refusals)


def test_taking_an_event_back_leaves_both_in_the_journal(hand_off, rep, signals):
    accepted = record_event(hand_off=hand_off, kind="accepted", user=rep, now=NOW)
    signals.clear()

    void = void_event(event=accepted, user=rep, now=NOW + timedelta(minutes=5))

    assert (void.kind, void.voids, void.user) == ("voided", accepted.key, rep)
    assert void.occurred_at == NOW + timedelta(minutes=5)
    assert (stored().stage, Event.objects.count()) == ("new", 2)
    assert [ids for ids, _, _ in signals] == [[hand_off.pk]]


def test_an_event_is_taken_back_once(hand_off):
    event = record_event(hand_off=hand_off, kind="accepted", user=None, now=NOW)
    void_event(event=event, user=None, now=NOW)

    with pytest.raises(AlreadyVoided):
        void_event(event=event, user=None, now=NOW)

    assert HandOff.objects.get().revision == 3


def test_taking_back_the_taking_back_restores_the_event(hand_off):
    event = record_event(hand_off=hand_off, kind="accepted", user=None, now=NOW)
    void = void_event(event=event, user=None, now=NOW + timedelta(minutes=1))

    void_event(event=void, user=None, now=NOW + timedelta(minutes=2))

    assert stored().stage == "accepted"


def test_after_it_is_taken_back_the_step_can_be_taken_again(hand_off):
    rejected = record_event(hand_off=hand_off, kind="rejected", user=None, now=NOW)
    void_event(event=rejected, user=None, now=NOW)

    record_event(hand_off=hand_off, kind="accepted", user=None, now=NOW)

    assert stored().stage == "accepted"


def test_an_imported_event_can_be_taken_back(hand_off):
    record(system=hand_off.system, events=[happened("won", 5, key="w")], now=NOW)

    void_event(event=Event.objects.get(key="w"), user=None, now=NOW)

    assert (stored().stage, stored().outcome) == ("new", "open")


def test_an_act_asks_few_questions(hand_off, rep, django_assert_max_num_queries):
    owner = rep.owners.get()
    record_event(hand_off=hand_off, kind="touched", user=rep, now=NOW, owner_id=owner.pk)
    hand_off = HandOff.objects.select_related("system").get()

    # The feed twice, the hand-off twice (to refuse, to project), owner, person, zone, events, the new key, the event,
    # the state, assignments, the event again; a savepoint here.
    with django_assert_max_num_queries(17):
        record_event(hand_off=hand_off, kind="touched", user=rep, now=NOW, owner_id=owner.pk)
