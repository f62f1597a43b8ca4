"""Marketing's promise to answer: what starts and keeps it, whose hours count, and what is not measured."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.journal import record_event, void_event
from leads.models import HandOff, System
from leads.services import change_sources
from sla.clocks import Verdict, judge
from sla.explain import explain
from sla.facts import check_facts, rebuild_facts
from sla.histories import round_the_clock
from sla.judging import judge_stale
from sla.misses import described
from sla.models import Segment, TeamCalendar
from sla.runs import lead_runs, owner_runs
from tests.factories import NOW, CalendarFactory, OwnerFactory, SourceFactory, SystemFactory
from tests.sla.arrays import assignments, hand_offs
from tests.sla.world import HOUR, agree, assigned, clock_of, event, hand_over, tell, verdicts

WALL = round_the_clock()
TIMES = st.one_of(st.none(), st.integers(0, 150))


def rated(rating, at=NOW, **fields):
    return event("rated", at, side="sales", rating=rating, **fields)


def asked(at=NOW, **fields):
    return event("asked", at, side="sales", **fields)


def replied(at=NOW, **fields):
    return event("replied", at, side="marketing", **fields)


# ── The rule, without a database ───────────────────────────────────────────────────────────────────


@given(raised=st.integers(0, 150), waits=TIMES, closed=TIMES, now=st.integers(0, 500), is_known=st.booleans())
def test_it_is_what_a_reading_of_the_rule_finds(raised, waits, closed, now, is_known):
    replied_at = None if waits is None else raised + waits
    now = max(now, raised if replied_at is None else replied_at)
    happened = {"handed_off": 0, "raised": raised, "replied": replied_at, "closed": closed}
    runs = lead_runs("reply", hand_offs(happened | {"replies_are_known": is_known}))

    (verdict,) = judge(runs, 100, WALL, None, now).verdict.tolist()

    if replied_at is not None:
        expected = Verdict.MET if replied_at <= raised + 100 else Verdict.MISSED
    elif not is_known:
        expected = Verdict.NO_DATA
    else:
        expected = Verdict.RUNNING if now <= raised + 100 else Verdict.MISSED
    assert verdict == expected


def test_nothing_raised_has_no_clock_and_nobody_in_sales_has_one():
    quiet, loud = hand_offs({"handed_off": 0}), hand_offs({"handed_off": 0, "raised": 5})

    assert lead_runs("reply", quiet).started.size == 0
    assert owner_runs("reply", loud, assignments({"assigned": 0})).started.size == 0


# ── Through the journal ────────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("events", "found"),
    [
        pytest.param([rated(3)], None, id="rated-well"),
        pytest.param([rated(2)], (NOW, "running"), id="rated-low"),
        pytest.param([rated(None)], None, id="could-not-tell"),
        pytest.param([rated(4), rated(1, NOW + HOUR)], None, id="a-later-rating-does-not-count"),
        pytest.param([asked(NOW + HOUR)], (NOW + HOUR, "running"), id="asked"),
        pytest.param([event("disputed", NOW, side="sales")], (NOW, "running"), id="disputed"),
        pytest.param([event("asked", NOW, side="marketing")], None, id="asked-by-marketing"),
        pytest.param([asked(None)], None, id="asked-who-knows-when"),
        pytest.param([asked(NOW - HOUR)], None, id="asked-before-the-hand-off"),
        pytest.param([rated(1), replied(NOW + 2 * HOUR)], (NOW, "met"), id="replied-in-time"),
        pytest.param([rated(1), replied(NOW + 21 * HOUR)], (NOW, "missed"), id="replied-too-late"),
        pytest.param([replied(NOW), rated(1, NOW + HOUR)], (NOW + HOUR, "running"), id="said-before-it-was-rated"),
        pytest.param([rated(1), event("replied", NOW, side="sales")], (NOW, "running"), id="sales-replied-itself"),
        pytest.param([asked(), event("closed", NOW + HOUR)], (NOW, "running"), id="a-close-answers-nothing"),
        pytest.param([asked(), replied(NOW + HOUR), asked(NOW + 2 * HOUR)], (NOW, "met"), id="asked-again"),
    ],
)
def test_the_first_thing_raised_is_answered(organisation, events, found):
    agree(first_response=None, reply=4)

    hand_off = hand_over(*events)

    clocks = [(clock.started_at, clock.verdict) for clock in hand_off.clocks.all()]
    assert clocks == ([found] if found else [])


@pytest.mark.django_db
@pytest.mark.parametrize("side", ["sales", "referral", "partner"])
@pytest.mark.parametrize("later", [False, True], ids=["at-once", "later"])
@pytest.mark.parametrize(
    ("events", "raised"),
    [
        pytest.param([rated(1)], None, id="rated-low"),
        pytest.param([rated(1), asked(NOW + HOUR)], NOW + HOUR, id="and-asked"),
        pytest.param([event("disputed", NOW + HOUR, side="sales"), rated(1)], NOW + HOUR, id="and-disputed"),
        pytest.param([rated(1), replied(NOW + HOUR)], None, id="answered-all-the-same"),
    ],
)
def test_marketing_answers_low_ratings_only_of_its_own_sources(organisation, side, events, raised, later):
    agree(first_response=None, reply=4)
    source = SourceFactory(side=side)

    hand_off = tell(hand_over(source=source), *events) if later else hand_over(*events, source=source)

    assert [clock.started_at for clock in hand_off.clocks.all()] == ([raised] if raised else [])
    assert (hand_off.raised_at, hand_off.waiting_since) == (raised, raised)


@pytest.mark.django_db
def test_a_source_given_to_another_side_takes_its_clocks_along(
    organisation, administrator, django_capture_on_commit_callbacks, run_queued, monkeypatch, time_machine
):
    time_machine.move_to(NOW, tick=False)
    monkeypatch.setattr("leads.journal.sources.HAND_OFFS_AT_ONCE", 2)
    agree(first_response=None, reply=4)
    source = SourceFactory(side="marketing")
    low = [hand_over(rated(1), source=source) for _ in range(3)]
    others = [hand_over(rated(4), source=source), hand_over(rated(1))]
    before = {each.pk: each.revision for each in others}

    def give(side):
        with django_capture_on_commit_callbacks(execute=True):
            change_sources({source.pk: {"side": side}}, actor=administrator, now=NOW)
        run_queued()
        judge_stale(now=NOW)
        rebuild_facts()
        assert list(check_facts()) == []
        return [verdicts(each) for each in low]

    assert give("partner") == [{}, {}, {}]
    assert give("marketing") == [{("reply", 0): "running"}] * 3
    assert dict(HandOff.objects.filter(pk__in=before).values_list("pk", "revision")) == before


@pytest.mark.django_db
def test_what_is_raised_again_waits_though_its_clock_has_stopped(organisation):
    hand_off = hand_over(asked(), replied(NOW + HOUR), asked(NOW + 2 * HOUR), asked(NOW + 3 * HOUR))

    assert (hand_off.raised_at, hand_off.replied_at) == (NOW, NOW + HOUR)
    assert hand_off.waiting_since == NOW + 2 * HOUR
    assert tell(hand_off, replied(NOW + 3 * HOUR)).waiting_since is None


@pytest.mark.django_db
def test_every_lead_is_answered_and_its_rep_has_no_part_in_it(organisation, berlin):
    agree(reply=4, definition={"all": [{"any": [{"field": "country", "operator": "one_of", "value": ["DE"]}]}]})

    hand_off = hand_over(assigned(OwnerFactory(team=berlin)), asked(), country="FR")

    clock = clock_of(hand_off, "reply")
    assert verdicts(hand_off) == {("reply", 0): "running"}
    assert (clock.owner, clock.team) == (None, berlin)


@pytest.mark.django_db
def test_a_segment_to_which_sales_promises_nothing_is_answered_all_the_same(organisation):
    agreement = agree(reply=4)
    everyone = {"all": [{"any": [{"field": "has_email", "operator": "missing"}]}]}
    Segment.objects.create(version=agreement, name="Rest", conditions=everyone, is_promised=False, position=0)

    assert verdicts(hand_over(asked())) == {("reply", 0): "running"}


@pytest.mark.django_db
def test_it_counts_the_agreements_hours_and_no_pause_of_the_lead(organisation, vienna):
    agreement = agree(reply=2)
    TeamCalendar.objects.create(team=vienna, calendar=CalendarFactory(version__timezone="America/New_York"))
    hand_off = hand_over(
        assigned(OwnerFactory(team=vienna)), event("paused", NOW - HOUR), asked(), at=NOW - HOUR, now=NOW + 2 * HOUR
    )

    clock = clock_of(hand_off, "reply")

    assert (clock.due_at, clock.calendar_version) == (NOW + 2 * HOUR, agreement.calendar.current())
    assert [each.kind.value for each in explain(clock, now=NOW + HOUR).stretches] == ["open"]


@pytest.mark.django_db
def test_a_miss_says_so(organisation, marketer):
    agree(reply=2)
    hand_off = hand_over(assigned(OwnerFactory(), NOW + HOUR), asked(), now=NOW + 20 * HOUR)

    clock = clock_of(hand_off, "reply")
    (miss,) = described([clock], user=marketer, organisation=organisation, now=NOW + 20 * HOUR)

    assert miss.sentence == "Not replied, 2\u00a0h late so far."
    assert miss.routing is None


@pytest.mark.django_db
def test_ratings_of_an_import_are_not_missed(organisation, rep):
    """Nobody could reply here to what another system has brought; from the first word in LeadGap on, somebody can."""
    agree(reply=4)
    system = SystemFactory(key="file", replies_from=None)
    old = hand_over(rated(1), system=system, now=NOW + 99 * HOUR)
    fresh = hand_over(system=system, now=NOW + 99 * HOUR)
    assert clock_of(old, "reply").verdict == "no_data"

    record_event(hand_off=fresh, kind="rated", user=rep, now=NOW + 99 * HOUR, side="sales", rating=2)
    judge_stale(now=NOW + 99 * HOUR)

    assert System.objects.get(key="file").replies_from == NOW + 99 * HOUR
    assert clock_of(fresh, "reply").verdict == "running"
    assert clock_of(old, "reply").verdict == "no_data"
    assert not HandOff.objects.unjudged().exists()


@pytest.mark.django_db
def test_an_import_of_replies_tells_of_what_was_raised_from_the_first_of_them_on(organisation):
    agree(reply=4)
    system, later = SystemFactory(key="file", replies_from=None), NOW + 99 * HOUR
    before, since = (hand_over(rated(1, at), system=system, now=later) for at in (NOW, NOW + 2 * HOUR))

    hand_over(rated(1), replied(NOW + HOUR), system=system, now=later)
    judge_stale(now=later)

    assert clock_of(before, "reply").verdict == "no_data"
    assert clock_of(since, "reply").verdict == "missed"


@pytest.mark.django_db
def test_a_rating_that_is_undone_takes_its_clock_along(organisation, rep):
    agree(first_response=None, reply=4)
    hand_off = hand_over()
    rating = record_event(hand_off=hand_off, kind="rated", user=rep, now=NOW + HOUR, side="sales", rating=2)
    assert set(verdicts(hand_off)) == {("reply", 0)}

    void_event(event=rating, user=rep, now=NOW + HOUR + timedelta(minutes=5))

    assert verdicts(hand_off) == {}
