"""Known hand-offs: what changes them, whose days that dirties, and what stays as it was given."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from leads.models import EventNote, HandOff
from tests.factories import CampaignFactory
from tests.leads.happenings import HANDED_OFF, at, happened
from tests.leads.worlds import counts, event_keys, stored

pytestmark = pytest.mark.django_db


# ── Later ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_late_event_changes_the_state_and_raises_the_revision(world, told, signals):
    told(happened("touched", 60), leads=[world.lead()], hand_offs=[world.hand_off()])
    signals.clear()

    recorded = told(happened("touched", 5))

    hand_off = HandOff.objects.get()
    assert counts(recorded) == {"updated": 1, "events_created": 1}
    assert (hand_off.first_genuine_at, hand_off.attempts, hand_off.revision) == (at(5), 2, 2)
    assert signals == [([hand_off.pk], {date(2026, 3, 2)})]


def test_an_event_that_changes_no_state_is_a_change_too(world, told):
    told(leads=[world.lead()], hand_offs=[world.hand_off()])

    told(happened("replied", 60))

    assert HandOff.objects.get().revision == 2


def test_only_the_hand_offs_that_changed_are_told(world, told, signals):
    told(leads=[world.lead()], hand_offs=[world.hand_off(), world.hand_off("H2")])
    signals.clear()

    recorded = told(happened("won", 5), leads=[world.lead()], hand_offs=[world.hand_off(), world.hand_off("H2")])

    assert counts(recorded) == {"updated": 1, "unchanged": 1, "leads_unchanged": 1, "events_created": 1}
    assert [ids for ids, _ in signals] == [[HandOff.objects.get(external_id="H1").pk]]


def test_assignments_are_rewritten_as_the_story_changes(world, told):
    one, two, three = (owner.pk for owner in world.owners)
    told(happened("assigned", 0, owner_id=one), leads=[world.lead()], hand_offs=[world.hand_off()])

    told(happened("assigned", 20, owner_id=three), happened("assigned", 10, owner_id=two))

    assert [(each.owner_id, each.until) for each in stored().assignments] == [
        (one, at(10)),
        (two, at(20)),
        (three, None),
    ]


def test_an_event_may_move_to_another_hand_off(world, told, signals):
    told(happened("won", 5, key="e"), leads=[world.lead()], hand_offs=[world.hand_off(), world.hand_off("H2")])
    signals.clear()

    recorded = told(replace(happened("won", 5, key="e"), hand_off_external_id="H2"))

    assert counts(recorded) == {"updated": 2, "events_updated": 1}
    assert (stored("H1").stage, stored("H2").stage) == ("new", "won")
    assert len(signals[0][0]) == 2


def test_an_event_may_move_to_a_hand_off_that_comes_with_it(world, told):
    told(happened("won", 5, key="e"), leads=[world.lead()], hand_offs=[world.hand_off()])

    recorded = told(
        replace(happened("won", 5, key="e"), hand_off_external_id="H2"),
        replace(happened("accepted", 4, key="a"), hand_off_external_id="H2"),
        hand_offs=[world.hand_off("H2")],
    )

    assert counts(recorded) == {"created": 1, "updated": 1, "events_created": 1, "events_updated": 1}
    assert (stored("H1").stage, stored("H2").stage, stored("H2").accepted_at) == ("new", "won", at(4))
    assert event_keys("H2") == {"e", "a"}


def test_a_note_of_a_lower_version_replaces_none(world, told):
    told(happened("won", 5, key="e", version=2, note="New"), leads=[world.lead()], hand_offs=[world.hand_off()])

    told(happened("won", 5, key="e", version=1, note="Old"))

    assert EventNote.objects.get().text == "New"


def test_a_later_note_replaces_the_earlier(world, told):
    told(happened("won", 5, key="e", note="First"), leads=[world.lead()], hand_offs=[world.hand_off()])

    told(happened("won", 5, key="e", note="Second"), happened("lost", 6, note="New"))

    assert sorted(EventNote.objects.values_list("text", flat=True)) == ["New", "Second"]


# ── What is given ──────────────────────────────────────────────────────────────────────────────────


def test_a_hand_off_that_moves_dirties_both_days(world, told, signals):
    told(happened("touched", 60), leads=[world.lead()], hand_offs=[world.hand_off()])
    signals.clear()

    recorded = told(hand_offs=[world.hand_off(handed_off_at=HANDED_OFF + timedelta(days=3))])

    hand_off = HandOff.objects.get()
    assert counts(recorded) == {"updated": 1}
    assert signals == [([hand_off.pk], {date(2026, 3, 2), date(2026, 3, 5)})]
    assert (hand_off.day, hand_off.first_genuine_at, hand_off.early_events) == (date(2026, 3, 5), None, 1)


def test_what_a_hand_off_leaves_unsaid_stays(world, told):
    campaign = CampaignFactory(source=world.source)
    told(leads=[world.lead()], hand_offs=[world.hand_off(campaign_id=campaign.pk)])

    recorded = told(hand_offs=[world.hand_off(handed_off_at=None)])

    hand_off = HandOff.objects.get()
    assert counts(recorded) == {"unchanged": 1}
    assert (hand_off.handed_off_at, hand_off.campaign, hand_off.revision) == (HANDED_OFF, campaign, 1)


def test_a_time_that_becomes_known_is_taken(world, told):
    told(happened("touched", -5), leads=[world.lead()], hand_offs=[world.hand_off(handed_off_at=None)])

    told(hand_offs=[world.hand_off()])

    assert (HandOff.objects.get().day, stored().early_events) == (date(2026, 3, 2), 1)


def test_a_hand_off_of_a_lower_version_says_nothing(world, told):
    told(leads=[world.lead()], hand_offs=[world.hand_off(version=5)])

    assert counts(told(hand_offs=[world.hand_off(version=4, handed_off_at=at(60))])) == {"unchanged": 1}
