"""Judging the past again: done by a job that may be killed, kept by whoever judges later."""

from datetime import UTC, datetime, timedelta

import pytest

from feedback.desk.queue import overdue
from leadgap.audit.models import AuditEntry
from leadgap.home.dashboards import misses
from leadgap.jobs.services import LeaseLost, run_job
from sla import agreements
from sla.again.services import NothingChanges, OthersChange, judge_again, rehearsal, work_through
from sla.again.words import rehearsal_headline
from sla.facts import check_facts, rebuild_facts
from sla.judging import judge_stale, spread_calendars
from sla.models import Clock, ClockFact, JudgedAgain, UnpromisedFact, WaivedClock
from tests.factories import NOW, SegmentFactory
from tests.sla.again.acting import asked, done
from tests.sla.again.days import DAY, LATER, SHORT_WEEK, TODAY
from tests.sla.waivers.waiving import waived_by
from tests.sla.world import HOUR, agree, assigned, change_hours, clock_of, event, hand_over, tell, touched, verdicts

pytestmark = pytest.mark.django_db


def test_without_an_act_what_is_closed_stays(forgotten):
    spread_calendars()
    judge_stale(now=LATER)
    tell(forgotten, touched(NOW + 23 * HOUR), now=LATER)

    assert set(verdicts(forgotten).values()) == {"missed"}


def test_by_todays_hours_a_forgotten_holiday_counts(forgotten, administrator):
    act = done(asked(hours=True), administrator)

    assert set(verdicts(forgotten).values()) == {"met"}
    assert (act.changed, act.done_at) == (1, LATER)
    assert check_facts() == []
    assert ClockFact.objects.get(scope="lead").met == 1
    actions = AuditEntry.objects.filter(action__startswith="past.").order_by("pk")
    assert [entry.action for entry in actions] == ["past.judged_again", "past.judged_again_done"]
    assert actions[0].data["reason"] == "The holiday was forgotten."
    tell(forgotten, touched(NOW + 23 * HOUR), now=LATER)
    assert set(verdicts(forgotten).values()) == {"met"}


def test_what_counts_as_it_did_changes_no_hand_off(forgotten, administrator):
    before = verdicts(forgotten)
    pinned = clock_of(forgotten).calendar_version

    act = asked().as_act()
    act.reason, act.made_at = "The holiday was forgotten.", LATER
    act.save()
    work_through(act, now=LATER, progress=lambda done, total: None)
    act.refresh_from_db()

    assert (verdicts(forgotten), act.changed) == (before, 0)
    assert clock_of(forgotten).calendar_version != pinned


def test_as_it_was_nothing_is_judged_where_nothing_would_change(forgotten, administrator):
    with pytest.raises(NothingChanges, match="Choose another version of the agreement, or the hours"):
        judge_again(asked(), expected=0, reason="x", user=administrator, now=LATER)

    assert not JudgedAgain.objects.exists()


@pytest.mark.parametrize(("expected", "said"), [(1, "1 clock that changes"), (14, "14 clocks that change")])
def test_what_nobody_looked_at_is_not_judged(forgotten, administrator, expected, said):
    with pytest.raises(OthersChange, match=f"You looked at {said}, and it is 2 now. Look again first."):
        judge_again(asked(hours=True), expected=expected, reason="x", user=administrator, now=LATER)

    assert not JudgedAgain.objects.exists()


def test_where_only_the_newest_are_looked_at_they_are_what_is_expected(rep, administrator, monkeypatch):
    monkeypatch.setattr("sla.again.services.AT_MOST", 1)
    agreement = agree()
    for hours in range(3):
        hand_over(touched(NOW + 22 * HOUR), at=NOW + timedelta(minutes=hours), now=LATER)
    change_hours(agreement.calendar, SHORT_WEEK, at=LATER)

    assert rehearsal(asked(hours=True), now=LATER).clocks == 1
    assert done(asked(hours=True), administrator).changed == 3


def test_hours_of_other_days_stay_pinned(rep, administrator):
    agreement = agree()
    earlier = NOW - 7 * DAY
    before = hand_over(assigned(rep.owners.get(), earlier), touched(earlier + 22 * HOUR), at=earlier, now=LATER)
    change_hours(agreement.calendar, SHORT_WEEK, at=LATER)

    done(asked(hours=True), administrator)

    assert set(verdicts(before).values()) == {"missed"}


def test_another_version_judges_these_days_for_good(rep, administrator, organisation):
    first = agree(number=1)
    second = agree(number=2, first_response=1, decision=8, effective_on=TODAY + 2 * DAY, signed_at=LATER)
    hand_off = hand_over(assigned(rep.owners.get()), touched(NOW + 2 * HOUR), now=LATER)
    other = hand_over(touched(NOW - 22 * HOUR), at=NOW - DAY, now=LATER)
    waived_by(administrator, Clock.objects.filter(hand_off=hand_off, promise__kind="first_response"))
    assert verdicts(hand_off) == {("first_response", 0): "met", ("first_response", 1): "met"}
    keys = set(Clock.objects.filter(hand_off=hand_off).values_list("pk", flat=True))

    found = rehearsal(asked(second), now=LATER)
    assert rehearsal_headline(found) == "2 verdicts flip, 0 to met and 2 to missed; 2 clocks begin."
    done(asked(second), administrator)

    assert clock_of(hand_off).promise.version == second
    assert {verdicts(hand_off)["first_response", number] for number in (0, 1)} == {"missed"}
    assert {clock_of(hand_off, number=number).pk for number in (0, 1)} == keys  # its address is the same
    assert clock_of(other).promise.version == first
    assert Clock.objects.waived().count() == WaivedClock.objects.count() == 2
    tell(hand_off, touched(NOW + 30 * HOUR), now=LATER)
    assert clock_of(hand_off).promise.version == second
    days = agreements.in_force_on([TODAY - DAY, TODAY, TODAY + DAY])
    assert [version.number for version in days.values() if version] == [1, 2, 1]
    assert check_facts() == []

    done(asked(None), administrator)
    assert clock_of(hand_off).promise.version == first
    assert verdicts(hand_off) == {("first_response", 0): "met", ("first_response", 1): "met"}


def test_what_was_paused_stays_paused_under_another_version(rep, administrator):
    agree(number=1)
    second = agree(number=2, first_response=3, effective_on=TODAY + 2 * DAY, signed_at=LATER)
    # From 15:00 an hour of work, then a wait until 11:00 of the next day, then two hours more.
    waited = [event("paused", NOW + HOUR), event("resumed", NOW + 20 * HOUR)]
    hand_off = hand_over(assigned(rep.owners.get()), *waited, touched(NOW + 22 * HOUR), now=LATER)

    done(asked(second), administrator)

    assert clock_of(hand_off).due_at == NOW + 22 * HOUR
    assert clock_of(hand_off).elapsed == 3 * 3600
    assert set(verdicts(hand_off).values()) == {"met"}


def test_what_is_no_longer_promised_is_missed_on_no_list(rep, manager, administrator):
    agree(number=1)
    second = agree(number=2, first_response=None, decision=800, effective_on=TODAY + 2 * DAY, signed_at=LATER)
    hand_over(assigned(rep.owners.get()), now=LATER)
    assert (overdue(rep, now=LATER), len(misses(manager, grace=timedelta(0), now=LATER))) == (1, 1)

    done(asked(second), administrator)

    assert (overdue(rep, now=LATER), misses(manager, grace=timedelta(0), now=LATER)) == (0, [])
    assert not Clock.objects.filter(promise__kind="first_response").exists()
    assert check_facts() == []


@pytest.mark.parametrize(
    ("at", "number"),
    [
        pytest.param(datetime(2026, 3, 3, 22, 59, 59, tzinfo=UTC), 1, id="the-second-before"),
        pytest.param(datetime(2026, 3, 3, 23, tzinfo=UTC), 2, id="from-midnight-in-berlin"),
        pytest.param(datetime(2026, 3, 4, 22, 59, 59, tzinfo=UTC), 2, id="to-the-last-second"),
        pytest.param(datetime(2026, 3, 4, 23, tzinfo=UTC), 1, id="the-next-midnight"),
    ],
)
def test_the_days_are_whole_ones_where_the_organisation_is(administrator, at, number):
    agree(number=1)
    second = agree(number=2, effective_on=TODAY + 9 * DAY, signed_at=LATER)
    hand_off = hand_over(at=at, now=LATER + DAY)

    done(asked(second), administrator, now=LATER + DAY)
    tell(hand_off, event("asked", LATER), now=LATER + DAY)

    assert clock_of(hand_off).promise.version.number == number


def test_who_is_promised_nothing_is_counted_anew_where_no_clock_changes(administrator, organisation):
    first = agree(number=1, first_response=None)
    second = agree(number=2, first_response=None, effective_on=TODAY + 30 * DAY)
    for version in (first, second):
        SegmentFactory(version=version, name=f"Partners {version.number}", source="Website", is_promised=False)
    hand_over(now=LATER)
    rebuild_facts()
    before = UnpromisedFact.objects.get().segment

    done(asked(second), administrator)

    assert before == first.segments.get().pk
    assert UnpromisedFact.objects.get().segment == second.segments.get().pk
    assert check_facts() == []


def test_an_act_is_done_once_however_often_its_job_is_killed(administrator, rep, monkeypatch):
    monkeypatch.setattr("sla.again.services.BATCH", {"sqlite": 1, "postgresql": 1})
    agreement = agree()
    for hours in range(3):
        hand_over(touched(NOW + 22 * HOUR), at=NOW + timedelta(minutes=hours), now=LATER)
    change_hours(agreement.calendar, SHORT_WEEK, at=LATER)
    job = judge_again(asked(hours=True), expected=3, reason="x", user=administrator, now=LATER)
    act = JudgedAgain.objects.get()

    def die(done, total):
        if done == 2:
            raise LeaseLost

    with pytest.raises(LeaseLost):
        work_through(act, now=LATER, progress=die)
    assert sorted(Clock.objects.values_list("verdict", flat=True)) == ["met", "met", "missed"]
    run_job(job.pk, now=LATER)

    act.refresh_from_db()
    assert (act.changed, set(Clock.objects.values_list("verdict", flat=True))) == (3, {"met"})
    work_through(act, now=LATER, progress=lambda done, total: None)
    act.refresh_from_db()
    assert act.changed == 3
    assert AuditEntry.objects.filter(action="past.judged_again_done").count() == 1
