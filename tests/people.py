"""The people of the tests: one of each role, and the three who tell whether a wall stands.

`rep` owns hand-offs, `colleague` is of the same team, `stranger` of another.
"""

from __future__ import annotations

import pytest

from leadgap.accounts.models import Role
from tests.factories import OrganisationFactory, OwnerFactory, TeamFactory, UserFactory


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


def _rep(name, team):
    user = UserFactory(name=name, role=Role.REP, team=team)
    OwnerFactory(name=name, user=user, team=team)
    return user


@pytest.fixture
def rep(organisation, berlin):
    return _rep("Rita Rep", berlin)


@pytest.fixture
def colleague(organisation, berlin):
    return _rep("Colin Colleague", berlin)


@pytest.fixture
def stranger(organisation, vienna):
    return _rep("Stella Stranger", vienna)


@pytest.fixture
def marketer(organisation):
    return UserFactory(name="Mara Marketer", role=Role.MARKETER)


@pytest.fixture
def manager(organisation, berlin):
    return UserFactory(name="Max Manager", role=Role.MANAGER, team=berlin)


@pytest.fixture
def other_manager(organisation, vienna):
    return UserFactory(name="Olga Other", role=Role.MANAGER, team=vienna)


@pytest.fixture
def head(organisation, sales):
    """The manager at the top of Sales, who sees every team."""
    return UserFactory(name="Hanna Head", role=Role.MANAGER, team=sales)


@pytest.fixture
def administrator(organisation):
    return UserFactory(name="Ada Administrator", role=Role.ADMINISTRATOR)


@pytest.fixture
def auditor(organisation):
    return UserFactory(name="Aude Auditor", role=Role.AUDITOR)
