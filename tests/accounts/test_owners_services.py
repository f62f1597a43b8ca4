"""Owners named by imports and the people they are."""

import pytest

from leadgap.accounts.models import Owner
from leadgap.accounts.services import owners
from leadgap.audit.models import AuditEntry
from leads.models import HandOff
from tests.factories import NOW, HandOffFactory, OwnerFactory
from tests.threads import at_once


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


@pytest.mark.django_db(transaction=True)
def test_of_two_who_match_at_once_the_audit_log_tells_one_after_the_other(administrator, rep, colleague):
    owners_of_both = [OwnerFactory(), OwnerFactory()]

    def matching(person, mine):
        return lambda: owners.match_all([(owner, person) for owner in mine], actor=administrator, now=NOW)

    told = at_once(matching(rep, owners_of_both), matching(colleague, reversed(owners_of_both)))

    assert told == [None, None]
    for owner in owners_of_both:
        entries = [entry.data["person"] for entry in AuditEntry.objects.filter(data__owner=owner.name).order_by("pk")]
        assert entries[0][0] is None
        assert entries[0][1] == entries[1][0]
        assert entries[1][1] == Owner.objects.get(pk=owner.pk).user.email


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
