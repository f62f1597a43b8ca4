"""Removing a demo company that somebody has worked in, and that is removed step by step."""

from datetime import timedelta

import pytest

from feedback.ratings.services import rate
from leadgap.accounts.models import Role, Team, User
from leadgap.home.demo import removal
from leadgap.home.demo.company import found
from leadgap.home.demo.loading import roll
from leadgap.home.demo.removal import NobodyWouldBeLeft, remove
from leadgap.home.demo.settling import settle
from leadgap.home.models import DemoCompany
from leads.models import HandOff, Lead, Source
from sla.models import ClockFact
from tests.factories import UserFactory
from tests.home.conftest import THEN
from tests.home.told import rows
from tests.sla.world import hand_over

pytestmark = pytest.mark.django_db


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


def test_it_can_be_loaded_again(demo):
    remove()

    found(now=THEN, leads=300)
    roll(now=THEN)

    assert HandOff.objects.exists()
