"""A waiver of an owner clock stays with whom it was made for, whatever is told late of who had the hand-off."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from sla.facts import check_facts, rebuild_facts
from sla.models import Clock, WaivedClock
from sla.waivers.marks import waivers_of
from tests.factories import NOW, OwnerFactory
from tests.sla.waivers.waiving import LATER, waived_by
from tests.sla.world import HOUR, agree, assigned, hand_over, tell

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(berlin):
    return OwnerFactory(name="Ada", team=berlin)


@pytest.fixture
def ben(berlin):
    return OwnerFactory(name="Ben", team=berlin)


@pytest.fixture
def cleo(berlin):
    return OwnerFactory(name="Cleo", team=berlin)


@pytest.fixture
def hand_off(ada, ben):
    """Ada had it, and Ben has it since two hours after; neither answered."""
    agree()
    return hand_over(assigned(ada), assigned(ben, NOW + 2 * HOUR), now=LATER)


def owner_clocks(owner):
    return Clock.objects.filter(scope="owner", owner=owner)


def under_a_waiver():
    """Who has a waived clock, as the filter, the list and the facts tell alike."""
    rebuild_facts()
    assert check_facts() == []
    by_filter = set(Clock.objects.waived().values_list("pk", flat=True))
    assert by_filter == waivers_of(Clock.objects.select_related("promise")).keys()
    return sorted(set(Clock.objects.filter(pk__in=by_filter).values_list("owner__name", flat=True)))


def test_somebody_between_gets_no_waiver_and_takes_none(administrator, hand_off, ben, cleo):
    waived_by(administrator, owner_clocks(ben))

    tell(hand_off, assigned(cleo, NOW + HOUR), now=LATER)

    assert owner_clocks(cleo).exists()
    assert under_a_waiver() == ["Ben"]


def test_who_had_it_before_that_is_waived_from_the_start(administrator, hand_off, ben):
    waived_by(administrator, owner_clocks(ben))

    tell(hand_off, assigned(ben, NOW + HOUR), now=LATER)

    assert set(owner_clocks(ben).values_list("started_at", flat=True)) == {NOW + HOUR}
    assert under_a_waiver() == ["Ben"]


def test_of_two_times_in_the_same_hands_one_is_waived(administrator, hand_off, ada, ben):
    waived_by(administrator, owner_clocks(ada))

    tell(hand_off, assigned(ada, NOW + 3 * HOUR), now=LATER)

    assert set(owner_clocks(ada).values_list("number", flat=True)) == {1, 3}
    assert set(Clock.objects.waived().values_list("number", flat=True)) == {1}


def test_where_nobody_had_it_then_no_clock_is_waived(administrator, hand_off, ben):
    waived_by(administrator, owner_clocks(ben))
    WaivedClock.objects.update(held_at=NOW - timedelta(days=1))

    assert under_a_waiver() == []


@pytest.mark.parametrize(("scope", "held_at"), [("lead", NOW), ("owner", None)])
def test_only_an_owner_clock_was_held_by_somebody(administrator, hand_off, scope, held_at):
    waived_by(administrator, Clock.objects.filter(scope=scope))

    with pytest.raises(IntegrityError), transaction.atomic():
        WaivedClock.objects.filter(scope=scope).update(held_at=held_at)
