"""Another version of the agreement or of a calendar: who is judged again by it, and what stays pinned."""

from datetime import date, timedelta

import pytest

from leads.models import HandOff
from sla.judging import judge_stale, spread_agreements, spread_calendars
from sla.models import AgreementVersion, TeamCalendar
from tests.factories import LONG_WEEK, NOW, CalendarFactory, OwnerFactory, TeamFactory
from tests.sla.world import HOUR, agree, assigned, change_hours, clock_of, event, hand_over, tell, touched, verdicts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("both_ways_of_writing")]


def test_a_new_calendar_version_moves_running_clocks_and_no_other(organisation):
    agreement = agree(first_response=6)
    running, met, missed, ended = (hand_over(at=NOW) for _ in range(4))
    tell(met, touched(NOW + HOUR))
    tell(missed, touched(NOW + 24 * HOUR))
    tell(ended, event("closed", NOW + HOUR))
    old = agreement.calendar.current()
    new = change_hours(agreement.calendar, LONG_WEEK, at=NOW + 2 * HOUR)

    spread_calendars()
    judge_stale(now=NOW + 2 * HOUR)

    moved = clock_of(running)
    assert (moved.calendar_version, moved.due_at) == (new, NOW + 6 * HOUR)
    for hand_off, verdict in ((met, "met"), (missed, "missed"), (ended, "ended")):
        clock = clock_of(hand_off)
        assert (clock.verdict, clock.calendar_version, clock.due_at) == (verdict, old, NOW + 22 * HOUR)
    assert not HandOff.objects.unjudged().exists()


def test_a_late_event_is_judged_under_the_same_pins(organisation):
    agreement = agree(first_response=6)
    hand_off = hand_over(now=NOW + 30 * HOUR)
    assert clock_of(hand_off).verdict == "missed"
    change_hours(agreement.calendar, LONG_WEEK, at=NOW + HOUR)

    tell(hand_off, touched(NOW + 21 * HOUR), now=NOW + 31 * HOUR)

    clock = clock_of(hand_off)
    assert (clock.verdict, clock.due_at) == ("met", NOW + 22 * HOUR)
    assert clock.calendar_version.number == 1


def test_an_owner_told_late_goes_by_their_own_hours_and_nobody_elses_pin(organisation):
    """The first owner had a closed clock, and is the second as soon as the one before is told of."""
    agree(first_response=4)
    nights = CalendarFactory(version__weekly={"wed": [["18:00", "24:00"]], "thu": [["18:00", "24:00"]]})
    first, second = OwnerFactory(team=TeamFactory()), OwnerFactory(team=TeamFactory())
    TeamCalendar.objects.create(team=first.team, calendar=nights)
    hand_off = hand_over(assigned(second, NOW + HOUR), touched(NOW + 2 * HOUR))
    pinned = clock_of(hand_off, number=1).calendar_version

    tell(hand_off, assigned(first, NOW), now=NOW + 3 * HOUR)

    lead, told, known = (clock_of(hand_off, number=number) for number in (0, 1, 2))
    # Four hours from 18:00 in Berlin on, of which none had come when the lead was passed on.
    assert (told.owner, told.calendar_version, told.due_at) == (first, nights.current(), NOW + 7 * HOUR)
    assert (known.owner, known.calendar_version, known.verdict) == (second, pinned, "met")
    # The lead's clock goes by the team that had it first.
    assert (lead.calendar_version, lead.due_at, lead.verdict) == (nights.current(), NOW + 7 * HOUR, "met")


@pytest.mark.parametrize(("whose", "stays"), [("team", True), ("agreement", True), ("lead", True), ("owner", False)])
def test_a_lead_clock_is_pinned_until_another_is_told_by_whose_hours_it_counts(organisation, whose, stays):
    """The first owner told late is of the same team, whose hours have changed since."""
    agreement = agree(first_response=4)
    agreement.promises.update(calendar_of=whose)
    first, second = OwnerFactory.create_batch(2, team=TeamFactory())
    hand_off = hand_over(assigned(second, NOW + HOUR), touched(NOW + 2 * HOUR))
    old = clock_of(hand_off).calendar_version
    new = change_hours(agreement.calendar, LONG_WEEK, at=NOW + 3 * HOUR)

    tell(hand_off, assigned(first, NOW), now=NOW + 4 * HOUR)

    assert clock_of(hand_off).calendar_version == (old if stays else new)


@pytest.mark.parametrize("end", ["closed", "assigned"])
def test_what_was_ended_keeps_its_due_whatever_is_told_of_it_later(organisation, end):
    agreement = agree(first_response=6)
    ends = assigned(OwnerFactory(), NOW + HOUR) if end == "assigned" else event(end, NOW + HOUR)
    hand_off = hand_over(assigned(OwnerFactory()), ends)
    change_hours(agreement.calendar, LONG_WEEK, at=NOW + 2 * HOUR)

    tell(hand_off, event("asked", NOW + 3 * HOUR), now=NOW + 3 * HOUR)

    clock = clock_of(hand_off, number=1)
    assert (clock.verdict, clock.due_at, clock.calendar_version.number) == ("ended", NOW + 22 * HOUR, 1)


def test_a_clock_that_runs_again_is_no_longer_pinned(organisation):
    agreement = agree(first_response=6)
    hand_off = hand_over(touched(NOW + HOUR, key="wrong"))
    new = change_hours(agreement.calendar, LONG_WEEK, at=NOW + 2 * HOUR)

    tell(hand_off, event("voided", NOW + 3 * HOUR, voids="wrong"), now=NOW + 3 * HOUR)

    clock = clock_of(hand_off)
    assert (clock.verdict, clock.calendar_version, clock.stopped_at) == ("running", new, None)
    assert clock.due_at == NOW + 6 * HOUR


def test_a_signature_makes_the_hand_offs_of_its_time_stale(organisation):
    before, after = hand_over(at=NOW - 48 * HOUR), hand_over(at=NOW)
    undated = hand_over(at=None)
    agreement = agree(effective_on=NOW.date(), signed_at=NOW - HOUR)

    assert spread_agreements() == 1
    marked = set(HandOff.objects.unjudged())
    assert judge_stale(now=NOW) == 1

    assert marked == {after}
    assert verdicts(after) == {("first_response", 0): "running"}
    assert verdicts(before) == verdicts(undated) == {}
    agreement.refresh_from_db()
    assert agreement.is_spread
    assert spread_agreements() == 0


def test_a_retrospective_signature_makes_all_stale_that_have_a_date(organisation):
    before, undated = hand_over(at=NOW - 999 * HOUR, now=NOW), hand_over(at=None)
    agree(effective_on=NOW.date(), signed_at=NOW, is_retrospective=True)

    spread_agreements()
    judge_stale(now=NOW)

    assert verdicts(before) == {("first_response", 0): "missed"}
    assert verdicts(undated) == {}


def test_the_newest_version_of_one_of_two_calendars_moves_only_its_own(organisation):
    one, other = agree(number=1), agree(number=2, effective_on=date(2026, 3, 1), calendar=CalendarFactory())
    old, new = hand_over(at=NOW - timedelta(days=5), now=NOW - 99 * HOUR), hand_over()
    change_hours(other.calendar, LONG_WEEK, at=NOW + HOUR)

    spread_calendars()

    assert set(HandOff.objects.unjudged()) == {new}
    assert clock_of(old).promise.version == one
    assert AgreementVersion.objects.count() == 2
