"""Whose name is shown to whom, under each choice of the organisation."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser

from leadgap.accounts.models import Organisation, Owner
from leadgap.accounts.naming import label_for, labels_for, names_for, pseudonym, shows_rep_figures
from tests.factories import OwnerFactory

PSEUDONYM = re.compile(r"^Rep [2-9B-DF-HJ-NP-TV-Z]{4}$")

NAME, MADE_UP, NOTHING = "name", "made up", "nothing"
# Who sees Rita Rep, of the Berlin team, and how.
SEEN = {
    "names": dict.fromkeys(
        ("colleague", "stranger", "marketer", "manager", "other_manager", "head", "administrator", "auditor"), NAME
    ),
    "pseudonyms": {
        "colleague": MADE_UP,
        "stranger": MADE_UP,
        "marketer": MADE_UP,
        "other_manager": MADE_UP,
        "manager": NAME,
        "head": NAME,
        "administrator": NAME,
        "auditor": NAME,
    },
    "team_only": dict.fromkeys(
        ("colleague", "stranger", "marketer", "manager", "other_manager", "head", "administrator", "auditor"), NOTHING
    ),
}


@pytest.mark.parametrize(
    ("policy", "viewer", "seen"),
    [(policy, viewer, seen) for policy, viewers in SEEN.items() for viewer, seen in viewers.items()],
)
def test_a_rep_is_seen_as_the_organisation_chose(request, rep, organisation, policy, viewer, seen):
    organisation.rep_figures = policy

    label = label_for(rep.owners.get(), request.getfixturevalue(viewer), organisation)

    assert label == "Rita Rep" if seen == NAME else label is None if seen == NOTHING else PSEUDONYM.match(str(label))


@pytest.mark.parametrize(
    ("policy", "viewer", "seen"),
    [(policy, viewer, seen) for policy, viewers in SEEN.items() for viewer, seen in viewers.items()],
)
def test_beside_a_hand_off_stands_a_name_or_nothing(request, rep, organisation, policy, viewer, seen):
    organisation.rep_figures = policy
    owner = rep.owners.get()

    names = names_for([owner], request.getfixturevalue(viewer), organisation)

    assert names == ({owner.pk: "Rita Rep"} if seen == NAME else {})


@pytest.mark.parametrize("policy", Organisation.RepFigures.values)
def test_people_always_see_their_own_name(rep, organisation, policy):
    organisation.rep_figures = policy

    assert label_for(rep.owners.get(), rep, organisation) == "Rita Rep"


def test_an_owner_without_a_team_has_a_pseudonym_for_every_manager(head, organisation):
    owner = OwnerFactory(name="Nobody's", team=None)

    assert PSEUDONYM.match(label_for(owner, head, organisation) or "")


def test_a_pseudonym_stays_the_same():
    assert pseudonym(7) == pseudonym(7)


def test_pseudonyms_do_not_tell_who_came_first():
    names = [pseudonym(key) for key in range(1, 400)]

    assert len(set(names)) > 395
    assert names != sorted(names)
    assert all(PSEUDONYM.match(name) for name in names)


def test_another_installation_has_other_pseudonyms(settings):
    here = [pseudonym(key) for key in range(50)]
    settings.SECRET_KEY = "another"

    assert not set(here) & {pseudonym(key) for key in range(50)}


@pytest.mark.parametrize("count", [2, 20])
def test_many_labels_cost_one_query(manager, organisation, count, django_assert_num_queries):
    owners = OwnerFactory.create_batch(count, team=manager.team)

    with django_assert_num_queries(1):  # the branch of the manager
        labels = labels_for(owners, manager, organisation)

    assert set(labels.values()) == set(Owner.objects.filter(team=manager.team).values_list("name", flat=True))


@pytest.mark.parametrize(("policy", "shown"), [("names", True), ("pseudonyms", True), ("team_only", False)])
@pytest.mark.parametrize("viewer", ["marketer", "manager", "administrator", "auditor"])
def test_team_level_only_holds_for_everyone(request, organisation, viewer, policy, shown):
    organisation.rep_figures = policy

    assert shows_rep_figures(request.getfixturevalue(viewer), organisation) is shown


def test_nobody_sees_no_rep_figures(organisation):
    assert not shows_rep_figures(AnonymousUser(), organisation)
