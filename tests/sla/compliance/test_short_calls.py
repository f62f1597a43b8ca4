"""Short calls in a row: which calls count, who sees them when, and what is said where nobody measured."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from leadgap.accounts.models import Organisation
from leadgap.periods import period
from leadgap.rates import Rate
from leads.journal import record_event, void_event
from leads.models import Event
from sla.compliance.pattern_words import sections
from sla.compliance.patterns import patterns
from tests.factories import NOW
from tests.sla.world import agree, assigned, event, hand_over, tell

pytestmark = pytest.mark.django_db

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
SOON, LATER = NOW + 2 * DAY, NOW + 8 * DAY
CALL = {"channel": "call", "direction": "outbound", "result": "connected", "length_seconds": 30}


def called(owner, minutes=1, **said):
    return event("touched", NOW + minutes * MINUTE, **CALL | {"owner_id": owner and owner.pk} | said)


def found(user, *, now=LATER, **only):
    organisation = Organisation.current()
    return patterns(user, period=period("all", today=now.date()), organisation=organisation, now=now, only=only)


def counts(user, **asked):
    rate = found(user, **asked).short_calls
    return rate.part, rate.whole


@pytest.fixture
def owner(rep):
    agree(unit="wall_hours")
    return rep.owners.get()


@pytest.fixture
def five(owner):
    """Five leads of one rep, each called for half a minute, and one called for longer."""
    lengths = [30, 30, 59, 1, 30, 300]
    return [
        hand_over(assigned(owner), called(owner, n + 1, length_seconds=length), now=SOON, name=f"Lead {n}")
        for n, length in enumerate(lengths)
    ]


def test_short_calls_in_a_row_are_counted_among_all_that_were_measured(auditor, five):
    assert counts(auditor) == (5, 6)
    named = found(auditor).examples["short_calls"]
    assert [each.external_id for each in named] == [f"Lead {n}" for n in (4, 3, 2, 1, 0)]


def test_a_lead_that_was_called_more_than_once_is_named_once(auditor, owner):
    hand_off = hand_over(assigned(owner), *(called(owner, n) for n in range(1, 6)), now=SOON)

    assert counts(auditor) == (5, 5)
    assert found(auditor).examples["short_calls"] == [hand_off]


@pytest.mark.parametrize(
    "said",
    [
        {"channel": "meeting"},
        {"direction": "inbound"},
        {"result": "no_answer"},
        {"result": ""},
        {"automated": True},
        {"length_seconds": None},
        {"length_seconds": 0},
        {"minutes": -1},
        {"owner_id": None},
    ],
    ids=str,
)
def test_what_is_no_measured_call_that_reached_the_lead_is_left_out(auditor, owner, five, said):
    tell(five[2], called(owner, **{"minutes": 3} | said), now=SOON)

    assert counts(auditor) == (5, 6)


def test_what_has_no_time_has_no_place_in_a_row(auditor, owner, five):
    tell(five[2], event("touched", None, owner_id=owner.pk, **CALL), now=SOON)

    assert counts(auditor) == (5, 6)


def test_a_call_that_is_taken_back_does_not_count_and_one_that_is_put_back_does(auditor, rep, five):
    call = five[2].events.get(kind="touched")

    gone = void_event(event=call, user=rep, now=SOON)
    assert counts(auditor) == (0, 5)

    void_event(event=gone, user=rep, now=SOON + MINUTE)
    assert counts(auditor) == (5, 6)


def test_calls_of_two_people_are_no_row_of_one(auditor, owner, colleague, five):
    other = colleague.owners.get()
    Event.objects.filter(hand_off=five[2], kind="touched").update(owner=other)
    tell(five[2], event("assigned", SOON, owner_id=other.pk), now=SOON)

    assert counts(auditor) == (0, 6)


def test_a_rep_sees_them_first_and_the_others_a_week_later(rep, colleague, manager, head, auditor, marketer, five):
    def seen(now):
        return [counts(who, now=now) for who in (rep, colleague, manager, head, auditor, marketer)]

    assert seen(SOON) == [(5, 6), (0, 0), (0, 0), (0, 0), (0, 0), (0, 0)]
    assert seen(LATER) == [(5, 6), (0, 0), (5, 6), (5, 6), (5, 6), (5, 6)]


def test_it_is_the_age_of_the_call_that_counts_and_not_of_the_lead(rep, auditor, owner, five):
    for hand_off in five[:5]:
        tell(hand_off, called(owner, 60 * 24 * 5), now=LATER)

    assert counts(rep) == (10, 11)
    assert counts(auditor) == (5, 6)


def test_who_had_the_lead_later_sees_the_own_calls_and_nobody_sees_calls_of_who_never_had_it(
    rep, colleague, auditor, five
):
    other = colleague.owners.get()
    for hand_off in five:
        tell(hand_off, called(other, 30), now=SOON)
    assert counts(auditor) == (5, 6)

    for hand_off in five:
        tell(hand_off, event("assigned", NOW + 20 * MINUTE, owner_id=other.pk), now=SOON)

    assert counts(colleague, now=SOON) == (6, 6)
    assert counts(rep, now=SOON) == (5, 6)
    assert counts(auditor) == (11, 12)


def test_a_manager_sees_the_own_branch_only(other_manager, manager, five):
    assert counts(manager) == (5, 6)
    assert counts(other_manager) == (0, 0)


def test_they_are_those_of_the_leads_that_were_asked_for(auditor, five):
    assert counts(auditor, source=five[0].source_id) == (5, 6)
    assert counts(auditor, source=five[0].source_id + 1) == (0, 0)


def test_the_page_says_what_else_would_look_the_same(client, manager, five):
    client.force_login(manager)
    with time_machine.travel(LATER, tick=False):
        text = client.get(reverse("sla:patterns"), {"period": "all"}).content.decode()

    assert (
        "5 of 6 (83\u00a0%) calls said to have reached the lead took less than a minute, in a row of five or more of "
        "the same person. Calls that nobody measured are left out."
    ) in text
    assert "Leads who ask to be called another time look the same" in text


@pytest.mark.parametrize("rep_figures", Organisation.RepFigures.values)
def test_nobody_is_named(client, rep, manager, marketer, auditor, five, rep_figures):
    Organisation.objects.update(rep_figures=rep_figures)
    for who in (manager, marketer, auditor):
        client.force_login(who)
        with time_machine.travel(LATER, tick=False):
            text = client.get(reverse("sla:patterns"), {"period": "all"}).content.decode()

        assert "Short calls in a row" in text
        assert str(rep) not in text
        assert str(rep.owners.get()) not in text


def test_what_nobody_measured_is_not_called_short(client, auditor, owner):
    hand_over(assigned(owner), *(called(owner, n, length_seconds=None) for n in range(1, 6)), now=SOON)
    client.force_login(auditor)
    with time_machine.travel(LATER, tick=False):
        text = client.get(reverse("sla:patterns"), {"period": "all"}).content.decode()

    assert "No call here says how long it was, so nothing is said of short ones." in text
    assert "take less than a minute" not in text


def test_they_are_told_as_well_where_no_promise_has_come_due(auditor, five):
    nothing = Rate.of(0, 0)
    told = replace(
        found(auditor),
        not_contacted=nothing,
        just_in_time=nothing,
        decided_just_in_time=nothing,
        in_bursts=nothing,
    )

    assert [section.title for section in sections(told)] == ["Short calls in a row"]
    assert list(sections(replace(told, short_calls=nothing))) == []


def test_a_call_that_is_logged_at_the_desk_counts(rep, owner, five):
    hand_off = hand_over(assigned(owner), now=SOON)
    record_event(hand_off=hand_off, kind="touched", user=rep, now=NOW + 7 * MINUTE, owner_id=owner.pk, **CALL)

    assert counts(rep, now=SOON) == (5, 7)  # after the longer one, alone


def test_it_takes_as_many_queries_for_many_calls_as_for_five(client, rep, owner):
    client.force_login(rep)

    def queries():
        with time_machine.travel(LATER, tick=False), CaptureQueriesContext(connection) as captured:
            client.get(reverse("sla:patterns"), {"period": "all"})
        return len(captured)

    for n in range(5):
        hand_over(assigned(owner), called(owner, n), now=SOON)
    few = queries()
    for n in range(20):
        hand_over(assigned(owner), called(owner, n), now=SOON)

    assert queries() == few <= 21
