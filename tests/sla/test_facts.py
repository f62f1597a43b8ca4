"""Daily facts: what they count, that no change is lost, and that day by day equals from scratch."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings

from leads import dirty
from leads.services import get_or_create_campaign, get_or_create_source
from sla.facts import check_facts, rebuild_facts
from sla.judging import judge_stale, sweep_due
from sla.models import (
    CampaignFact,
    CampaignWeek,
    Clock,
    ClockFact,
    ClockWeek,
    DirtyClockDay,
    Promise,
    RouteFact,
    RouteWeek,
)
from tests.factories import NOW, ClockFactory, HandOffFactory, OwnerFactory, TeamFactory
from tests.sla.playing import agree_on_all, begin_anew, play, responses, steps, told
from tests.sla.world import HOUR, agree, assigned, hand_over, tell, touched

TODAY = date(2026, 3, 4)


@pytest.mark.django_db
def test_lead_clocks_are_counted_by_teams_and_source_and_owner_clocks_by_owner(organisation):
    agreement = agree()
    berlin, vienna = TeamFactory(), TeamFactory()
    anna, ben = OwnerFactory(team=berlin), OwnerFactory(team=vienna)
    hand_off = hand_over(assigned(anna), touched(NOW + HOUR), assigned(ben, NOW + 26 * HOUR), now=NOW + 26 * HOUR)

    rebuild_facts()

    lead = ClockFact.objects.get(scope="lead")
    assert (lead.day, lead.promise, lead.met, lead.missed) == (TODAY, agreement.promises.get(), 1, 0)
    assert (lead.team, lead.owner, lead.source) == (vienna.pk, 0, hand_off.source_id)
    assert responses(lead) == [3600]
    owners = {
        fact.owner: (fact.team, fact.source, fact.met, fact.running) for fact in ClockFact.objects.filter(scope="owner")
    }
    assert owners == {
        anna.pk: (berlin.pk, hand_off.source_id, 1, 0),
        ben.pk: (vienna.pk, hand_off.source_id, 0, 1),
    }
    for model in (RouteFact, RouteWeek):
        route = model.objects.get()
        assert (route.team, route.first_team, route.answering_team) == (vienna.pk, berlin.pk, berlin.pk)
        assert (route.source, route.met, responses(route)) == (hand_off.source_id, 1, [3600])


@pytest.mark.django_db
def test_lead_clocks_alone_are_counted_by_campaign(organisation):
    agree()
    source, owner = get_or_create_source("Website"), OwnerFactory(team=TeamFactory())
    spring = get_or_create_campaign(source, "Spring")
    for campaign in (spring, spring, None):
        hand_over(assigned(owner), touched(NOW + HOUR), source=source, campaign=campaign)

    rebuild_facts()

    for model in (CampaignFact, CampaignWeek):
        facts = {fact.campaign: (fact.met, fact.team, fact.source, responses(fact)) for fact in model.objects.all()}
        assert facts == {
            spring.pk: (2, owner.team_id, source.pk, [3600, 3600]),
            0: (1, owner.team_id, source.pk, [3600]),
        }


@pytest.mark.django_db
def test_every_verdict_is_counted_and_only_decided_answers_are_timed(organisation):
    hand_off, promise = HandOffFactory(), agree().promises.get()
    given = [
        {"verdict": "met", "stopped_at": NOW, "elapsed": 60},
        {"verdict": "met", "stopped_at": NOW, "elapsed": 30, "is_self_reported": True},
        {"verdict": "missed", "stopped_at": NOW, "elapsed": 90_000, "is_self_reported": True},
        {"verdict": "missed"},
        {"verdict": "running"},
        {"verdict": "ended", "ended_at": NOW},
        {"verdict": "no_data"},
    ]
    for number, fields in enumerate(given):
        scope = {"scope": "owner", "number": number} if number else {}
        clock = ClockFactory(hand_off=hand_off, promise=promise, **scope, **fields)
        Clock.objects.filter(pk=clock.pk).update(scope="lead" if not number else "owner")

    dirty.mark(DirtyClockDay, [hand_off.day])
    rebuild_facts()
    facts = ClockFact.objects.all()

    def total(name):
        return sum(getattr(fact, name) for fact in facts)

    assert [total(name) for name in ("met", "missed", "running", "ended", "no_data")] == [2, 2, 1, 1, 1]
    assert (total("unanswered"), total("met_self_reported"), total("missed_self_reported")) == (1, 1, 1)
    assert sorted(sum((responses(fact) for fact in facts), [])) == [30, 60, 90_000]


@pytest.mark.django_db
def test_facts_follow_their_hand_off(organisation):
    agree()
    hand_off = hand_over()
    rebuild_facts()

    tell(hand_off, touched(NOW + HOUR))
    assert DirtyClockDay.objects.filter(day=TODAY).exists()
    rebuild_facts()

    assert [(fact.met, fact.running) for fact in ClockFact.objects.all()] == [(1, 0)]


@pytest.mark.django_db
def test_a_day_without_clocks_has_no_facts(organisation):
    agree()
    hand_off = hand_over()
    rebuild_facts()
    Clock.objects.filter(hand_off=hand_off).delete()
    dirty.mark(DirtyClockDay, [TODAY])

    rebuild_facts()

    assert not ClockFact.objects.exists()


@pytest.mark.django_db
def test_check_facts_says_what_is_wrong(organisation):
    agree()
    hand_over()
    rebuild_facts()
    assert check_facts() == []

    ClockFact.objects.update(met=7)
    ClockFact.objects.create(day=TODAY - timedelta(days=1), promise=Promise.objects.get(), scope="lead", met=1)

    CampaignFact.objects.update(missed=7)

    assert check_facts() == [
        "2026-03-03: 1 facts are wrong and 0 are missing.",
        "2026-03-04: 1 facts are wrong and 1 are missing.",
        "2026-03-04, by campaign: 1 facts are wrong and 1 are missing.",
        "Week of 2026-03-02: 1 facts are wrong and 2 are missing.",
        "Week of 2026-03-02, by campaign: 1 facts are wrong and 1 are missing.",
    ]


@pytest.mark.django_db
def test_check_facts_waits_for_days_that_are_still_dirty(organisation):
    agree()
    hand_over()

    assert check_facts() == []


@pytest.mark.django_db
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_day_by_day_equals_from_scratch(organisation, steps):
    with transaction.atomic():
        agree_on_all()
        owners = [OwnerFactory(team=TeamFactory()) for _ in range(3)]
        play(steps, owners, [get_or_create_source(name) for name in "abc"])
        now = NOW + 300 * HOUR
        judge_stale(now=now)
        rebuild_facts()
        sweep_due(now=now)
        rebuild_facts()
        incremental = told()
        clocks = list(Clock.objects.order_by("hand_off", "promise", "number").values())

        assert check_facts() == []
        begin_anew(now)

        assert told() == incremental
        again = list(Clock.objects.order_by("hand_off", "promise", "number").values())
        assert [row | {"id": 0} for row in again] == [row | {"id": 0} for row in clocks]
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_a_week_is_the_sum_of_its_days_and_follows_them(organisation):
    agree()
    monday, sunday = NOW - 48 * HOUR, NOW + 96 * HOUR
    later = sunday + 48 * HOUR
    source = get_or_create_source("Website")
    hand_over(touched(monday + HOUR), at=monday, source=source, now=later)
    late = hand_over(at=sunday, source=source, now=later)
    hand_over(at=sunday + 24 * HOUR, source=source, now=later)
    rebuild_facts()

    tell(late, touched(sunday + 2 * HOUR), now=later)
    rebuild_facts()

    first, second = ClockWeek.objects.filter(scope="lead")
    assert (first.day, first.met, first.running) == (date(2026, 3, 2), 2, 0)
    assert responses(first) == [3600, 0]  # nobody works on Sunday
    assert (second.day, second.met, second.missed) == (date(2026, 3, 9), 0, 1)


@pytest.mark.django_db
def test_times_are_kept_byte_by_byte(organisation):
    agree()
    for seconds in (0, 92, 10, 3600):  # among their bytes are a NUL, a backslash and a line's end
        hand_over(touched(NOW + timedelta(seconds=seconds)))

    rebuild_facts()

    assert responses(ClockFact.objects.get(scope="lead")) == [0, 10, 92, 3600]
