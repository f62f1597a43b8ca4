"""Longer lists cost no more queries; every page of the room wants a person."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from leadgap.accounts.services import invitations, keys
from leadgap.audit.services import record
from tests.factories import NOW, HandOffFactory, OwnerFactory, TeamFactory, UserFactory

PEOPLE = reverse("accounts:people")
OWNERS = reverse("accounts:owners")
TEAMS = reverse("accounts:teams")
SETTINGS = reverse("accounts:settings")
AUDIT = reverse("accounts:audit")
PROFILE = reverse("accounts:profile")
KEYS = reverse("accounts:api-keys")


def count_queries(client, url, django_assert_max_num_queries):
    with django_assert_max_num_queries(30) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize(
    ("url", "most"),
    [
        # session, user, organisation (for its zone), demo company (for its banner), then:
        (PEOPLE, 11),  # teams of the filter, counts, count of the page, page, owners, invitations, unmatched
        (OWNERS, 10),  # count of the page, page, rows with counts, people, unmatched, matched
        (TEAMS, 7),  # teams with counts, people without one, teams of the form
        (AUDIT, 13),  # people and actions of the filter, zone, count, page; names, one query a kind of thing
        (KEYS, 5),  # keys
    ],
    ids=["people", "owners", "teams", "audit", "keys"],
)
def test_a_longer_list_costs_no_more_queries(admin, administrator, url, most, django_assert_max_num_queries):
    def grow(count):
        for _row in range(count):
            team = TeamFactory()
            person = UserFactory(team=team)
            owner = OwnerFactory(user=person, team=team)
            HandOffFactory(owner=OwnerFactory(team=team))
            record("owner.matched", actor=person, at=NOW, target=owner)
            record("person.changed", actor=person, at=NOW, target=person)
            keys.create_key(person=administrator, name=team.name, now=NOW)
            invitations.invite(
                email=f"new-{person.email}", name="", role="rep", team=team, actor=administrator, now=timezone.now()
            )

    grow(2)
    few = count_queries(admin, url, django_assert_max_num_queries)
    grow(18)
    many = count_queries(admin, url, django_assert_max_num_queries)

    assert few == many
    assert many <= most


def test_pages_need_a_person(db):
    for url in (PEOPLE, OWNERS, TEAMS, SETTINGS, AUDIT, PROFILE, KEYS):
        assert Client().get(url)["Location"] == f"{reverse('account_login')}?next={url}"
