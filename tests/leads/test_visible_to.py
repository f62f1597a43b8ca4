"""The wall: one table of who may read and who may work on which hand-off, and the same for its lead."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from leadgap.accounts.models import Role
from leads.journal import EventRecord, HandOffRecord, LeadRecord, record
from leads.models import Event, HandOff, Lead
from leads.querysets import hand_offs_of
from tests.factories import (
    NOW,
    HandOffFactory,
    LeadFactory,
    OwnerFactory,
    SourceFactory,
    SystemFactory,
    TeamFactory,
    UserFactory,
)
from tests.leads.happenings import at

pytestmark = pytest.mark.django_db

PEOPLE = [
    "rep",
    "colleague",
    "stranger",
    "manager",
    "other_manager",
    "head",
    "marketer",
    "administrator",
    "auditor",
]
EVERYTHING = {"marketer", "administrator", "auditor"}


@pytest.fixture
def people(request):
    return {name: request.getfixturevalue(name) for name in PEOPLE}


@pytest.fixture
def hand_offs(people, sales, berlin, vienna):
    """Return hand-offs that came through the journal, by what they are."""
    system, source = SystemFactory(), SourceFactory()
    owner_of = {name: people[name].owners.get().pk for name in ("rep", "colleague", "stranger")}
    nobody = OwnerFactory(name="Nobody signs in as this", team=berlin).pk
    courses = {
        "rep's": [(owner_of["rep"], berlin)],
        "rep's, then colleague's": [(owner_of["rep"], berlin), (owner_of["colleague"], berlin)],
        "rep's, then stranger's": [(owner_of["rep"], berlin), (owner_of["stranger"], vienna)],
        "of Berlin's queue": [(None, berlin)],
        "of an owner who is nobody": [(nobody, berlin)],
        "of Sales itself": [(None, sales)],
        "of nobody": [],
    }
    record(
        system=system,
        leads=[LeadRecord(name) for name in courses],
        hand_offs=[HandOffRecord(name, name, source.pk, handed_off_at=at(0)) for name in courses],
        events=[
            EventRecord(name, "assigned", f"{name}{place}", at(place), owner_id=owner, team_id=team.pk)
            for name, course in courses.items()
            for place, (owner, team) in enumerate(course)
        ],
        now=NOW,
    )
    return HandOff.objects.all()


# Who may read it, and who may work on it.
TABLE = {
    "rep's": ({"rep", "manager", "head"}, {"rep", "manager", "head"}),
    "rep's, then colleague's": ({"rep", "colleague", "manager", "head"}, {"colleague", "manager", "head"}),
    "rep's, then stranger's": ({"rep", "stranger", "other_manager", "head"}, {"stranger", "other_manager", "head"}),
    "of Berlin's queue": ({"manager", "head"}, {"manager", "head"}),
    "of an owner who is nobody": ({"manager", "head"}, {"manager", "head"}),
    "of Sales itself": ({"head"}, {"head"}),
    "of nobody": (set(), set()),
}


@pytest.mark.parametrize("name", PEOPLE)
def test_each_person_reads_what_is_theirs_and_no_row_more(name, people, hand_offs):
    expected = {what for what, (readers, _) in TABLE.items() if name in readers | EVERYTHING}

    visible = hand_offs.visible_to(people[name])

    assert sorted(visible.values_list("external_id", flat=True)) == sorted(expected)
    assert set(Lead.objects.visible_to(people[name]).values_list("external_id", flat=True)) == expected
    through_events = Event.objects.filter(hand_offs_of(people[name], prefix="hand_off__"))
    assert set(through_events.values_list("hand_off__external_id", flat=True)) == expected - {"of nobody"}


@pytest.mark.parametrize("name", PEOPLE)
def test_each_person_works_on_what_is_theirs_now_and_an_auditor_on_nothing(name, people, hand_offs):
    workers = EVERYTHING - {"auditor"}
    expected = {what for what, (_, theirs) in TABLE.items() if name in theirs | workers}

    workable = hand_offs.workable_by(people[name])

    assert sorted(workable.values_list("external_id", flat=True)) == sorted(expected)


@pytest.mark.parametrize("name", PEOPLE)
def test_who_may_work_on_a_hand_off_may_read_it(name, people, hand_offs):
    assert set(hand_offs.workable_by(people[name])) <= set(hand_offs.visible_to(people[name]))


@pytest.mark.parametrize("name", PEOPLE)
def test_who_has_left_sees_nothing(name, people, hand_offs):
    people[name].is_active = False

    assert not hand_offs.visible_to(people[name]).exists()
    assert not hand_offs.workable_by(people[name]).exists()
    assert not Lead.objects.visible_to(people[name]).exists()


def test_who_is_not_signed_in_sees_nothing(hand_offs):
    assert not hand_offs.visible_to(AnonymousUser()).exists()
    assert not hand_offs.workable_by(AnonymousUser()).exists()
    assert not Lead.objects.visible_to(AnonymousUser()).exists()


def test_a_manager_without_a_team_sees_nothing(hand_offs):
    manager = UserFactory(role=Role.MANAGER, team=None)

    assert not hand_offs.visible_to(manager).exists()


def test_a_manager_sees_teams_any_number_of_levels_below(sales, head):
    deep = TeamFactory(parent=TeamFactory(parent=TeamFactory(parent=sales)))
    hand_off = HandOffFactory(team=deep)

    assert hand_off in HandOff.objects.visible_to(head)


def test_a_rep_who_is_several_owners_sees_the_hand_offs_of_all(rep):
    alias = OwnerFactory(name="R. Rep", user=rep)
    hand_offs = {HandOffFactory(owner=alias), HandOffFactory(owner=rep.owners.exclude(pk=alias.pk).get())}

    assert set(HandOff.objects.visible_to(rep)) == set(HandOff.objects.workable_by(rep)) == hand_offs


def test_a_hand_off_that_came_back_is_there_once(people, rep, colleague):
    owners = [person.owners.get().pk for person in (rep, colleague, rep)]
    record(
        system=SystemFactory(),
        leads=[LeadRecord("L")],
        hand_offs=[HandOffRecord("H", "L", SourceFactory().pk, handed_off_at=at(0))],
        events=[EventRecord("H", "assigned", f"e{n}", at(n), owner_id=owner) for n, owner in enumerate(owners)],
        now=NOW,
    )

    assert HandOff.objects.visible_to(rep).count() == HandOff.objects.workable_by(rep).count() == 1
    assert Lead.objects.visible_to(rep).count() == 1


def test_a_lead_with_one_visible_hand_off_of_two_is_visible_once(rep, stranger):
    mine = HandOffFactory(owner=rep.owners.get())
    HandOffFactory(lead=mine.lead, owner=stranger.owners.get())

    assert list(Lead.objects.visible_to(rep)) == [mine.lead]


@pytest.mark.parametrize("name", PEOPLE)
def test_a_lead_that_was_never_handed_over_is_there_for_who_sees_everything(name, people):
    lead = LeadFactory()

    assert list(Lead.objects.visible_to(people[name])) == [lead] * (name in EVERYTHING)
