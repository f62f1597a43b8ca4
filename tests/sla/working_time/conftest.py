import pytest

from tests.factories import CalendarFactory


@pytest.fixture
def office():
    return CalendarFactory(name="Office")


@pytest.fixture
def owner(rep):
    return rep.owners.get()
