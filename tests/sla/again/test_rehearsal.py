"""What judging the past again would change: said without writing, and the same as what then happens."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sla.again.rehearsal import rehearse
from sla.again.services import NothingChanges, rehearsal
from sla.again.words import rehearsal_headline
from sla.facts import check_facts, rebuild_facts
from sla.judging import judge_stale, spread_calendars, sweep_due
from sla.judging.terms import Agreement
from sla.models import CalendarVersion, Clock, ClockFact, JudgedAgain
from tests.factories import NOW, CalendarFactory, OwnerFactory, TeamFactory, UserFactory
from tests.sla.again.acting import asked, done
from tests.sla.again.days import DAY, LATER, SHORT_WEEK, TODAY
from tests.sla.world import HOUR, agree, assigned, change_hours, clock_of, event, hand_over, touched

pytestmark = pytest.mark.django_db


def everything():
    """All that may not change while something is only rehearsed."""
    return [list(model.objects.order_by("pk").values()) for model in (Clock, ClockFact, CalendarVersion, JudgedAgain)]


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


def test_hand_off_by_hand_off_it_says_the_same(forgotten, rep, monkeypatch):
    hand_over(assigned(rep.owners.get()), touched(NOW + 22 * HOUR), now=LATER)
    at_once = rehearsal(asked(hours=True), now=LATER)

    monkeypatch.setattr("sla.again.rehearsal.BATCH", 1)

    assert len(at_once.flips) == 4
    assert rehearsal(asked(hours=True), now=LATER) == at_once


@pytest.mark.parametrize(("seconds", "missed"), [(0, 0), (1, 2)])
def test_a_running_clock_is_missed_after_the_instant_it_is_due(rep, seconds, missed):
    agree()
    hand_off = hand_over(assigned(rep.owners.get()))
    now = clock_of(hand_off).due_at + timedelta(seconds=seconds)

    found = rehearse([hand_off.pk], Agreement.signed(), anew={hand_off.pk}, now=now)

    assert sum(line.before.whole for line in found.lines) == missed
    assert sum(line.after.whole for line in found.lines) == missed


def test_what_was_missed_and_is_not_any_more_is_named_among_what_changes(rep):
    agree(number=1)
    longer = agree(number=2, first_response=400, effective_on=TODAY + DAY, signed_at=LATER)
    late = hand_over(assigned(rep.owners.get()), now=LATER)

    found = rehearsal(asked(longer), now=LATER)

    assert rehearsal_headline(found) == "2 verdicts are undone."
    assert [(flip.hand_off, flip.scope, flip.before, flip.after) for flip in found.flips] == [
        (late.pk, scope, "missed", "running") for scope in ("owner", "lead")
    ]


def test_an_open_clock_that_would_be_missed_changes_and_flips_no_verdict(rep):
    agree(number=1, first_response=400)
    shorter = agree(number=2, effective_on=TODAY + DAY, signed_at=LATER)
    hand_over(assigned(rep.owners.get()), now=LATER)

    found = rehearsal(asked(shorter), now=LATER)

    assert rehearsal_headline(found) == "2 open clocks change, 2 would become missed."
    assert (found.flips, found.flipped) == ([], 0)


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
        with suppress(NothingChanges):
            done(what, UserFactory(role="administrator"), now)
        rebuild_facts()

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
