"""The file of a pattern: every case that its page counts, to whom and when the page counts it."""

from __future__ import annotations

import csv
from datetime import timedelta

import pytest
from django.urls import reverse

from leadgap.accounts.models import Organisation
from sla.compliance.pattern_lines import TOLD
from sla.compliance.patterns import NAMED
from tests.factories import NOW
from tests.sla.world import HOUR, agree, assigned, event, hand_over, touched

pytestmark = pytest.mark.django_db

SOON, LATER = NOW + timedelta(days=2), NOW + timedelta(days=8)
MINUTE = timedelta(minutes=1)
PEOPLE = ("rep", "colleague", "manager", "other_manager", "head", "marketer", "administrator", "auditor")
MANY = NAMED + 1


@pytest.fixture
def worked(rep):
    """One is accepted and called in the last minutes, one is accepted and not called; many are called at once."""
    agree(unit="wall_hours", decision=10)
    owner = rep.owners.get()
    call = {"channel": "call", "result": "connected", "owner_id": owner.pk, "length_seconds": 20}
    late, later = (event("accepted", NOW + 10 * HOUR - MINUTE) for _ in range(2))
    acts = [[late, touched(NOW + 4 * HOUR - 2 * MINUTE)], [later]]
    acts += [[touched(NOW + timedelta(seconds=second), **call)] for second in range(MANY)]
    for number, each in enumerate(acts):
        hand_over(assigned(owner), *each, now=SOON, name=f"Lead {number}")


@pytest.fixture
def read(client, time_machine):
    def _read(person, pattern, now=LATER, **asked):
        time_machine.move_to(now, tick=False)
        client.force_login(person)
        response = client.get(reverse("sla:pattern-csv", args=[pattern]), {"period": "all", **asked})
        return list(csv.reader(response.getvalue().decode("utf-8-sig").splitlines()))

    return _read


def test_the_file_has_what_tells_each_case(read, manager, worked):
    def told(pattern):
        header, *lines = read(manager, pattern)
        assert header == ["hand-off", "handed over at", "source", "team", TOLD[pattern]]
        return {line[0]: line[-1] for line in lines}

    accepted_at = (NOW + 10 * HOUR - MINUTE).isoformat()
    assert told("not_contacted") == {"Lead 1": accepted_at}
    assert told("just_in_time") == {"Lead 0": "120"}
    assert told("decided_just_in_time") == {"Lead 0": "60", "Lead 1": "60"}
    assert told("in_bursts")["Lead 3"] == told("short_calls")["Lead 3"] == (NOW + timedelta(seconds=1)).isoformat()


@pytest.mark.parametrize("now", [SOON, LATER], ids=["reps first", "a week later"])
@pytest.mark.parametrize("name", PEOPLE)
def test_the_file_has_as_many_lines_as_the_page_counts(request, client, read, worked, name, now):
    person = request.getfixturevalue(name)
    files = {pattern: len(read(person, pattern, now)) - 1 for pattern in TOLD}

    page = client.get(reverse("sla:patterns"), {"period": "all"})

    counted = {section.key: section.rate.part for section in page.context["sections"]}
    assert files == dict.fromkeys(TOLD, 0) | counted
    sees = {"rep"} | (set() if now == SOON else set(PEOPLE) - {"colleague", "other_manager"})
    assert files["in_bursts"] == (MANY if name in sees else 0)


def test_the_page_leads_to_the_file_of_what_it_shows(client, time_machine, manager, worked):
    time_machine.move_to(LATER, tick=False)
    client.force_login(manager)

    page = client.get(reverse("sla:patterns"), {"period": "all", "waivers": "without"}).content.decode()

    for pattern in TOLD:
        assert f'{reverse("sla:pattern-csv", args=[pattern])}?period=all&amp;waivers=without"' in page


@pytest.mark.parametrize("figures", Organisation.RepFigures.values)
def test_nobody_is_named(read, rep, manager, marketer, worked, figures):
    Organisation.objects.update(rep_figures=figures)

    for person in (manager, marketer):
        assert rep.name not in {cell for pattern in TOLD for line in read(person, pattern) for cell in line}


@pytest.mark.parametrize(("pattern", "asked", "status"), [("late", {}, 404), ("in_bursts", {"team": "999999"}, 400)])
def test_what_is_not_there_has_no_file(client, manager, pattern, asked, status):
    client.force_login(manager)

    assert client.get(reverse("sla:pattern-csv", args=[pattern]), asked).status_code == status
