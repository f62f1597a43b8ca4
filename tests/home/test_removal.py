"""Removing the demo company: nothing of it stays, and nothing else goes."""

from datetime import timedelta

import pytest
from django.db import connection

from feedback.models import DirtyRatingDay, RatingFact
from leadgap.accounts.models import Role, User
from leadgap.home.demo.company import found
from leadgap.home.demo.loading import roll
from leadgap.home.demo.removal import remove
from leadgap.home.demo.settling import settle
from leadgap.home.setup import is_needed
from leads.models import HandOff
from sla.models import AgreementVersion, Clock, ClockFact, DirtyClockDay, JudgedAgain
from tests.factories import OwnerFactory, SystemFactory, TeamFactory, UserFactory
from tests.home.conftest import THEN
from tests.home.told import rows
from tests.sla.world import agree, assigned, hand_over, touched

pytestmark = pytest.mark.django_db


def test_nothing_of_it_stays(short_story):
    before = rows()
    found(now=THEN, leads=300)
    roll(now=THEN)
    settle(now=THEN)
    JudgedAgain.objects.create(
        start=THEN.date(),
        end=THEN.date() + timedelta(days=1),
        version=AgreementVersion.objects.get(),
        reason="It held then already.",
        made_at=THEN,
    )
    assert rows() != before

    remove()
    settle(now=THEN)

    assert rows() == before
    assert is_needed()
    assert not DirtyRatingDay.objects.exists()
    assert not DirtyClockDay.objects.exists()
    connection.check_constraints()


def test_the_organisation_stays_for_who_is_still_here(short_story, administrator):
    found(now=THEN, leads=10)

    remove()

    assert User.objects.get() == administrator


@pytest.fixture
def own(organisation, db):
    """Own people, an own agreement and own leads that were there before."""
    team = TeamFactory(name="Enterprise")
    rep = UserFactory(name="Rita Own", role=Role.REP, team=team)
    owner = OwnerFactory(name="Rita Own", user=rep, team=team)
    agree(effective_on=(THEN - timedelta(days=3)).date())
    at = THEN - timedelta(days=2)
    UserFactory(role=Role.ADMINISTRATOR)
    hand_off = hand_over(assigned(owner, at), touched(at + timedelta(minutes=30), owner_id=owner.pk), at=at, now=THEN)
    settle(now=THEN)
    return hand_off


def own_state():
    system = SystemFactory()
    clocks = Clock.objects.filter(hand_off__system=system).order_by("promise", "scope", "number")
    return (
        list(HandOff.objects.filter(system=system).values_list("external_id", "stage", "owner", "team", "source")),
        list(clocks.values_list("promise", "verdict", "due_at", "stopped_at", "owner")),
        list(User.objects.exclude(email__endswith=".example").values_list("email", "is_active", "team").order_by("pk")),
        list(AgreementVersion.objects.values_list("number", "state")),
        list(ClockFact.objects.values_list("day", "promise", "met", "missed").order_by("day", "promise", "scope")),
        list(RatingFact.objects.values_list("day", "source", "hand_offs").order_by("day", "source")),
    )


def test_what_is_ones_own_is_not_touched(own, short_story):
    before = own_state()
    found(now=THEN, leads=300)
    roll(now=THEN)
    settle(now=THEN)

    remove()
    settle(now=THEN)

    assert own_state() == before
    assert before[0]
    assert before[1]


def test_removing_nothing_does_nothing(own):
    before = rows()

    remove()

    assert rows() == before
