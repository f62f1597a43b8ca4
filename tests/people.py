"""The people of the tests: one of each role, and the three who tell whether a wall stands.

`rep` owns hand-offs, `colleague` is of the same team, `stranger` of another.
"""

from __future__ import annotations

import pytest

from leadgap.accounts.models import Role, Team, User
from tests.factories import OrganisationFactory, OwnerFactory, TeamFactory, UserFactory

NAMES = {
    "rep": ("Rita Rep", Role.REP),
    "colleague": ("Colin Colleague", Role.REP),
    "stranger": ("Stella Stranger", Role.REP),
    "marketer": ("Mara Marketer", Role.MARKETER),
    "manager": ("Max Manager", Role.MANAGER),
    "other_manager": ("Olga Other", Role.MANAGER),
    "head": ("Hanna Head", Role.MANAGER),
    "administrator": ("Ada Administrator", Role.ADMINISTRATOR),
    "auditor": ("Aude Auditor", Role.AUDITOR),
}


def person(who: str, team: Team | None = None) -> User:
    name, role = NAMES[who]
    user = UserFactory(name=name, role=role, team=team)
    if role == Role.REP:
        OwnerFactory(name=name, user=user, team=team)
    return user


def everybody() -> dict[str, User]:
    """Make all of them at once, as the fixtures make them one by one."""
    OrganisationFactory()
    sales = TeamFactory(name="Sales")
    berlin, vienna = (TeamFactory(name=name, parent=sales) for name in ("Berlin", "Vienna"))
    teams = {"head": sales, "rep": berlin, "colleague": berlin, "manager": berlin}
    teams |= {"stranger": vienna, "other_manager": vienna}
    return {who: person(who, teams.get(who)) for who in NAMES}


@pytest.fixture
def organisation(db):
    return OrganisationFactory()


@pytest.fixture
def sales(db):
    return TeamFactory(name="Sales")


@pytest.fixture
def berlin(sales):
    return TeamFactory(name="Berlin", parent=sales)


@pytest.fixture
def vienna(sales):
    return TeamFactory(name="Vienna", parent=sales)


@pytest.fixture
def rep(organisation, berlin):
    return person("rep", berlin)


@pytest.fixture
def colleague(organisation, berlin):
    return person("colleague", berlin)


@pytest.fixture
def stranger(organisation, vienna):
    return person("stranger", vienna)


@pytest.fixture
def marketer(organisation):
    return person("marketer")


@pytest.fixture
def manager(organisation, berlin):
    return person("manager", berlin)


@pytest.fixture
def other_manager(organisation, vienna):
    return person("other_manager", vienna)


@pytest.fixture
def head(organisation, sales):
    """The manager at the top of Sales, who sees every team."""
    return person("head", sales)


@pytest.fixture
def administrator(organisation):
    return person("administrator")


@pytest.fixture
def auditor(organisation):
    return person("auditor")
