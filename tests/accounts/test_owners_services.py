"""Owners named by imports and the people they are."""

from leadgap.accounts.models import Owner
from leadgap.accounts.services import owners
from leadgap.audit.models import AuditEntry
from leads.models import HandOff
from tests.factories import NOW, HandOffFactory, OwnerFactory


def test_a_matched_person_sees_the_owners_hand_offs_and_after_unmatching_not(administrator, stranger):
    owner = OwnerFactory()
    hand_off = HandOffFactory(owner=owner)
    assert hand_off not in HandOff.objects.visible_to(stranger)

    owners.match(owner=owner, person=stranger, actor=administrator, now=NOW)
    assert hand_off in HandOff.objects.visible_to(stranger)

    owners.unmatch(owner=owner, actor=administrator, now=NOW)
    assert hand_off not in HandOff.objects.visible_to(stranger)
    assert [entry.action for entry in AuditEntry.objects.order_by("pk")] == ["owner.matched", "owner.unmatched"]


def test_matching_twice_changes_nothing(administrator, rep):
    owner = OwnerFactory()

    owners.match(owner=owner, person=rep, actor=administrator, now=NOW)
    owners.match(owner=owner, person=rep, actor=administrator, now=NOW)

    entry = AuditEntry.objects.get()
    assert entry.data == {"owner": owner.name, "person": [None, rep.email]}


def test_many_are_matched(administrator, rep, colleague):
    pairs = [(OwnerFactory(), rep), (OwnerFactory(), colleague)]

    owners.match_all(pairs, actor=administrator, now=NOW)

    assert [owner.user for owner, _person in pairs] == [rep, colleague]


def test_an_owner_without_a_team_takes_the_persons(administrator, rep, berlin, vienna):
    without, of_vienna = OwnerFactory(team=None), OwnerFactory(team=vienna)

    owners.match_all([(without, rep), (of_vienna, rep)], actor=administrator, now=NOW)

    assert [Owner.objects.get(pk=owner.pk).team for owner in (without, of_vienna)] == [berlin, vienna]


def test_an_owner_called_by_an_e_mail_is_matched_by_it(rep):
    owner = OwnerFactory(name=rep.email.upper(), key=rep.email)

    assert owners.match_by_email(rep, now=NOW) == 1
    assert owner in rep.owners.all()
