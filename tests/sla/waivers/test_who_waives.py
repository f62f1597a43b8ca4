"""Who may waive, take back and read which waivers."""

import pytest

from leads.models import HandOff
from sla.models import Clock, WaivedClock, Waiver
from sla.waivers.services import WaiverRefused, may_take_back, may_waive, take_back
from tests.factories import NOW
from tests.sla.waivers.waiving import LATER, waived_by
from tests.sla.world import HOUR, agree, assigned, hand_over, tell

pytestmark = pytest.mark.django_db


def test_a_manager_waives_in_the_own_branch_only(days, manager, other_manager, vienna, berlin):
    waiver = waived_by(manager)

    teams = HandOff.objects.filter(waived_clocks__waiver=waiver).values_list("team__name", flat=True)
    assert set(teams) == {"Berlin"}
    assert list(Waiver.objects.visible_to(manager)) == [waiver]
    assert not Waiver.objects.visible_to(other_manager).exists()
    assert not may_take_back(other_manager, waiver)


@pytest.mark.parametrize(
    ("person", "reads"),
    [
        ("rep", False),
        ("marketer", False),
        ("manager", True),
        ("other_manager", False),
        ("head", True),
        ("administrator", True),
        ("auditor", True),
    ],
)
def test_whose_waivers_a_person_reads(request, days, manager, person, reads):
    waived_by(manager)
    user = request.getfixturevalue(person)

    assert Waiver.objects.visible_to(user).exists() == reads
    user.is_active = False
    assert not Waiver.objects.visible_to(user).exists()


def test_a_manager_reads_what_they_waived_after_its_leads_went_to_another_branch(manager, other_manager, rep, stranger):
    agree()
    hand_off = hand_over(assigned(rep.owners.get()), now=LATER)
    waiver = waived_by(manager, Clock.objects.filter(scope="lead"))

    tell(hand_off, assigned(stranger.owners.get(), LATER), now=LATER)

    assert not HandOff.objects.visible_to(manager).exists()
    for person in (manager, other_manager):
        assert list(Waiver.objects.visible_to(person)) == [waiver]


def test_an_owner_clock_of_another_branch_is_not_the_managers_to_waive(manager, rep, stranger):
    agree()
    hand_over(assigned(stranger.owners.get()), assigned(rep.owners.get(), NOW + HOUR), now=LATER)

    waived_by(manager)

    assert sorted(WaivedClock.objects.numbered().values_list("scope", "number")) == [("lead", 0), ("owner", 2)]


def test_a_manager_takes_back_another_managers_waiver_only_when_all_of_it_is_theirs(days, head, manager, administrator):
    theirs, all_of_them = waived_by(manager), waived_by(administrator)

    assert may_take_back(head, theirs)
    assert not may_take_back(manager, all_of_them)
    take_back(all_of_them, user=administrator, now=LATER)
    assert not may_take_back(manager, waived_by(head))


@pytest.mark.parametrize("person", ["rep", "marketer", "auditor"])
def test_nobody_else_waives(days, request, person):
    user = request.getfixturevalue(person)

    assert not may_waive(user)
    with pytest.raises(WaiverRefused):
        waived_by(user, expected=12)
    assert not Waiver.objects.exists()
