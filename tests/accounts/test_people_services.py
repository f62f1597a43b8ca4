"""Making and changing people: who may be what, and the line in the audit log."""

from datetime import timedelta
from functools import partial

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection

from leadgap.accounts.models import Role, User
from leadgap.accounts.services import people
from leadgap.accounts.services.refusals import AlreadyHere, LastAdministrator, ManagerNeedsTeam, Refused
from leadgap.audit.models import AuditEntry
from tests.factories import NOW, OwnerFactory, UserFactory
from tests.threads import at_once


def change(person, actor, **changes):
    values = {"name": person.name, "role": person.role, "team": person.team, "is_active": person.is_active} | changes
    return people.change_person(person=person, actor=actor, now=NOW, **values)


def test_a_new_person_is_there_and_on_record(administrator, berlin):
    person = people.add_person(
        email=" Ana@Example.com ",
        name="Ana",
        role="rep",
        team=berlin,
        password="a-long-password",
        actor=administrator,
        now=NOW,
    )

    assert (person.email, person.role, person.team, person.joined_at) == ("ana@example.com", "rep", berlin, NOW)
    assert person.check_password("a-long-password")
    entry = AuditEntry.objects.get(action="person.added")
    assert (entry.actor, entry.data) == (administrator, {"role": "rep", "team": "Berlin"})


def test_a_person_without_a_password_cannot_sign_in_with_one(administrator):
    person = people.add_person(
        email="ana@example.com", name="", role="rep", team=None, password=None, actor=administrator, now=NOW
    )

    assert not person.has_usable_password()


def test_nobody_is_here_twice(administrator, rep):
    with pytest.raises(AlreadyHere):
        people.add_person(
            email=rep.email.upper(), name="", role="rep", team=None, password=None, actor=administrator, now=NOW
        )


def test_owners_with_the_same_e_mail_are_matched_at_once(administrator, rep):
    theirs = [OwnerFactory(email="Ana@Example.com"), OwnerFactory(email="ana@example.com")]
    others = [OwnerFactory(name="Ana"), OwnerFactory(email="ana@example.org"), OwnerFactory(email="")]
    taken = OwnerFactory(email="ana@example.com", user=rep)

    person = people.add_person(
        email="ana@example.com", name="Ana", role="rep", team=None, password=None, actor=administrator, now=NOW
    )

    assert set(person.owners.all()) == set(theirs)
    for owner in others:
        owner.refresh_from_db()
        assert owner.user is None
    taken.refresh_from_db()
    assert taken.user == rep
    assert AuditEntry.objects.filter(action="owner.matched").count() == 2


def test_a_change_is_one_line_with_before_and_after(administrator, rep, vienna):
    changed = change(rep, administrator, role=Role.MANAGER, team=vienna, name="Rita Ross")

    assert (changed.role, changed.team, changed.name) == (Role.MANAGER, vienna, "Rita Ross")
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor, entry.target) == ("person.changed", administrator, f"accounts.user:{rep.pk}")
    assert entry.data == {
        "role": ["rep", "manager"],
        "team": ["Berlin", "Vienna"],
        "name": ["Rita Rep", "Rita Ross"],
    }


def test_nothing_changed_is_nothing_written(administrator, rep):
    change(rep, administrator)

    assert not AuditEntry.objects.exists()


def test_the_owner_in_imports_moves_to_the_new_team_along(administrator, rep, berlin, vienna, sales):
    elsewhere = OwnerFactory(user=rep, team=sales)

    change(rep, administrator, team=vienna)

    assert set(rep.owners.values_list("name", "team__name")) == {("Rita Rep", "Vienna"), (elsewhere.name, "Sales")}


def test_a_manager_needs_a_team(administrator, rep):
    with pytest.raises(ManagerNeedsTeam):
        change(rep, administrator, role=Role.MANAGER, team=None)

    rep.refresh_from_db()
    assert rep.role == Role.REP


@pytest.mark.parametrize("changes", [{"role": Role.AUDITOR}, {"is_active": False}], ids=["other role", "closed"])
def test_the_last_administrator_stays(administrator, changes):
    UserFactory(role=Role.ADMINISTRATOR, is_active=False)  # does not count

    with pytest.raises(LastAdministrator):
        change(administrator, administrator, **changes)

    administrator.refresh_from_db()
    assert (administrator.role, administrator.is_active) == (Role.ADMINISTRATOR, True)
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("changes", [{"role": Role.AUDITOR}, {"is_active": False}], ids=["other role", "closed"])
def test_one_of_two_administrators_may_go(administrator, changes):
    other = UserFactory(role=Role.ADMINISTRATOR)

    changed = change(administrator, other, **changes)

    assert (changed.role, changed.is_active) != (Role.ADMINISTRATOR, True)


def test_the_last_administrator_may_be_renamed(administrator):
    assert change(administrator, administrator, name="Ada Adams").name == "Ada Adams"


@pytest.mark.django_db(transaction=True)
def test_two_administrators_cannot_demote_each_other_at_once(organisation):
    both = [UserFactory(role=Role.ADMINISTRATOR), UserFactory(role=Role.ADMINISTRATOR)]

    came_of_it = at_once(
        *(partial(change, person, actor, role=Role.AUDITOR) for person, actor in (both, reversed(both)))
    )

    assert sum(isinstance(each, Refused) for each in came_of_it) == 1
    assert User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).count() == 1
    connection.close()


def test_people_rename_themselves(rep):
    people.rename_self(person=rep, name="Rita Ross", now=NOW)
    people.rename_self(person=User.objects.get(pk=rep.pk), name="Rita Ross", now=NOW + timedelta(hours=1))

    assert AuditEntry.objects.get().data == {"name": ["Rita Rep", "Rita Ross"]}


def test_two_step_sign_in_is_turned_off_once(administrator, rep):
    Authenticator.objects.create(user=rep, type=Authenticator.Type.TOTP, data={})
    Authenticator.objects.create(user=rep, type=Authenticator.Type.RECOVERY_CODES, data={})

    assert people.turn_off_two_step(person=rep, actor=administrator, now=NOW)
    assert not people.turn_off_two_step(person=rep, actor=administrator, now=NOW)

    assert not Authenticator.objects.exists()
    assert AuditEntry.objects.get().action == "person.two_step_turned_off"


@pytest.mark.parametrize(
    ("viewer", "seen"),
    [
        ("administrator", {"rep", "colleague", "stranger", "manager", "head", "administrator"}),
        ("auditor", {"rep", "colleague", "stranger", "manager", "head", "administrator", "auditor"}),
        ("head", {"rep", "colleague", "stranger", "manager", "head"}),
        ("manager", {"rep", "colleague", "manager"}),
        ("other_manager", {"stranger", "other_manager"}),
        ("rep", {"rep"}),
        ("marketer", {"marketer"}),
    ],
)
def test_whom_a_person_may_see(request, viewer, seen):
    names = ("rep", "colleague", "stranger", "manager", "head", "administrator")
    everyone = {name: request.getfixturevalue(name) for name in names}
    everyone[viewer] = request.getfixturevalue(viewer)

    visible = set(User.objects.visible_to(everyone[viewer]))

    assert visible == {everyone[name] for name in seen}


def test_a_closed_account_sees_nobody(administrator):
    administrator.is_active = False

    assert not User.objects.visible_to(administrator).exists()


def test_a_manager_without_a_team_sees_only_themselves(organisation, rep):
    lost = UserFactory(role=Role.MANAGER, team=None)
    UserFactory(team=None)

    assert set(User.objects.visible_to(lost)) == {lost}
