"""Several at once, on both databases: nothing is lost, nothing is there twice, and the state is the same."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db import IntegrityError

from leads.journal import EventRecord, MoveNotAllowed, record, record_event
from leads.models import Event, HandOff, Lead, ParkedEvent, StaleHandOff
from tests.factories import NOW
from tests.leads.happenings import at, happened
from tests.leads.worlds import World, event_keys, stored
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)

HAND_OFFS = [f"H{number}" for number in range(12)]


def story(world: World, name: str, rng: random.Random) -> list[EventRecord]:
    owners = [owner.pk for owner in world.owners]
    kinds = ["assigned", "touched", "accepted", "assigned", "touched", "won", "paused", "resumed", "rated", "voided"]
    events = []
    for number, kind in enumerate(kinds):
        said = {
            "assigned": {"owner_id": rng.choice(owners)},
            "rated": {"side": "sales", "rating": rng.randint(1, 5)},
            "voided": {"voids": f"{name}:{rng.randrange(9)}"},
        }.get(kind, {})
        event = happened(kind, rng.randint(-2, 60), key=f"{name}:{number}", **said)
        events.append(replace(event, hand_off_external_id=name))
    return events


@pytest.mark.parametrize("seed", range(4))
def test_writers_that_overlap_leave_the_state_of_one(world, seed):
    rng = random.Random(seed)
    events = [event for name in HAND_OFFS for event in story(world, name, rng)]

    def writer(seed: int) -> Callable[[], None]:
        def write() -> None:
            mine = random.Random(seed)
            # Every writer tells everything, in an order and in pieces of its own: leads and hand-offs with some
            # events, the others before or after.
            for names in (mine.sample(HAND_OFFS, 8), HAND_OFFS[::-1]):
                some = mine.sample(events, len(events) // 2)
                record(
                    system=world.system,
                    leads=[world.lead(f"L{name}") for name in names],
                    hand_offs=[world.hand_off(name, f"L{name}") for name in names],
                    events=some,
                    now=NOW,
                )
            shuffled = mine.sample(events, len(events))
            for start in range(0, len(shuffled), 40):
                record(system=world.system, events=shuffled[start : start + 40], now=NOW)

        return write

    assert at_once(*(writer(10 * seed + number) for number in range(3))) == [None, None, None]

    assert Lead.objects.count() == HandOff.objects.count() == len(HAND_OFFS)
    assert Event.objects.count() == len(events)
    assert not ParkedEvent.objects.exists()
    for name in HAND_OFFS:
        mine = [event for event in events if event.hand_off_external_id == name]
        assert event_keys(name) == {event.key for event in mine}
        assert stored(name) == world.expected(mine)


def test_a_hand_off_and_its_events_that_arrive_at_once_find_each_other(world):
    events = [[happened("won", 5, key=f"w{number}")] for number in range(3)]

    def tell_hand_off():
        record(system=world.system, leads=[world.lead()], hand_offs=[world.hand_off()], now=NOW)

    results = at_once(
        tell_hand_off,
        *(lambda some=some: record(system=world.system, events=some, now=NOW) and None for some in events),
    )

    assert results == [None] * 4
    assert not ParkedEvent.objects.exists()
    assert event_keys() == {"w0", "w1", "w2"}
    assert stored().stage == "won"


def test_of_two_people_who_take_the_same_step_one_is_refused(world):
    record(system=world.system, leads=[world.lead()], hand_offs=[world.hand_off()], now=NOW)
    hand_off = HandOff.objects.get()

    def accept():
        return record_event(hand_off=hand_off, kind="accepted", user=None, now=NOW).kind

    results = at_once(accept, accept, accept)

    assert results.count("accepted") == 1
    assert sum(isinstance(result, MoveNotAllowed) for result in results) == 2
    assert Event.objects.count() == 1


def test_people_and_imports_do_not_lose_each_others_touches(world):
    record(system=world.system, leads=[world.lead()], hand_offs=[world.hand_off()], now=NOW)
    hand_off = HandOff.objects.get()

    def by_hand():
        for minute in range(5):
            record_event(hand_off=hand_off, kind="touched", user=None, now=NOW, occurred_at=at(minute))

    def by_import():
        for minute in range(5):
            record(system=world.system, events=[happened("touched", minute, key=f"i{minute}")], now=NOW)

    assert at_once(by_hand, by_import, by_hand) == [None, None, None]

    hand_off.refresh_from_db()
    assert (hand_off.attempts, hand_off.revision) == (15, 16)
    assert (hand_off.first_genuine_at, Event.objects.count()) == (at(0), 15)


def test_the_feed_opens_once_and_every_judged_hand_off_is_judged_again(world):
    names = HAND_OFFS
    record(
        system=world.system,
        leads=[world.lead()],
        hand_offs=[world.hand_off(name, handed_off_at=at(5)) for name in names],
        now=NOW,
    )
    StaleHandOff.objects.all().delete()

    def touch(name):
        event = replace(happened("touched", 5, key=f"t{name}"), hand_off_external_id=name)
        return lambda: record(system=world.system, events=[event], now=NOW) and None

    def arrive():
        record(system=world.system, leads=[world.lead()], hand_offs=[world.hand_off("new")], now=NOW)

    assert at_once(touch("H0"), touch("H1"), arrive, touch("H2")) == [None] * 4

    assert HandOff.objects.unjudged().count() == len(names) + 1


def test_recordings_that_fail_leave_nothing_behind(world):
    def fail():
        bad = happened("rated", 5, key="bad", side="sales", rating=7)
        record(
            system=world.system,
            leads=[world.lead()],
            hand_offs=[world.hand_off()],
            events=[happened("won", 1, key="good"), bad],
            now=NOW,
        )

    results = at_once(fail, fail, fail)

    assert {type(result) for result in results} == {IntegrityError}
    assert not Lead.objects.exists()
    assert not Event.objects.exists()
