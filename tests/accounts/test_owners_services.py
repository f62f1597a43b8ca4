"""Owners named by imports and the people they are."""

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
