"""What a system tells of at all: the first observed touch or decision has every hand-off judged again."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from leads.models import HandOff, StaleHandOff
from tests.leads.happenings import happened

pytestmark = pytest.mark.django_db


def judged(*external_ids):
    StaleHandOff.objects.filter(hand_off__external_id__in=external_ids).delete()


def test_the_first_observed_touch_opens_the_feed_and_has_every_hand_off_judged_again(world, told):
    told(leads=[world.lead()], hand_offs=[world.hand_off(), world.hand_off("H2"), world.hand_off("H3")])
    judged("H1", "H2")

    told(happened("touched", 5))

    world.system.refresh_from_db()
    assert world.system.touches_from == datetime(1900, 1, 1, tzinfo=UTC)
    assert set(HandOff.objects.unjudged().values_list("external_id", flat=True)) == {"H1", "H2", "H3"}


def test_the_second_touch_opens_nothing(world, told):
    told(happened("touched", 5), leads=[world.lead()], hand_offs=[world.hand_off(), world.hand_off("H2")])
    judged("H1", "H2")

    told(happened("touched", 6))

    assert not HandOff.objects.unjudged().filter(external_id="H2").exists()


@pytest.mark.parametrize(
    "event",
    [happened("won", 5), happened("touched", None), happened("touched", 5, self_reported=True)],
    ids=["no touch", "undated", "self-reported"],
)
def test_what_opens_no_feed(world, told, event):
    told(event, leads=[world.lead()], hand_offs=[world.hand_off()])

    world.system.refresh_from_db()
    assert world.system.touches_from is None


@pytest.mark.parametrize("kind", ["accepted", "rejected"])
def test_the_first_observed_decision_opens_the_feed_of_decisions_alone(world, told, kind):
    told(leads=[world.lead()], hand_offs=[world.hand_off(), world.hand_off("H2")])
    judged("H1", "H2")

    told(happened(kind, 5))

    world.system.refresh_from_db()
    assert (world.system.touches_from, world.system.decisions_from) == (None, datetime(1900, 1, 1, tzinfo=UTC))
    assert HandOff.objects.unjudged().filter(external_id="H2").exists()


def test_a_touch_and_a_decision_open_both_feeds_at_once(world, told):
    told(leads=[world.lead()], hand_offs=[world.hand_off(), world.hand_off("H2")])
    judged("H1", "H2")

    told(happened("touched", 5), happened("accepted", 6))

    world.system.refresh_from_db()
    assert world.system.touches_from == world.system.decisions_from == datetime(1900, 1, 1, tzinfo=UTC)
    assert HandOff.objects.unjudged().filter(external_id="H2").exists()


def test_a_parked_touch_opens_the_feed(world, told):
    told(happened("touched", 5))

    world.system.refresh_from_db()
    assert world.system.touches_from is not None
