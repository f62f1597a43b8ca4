from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedback.models import DirtyRatingDay, RatingFact, ReasonFact
from feedback.scorecards import facts
from leads.dirty import mark
from leads.models.handoffs import UNDATED
from leads.services import get_or_create_source
from sla.judging import sweep_due
from tests.factories import (
    NOW,
    AgreementFactory,
    ClockFactory,
    HandOffFactory,
    OwnerFactory,
    PromiseFactory,
    SourceFactory,
    TeamFactory,
)
from tests.sla.playing import agree_on_all, play, steps

pytestmark = pytest.mark.django_db
DAY = NOW.date()
LONG_AGO = NOW - timedelta(days=1)


def rated(sales=3, marketing=5, **fields):
    given = {"sales_rating": sales, "sales_rated_at": LONG_AGO, "sales_answered_at": LONG_AGO} if sales else {}
    given |= {"marketing_rating": marketing, "marketing_basis": "individual"} if marketing else {}
    return HandOffFactory(day=DAY, **(given | fields))


def only_fact():
    facts.write(DAY, facts.facts_of([DAY], now=NOW)[DAY])
    return RatingFact.objects.get()


def test_hand_offs_of_the_same_slice_and_ratings_are_counted_together():
    source = SourceFactory()
    for _ in range(3):
        rated(source=source)

    fact = only_fact()

    assert (fact.hand_offs, fact.marketing, fact.sales, fact.source) == (3, 5, 3, source.pk)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param(
            {"sales": None}, {"sales": 0, "marketing": 5, "rating_due": 1}, id="not-rated-and-unpromised-is-due"
        ),
        pytest.param({"marketing": None}, {"marketing": 0, "basis": ""}, id="marketing-did-not-rate"),
        pytest.param({"marketing_basis": "default"}, {"basis": "default"}, id="expected-by-source"),
        pytest.param({"marketing_rated_at": NOW}, {"basis": "late"}, id="marketing-rated-after-sales"),
        pytest.param({"marketing_rated_at": LONG_AGO}, {"basis": "individual"}, id="both-at-the-same-instant-pair"),
        pytest.param({"outcome": "won", "stage": "won"}, {"outcome": "won"}, id="won"),
        pytest.param({"snapshot": {"employees": 49}}, {"segment": "small"}, id="49-employees"),
        pytest.param({"snapshot": {"employees": 50}}, {"segment": "medium"}, id="50-employees"),
        pytest.param({"snapshot": {"employees": 1000}}, {"segment": "large"}, id="1000-employees"),
        pytest.param({"snapshot": {"employees": None}}, {"segment": ""}, id="size-unknown"),
        pytest.param(
            {"sales": None, "sales_unsure": True, "sales_answered_at": LONG_AGO},
            {"sales": 0, "sales_unsure": 1, "rating_due": 1},
            id="could-not-tell-is-an-answer",
        ),
    ],
)
def test_what_a_fact_says_of_one_hand_off(fields, expected):
    rated(**fields)

    fact = only_fact()

    assert {name: getattr(fact, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("verdict", "fair"), [("met", "yes"), ("missed", "no"), ("running", ""), ("ended", ""), ("no_data", "")]
)
def test_a_fair_shot_is_a_first_response_promise_that_was_kept(verdict, fair):
    stop = NOW if verdict in {"met", "missed"} else None
    ClockFactory(hand_off=rated(), verdict=verdict, stopped_at=stop)

    assert only_fact().fair == fair


@pytest.mark.parametrize(("verdict", "due"), [("running", 0), ("missed", 1), ("ended", 0), ("no_data", 1), (None, 0)])
def test_a_promised_rating_is_due_only_once_its_clock_says_so(verdict, due):
    promise = PromiseFactory(kind="rating")
    hand_off = rated(sales=None)
    if verdict:
        ClockFactory(hand_off=hand_off, promise=promise, verdict=verdict)

    assert only_fact().rating_due == due


@pytest.mark.parametrize(("closed_at", "due"), [(None, 1), (LONG_AGO, 0)])
def test_what_ended_at_an_unknown_time_is_due_though_no_clock_could_start(closed_at, due):
    PromiseFactory(kind="rating")
    rated(sales=None, stage="lost", outcome="lost", closed_at=closed_at)

    assert only_fact().rating_due == due


def test_a_rating_that_runs_is_not_due_though_its_day_ends_under_a_version_that_promises_none(organisation):
    first = PromiseFactory(kind="rating")
    AgreementFactory(effective_on=DAY, signed_at=NOW)
    ClockFactory(hand_off=rated(sales=None), promise=first)

    assert only_fact().rating_due == 0


def test_a_rating_counts_once_its_ten_minutes_of_undo_are_over():
    at = NOW - facts.UNDO + timedelta(seconds=1)
    rated(sales_rated_at=at, sales_answered_at=at)
    mark(DirtyRatingDay, [DAY])

    facts.rebuild_dirty(now=NOW)
    pending = RatingFact.objects.get()
    facts.rebuild_dirty(now=NOW)
    still_pending = RatingFact.objects.get()
    facts.rebuild_dirty(now=NOW + timedelta(seconds=1))

    assert (pending.sales, pending.rating_due) == (0, 0)
    assert still_pending.pk == pending.pk
    assert RatingFact.objects.get().sales == 3
    assert not DirtyRatingDay.objects.exists()


def test_a_day_marked_while_it_is_rebuilt_stays_dirty():
    rated()
    mark(DirtyRatingDay, [DAY])

    assert not facts._rebuild({DAY: 0}, now=NOW)

    assert DirtyRatingDay.objects.get().marks == 1
    assert not RatingFact.objects.exists()


def test_a_second_rebuild_finds_nothing_to_do():
    rated()
    mark(DirtyRatingDay, [DAY, UNDATED])

    assert facts.rebuild_dirty(now=NOW) == 2
    assert facts.rebuild_dirty(now=NOW) == 0


def test_each_reason_is_counted_once_a_hand_off():
    rated(sales_reasons=["too-small", "no-budget", "too-small"])
    rated(sales_reasons=["too-small"], source=SourceFactory())

    facts.write(DAY, facts.facts_of([DAY], now=NOW)[DAY])

    assert sorted(ReasonFact.objects.values_list("reason", "hand_offs")) == [
        ("no-budget", 1),
        ("too-small", 1),
        ("too-small", 1),
    ]


changes = st.lists(
    st.tuples(
        st.integers(0, 5),
        st.sampled_from([None, 1, 3, 5]),
        st.sampled_from([None, 2, 4]),
        st.sampled_from(["open", "won", "lost"]),
        st.integers(0, 2),
        st.booleans(),
    ),
    max_size=12,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=changes)
def test_rebuilding_dirty_days_equals_rebuilding_everything(changes, db):
    """Each change touches one of six hand-offs and moves it between three days, like late events do."""
    RatingFact.objects.all().delete()
    hand_offs = [rated(sales=None, marketing=None) for _ in range(6)]
    mark(DirtyRatingDay, [DAY])
    for which, sales, marketing, outcome, shift, rebuild in changes:
        hand_off = hand_offs[which]
        days = {hand_off.day, DAY + timedelta(days=shift)}
        hand_off.day = DAY + timedelta(days=shift)
        hand_off.sales_rating, hand_off.marketing_rating, hand_off.outcome = sales, marketing, outcome
        hand_off.marketing_basis = "individual" if marketing else ""
        hand_off.save()
        mark(DirtyRatingDay, days)
        if rebuild:
            facts.rebuild_dirty(now=NOW)
    facts.rebuild_dirty(now=NOW)

    assert facts.differences(now=NOW) == []

    for hand_off in hand_offs:
        hand_off.delete()


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_whatever_the_journal_and_the_clocks_tell_is_rebuilt(steps, organisation):
    """Verdicts change too, and with them who had a fair shot and what is due for a rating."""
    with transaction.atomic():
        agree_on_all()
        owners = [OwnerFactory(team=TeamFactory()) for _ in range(3)]
        sources = [get_or_create_source(name) for name in "abc"]
        for place in range(0, len(steps), 5):
            play(steps[place : place + 5], owners, sources)
            facts.rebuild_dirty(now=NOW + timedelta(hours=300))
        sweep_due(now=NOW + timedelta(hours=300))
        facts.rebuild_dirty(now=NOW + timedelta(hours=300))

        assert facts.differences(now=NOW + timedelta(hours=300)) == []
        transaction.set_rollback(True)


def test_check_facts_says_what_is_wrong():
    rated()
    mark(DirtyRatingDay, [DAY])
    facts.rebuild_dirty(now=NOW)
    RatingFact.objects.update(hand_offs=7)

    assert facts.differences(now=NOW) == [f"{DAY}: the rating facts are not what the hand-offs say"]


def test_a_rating_after_could_not_tell_has_its_own_ten_minutes():
    at = NOW - facts.UNDO + timedelta(seconds=1)
    rated(sales_rated_at=at, sales_answered_at=NOW - timedelta(hours=3))
    mark(DirtyRatingDay, [DAY])

    facts.rebuild_dirty(now=NOW)
    pending = RatingFact.objects.get()
    facts.rebuild_dirty(now=NOW + timedelta(seconds=1))

    assert pending.sales == 0
    assert RatingFact.objects.get().sales == 3
    assert not DirtyRatingDay.objects.exists()
