"""Of what is told twice the highest version counts, and an owner's team is taken where none is named."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from leads.models import Event, HandOff, Lead
from tests.factories import CampaignFactory, OwnerFactory
from tests.leads.happenings import HANDED_OFF, at, happened
from tests.leads.worlds import counts, stored

pytestmark = pytest.mark.django_db


def test_a_corrected_event_replaces_what_it_said(world, told):
    told(happened("won", 5, key="e", amount=Decimal(1)), leads=[world.lead()], hand_offs=[world.hand_off()])

    recorded = told(happened("lost", 6, key="e", reasons=["price"]))

    assert counts(recorded) == {"updated": 1, "events_updated": 1}
    assert (stored().stage, stored().reasons, stored().value) == ("lost", ["price"], None)
    assert Event.objects.count() == 1


def test_a_length_that_becomes_known_or_is_put_right_corrects_its_touch(world, told):
    call = happened("touched", 5, key="e", channel="call")
    told(call, leads=[world.lead()], hand_offs=[world.hand_off()])

    learnt, again, put_right = (told(replace(call, length_seconds=seconds)) for seconds in (45, 45, 450))

    assert [counts(each) for each in (learnt, again, put_right)] == [
        {"updated": 1, "events_updated": 1},
        {"unchanged": 1, "events_unchanged": 1},
        {"updated": 1, "events_updated": 1},
    ]
    assert (Event.objects.get().length_seconds, stored().touches) == (450, 1)


@pytest.mark.parametrize(
    ("version", "later_version", "stage"),
    [(0, 0, "lost"), (3, 3, "lost"), (3, 4, "lost"), (4, 3, "won")],
    ids=["no versions", "the same", "higher", "lower"],
)
def test_the_highest_version_counts_else_the_later_arrival(world, told, version, later_version, stage):
    first = happened("won", 5, key="e", version=version)
    later = happened("lost", 5, key="e", version=later_version)
    told(first, leads=[world.lead()], hand_offs=[world.hand_off()])

    told(later)

    assert stored().stage == stage


@pytest.mark.parametrize("calls", [1, 2])
def test_what_the_later_telling_of_a_hand_off_leaves_open_stays_as_it_was(world, told, calls):
    campaign = CampaignFactory(source=world.source)
    tellings = [world.hand_off(campaign_id=campaign.pk), world.hand_off(handed_off_at=None)]

    for some in [tellings] if calls == 1 else [[each] for each in tellings]:
        told(leads=[world.lead()], hand_offs=some)

    hand_off = HandOff.objects.get()
    assert (hand_off.handed_off_at, hand_off.campaign) == (HANDED_OFF, campaign)


def test_of_two_versions_in_one_call_the_higher_counts(world, told):
    told(
        happened("won", 5, key="e", version=2),
        happened("lost", 5, key="e", version=1),
        leads=[world.lead(version=2, city="Graz"), world.lead(version=1, city="Linz")],
        hand_offs=[world.hand_off(version=2), world.hand_off(version=1, handed_off_at=at(60))],
    )

    assert (stored().stage, Lead.objects.get().city) == ("won", "Graz")
    assert HandOff.objects.get().handed_off_at == HANDED_OFF


def test_of_the_same_version_in_one_call_the_later_counts(world, told):
    told(
        happened("won", 5, key="e"),
        happened("lost", 5, key="e"),
        leads=[world.lead(city="Graz"), world.lead(city="Linz")],
        hand_offs=[world.hand_off(), world.hand_off(handed_off_at=at(1))],
    )

    assert (stored().stage, Lead.objects.get().city, HandOff.objects.get().handed_off_at) == ("lost", "Linz", at(1))


def test_an_event_of_a_lower_version_does_not_move(world, told):
    hand_offs = [world.hand_off(), world.hand_off("H2")]
    told(happened("won", 5, key="e", version=2), leads=[world.lead()], hand_offs=hand_offs)

    recorded = told(replace(happened("won", 5, key="e", version=1), hand_off_external_id="H2"))

    assert counts(recorded) == {"unchanged": 2, "events_unchanged": 1}
    assert (stored("H1").stage, stored("H2").stage) == ("won", "new")


def test_the_team_of_the_owner_is_taken_where_none_is_named(world, told):
    owner, other = world.owners[0], world.teams[1]

    told(
        happened("assigned", 0, owner_id=owner.pk),
        happened("assigned", 5, owner_id=owner.pk, team_id=other.pk),
        leads=[world.lead()],
        hand_offs=[world.hand_off()],
    )

    assert (stored().first_team_id, stored().team_id) == (world.teams[0].pk, other.pk)


def test_an_owner_who_moves_to_another_team_leaves_the_past_alone(world, told):
    owner = world.owners[0]
    said = {"leads": [world.lead()], "hand_offs": [world.hand_off()]}
    told(happened("assigned", 0, owner_id=owner.pk), **said)
    owner.team = world.teams[1]
    owner.save()

    recorded = told(happened("assigned", 0, owner_id=owner.pk), **said)

    assert counts(recorded) == {"unchanged": 1, "leads_unchanged": 1, "events_unchanged": 1}
    assert stored().team_id == world.teams[0].pk


def test_a_team_that_was_not_known_is_filled_in(world, told):
    owner = world.owners[2]
    told(happened("assigned", 0, owner_id=owner.pk), leads=[world.lead()], hand_offs=[world.hand_off()])
    owner.team = world.teams[1]
    owner.save()

    told(happened("assigned", 0, owner_id=owner.pk))

    assert stored().team_id == world.teams[1].pk


def test_an_owner_nobody_knows_yet_can_be_made_first(world, told):
    owner = OwnerFactory()

    told(happened("assigned", 0, owner_id=owner.pk), leads=[world.lead()], hand_offs=[world.hand_off()])

    assert (stored().owner_id, stored().team_id) == (owner.pk, None)
