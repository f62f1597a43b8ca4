"""Judging the past again: rehearsed without writing, done by a job that may be killed, kept by whoever judges later."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedback.desk.queue import overdue
from leadgap.audit.models import AuditEntry
from leadgap.home.dashboards import misses
from leadgap.jobs.models import Job
from leadgap.jobs.services import LeaseLost, run_job
from sla import agreements
from sla.again.rehearsal import rehearse
from sla.again.services import Asked, judge_again, rehearsal, work_through
from sla.again.words import rehearsal_headline
from sla.facts import check_facts, rebuild_facts
from sla.judging import judge_stale, spread_calendars, sweep_due
from sla.judging.calendars import Calendars
from sla.judging.terms import Agreement
from sla.models import CalendarVersion, Clock, ClockFact, JudgedAgain, UnpromisedFact, WaivedClock
from tests.factories import NOW, CalendarFactory, OwnerFactory, SegmentFactory, TeamFactory, UserFactory
from tests.sla.again.days import DAY, LATER, SHORT_WEEK
from tests.sla.waivers.waiving import waived_by
from tests.sla.world import HOUR, agree, assigned, change_hours, clock_of, event, hand_over, tell, touched, verdicts

pytestmark = pytest.mark.django_db


TODAY = date(2026, 3, 4)
THOSE_DAYS = (TODAY, TODAY + DAY)


def asked(version=None, *, hours=False, days=THOSE_DAYS):
    return Asked(*days, version, hours)


def done(what, user, now=LATER):
    """Start the act and let its job and all that follows run."""
    job = judge_again(what, reason="The holiday was forgotten.", user=user, now=now)
    assert run_job(job.pk, now=now)
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.error
    spread_calendars()
    judge_stale(now=now)
    rebuild_facts()
    return JudgedAgain.objects.get(pk=job.params["act"])


def everything():
    """All that may not change while something is only rehearsed."""
    return [list(model.objects.order_by("pk").values()) for model in (Clock, ClockFact, CalendarVersion, JudgedAgain)]


def test_without_an_act_what_is_closed_stays(forgotten):
    spread_calendars()
    judge_stale(now=LATER)
    tell(forgotten, touched(NOW + 23 * HOUR), now=LATER)

    assert set(verdicts(forgotten).values()) == {"missed"}


def test_the_rehearsal_says_what_flips_and_writes_nothing(forgotten):
    before = everything()

    found = rehearsal(asked(hours=True), now=LATER)

    assert everything() == before
    assert rehearsal_headline(found) == "2 verdicts flip, 2 to met and 0 to missed."
    assert [(flip.hand_off, flip.scope, flip.before, flip.after) for flip in found.flips] == [
        (forgotten.pk, scope, "missed", "met") for scope in ("owner", "lead")
    ]
    (lead, owner) = found.lines
    assert (lead.before.part, lead.after.part, lead.newly_met, owner.newly_met) == (0, 1, 1, 1)


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


def test_hours_of_other_days_stay_pinned(rep, administrator):
    agreement = agree()
    earlier = NOW - 7 * DAY
    before = hand_over(assigned(rep.owners.get(), earlier), touched(earlier + 22 * HOUR), at=earlier, now=LATER)
    change_hours(agreement.calendar, SHORT_WEEK, at=LATER)

    done(asked(hours=True), administrator)

    assert set(verdicts(before).values()) == {"missed"}


def test_running_clocks_of_later_days_move_too_and_the_rehearsal_counts_them(rep, administrator):
    agreement = agree(first_response=24, decision=8)
    running = hand_over(assigned(rep.owners.get()), event("accepted", NOW + HOUR), now=LATER)
    due = clock_of(running).due_at
    change_hours(agreement.calendar, SHORT_WEEK, at=LATER)
    before = (TODAY - DAY, TODAY)

    found = rehearsal(asked(hours=True, days=before), now=LATER)

    assert rehearsal_headline(found) == "2 open clocks change, none would become missed."
    assert {line.before.whole for line in found.lines} == {0}  # what is closed of those days is not looked at
    done(asked(hours=True, days=before), administrator)
    assert clock_of(running).due_at > due


def test_what_was_missed_and_is_not_any_more_is_named_among_what_changes(rep):
    agree(number=1)
    longer = agree(number=2, first_response=400, effective_on=TODAY + DAY, signed_at=LATER)
    late = hand_over(assigned(rep.owners.get()), now=LATER)

    found = rehearsal(asked(longer), now=LATER)

    assert rehearsal_headline(found) == "2 verdicts are undone."
    assert [(flip.hand_off, flip.scope, flip.before, flip.after) for flip in found.flips] == [
        (late.pk, scope, "missed", "running") for scope in ("owner", "lead")
    ]


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
    job = judge_again(asked(hours=True), reason="x", user=administrator, now=LATER)
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


@settings(max_examples=60)
@given(
    sinces=st.lists(st.tuples(st.integers(0, 500), st.none() | st.integers(0, 500)), min_size=1, max_size=6),
    hour=st.integers(-10, 510),
)
def test_of_all_versions_that_have_begun_the_newest_counts(sinces, hour):
    versions = [
        CalendarVersion(
            pk=number,
            calendar_id=1,
            number=number,
            timezone="UTC",
            weekly={"mon": [["00:00", f"00:{number:02}"]]},
            created_at=NOW + made * HOUR,
            counts_from=None if back is None else NOW + back * HOUR,
        )
        for number, (made, back) in enumerate(sinces, 1)
    ]
    history = Calendars(versions).history(len(versions))
    at = int((NOW + hour * HOUR).timestamp())

    begun = [
        version
        for version in versions
        if version.number == 1 or (version.counts_from or version.created_at).timestamp() <= at
    ]
    reigning = history.versions[sum(change <= at for change in history.changes)]
    assert reigning == begun[-1].compiled()
    assert list(history.changes) == sorted(set(history.changes))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    leads=st.lists(st.tuples(st.integers(-60, 60), st.none() | st.integers(0, 60), st.booleans()), max_size=6),
    changed_at=st.integers(-40, 100),
    hours=st.booleans(),
    by_second=st.booleans(),
    days=st.tuples(st.integers(-3, 2), st.integers(1, 4)),
)
def test_what_is_rehearsed_is_what_happens(organisation, leads, changed_at, hours, by_second, days):
    with transaction.atomic():
        calendar, now = CalendarFactory(), NOW + 140 * HOUR
        agree(number=1, follow_up=20, calendar=calendar)
        second = agree(number=2, first_response=2, effective_on=TODAY + DAY, signed_at=NOW + DAY, calendar=calendar)
        owner = OwnerFactory(team=TeamFactory())
        for start, touch, is_assigned in leads:
            at = NOW + start * HOUR
            acts = [assigned(owner, at)] * is_assigned + [touched(at + (touch or 0) * HOUR)] * (touch is not None)
            hand_over(*acts, at=at, now=at)
            judge_stale(now=at)
        change_hours(calendar, SHORT_WEEK, at=NOW + changed_at * HOUR)
        spread_calendars()
        judge_stale(now=now)
        sweep_due(now=now)
        what = asked(
            second if by_second else None,
            hours=hours,
            days=(TODAY + days[0] * DAY, TODAY + sum(days) * DAY),
        )
        before = _by_name()

        found = rehearsal(what, now=now)
        done(what, UserFactory(role="administrator"), now)

        after = _by_name()
        both = before.keys() & after.keys()
        decided = {"met", "missed"}
        flips = {
            (name[0], name[1], before[name], after[name])
            for name in both
            if before[name] in decided and before[name] != after[name]
        }
        assert {(flip.hand_off, flip.kind, flip.before, flip.after) for flip in found.flips} == flips
        undone = {name for name in both if before[name] in decided and after[name] not in decided}
        assert found.total("undone") == len(undone)
        assert found.total("newly") == len(after.keys() - before.keys())
        assert found.total("no_longer") == len(before.keys() - after.keys())
        kept = sum(line.after.part for line in found.lines)
        assert kept == sum(verdict == "met" for name, verdict in after.items() if what.start <= name[3] < what.end)
        assert check_facts() == []
        assert rehearsal(what, now=now).flipped == 0
        transaction.set_rollback(True)


def _by_name():
    rows = Clock.objects.values_list("hand_off", "promise__kind", "number", "hand_off__day", "verdict")
    return {tuple(name): verdict for *name, verdict in rows}


def test_nothing_changes_where_nothing_was_changed(forgotten):
    ids = [forgotten.pk]

    found = rehearse(ids, Agreement.signed(), anew=set(), now=LATER)

    assert rehearsal_headline(found) == "Nothing changes: every verdict stays as it is."
