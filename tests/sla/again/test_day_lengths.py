"""Shorter hours from now on leave what a working day was: every verdict of before stays, whoever asks for it again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from leadgap.periods import period
from sla import agreements
from sla.again.services import Asked, rehearsal
from sla.again.words import rehearsal_headline
from sla.agreements import Terms
from sla.explain import explain
from sla.facts import check_facts, rebuild_facts
from sla.judging import judge, judge_stale, spread_calendars
from sla.misses import described
from sla.models import Clock
from tests.factories import NOW, OFFICE_WEEK
from tests.sla.again.days import DAY
from tests.sla.agreements.drafts import FIRST
from tests.sla.world import HOUR, agree, assigned, change_hours, clock_of, hand_over, touched

pytestmark = pytest.mark.django_db

MORNINGS = {day: [["09:00", "13:00"]] for day in OFFICE_WEEK}
TODAY = NOW.date()
LATER = NOW + 5 * DAY
# Handed over at 15:00 in Berlin: after one hour, six working hours, which is more than a morning, and ten.
ANSWERED = (HOUR, 21 * HOUR, 25 * HOUR)


@pytest.fixture
def mornings(rep):
    """A working day is promised, and was eight hours; afterwards only mornings are worked."""
    agreement = agree(first_response=1, follow_up=2, attempts=(2, 1), unit="days")
    for after in ANSWERED:
        hand_over(assigned(rep.owners.get()), touched(NOW + after), touched(NOW + after + HOUR), now=LATER)
    rebuild_facts()
    change_hours(agreement.calendar, MORNINGS, at=LATER)
    return agreement


def all_clocks():
    return list(Clock.objects.order_by("pk").values())


def first_responses():
    return list(Clock.objects.filter(promise__kind="first_response", scope="lead").values_list("verdict", flat=True))


@pytest.mark.parametrize("by_number", [False, True], ids=["as-in-force-then", "by-a-named-version"])
def test_judging_again_as_counted_then_changes_nothing(mornings, by_number):
    asked = Asked(TODAY, TODAY + DAY, mornings if by_number else None, by_todays_hours=False)

    found = rehearsal(asked, now=LATER + HOUR)

    assert rehearsal_headline(found) == "Nothing changes: every verdict stays as it is."


def test_what_is_judged_anew_stays_as_it_was(mornings):
    before = all_clocks()

    spread_calendars()
    judge(set(Clock.objects.values_list("hand_off", flat=True)), now=LATER + HOUR)
    judge_stale(now=LATER + HOUR)
    rebuild_facts()

    assert all_clocks() == before
    assert check_facts() == []


def test_history_that_comes_late_is_judged_by_the_day_it_had(mornings, rep):
    verdicts = first_responses()

    late = [hand_over(assigned(rep.owners.get()), touched(NOW + after), now=LATER + HOUR) for after in ANSWERED]

    assert [clock_of(each).verdict for each in late] == verdicts == ["met", "met", "missed"]


def test_a_dry_run_judges_the_past_by_the_day_it_had(mornings, manager):
    terms = Terms(mornings.calendar, [replace(FIRST, target=1, unit="days")], {"all": []}, effective_on=LATER.date())
    version = agreements.draft(terms=terms, user=manager, now=LATER)

    seen = agreements.dry_run(version, period=period("90d", today=LATER.date()), now=LATER + HOUR)

    assert (seen.promises[0].kept.part, seen.promises[0].kept.whole) == (2, 3)


def test_what_starts_under_the_new_hours_has_their_day(mornings):
    hand_off = hand_over(at=LATER + DAY, now=LATER + DAY)

    assert explain(clock_of(hand_off), now=LATER + DAY).target == 4 * 3600


def test_what_was_running_has_the_day_it_started_with(mornings, administrator, organisation):
    """Handed over on Monday, a minute before the change: of eight hours, all but that minute are mornings."""
    start = LATER - timedelta(minutes=1)

    clock = clock_of(hand_over(at=start, now=start))

    explanation = explain(clock, now=LATER + 9 * DAY)
    assert (explanation.target, explanation.working_day) == (8 * 3600, 8 * 3600)
    assert clock.due_at == start + 2 * DAY - 2 * HOUR
    (miss,) = described([clock], user=administrator, organisation=organisation, now=LATER + 9 * DAY)
    assert (miss.target, miss.working_day) == (8 * 3600, 8 * 3600)
