"""Events of hand-offs that are not known yet wait for them, each once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from leads.journal import record
from leads.models import Event, HandOff, ImportRun, ParkedEvent
from tests.factories import NOW, SystemFactory
from tests.leads.happenings import happened
from tests.leads.worlds import counts, stored

pytestmark = pytest.mark.django_db


def test_an_event_of_an_unknown_hand_off_waits_for_it(world, told, signals):
    run = ImportRun.objects.create(file_name="activities.csv", created_at=NOW)
    owner = world.owners[0]
    event = happened("won", 5, amount=Decimal("1.25"), reasons=["price"], note="Text", owner_id=owner.pk, position=7)

    recorded = told(event, batch=run)

    assert counts(recorded) == {"parked": 1}
    assert signals == []
    assert not Event.objects.exists()

    told(leads=[world.lead()], hand_offs=[world.hand_off()], now=NOW + timedelta(days=1))

    assert not ParkedEvent.objects.exists()
    assert stored() == world.expected([event])
    kept = Event.objects.get()
    # Learnt when it came, and with the import that brought it.
    assert (kept.recorded_at, kept.batch, kept.position, kept.team) == (NOW, run, 7, owner.team)
    assert kept.note.text == "Text"


def test_a_touch_waits_with_its_length_and_one_that_waited_before_there_were_any_has_none(world, told):
    told(happened("touched", 5, key="e", length_seconds=240), happened("touched", 6, key="f"))
    before = ParkedEvent.objects.get(key="f")
    del before.payload["length_seconds"]
    before.save()

    told(leads=[world.lead()], hand_offs=[world.hand_off()])

    assert dict(Event.objects.values_list("key", "length_seconds")) == {"e": 240, "f": None}


def test_parked_events_are_counted_once(world, told):
    told(happened("won", 5, key="e"))

    recorded = told(happened("won", 5, key="e"), happened("lost", 6, key="f"))

    assert counts(recorded) == {"parked": 1, "events_unchanged": 1}
    assert ParkedEvent.objects.count() == 2


@pytest.mark.parametrize(("first", "later", "stage"), [(0, 0, "lost"), (2, 1, "won"), (1, 2, "lost")])
def test_the_highest_version_counts_among_the_parked_too(world, told, first, later, stage):
    told(happened("won", 5, key="e", version=first))
    told(happened("lost", 5, key="e", version=later))

    told(leads=[world.lead()], hand_offs=[world.hand_off()])

    assert stored().stage == stage


@pytest.mark.parametrize(("first", "later", "stage"), [(0, 0, "lost"), (2, 1, "won"), (1, 2, "lost")])
def test_the_highest_version_counts_among_those_that_are_parked_together(world, told, first, later, stage):
    told(happened("won", 5, key="e", version=first), happened("lost", 5, key="e", version=later))

    told(leads=[world.lead()], hand_offs=[world.hand_off()])

    assert stored().stage == stage


def test_an_event_that_comes_with_its_hand_off_goes_before_the_parked_one(world, told):
    told(happened("won", 5, key="e"))

    told(happened("lost", 5, key="e"), leads=[world.lead()], hand_offs=[world.hand_off()])

    assert stored().stage == "lost"
    assert not ParkedEvent.objects.exists()


def test_a_parked_event_that_is_told_of_another_hand_off_waits_for_that_one(world, told):
    told(happened("won", 5, key="e"))
    told(replace(happened("won", 5, key="e"), hand_off_external_id="H2"))

    told(leads=[world.lead()], hand_offs=[world.hand_off()])
    assert ParkedEvent.objects.get().hand_off_external_id == "H2"
    told(hand_offs=[world.hand_off("H2")])

    assert dict(HandOff.objects.values_list("external_id", "stage")) == {"H1": "new", "H2": "won"}


def test_an_event_of_an_unknown_time_waits_as_it_is(world, told):
    told(happened("won", None))

    told(leads=[world.lead()], hand_offs=[world.hand_off()])

    assert (stored().stage, Event.objects.get().occurred_at) == ("won", None)


def test_parked_events_of_others_stay(world, told):
    told(happened("won", 5), replace(happened("won", 6), hand_off_external_id="H2"))
    other = SystemFactory(key="other")

    record(system=other, leads=[world.lead()], hand_offs=[world.hand_off()], now=NOW)
    told(leads=[world.lead()], hand_offs=[world.hand_off()])

    assert [parked.hand_off_external_id for parked in ParkedEvent.objects.all()] == ["H2"]
    assert stored_stages() == {"crm": "won", "other": "new"}


def stored_stages():
    return dict(HandOff.objects.filter(external_id="H1").values_list("system__key", "stage"))
