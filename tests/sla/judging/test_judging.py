"""Judging hand-offs: which clocks they get, when clocks change, and that doing it twice changes nothing."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError

from leads.models import HandOff
from sla.judging import judge
from sla.models import DirtyClockDay, TeamCalendar
from sla.signals import verdicts_changed
from tests.factories import NOW, CalendarFactory, ClockFactory, OwnerFactory, SystemFactory, TeamFactory
from tests.sla.world import HOUR, agree, assigned, clock_of, event, hand_over, tell, touched, verdicts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("both_ways_of_writing")]


@pytest.fixture
def changes():
    """What `verdicts_changed` says."""
    said = []

    def hear(*, ids, days, **_):
        said.append((ids, days))

    verdicts_changed.connect(hear)
    yield said
    verdicts_changed.disconnect(hear)


def test_a_hand_off_is_judged_as_soon_as_it_is_told(organisation):
    agreement = agree(follow_up=40)

    hand_off = hand_over()

    clock = clock_of(hand_off)
    assert verdicts(hand_off) == {("first_response", 0): "running", ("follow_up", 0): "running"}
    assert (clock.started_at, clock.due_at) == (NOW, NOW + 20 * HOUR)  # 15:00 in Berlin: two hours today, two tomorrow
    assert (clock.stopped_at, clock.ended_at, clock.elapsed) == (None, None, None)
    assert clock.calendar_version == agreement.calendar.current()
    assert not HandOff.objects.unjudged().exists()


def test_a_touch_stops_the_clocks_and_says_so(organisation, changes):
    agree()
    anna = OwnerFactory(team=TeamFactory())
    hand_off = hand_over(assigned(anna), assigned(OwnerFactory(), NOW + 2 * HOUR), touched(NOW + HOUR))

    assert verdicts(hand_off) == {
        ("first_response", 0): "met",
        ("first_response", 1): "met",
        ("first_response", 2): "running",
    }
    first = clock_of(hand_off, number=1)
    assert (first.scope, first.owner, first.team, first.elapsed) == ("owner", anna, anna.team, 3600)
    assert clock_of(hand_off).owner == hand_off.owner != anna
    assert changes == [([hand_off.pk], {date(2026, 3, 4)})]


def test_the_second_judgement_changes_nothing(organisation, changes):
    agree(follow_up=40, rating=16)
    hand_off = hand_over(touched(NOW + HOUR, result="connected"), event("closed", NOW + 5 * HOUR))
    before = list(hand_off.clocks.order_by("pk").values())
    changes.clear()
    DirtyClockDay.objects.all().delete()

    assert judge([hand_off.pk, hand_off.pk], now=NOW + HOUR) == 0

    assert list(hand_off.clocks.order_by("pk").values()) == before
    assert changes == []
    assert not DirtyClockDay.objects.exists()


def test_every_column_of_a_clock_is_kept_up(organisation):
    agree()
    old, new = OwnerFactory(team=TeamFactory()), OwnerFactory(team=TeamFactory())
    hand_off = hand_over(assigned(old))
    tell(hand_off, event("paused", NOW + HOUR), event("resumed", NOW + 2 * HOUR))
    assert clock_of(hand_off).due_at == NOW + 21 * HOUR

    tell(hand_off, assigned(new, NOW + 22 * HOUR), touched(NOW + 23 * HOUR, self_reported=True))

    clock = clock_of(hand_off)
    assert (clock.owner, clock.team) == (new, new.team)
    assert (clock.stopped_at, clock.elapsed, clock.verdict) == (NOW + 23 * HOUR, 6 * 3600, "missed")
    assert clock.is_self_reported
    given_up = clock_of(hand_off, number=1)
    assert (given_up.ended_at, given_up.verdict) == (NOW + 22 * HOUR, "missed")


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"stopped_at": NOW - HOUR}, "sla_clock_stop_after_start"),
        ({"verdict": "met"}, "sla_clock_met_is_in_time"),
        ({"verdict": "met", "stopped_at": NOW + 99 * HOUR}, "sla_clock_met_is_in_time"),
        ({"verdict": "ended", "ended_at": None}, "sla_clock_ended_is_not_stopped"),
        ({"verdict": "ended", "ended_at": NOW, "stopped_at": NOW + HOUR}, "sla_clock_ended_is_not_stopped"),
        ({"verdict": "ended", "ended_at": NOW, "elapsed": 60}, "sla_clock_ended_is_not_stopped"),
        ({"scope": "owner", "number": 0}, "sla_clock_number_fits_scope"),
    ],
)
def test_the_table_refuses_what_no_judge_says(fields, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        ClockFactory(**{"started_at": NOW, "due_at": NOW + 4 * HOUR} | fields)


def test_only_qualified_leads_are_promised_a_response_but_every_hand_off_a_rating(organisation):
    agree(rating=16, definition={"all": [{"any": [{"field": "country", "operator": "one_of", "value": ["DE"]}]}]})

    qualified = hand_over(event("closed", NOW + HOUR), country="de")
    other = hand_over(event("closed", NOW + HOUR), country="FR")

    assert set(verdicts(qualified)) == {("first_response", 0), ("rating", 0)}
    assert set(verdicts(other)) == {("rating", 0)}


@pytest.mark.parametrize("clauses", [[], [{"any": [{"field": "country", "operator": "one_of", "value": ["AT"]}]}]])
def test_a_lead_that_scores_enough_is_promised_a_response(organisation, clauses):
    lines = [
        {"any": [{"field": "employees", "operator": "at_least", "value": 50}], "points": 40},
        {"any": [{"field": "country", "operator": "one_of", "value": ["DE"]}], "points": 20},
    ]
    agree(definition={"all": clauses, "points": {"at_least": 60, "lines": lines}})

    assert set(verdicts(hand_over(country="DE", employees=50))) == {("first_response", 0)}
    assert verdicts(hand_over(country="DE", employees=49)) == {}


def test_an_undated_hand_off_has_no_clocks(organisation):
    agree(rating=16)

    hand_off = hand_over(event("closed", None), touched(None), at=None)

    assert verdicts(hand_off) == {}
    assert not HandOff.objects.unjudged().exists()


@pytest.mark.parametrize(
    ("touches_from", "events", "verdict"),
    [
        pytest.param(None, (), "no_data", id="never-a-touch"),
        pytest.param(NOW + HOUR, (), "no_data", id="touches-known-only-later"),
        pytest.param(NOW, (), "running", id="touches-known-from-this-instant"),
        pytest.param(None, (touched(NOW + HOUR, self_reported=True),), "met", id="told-by-hand"),
        pytest.param(NOW, (touched(None, self_reported=True),), "no_data", id="touched-who-knows-when"),
    ],
)
def test_not_measured_is_not_missed(organisation, touches_from, events, verdict):
    agree()
    system = SystemFactory(key="other", touches_from=touches_from)

    hand_off = hand_over(*events, system=system)

    assert clock_of(hand_off).verdict == verdict


@pytest.mark.parametrize(
    ("decisions_from", "events", "verdict"),
    [
        pytest.param(None, (), "no_data", id="never-a-decision"),
        pytest.param(NOW + HOUR, (), "no_data", id="decisions-known-only-later"),
        pytest.param(NOW, (), "running", id="decisions-known-from-this-instant"),
        pytest.param(NOW, (event("accepted", NOW + HOUR),), "met", id="accepted"),
        pytest.param(NOW, (event("rejected", NOW + HOUR),), "met", id="rejected"),
        pytest.param(NOW, (event("accepted", None),), "no_data", id="accepted-who-knows-when"),
        pytest.param(NOW, (event("qualified", NOW + HOUR),), "no_data", id="qualified-so-it-was-accepted-once"),
        pytest.param(NOW, (event("recycled", NOW + HOUR),), "ended", id="recycled-without-a-decision"),
    ],
)
def test_a_decision_that_nobody_reports_is_not_missed(organisation, decisions_from, events, verdict):
    agree(decision=4)
    system = SystemFactory(key="other", decisions_from=decisions_from)

    hand_off = hand_over(*events, system=system)

    assert clock_of(hand_off, "decision").verdict == verdict


@pytest.mark.parametrize("rating", [4, None], ids=["rated", "could-not-tell"])
def test_answered_at_an_unknown_time_is_no_miss(organisation, rating):
    agree(rating=1)

    hand_off = hand_over(event("closed", NOW), event("rated", None, side="sales", rating=rating), now=NOW + 99 * HOUR)

    assert clock_of(hand_off, "rating").verdict == "no_data"


def midnight(*day):
    return datetime(*day, tzinfo=UTC) - HOUR  # in Berlin, in winter


@pytest.mark.parametrize(
    ("at", "number"),
    [
        pytest.param(midnight(2026, 1, 1) - timedelta(seconds=1), None, id="before-the-first"),
        pytest.param(midnight(2026, 1, 1), 1, id="from-its-first-second"),
        pytest.param(midnight(2026, 2, 1) - timedelta(seconds=1), 1, id="until-the-next"),
        pytest.param(midnight(2026, 2, 1), 2, id="the-next"),
        pytest.param(datetime(2026, 3, 2, 11, 59, 59, tzinfo=UTC), 2, id="the-day-of-a-late-signature-before-it"),
        pytest.param(datetime(2026, 3, 2, 12, tzinfo=UTC), 3, id="from-a-late-signature-on"),
    ],
)
def test_the_version_in_force_at_the_hand_off_judges_it(organisation, at, number):
    agree(number=1)
    agree(number=2, effective_on=date(2026, 2, 1))
    agree(number=3, effective_on=date(2026, 3, 1), signed_at=datetime(2026, 3, 2, 12, tzinfo=UTC))

    hand_off = hand_over(at=at)

    judged_by = [clock.promise.version.number for clock in hand_off.clocks.all()]
    assert judged_by == ([number] if number else [])


def test_a_retrospective_version_judges_what_no_version_did(organisation):
    agree(number=1)
    agree(number=2, effective_on=date(2026, 2, 1), is_retrospective=True)
    agree(number=3, effective_on=date(2026, 3, 1), is_retrospective=True)

    early, january = hand_over(at=midnight(2025, 6, 2)), hand_over(at=midnight(2026, 1, 8))

    assert clock_of(early).promise.version.number == 2
    assert clock_of(january).promise.version.number == 1


@pytest.mark.parametrize("state", ["draft", "proposed", "withdrawn"])
def test_nothing_is_promised_before_both_have_signed(organisation, state):
    agree(state=state)

    assert verdicts(hand_over()) == {}


@pytest.mark.parametrize(("target", "unit", "hours"), [(24, "wall_hours", 24), (2, "wall_weeks", 2 * 7 * 24)])
def test_wall_time_needs_no_calendar(organisation, target, unit, hours):
    agree(first_response=target, unit=unit)

    clock = clock_of(hand_over())

    assert (clock.due_at, clock.calendar_version) == (NOW + hours * HOUR, None)


def test_a_working_day_is_the_calendars_longest(organisation):
    agree(first_response=1, unit="days")

    assert clock_of(hand_over()).due_at == NOW + 24 * HOUR


def test_a_clock_that_should_not_be_there_goes(organisation):
    agree()
    hand_off = hand_over(assigned(OwnerFactory()))
    tell(hand_off, assigned(OwnerFactory(), NOW + HOUR))
    tell(hand_off, event("assigned", NOW + 2 * HOUR, owner_id=OwnerFactory().pk, key="mistake"))
    assert hand_off.clocks.count() == 4

    tell(hand_off, event("voided", NOW + 3 * HOUR, voids="mistake"))

    assert sorted(hand_off.clocks.values_list("number", flat=True)) == [0, 1, 2]


def test_the_verdict_at_now_is_the_verdict_at_now(organisation):
    agree()

    late = hand_over(now=NOW + 99 * HOUR)

    assert clock_of(late).verdict == "missed"


def test_a_team_with_its_own_calendar_is_judged_by_it(organisation, berlin, vienna):
    """Handed over at 15:00 in Berlin with four hours to answer: due tomorrow at 11:00, or tonight in Boston."""
    agree()
    boston = CalendarFactory(version__timezone="America/New_York")
    TeamCalendar.objects.create(team=vienna, calendar=boston)
    at_home, overseas = OwnerFactory(team=berlin), OwnerFactory(team=vienna)

    dues = [clock_of(hand_over(assigned(owner))).due_at for owner in (at_home, overseas)]

    assert dues == [datetime(2026, 3, 5, 10, tzinfo=UTC), datetime(2026, 3, 4, 18, tzinfo=UTC)]


def test_a_lead_clock_keeps_the_calendar_of_the_first_team(organisation, berlin, vienna):
    agree()
    TeamCalendar.objects.create(team=vienna, calendar=CalendarFactory(version__timezone="America/New_York"))
    first, second = OwnerFactory(team=berlin), OwnerFactory(team=vienna)

    hand_off = hand_over(assigned(first), assigned(second, NOW + HOUR), now=NOW + 2 * HOUR)

    assert clock_of(hand_off).due_at == datetime(2026, 3, 5, 10, tzinfo=UTC)
    assert clock_of(hand_off, number=2).calendar_version.timezone == "America/New_York"
