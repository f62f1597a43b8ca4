"""Hand-offs come in before anybody said who their owners are: matched later, they go to the owner's team."""

from datetime import timedelta

import pytest

from leadgap.accounts.models import Role
from leadgap.accounts.services import owners, people
from leadgap.jobs.models import Job
from leads.journal import EventRecord, HandOffRecord, LeadRecord, record
from leads.journal.teams import give_teams
from leads.models import Assignment, HandOff
from tests.factories import NOW, OwnerFactory, SourceFactory, SystemFactory, TeamFactory

HOUR = timedelta(hours=1)


@pytest.fixture
def owner(organisation):
    return OwnerFactory(name="Rita R.", team=None)


def hand_over(owner, *names, team=None):
    system, source = SystemFactory(), SourceFactory()
    record(
        system=system,
        leads=[LeadRecord("L1", name="Ann")],
        hand_offs=[HandOffRecord(name, "L1", source.pk, handed_off_at=NOW - 3 * HOUR) for name in names],
        events=[
            event
            for name in names
            for event in (
                EventRecord(name, "assigned", f"{name}-a", NOW - 3 * HOUR, owner_id=owner.pk, team_id=team and team.pk),
                EventRecord(name, "touched", f"{name}-t", NOW - 2 * HOUR, owner_id=owner.pk, note="called"),
            )
        ],
        now=NOW,
    )


@pytest.fixture
def matched(owner, administrator, rep, django_capture_on_commit_callbacks, run_queued):
    """Match the owner on the page's service, and do the background work."""

    def match():
        with django_capture_on_commit_callbacks(execute=True):
            owners.match(owner=owner, person=rep, actor=administrator, now=NOW)
        run_queued()

    return match


def test_the_manager_sees_them_after_the_owner_is_matched(owner, matched, manager, other_manager):
    hand_over(owner, "H1", "H2")
    assert not HandOff.objects.visible_to(manager).exists()

    matched()

    assert HandOff.objects.visible_to(manager).count() == 2
    assert not HandOff.objects.visible_to(other_manager).exists()
    first = HandOff.objects.first()
    assert first.team == first.first_team == first.answering_team == manager.team
    assert Job.objects.get().state == "done"


def test_a_team_that_the_import_named_stays(owner, matched, vienna):
    hand_over(owner, "H1", team=vienna)

    matched()

    assert HandOff.objects.get().team == vienna


def test_other_owners_and_other_facts_stay(owner, matched):
    other = OwnerFactory(team=None)
    hand_over(owner, "H1")
    hand_over(other, "H2")
    before = HandOff.objects.values("revision", "team").get(external_id="H2")

    matched()

    assert HandOff.objects.values("revision", "team").get(external_id="H2") == before
    mine = HandOff.objects.get(external_id="H1")
    assert (mine.attempts, mine.revision, mine.events.count()) == (1, 2, 2)
    assert mine.events.get(kind="touched").note.text == "called"


def test_a_team_is_filled_once(owner, berlin):
    hand_over(owner, "H1")
    type(owner).objects.filter(pk=owner.pk).update(team=berlin)

    last = give_teams([owner.pk], now=NOW)
    revision = HandOff.objects.get().revision

    assert last == HandOff.objects.get().pk
    assert give_teams([owner.pk], after=last, now=NOW) is None
    assert give_teams([owner.pk], now=NOW) is None
    assert HandOff.objects.get().revision == revision


def test_many_are_filled_in_steps(owner, berlin, monkeypatch):
    monkeypatch.setattr("leads.journal.teams.HAND_OFFS_AT_ONCE", 2)
    hand_over(owner, *(f"H{number}" for number in range(5)))
    type(owner).objects.filter(pk=owner.pk).update(team=berlin)

    last, steps = 0, 0
    while (last := give_teams([owner.pk], after=last, now=NOW)) is not None:
        steps += 1

    assert steps == 3
    assert set(Assignment.objects.values_list("team", flat=True)) == {berlin.pk}


def test_without_a_team_nothing_is_begun(owner, administrator, marketer):
    hand_over(owner, "H1")

    owners.match(owner=owner, person=marketer, actor=administrator, now=NOW)

    assert not Job.objects.exists()


def test_a_person_who_joins_a_team_brings_the_hand_offs(
    owner, administrator, rep, django_capture_on_commit_callbacks, run_queued
):
    rep.team = None
    rep.save()
    owners.match(owner=owner, person=rep, actor=administrator, now=NOW)
    hand_over(owner, "H1")
    graz = TeamFactory(name="Graz")

    with django_capture_on_commit_callbacks(execute=True):
        people.change_person(
            person=rep, name=rep.name, role=Role.REP, team=graz, is_active=True, actor=administrator, now=NOW
        )
    run_queued()

    assert HandOff.objects.get().team == graz
