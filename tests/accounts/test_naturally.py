"""Teams stand in the order in which people count."""

import random

import pytest
from django.urls import reverse

from leadgap.accounts.models import Team
from leadgap.accounts.naturally import naturally
from tests.factories import OwnerFactory, TeamFactory

pytestmark = pytest.mark.django_db

IN_ORDER = ["10", "Team", "Team 2", "Team 9", "Team 10", "Team 100", "Vienna"]


@pytest.fixture
def teams():
    return [TeamFactory(name=name) for name in random.Random(3).sample(IN_ORDER, len(IN_ORDER))]


def test_python_and_the_database_put_them_in_one_order(teams):
    names = list(Team.objects.values_list("name", flat=True))

    assert names == sorted(names, key=naturally) == IN_ORDER


def test_pages_and_api_list_them_so(client, administrator, teams):
    client.force_login(administrator)
    for team in teams:
        OwnerFactory(name=f"Owner in {team}.", team=team)

    page = client.get(reverse("accounts:teams")).content.decode()
    owners = client.get(reverse("sla:people-hours")).content.decode()
    told = [team["name"] for team in client.get("/api/v1/teams/").json()["results"]]

    assert told == IN_ORDER
    for marks, shown in ((">{}<", page), ("Owner in {}.", owners)):
        places = [shown.index(marks.format(name)) for name in IN_ORDER]
        assert places == sorted(places)
