"""The attempts promise: what keeps it, what is fair to an owner, and how it is judged through the journal."""

import random
from datetime import date

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from leads import stale
from leads.models import HandOff
from sla.clocks import Verdict, judge
from sla.histories import round_the_clock
from sla.judging import judge_stale
from sla.runs import lead_runs, owner_runs
from tests.factories import NOW, AgreementFactory, OwnerFactory, PromiseFactory, SystemFactory
from tests.sla.arrays import assignments, hand_offs
from tests.sla.world import HOUR, agree, assigned, clock_of, event, hand_over, tell, touched, verdicts

DUE = 100
WALL = round_the_clock()
TIMES = st.one_of(st.none(), st.integers(0, 150))


def judged(runs, now):
    clocks = judge(runs, DUE, WALL, None, now)
    places = clocks.assignment.tolist()
    return {place: Verdict(code).name.lower() for place, code in zip(places, clocks.verdict.tolist(), strict=True)}


# ── The rule, without a database ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("happened", "now", "verdict"),
    [
        pytest.param({}, DUE, "running", id="due-this-very-second"),
        pytest.param({}, DUE + 1, "missed", id="a-second-past-due"),
        pytest.param({"last_attempt": DUE}, 200, "met", id="the-last-attempt-exactly-at-due"),
        pytest.param({"last_attempt": DUE + 1}, 200, "missed", id="the-last-attempt-a-second-late"),
        pytest.param({"first_genuine": 1}, 200, "missed", id="one-attempt-is-not-enough"),
        pytest.param({"first_connected": DUE}, 200, "met", id="reached"),
        pytest.param({"first_connected": DUE + 1}, 200, "missed", id="reached-too-late"),
        pytest.param({"closed": DUE}, 200, "met", id="closed"),
        pytest.param({"closed": DUE + 1}, 200, "missed", id="closed-too-late"),
        pytest.param({"touches_are_known": False}, 200, "no_data", id="touches-are-not-reported"),
        pytest.param({"touches_are_known": False, "closed": 1}, 200, "no_data", id="closed-but-who-knows"),
        pytest.param({"touches_are_known": False, "last_attempt": 9}, 200, "met", id="told-by-hand"),
        pytest.param({"attempts_are_known": False}, 200, "no_data", id="attempts-at-no-known-time"),
        pytest.param({"ends_are_known": False}, 200, "no_data", id="closed-at-no-known-time"),
        pytest.param({"attempts_are_known": False, "first_connected": 9}, 200, "met", id="but-reached"),
    ],
)
def test_the_lead_clock(happened, now, verdict):
    runs = lead_runs("attempts", hand_offs({"handed_off": 0} | happened))

    assert judged(runs, now) == {-1: verdict}


@pytest.mark.parametrize(
    ("happened", "found"),
    [
        pytest.param({"last_attempt": 30}, {0: "met"}, id="the-first-owner-made-them-all"),
        pytest.param({"last_attempt": 40}, {0: "ended", 1: "met"}, id="the-second-made-what-was-left"),
        pytest.param({"last_attempt": 140}, {0: "ended", 1: "met"}, id="and-had-all-the-time-for-it"),
        pytest.param({"last_attempt": 141}, {0: "ended", 1: "missed"}, id="but-no-more"),
        pytest.param({"first_connected": 39}, {0: "met"}, id="reached-before-it-was-passed-on"),
        pytest.param({"closed": 40}, {0: "ended", 1: "met"}, id="closed-as-it-was-passed-on"),
        pytest.param({}, {0: "ended", 1: "missed"}, id="nobody-did"),
    ],
)
def test_an_owner_is_asked_for_what_is_left_and_has_all_the_time(happened, found):
    given_off = hand_offs({"handed_off": 0} | happened)
    held = assignments({"assigned": 0, "until": 40}, {"assigned": 40})

    assert judged(owner_runs("attempts", given_off, held), 500) == found


@pytest.mark.parametrize(
    ("last_attempt", "expected"),
    [
        pytest.param(None, None, id="nothing-asked-for-a-rating"),
        pytest.param(50, 50, id="after-the-last-promised-attempt"),
    ],
)
def test_a_rating_is_due_from_the_last_promised_attempt(last_attempt, expected):
    runs = lead_runs("rating", hand_offs({"handed_off": 0, "last_attempt": last_attempt}))

    assert runs.started.tolist() == ([] if expected is None else [expected])


def swept(promised, attempts, connected, closed, start, until, now):
    """Second by second: what an owner, or a lead from start to for ever, is found to be."""
    for second in range(now + 1):
        tried = sum(at <= second for at in attempts) >= promised
        is_over = tried or (connected is not None and connected <= second) or (closed is not None and closed <= second)
        if is_over and second < start:
            return None
        if until is not None and second >= until:
            return ("ended" if second <= start + DUE else "missed") if until > start else None
        if is_over and second >= start:
            return "met" if second <= start + DUE else "missed"
    return "running" if now <= start + DUE else "missed"


@given(
    promised=st.integers(2, 4),
    attempts=st.lists(st.integers(0, 150), max_size=6).map(sorted),
    connected=TIMES,
    closed=TIMES,
    handed_on=st.integers(0, 150),
)
def test_it_is_what_a_sweep_second_by_second_finds(promised, attempts, connected, closed, handed_on):
    last = attempts[promised - 1] if len(attempts) >= promised else None
    happened = {"handed_off": 0, "last_attempt": last, "first_connected": connected, "closed": closed}
    held = assignments({"assigned": 0, "until": handed_on}, {"assigned": handed_on})
    now = 500
    expected = {
        place: found
        for place, (start, until) in enumerate([(0, handed_on), (handed_on, None)])
        if (found := swept(promised, attempts, connected, closed, start, until, now))
    }

    assert judged(lead_runs("attempts", hand_offs(happened)), now)[-1] == swept(
        promised, attempts, connected, closed, 0, None, now
    )
    assert judged(owner_runs("attempts", hand_offs(happened), held), now) == expected


# ── Through the journal ────────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("hours", "verdict"),
    [
        pytest.param((1, 2), "running", id="two-of-three"),
        pytest.param((1, 2, 20), "met", id="the-third-at-due"),
        pytest.param((1, 2, 21), "missed", id="the-third-an-hour-late"),
        pytest.param((1, 2, None), "no_data", id="the-third-at-no-known-time"),
        pytest.param((1, None), "running", id="with-the-undated-one-still-too-few"),
    ],
)
def test_attempts_are_counted_to_the_promised_one(organisation, hours, verdict):
    agree(attempts=(3, 4))

    hand_off = hand_over(*(touched(None if each is None else NOW + each * HOUR) for each in hours))

    assert clock_of(hand_off, "attempts").verdict == verdict


@pytest.mark.django_db
@pytest.mark.parametrize(
    "touch",
    [
        pytest.param({"automated": True}, id="automated"),
        pytest.param({"direction": "inbound"}, id="inbound"),
    ],
)
def test_only_genuine_attempts_count(organisation, touch):
    agree(attempts=(2, 4))
    said = {"direction": "outbound"} | touch

    hand_off = hand_over(touched(NOW + HOUR), event("touched", NOW + 2 * HOUR, **said))

    assert clock_of(hand_off, "attempts").verdict == "running"


@pytest.mark.django_db
def test_an_end_at_no_known_time_is_no_miss(organisation):
    agree(attempts=(2, 4))

    hand_off = hand_over(event("recycled", None), now=NOW + 99 * HOUR)

    assert clock_of(hand_off, "attempts").verdict == "no_data"


@pytest.mark.django_db
def test_shuffled_late_and_voided_touches_give_the_same_clocks(organisation):
    agree(attempts=(3, 9), rating=4)
    owners = OwnerFactory(), OwnerFactory()

    def events():
        return [
            assigned(owners[0]),
            touched(NOW + HOUR),
            touched(NOW + 2 * HOUR, key="wrong"),
            touched(NOW + 18 * HOUR),
            touched(NOW + 19 * HOUR),
            event("voided", NOW + 20 * HOUR, voids="wrong"),
            assigned(owners[1], NOW + 3 * HOUR),
        ]

    told_at_once = clocks_of(hand_over(*events(), system=SystemFactory(key="first"), now=NOW + 40 * HOUR))
    hand_off = hand_over(system=SystemFactory(key="second"), now=NOW + 40 * HOUR)
    for each in random.Random(7).sample(events(), 7):
        tell(hand_off, each, now=NOW + 40 * HOUR)

    assert clocks_of(hand_off) == told_at_once
    assert ("rating", 0, NOW + 19 * HOUR) in [clock[:3] for clock in told_at_once]


def clocks_of(hand_off):
    rows = hand_off.clocks.values_list("promise__kind", "number", "started_at", "stopped_at", "ended_at", "verdict")
    return sorted(rows, key=lambda row: row[:2])


@pytest.mark.django_db
def test_each_version_counts_its_own_number_and_unqualified_leads_are_not_rated_for_it(organisation):
    def condition(country):
        return {"all": [{"any": [{"field": "country", "operator": "one_of", "value": [country]}]}]}

    agree(attempts=(2, 4), rating=4, definition=condition("DE"))
    agree(attempts=(3, 4), effective_on=NOW.date(), definition=condition("DE"))
    touches = [touched(NOW + HOUR), touched(NOW + 2 * HOUR)]

    early = hand_over(*touches, at=NOW - 24 * HOUR, country="DE", system=SystemFactory(key="a"))
    late = hand_over(*touches, country="DE", system=SystemFactory(key="b"))
    unqualified = hand_over(*touches, at=NOW - 24 * HOUR, country="FR", system=SystemFactory(key="c"))
    stale.mark_all(HandOff.objects.filter(pk__gt=0))
    judge_stale(now=NOW + 3 * HOUR)  # all three in one batch

    assert verdicts(early) == {("first_response", 0): "missed", ("attempts", 0): "missed", ("rating", 0): "running"}
    assert verdicts(late) == {("first_response", 0): "met", ("attempts", 0): "running"}
    assert verdicts(unqualified) == {}


@pytest.mark.django_db
def test_the_times_are_read_only_where_they_are_promised(organisation):
    agree()
    hand_off = hand_over(touched(NOW + HOUR))
    stale.mark_all(HandOff.objects.filter(pk__gt=0))

    with CaptureQueriesContext(connection) as asked:
        judge_stale(now=NOW + HOUR)

    assert not [query for query in asked if "attempt_times" in query["sql"]]
    assert clock_of(hand_off).verdict == "met"


# ── What the table refuses ─────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "attempts"), [("attempts", None), ("attempts", 1), ("attempts", 21), ("first_response", 2)]
)
def test_a_number_that_makes_no_sense_is_refused(kind, attempts):
    with pytest.raises(IntegrityError, match="sla_promise_attempts_are_numbered"):
        PromiseFactory(kind=kind, attempts=attempts)


@pytest.mark.django_db
def test_the_fewest_and_the_most_are_taken():
    for number in (2, 20):
        version = AgreementFactory(effective_on=date(2026, 1, number))
        promise = PromiseFactory(version=version, kind="attempts", attempts=number)
        assert str(promise) == f"{number} attempts within 4 working hours"
