"""Removing the demo company: nothing of it stays, and nothing else goes."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection

from feedback.models import DirtyRatingDay, RatingFact
from feedback.ratings.services import rate
from leadgap.accounts.models import Role, Team, User
from leadgap.home.demo import removal
from leadgap.home.demo.company import found
from leadgap.home.demo.loading import roll
from leadgap.home.demo.removal import NobodyWouldBeLeft, remove
from leadgap.home.demo.settling import settle
from leadgap.home.models import DemoCompany
from leadgap.home.setup import is_needed
from leads.models import HandOff, Lead, Source
from sla.models import AgreementVersion, Clock, ClockFact, DirtyClockDay, JudgedAgain
from tests.factories import OwnerFactory, SystemFactory, TeamFactory, UserFactory
from tests.home.conftest import THEN
from tests.sla.world import agree, assigned, hand_over, touched

pytestmark = pytest.mark.django_db

# What a rebuild of daily facts leaves for its own bookkeeping, and what is never deleted.
KEPT = {"audit.auditentry", "feedback.dirtyratingday", "sla.dirtyclockday", "contenttypes.contenttype"}


def rows():
    """Return how many rows each table of the rooms has."""
    rooms = ("accounts", "leads", "sla", "feedback", "home")
    models = [model for room in rooms for model in apps.get_app_config(room).get_models()]
    return {model._meta.label_lower: model._default_manager.count() for model in models} | dict.fromkeys(KEPT, 0)


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


def test_what_uses_something_of_the_demo_keeps_it(demo):
    team, webinar = Team.objects.get(name="Vienna"), Source.objects.get(name="Webinar")
    person = UserFactory(name="Uta Own", role=Role.REP, team=team)
    hand_over(source=webinar, name="MINE", at=THEN, now=THEN)
    UserFactory(role=Role.ADMINISTRATOR)

    remove()

    person.refresh_from_db()
    assert person.team == team
    assert person.is_active
    assert list(Source.objects.all()) == [webinar]
    assert HandOff.objects.get().external_id == "MINE"
    assert set(Team.objects.values_list("name", flat=True)) <= {"Vienna", "Sales"}
    assert not DemoCompany.objects.exists()


def test_own_leads_judged_by_the_demos_agreement_are_judged_again(demo):
    mine = hand_over(name="MINE", at=THEN - timedelta(days=1), now=THEN, employees=50)
    UserFactory(role=Role.ADMINISTRATOR)
    settle(now=THEN)
    assert mine.clocks.exists()

    remove()
    settle(now=THEN)

    assert HandOff.objects.get() == mine
    assert not mine.clocks.exists()
    assert not ClockFact.objects.exists()


def test_a_demo_person_who_has_done_something_lasting_can_no_longer_sign_in(demo):
    mine = hand_over(name="MINE", at=THEN, now=THEN)
    mine_too, jana = UserFactory(role=Role.ADMINISTRATOR), User.objects.get(name="Jana Vogt")
    HandOff.objects.filter(pk=mine.pk).update(owner=jana.owners.get(), team=jana.team)
    mine.refresh_from_db()
    rate(hand_off=mine, user=jana, value=4, reasons=[], now=THEN)

    remove()

    jana.refresh_from_db()
    assert not jana.is_active
    assert set(User.objects.all()) == {mine_too, jana}
    assert HandOff.objects.get().sales_rating == 4


def test_it_does_not_lock_anybody_out_of_their_own_leads(demo):
    hand_over(name="MINE", at=THEN, now=THEN)
    before = rows()

    with pytest.raises(NobodyWouldBeLeft):
        remove()

    assert rows() == before


class Killed(Exception):
    pass


@pytest.mark.parametrize("after", [1, 2, 5])
def test_killed_half_way_it_goes_on(demo, monkeypatch, after):
    monkeypatch.setattr(removal, "BATCH", 40)
    total = HandOff.objects.count()
    batches = []

    def die(done, of):
        batches.append(done)
        if len(batches) == after:
            raise Killed

    with pytest.raises(Killed):
        remove(progress=die)
    assert HandOff.objects.count() == total - 40 * after
    assert DemoCompany.objects.exists()

    remove()

    assert not Lead.objects.exists()
    assert not User.objects.exists()
    assert not DemoCompany.objects.exists()


def test_while_it_goes_the_story_is_not_told_on(demo, monkeypatch):
    """The scheduler rolls every few minutes, also while a removal is under way."""
    monkeypatch.setattr(removal, "BATCH", 40)
    seen = []

    def meanwhile(done, of):
        roll(now=THEN + timedelta(hours=len(seen) + 1))
        seen.append(HandOff.objects.count())

    remove(progress=meanwhile)

    assert not HandOff.objects.exists()
    assert seen == sorted(seen, reverse=True)


def test_removing_nothing_does_nothing(own):
    before = rows()

    remove()

    assert rows() == before


def test_it_can_be_loaded_again(demo):
    remove()

    found(now=THEN, leads=300)
    roll(now=THEN)

    assert HandOff.objects.exists()
