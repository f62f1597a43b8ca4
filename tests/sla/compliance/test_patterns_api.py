"""Patterns by the API: what the page says, to whom and when it says it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from leadgap.accounts.models import Organisation
from sla.models import Clock
from tests.factories import NOW
from tests.sla.waivers.waiving import waived_by
from tests.sla.world import HOUR, agree, assigned, event, hand_over, touched

pytestmark = pytest.mark.django_db

SOON, LATER = NOW + timedelta(days=2), NOW + timedelta(days=8)
MINUTE = timedelta(minutes=1)
SHOWN = ("title", "said", "same", "rate", "hand_offs")
PEOPLE = ("rep", "colleague", "manager", "other_manager", "head", "marketer", "administrator", "auditor")


@pytest.fixture
def worked(rep):
    """One is accepted and called in the last minutes, one is accepted and not called; five are called at once."""
    agree(unit="wall_hours", decision=10)
    owner = rep.owners.get()
    call = {"channel": "call", "result": "connected", "owner_id": owner.pk, "length_seconds": 20}
    at_once = [[touched(NOW + timedelta(seconds=second), **call)] for second in range(5)]
    late, later = (event("accepted", NOW + 10 * HOUR - MINUTE) for _ in range(2))
    return [
        hand_over(assigned(owner), *acts, now=SOON)
        for acts in ([late, touched(NOW + 4 * HOUR - MINUTE)], [later], *at_once)
    ]


@pytest.fixture
def ask(client, time_machine):
    def get(person, name="api:patterns", now=LATER, **asked):
        time_machine.move_to(now, tick=False)
        client.force_login(person)
        return client.get(reverse(name), {"period": "all", **asked})

    return get


def shown(section):
    """What the page shows of a pattern, as the API would say it."""
    rate = {name: getattr(section.rate, name) for name in ("part", "whole", "value", "low", "high", "label")}
    hand_offs = [hand_off.pk for hand_off in section.hand_offs]
    return dict(zip(SHOWN, (section.title, section.said, section.same, rate, hand_offs), strict=True))


@pytest.mark.parametrize("now", [SOON, LATER], ids=["reps first", "a week later"])
@pytest.mark.parametrize("name", PEOPLE)
def test_everybody_is_told_what_their_page_says(request, ask, worked, name, now):
    person = request.getfixturevalue(name)
    page = ask(person, "sla:patterns", now).context

    said = ask(person, now=now).json()

    assert (said["headline"], said["is_own"]) == (page["headline"], name in {"rep", "colleague"})
    assert (said["self_reported"], said["waived"]) == (page["found"].self_reported, page["found"].waived)
    sections = [shown(section) for section in page["sections"]]
    assert [{name: each[name] for name in SHOWN} for each in said["patterns"]] == sections
    sees = {"rep"} | (set() if now == SOON else set(PEOPLE) - {"colleague", "other_manager"})
    assert bool(said["patterns"]) == (name in sees)


def test_each_pattern_is_found_by_its_name(ask, rep, manager, worked):
    said = ask(manager).json()
    found = {each["pattern"]: each for each in said["patterns"]}

    assert {name: (each["rate"]["part"], each["rate"]["whole"]) for name, each in found.items()} == {
        "not_contacted": (1, 2),
        "just_in_time": (1, 6),
        "decided_just_in_time": (2, 2),
        "in_bursts": (5, 6),
        "short_calls": (5, 5),
    }
    assert found["not_contacted"]["hand_offs"] == [worked[1].pk]
    assert found["decided_just_in_time"]["around"] == {"before": 2, "after": 0, "is_uneven": False}
    assert found["in_bursts"]["around"] is None


@pytest.mark.parametrize("figures", Organisation.RepFigures.values)
def test_nobody_is_named_and_no_figure_is_of_a_rep(ask, rep, manager, marketer, worked, organisation, figures):
    Organisation.objects.update(rep_figures=figures)

    for person in (manager, marketer):
        response = ask(person)
        assert rep.name not in response.content.decode()
        assert "owner" not in {*response.json(), *response.json()["patterns"][0]}
        assert ask(person, owner=rep.owners.get().pk).status_code == 400


def test_it_is_asked_for_as_the_page_is(ask, manager, worked):
    waived_by(manager, Clock.objects.filter(hand_off=worked[1], promise__kind="first_response"))

    counted, without = (ask(manager, waivers=words).json() for words in ("", "without"))
    early = ask(manager, start="2026-01-01", end="2026-01-31").json()

    assert (counted["waived"], counted["patterns"][0]["rate"]["whole"]) == (1, 2)
    assert (without["waived"], without["patterns"][0]["rate"]["whole"]) == (1, 1)
    assert (early["start"], early["end"], early["patterns"]) == ("2026-01-01", "2026-02-01", [])
    assert ask(manager, team=manager.team_id).json()["patterns"] == counted["patterns"]
    assert ask(manager, promise="rating").status_code == 400
    assert ask(manager, waivers="only").status_code == 400
