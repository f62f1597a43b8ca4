"""Waivers: what they do to rates, and that judging anew forgets none."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leadgap.audit.models import AuditEntry
from leadgap.periods import period
from leads.models import HandOff
from leads.services import get_or_create_source
from sla.compliance import By, compliance
from sla.facts import check_facts, rebuild_facts
from sla.judging import judge, judge_stale, sweep_due
from sla.models import Clock, ClockFact, DirtyClockDay, WaivedClock
from sla.waivers.marks import waivers_of
from sla.waivers.services import MOST, WaiverRefused, take_back
from tests.factories import NOW, OwnerFactory, TeamFactory, UserFactory
from tests.sla.playing import agree_on_all, begin_anew, play, steps, told
from tests.sla.waivers.waiving import LATER, waived_by
from tests.sla.world import HOUR, agree, assigned, clock_of, event, hand_over, tell, touched

pytestmark = pytest.mark.django_db


def total(user, organisation, by=By.TEAM, scope=""):
    found = compliance(
        user,
        promise_kind="first_response",
        by=by,
        scope=scope,
        period=period("all", today=LATER.date()),
        organisation=organisation,
        now=LATER,
    )
    return found.total


def test_the_rate_stands_and_the_rate_without_waived_clocks_stands_beside_it(days, administrator, organisation, vienna):
    waived_by(administrator, Clock.objects.filter(team=vienna, verdict="missed"))
    rebuild_facts()

    row = total(administrator, organisation)

    assert (row.compliance.part, row.compliance.whole) == (8, 14)
    assert (row.without_waived.part, row.without_waived.whole) == (8, 10)
    assert (row.waived.part, row.waived.whole) == (4, 14)
    assert check_facts() == []


def test_a_clock_that_is_past_due_and_not_swept_yet_is_waived_like_the_missed(administrator, organisation, rep):
    agree()
    hand_over(assigned(rep.owners.get()))
    rebuild_facts()
    waived_by(administrator)
    rebuild_facts()
    assert not Clock.objects.filter(verdict="missed").exists()

    row = total(administrator, organisation)

    assert (row.figures.missed, row.figures.missed_waived) == (1, 1)
    assert row.without_waived.value is None


@pytest.mark.parametrize("covers_twice", [False, True])
def test_taken_back_it_counts_as_before(days, administrator, organisation, covers_twice):
    before = told()
    waiver = waived_by(administrator, Clock.objects.filter(scope="lead") if covers_twice else None)
    other = waived_by(administrator) if covers_twice else None
    rebuild_facts()

    take_back(waiver, user=administrator, now=LATER)
    rebuild_facts()

    assert Clock.objects.waived().exists() == covers_twice
    if other:
        take_back(other, user=administrator, now=LATER)
        rebuild_facts()
    assert told() == before
    with pytest.raises(WaiverRefused):
        take_back(waiver, user=administrator, now=LATER)
    actions = list(AuditEntry.objects.filter(action__startswith="waiver").values_list("action", flat=True))
    assert sorted(actions) == sorted(["waiver.made", "waiver.taken_back"] * (1 + covers_twice))


def test_a_waiver_takes_no_clocks_of_another_day_along(administrator, organisation, rep):
    agree()
    owner = rep.owners.get()
    one, *_ = (hand_over(assigned(owner), at=NOW + days * 24 * HOUR, now=LATER) for days in range(2))
    sweep_due(now=LATER)
    waived_by(administrator, one.clocks.all())
    rebuild_facts()

    row = total(administrator, organisation)

    assert (row.figures.missed, row.figures.missed_waived) == (2, 1)


def test_of_two_waivers_of_a_clock_the_latest_is_told(administrator, rep):
    agree()
    clock = clock_of(hand_over(assigned(rep.owners.get()), now=LATER))
    waived_by(administrator, Clock.objects.filter(scope="lead"))
    latest = waived_by(administrator)

    assert waivers_of([clock]) == {clock.pk: latest}


def test_a_waiver_after_a_miss_stays_when_a_late_event_says_it_was_kept(administrator, organisation, rep):
    agree()
    hand_off = hand_over(assigned(rep.owners.get()), now=LATER)
    sweep_due(now=LATER)
    assert clock_of(hand_off).verdict == "missed"
    waiver = waived_by(administrator)
    rebuild_facts()

    tell(hand_off, touched(NOW + HOUR), now=LATER)
    rebuild_facts()

    clock = clock_of(hand_off)
    assert clock.verdict == "met"
    assert waivers_of([clock]) == {clock.pk: waiver}
    assert total(administrator, organisation).figures.met_waived == 1


def test_a_waiver_stays_when_its_rows_are_written_anew(days, administrator):
    waived_by(administrator)
    rebuild_facts()
    facts = told()

    Clock.objects.all().delete()
    judge(HandOff.objects.values_list("pk", flat=True), now=LATER)
    rebuild_facts()

    assert told() == facts
    assert not Clock.objects.not_waived().exists()


def test_a_voided_hand_off_takes_its_waived_clocks_along_and_brings_them_back(administrator, organisation, rep):
    agree()
    key = "closing"
    hand_off = hand_over(assigned(rep.owners.get()), event("closed", NOW + HOUR, key=key), now=LATER)
    waived_by(administrator)

    tell(hand_off, event("voided", LATER, voids=key), now=LATER)
    sweep_due(now=LATER)
    rebuild_facts()

    assert total(administrator, organisation).figures.missed_waived == 1
    Clock.objects.all().delete()
    DirtyClockDay.objects.get_or_create(day=hand_off.day)
    rebuild_facts()
    assert total(administrator, organisation).figures.clocks == 0
    assert check_facts() == []


def test_it_fixes_its_clocks_when_it_is_made(days, administrator, rep):
    waiver = waived_by(administrator)
    count = waiver.clocks.count()

    later = hand_over(assigned(rep.owners.get()), now=LATER)

    assert waiver.clocks.count() == count
    assert not waivers_of(later.clocks.select_related("promise"))


@pytest.mark.parametrize(
    ("expected", "limit", "said"), [(3, MOST, "Look again"), (28, 5, "more than 5 clocks"), (0, MOST, "Look again")]
)
def test_it_is_refused_when_it_is_not_what_was_shown(days, administrator, monkeypatch, expected, limit, said):
    monkeypatch.setattr("sla.waivers.services.MOST", limit)

    with pytest.raises(WaiverRefused, match=said):
        waived_by(administrator, expected=expected)

    assert not WaivedClock.objects.exists()


def test_a_team_is_named_below_its_goal_only_if_it_is_without_the_waived_too(administrator, organisation, stranger):
    agree()
    for n, answered_at in ((32, NOW + HOUR), (32, None)):
        for _ in range(n):
            hand_over(assigned(stranger.owners.get()), *([touched(answered_at)] if answered_at else []), now=LATER)
    rebuild_facts()
    assert total(administrator, organisation).is_below_goal

    waived_by(administrator, Clock.objects.filter(verdict="missed"))
    rebuild_facts()

    assert not total(administrator, organisation).is_below_goal


def assert_all_waived_are_counted():
    counted = sum(fact.met_waived + fact.missed_waived for fact in ClockFact.objects.all())
    assert counted == Clock.objects.waived().filter(verdict__in=["met", "missed"]).count()


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps, waivers=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 40)), max_size=4))
def test_with_waivers_day_by_day_equals_from_scratch(organisation, steps, waivers):
    """Steps, waivers and takings back in turn; the SQL that lists waived clocks agrees with the facts."""
    with transaction.atomic():
        agree_on_all()
        user = UserFactory(role="administrator")
        owners = [OwnerFactory(team=TeamFactory()) for _ in range(3)]
        sources = [get_or_create_source(name) for name in "abc"]
        made = []
        for place, (kind, hours) in enumerate([*waivers, (9, 0)]):
            play(steps[place * 6 : (place + 1) * 6], owners, sources)
            clocks = Clock.objects.filter(started_at__lte=NOW + hours * HOUR)
            if kind == 3 and made:
                take_back(made.pop(), user=user, now=LATER)
            elif kind < 3 and clocks.exists():
                some = clocks if kind else clocks.filter(scope="lead")
                if some.not_waived().exists():
                    made.append(waived_by(user, some))
            if kind == 1:
                rebuild_facts()
        now = NOW + 300 * HOUR
        judge_stale(now=now)
        sweep_due(now=now)
        rebuild_facts()
        assert_all_waived_are_counted()
        # From here on nothing but a waiver makes a day dirty.
        if made:
            take_back(made.pop(), user=user, now=LATER)
        left = Clock.objects.not_waived().filter(scope="lead")
        if left.exists():
            waived_by(user, left)
        rebuild_facts()
        incremental = told()

        assert check_facts() == []
        assert_all_waived_are_counted()
        begin_anew(now)
        assert told() == incremental
        transaction.set_rollback(True)
