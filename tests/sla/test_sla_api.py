"""Clocks and compliance by the API: the page's numbers, the wall, and what is refused."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from leadgap.accounts.models import Organisation
from sla.agreements.sentences import promise_sentence
from sla.facts import rebuild_facts
from tests.factories import NOW, OwnerFactory
from tests.sla.world import HOUR, agree, assigned, clock_of, event, hand_over, touched

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_days_later")]

LATER = NOW + timedelta(days=2)


@pytest.fixture
def hand_off(organisation, rep):
    agree()
    made = hand_over(assigned(rep.owners.get(), NOW + HOUR), touched(NOW + 26 * HOUR), now=LATER)
    rebuild_facts()
    return made


def get(client, user, name, *args, **query):
    client.force_login(user)
    return client.get(reverse(f"api:{name}", args=args), query)


def found(client, user, **query):
    return [clock["id"] for clock in get(client, user, "clock-list", **query).json()["results"]]


def test_compliance_has_the_numbers_of_the_page(client, auditor, hand_off):
    client.force_login(auditor)
    page = client.get(reverse("sla:compliance")).context["compliance"].total

    total = get(client, auditor, "compliance").json()["total"]

    assert (total["met"], total["missed"], total["running"]) == (0, 1, 0)
    assert total["compliance"] == {
        "part": 0,
        "whole": 1,
        "value": 0.0,
        "low": page.compliance.low,
        "high": page.compliance.high,
        "label": "too few to say",
    }
    assert total["response"] == {"n": 1, "median": 36_000.0, "p90": 36_000.0, "p95": 36_000.0}
    assert total["goal"] == 0.95


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"by": "moon"}, "by"),
        ({"promise": "love"}, "promise"),
        ({"by": "first_team", "scope": "owner"}, "scope"),
        ({"period": "ever"}, "period"),
        ({"start": "yesterday"}, "period"),
        ({"team": "x"}, "team"),
    ],
    ids=lambda value: str(value),
)
def test_what_makes_no_sense_is_refused_in_a_sentence(client, auditor, hand_off, query, field):
    response = get(client, auditor, "compliance", **query)

    assert response.status_code == 400
    assert field in response.json()


def test_a_rep_cannot_ask_for_the_figures_of_others(client, stranger, hand_off):
    assert get(client, stranger, "compliance", by="owner").status_code == 400
    assert get(client, stranger, "compliance").json()["total"]["missed"] == 0


def test_the_csv_is_that_of_the_page(client, auditor, hand_off):
    client.force_login(auditor)

    api, page = (client.get(reverse(f"{room}:compliance-csv")).getvalue() for room in ("api", "sla"))

    assert api == page


def test_clocks_are_those_in_scope(client, rep, stranger, manager, other_manager, hand_off):
    assert len(found(client, rep)) == len(found(client, manager)) == 2
    assert found(client, stranger) == found(client, other_manager) == []
    clock = clock_of(hand_off)
    assert get(client, other_manager, "clock-detail", clock.pk).status_code == 404


def test_clocks_are_filtered(client, auditor, hand_off):
    lead, owner = clock_of(hand_off), clock_of(hand_off, number=1)

    assert found(client, auditor, scope="lead") == [lead.pk]
    assert found(client, auditor, scope="owner") == [owner.pk]
    assert found(client, auditor, promise_kind="rating") == []
    assert found(client, auditor, hand_off=hand_off.pk, scope="lead") == [lead.pk]
    assert found(client, auditor, due_before=lead.due_at.isoformat()) == []
    assert found(client, auditor, due_after=lead.due_at.isoformat(), scope="lead") == [lead.pk]
    assert found(client, auditor, verdict="met") == []


def test_a_clock_past_due_reads_missed_before_the_sweep(client, auditor, organisation):
    agree()
    clock = clock_of(hand_over(now=NOW))
    assert clock.verdict == "running"

    assert found(client, auditor, verdict="missed") == [clock.pk]
    assert found(client, auditor, verdict="running") == []
    assert get(client, auditor, "clock-detail", clock.pk).json()["verdict"] == "missed"


def test_one_clock_comes_with_every_minute(client, auditor, hand_off):
    clock = clock_of(hand_off)

    shown = get(client, auditor, "clock-detail", clock.pk).json()

    explanation = shown["explanation"]
    assert explanation["counted"] == shown["elapsed"] == sum(each["counted"] for each in explanation["stretches"])
    assert [each["kind"] for each in explanation["stretches"]] == ["routing", "open", "closed", "open", "late"]
    assert "explanation" not in get(client, auditor, "clock-list").json()["results"][0]


def test_a_clock_says_what_was_promised_and_by_whose_hours(client, auditor, hand_off):
    clock = clock_of(hand_off)

    shown = get(client, auditor, "clock-detail", clock.pk).json()
    promise, version = clock.promise, clock.calendar_version

    assert {name: shown["promised"][name] for name in ("id", "target", "unit", "segment")} == {
        "id": shown["promise"],
        "target": promise.target,
        "unit": promise.unit,
        "segment": None,
    }
    assert shown["promised"]["sentence"] == promise_sentence(promise)
    assert float(shown["promised"]["goal"]) == float(promise.goal)
    assert shown["agreement_version"] == promise.version.number
    assert shown["segment_clauses"] is None
    assert (shown["calendar"], shown["calendar_version"]) == (version.calendar.name, version.number)
    in_agreement = client.get(reverse("api:agreement-detail", args=[promise.version.number])).json()["promises"]
    assert shown["promised"] in in_agreement


def test_a_clock_says_what_pauses_it_and_that_nothing_pauses_marketings(client, auditor, organisation):
    agreement = agree(decision=8, rating=8, reply=4)
    promises = agreement.promises
    promises.filter(kind="decision").update(paused_for=["away"], paused_in=["accepted"])
    promises.filter(kind="rating").update(paused_by="nothing")
    hand_over(
        event("accepted", NOW),
        event("rated", NOW, side="sales", rating=1),
        event("asked", NOW, side="sales"),
        now=LATER,
    )

    found = get(client, auditor, "clock-list", scope="lead").json()["results"]

    assert {each["promise_kind"]: (each["paused_by"], each["paused_for"], each["paused_in"]) for each in found} == {
        "first_response": ("lead", [], []),
        "decision": ("lead", ["away"], ["accepted"]),
        "rating": ("nothing", [], []),
        "reply": (None, [], []),
    }


def test_only_a_promise_that_chooses_says_what_starts_and_stops_it(client, auditor, organisation):
    agree(decision=4, rating=8)
    hand_off = hand_over(event("closed", NOW), now=NOW)
    client.force_login(auditor)

    found = client.get("/api/v1/clocks/", {"hand_off": hand_off.pk}).json()["results"]

    assert {each["promise_kind"]: (each["starts"], each["stops"]) for each in found} == {
        "first_response": ("hand_off", "genuine"),
        "decision": (None, None),
        "rating": (None, None),
    }


def test_owners_are_named_as_the_organisation_wants_it(client, marketer, hand_off):
    def names():
        return {clock["owner"] for clock in get(client, marketer, "clock-list").json()["results"]}

    assert names() == {None}
    Organisation.objects.update(rep_figures=Organisation.RepFigures.NAMES)
    assert names() == {hand_off.owner.name}
    Organisation.objects.update(rep_figures=Organisation.RepFigures.TEAM_ONLY)
    assert names() == {None}


def test_the_list_takes_the_same_queries_at_2_and_at_20_rows(client, manager, rep, organisation):
    agree()
    seen = []
    for n in (1, 9):
        for _ in range(n):
            hand_over(assigned(OwnerFactory(team=rep.team)), now=LATER)
        client.force_login(manager)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("api:clock-list")).json()["count"] >= 2 * n
        seen.append(len(captured))

    assert seen[0] == seen[1]


def test_an_attempts_clock_comes_with_the_attempts(client, auditor, organisation):
    agree(attempts=(3, 4))
    hand_off = hand_over(touched(NOW + HOUR), touched(NOW + 2 * HOUR), now=LATER)

    shown = get(client, auditor, "clock-detail", clock_of(hand_off, "attempts").pk).json()

    assert (shown["promise_kind"], shown["attempts"], shown["verdict"]) == ("attempts", 3, "missed")
    assert shown["explanation"]["attempts"] == ["2026-03-04T15:00:00Z", "2026-03-04T16:00:00Z"]
    assert get(client, auditor, "clock-detail", clock_of(hand_off).pk).json()["attempts"] is None
