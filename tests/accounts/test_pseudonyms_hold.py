"""Nothing that names a hand-off carries a pseudonym, and no address leads from the one to the other."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from feedback.scorecards.facts import rebuild_dirty
from leadgap.accounts.models import Organisation
from leadgap.accounts.naming import pseudonym
from sla.facts import rebuild_facts
from tests.factories import NOW
from tests.sla.world import HOUR, agree, assigned, clock_of, hand_over, touched

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=2)
WRITTEN = re.compile(r"Rep [2-9B-DF-HJ-NP-TV-Z]{4}\b")


@pytest.fixture(autouse=True)
def miss(rep):
    """A lead that Rita answered late."""
    agree(unit="wall_hours")
    made = hand_over(assigned(rep.owners.get()), touched(NOW + 5 * HOUR), now=LATER)
    rebuild_facts()
    rebuild_dirty(now=LATER)
    with time_machine.travel(LATER, tick=False):
        yield made


@pytest.fixture
def read(client):
    def _read(user, name, *args, **query):
        client.force_login(user)
        response = client.get(reverse(name, args=args), query)
        text = b"".join(response.streaming_content) if response.streaming else response.content
        return response.status_code, text.decode()

    return _read


SINGLE = ["api:clock-list", "sla:misses", "sla:misses-csv"]


@pytest.mark.parametrize("name", SINGLE)
def test_what_names_a_hand_off_names_no_pseudonym(read, marketer, manager, name):
    status, text = read(marketer, name)

    assert status == 200
    assert not WRITTEN.search(text)
    assert "Rita Rep" not in text
    assert "Rita Rep" in read(manager, name)[1]


def test_neither_does_a_clock_by_itself(read, marketer, manager, miss):
    pk = clock_of(miss).pk

    for name in ("sla:clock", "api:clock-detail"):
        assert not WRITTEN.search(read(marketer, name, pk)[1])
        assert "Rita Rep" in read(manager, name, pk)[1]


@pytest.mark.parametrize("name", ["sla:misses", "sla:misses-csv", "feedback:scorecard-leads", "api:hand-off-list"])
def test_no_list_of_hand_offs_is_told_by_a_pseudonyms_key(read, rep, marketer, manager, name):
    owner = rep.owners.get()

    assert read(marketer, name, owner=owner.pk)[0] == 400
    assert read(manager, name, owner=owner.pk)[0] == 200


@pytest.mark.parametrize("page", ["sla:compliance", "feedback:scorecards"])
def test_figures_under_a_pseudonym_lead_to_no_list(read, rep, marketer, manager, page):
    owner = rep.owners.get()

    text, named = (read(user, page, by="owner", period="all")[1] for user in (marketer, manager))

    assert pseudonym(owner.pk) in text
    assert f"owner={owner.pk}" not in text
    assert f"owner={owner.pk}" in named
    assert 'href=""' not in text


def test_neither_does_the_scorecard_of_one_rep(read, rep, marketer, manager):
    owner = rep.owners.get()

    text, named = (read(user, "feedback:scorecard", "owner", owner.pk, period="all")[1] for user in (marketer, manager))

    lists = f"{reverse('feedback:scorecard-leads')}?"
    assert pseudonym(owner.pk) in text
    assert (lists in text, lists in named) == (False, True)


def test_at_team_level_hand_offs_name_no_owner_but_oneself(client, rep, marketer, manager, administrator, miss):
    Organisation.objects.update(rep_figures=Organisation.RepFigures.TEAM_ONLY)

    def owner_for(user):
        client.force_login(user)
        one = client.get(reverse("api:hand-off-detail", args=[miss.pk])).json()["owner"]
        (listed,) = client.get(reverse("api:hand-off-list")).json()["results"]
        assert listed["owner"] == one
        return one

    assert [owner_for(user) for user in (rep, marketer, manager, administrator)] == ["Rita Rep", None, None, None]
    client.force_login(administrator)
    assert client.get(reverse("api:hand-off-list"), {"owner": rep.owners.get().pk}).status_code == 400
