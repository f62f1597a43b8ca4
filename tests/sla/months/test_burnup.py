"""What is due by each day of a month, and the rate still needed: known answers, and what must hold for any month."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla.months.burnup import needed, targets
from sla.months.figures import Delivered
from sla.months.month import Month, Promised
from sla.months.words import paces

MARCH = date(2026, 3, 1)  # a Sunday: 22 working days
OPEN = [(MARCH + timedelta(days=place)).weekday() < 5 for place in range(31)]
GOAL = Decimal(110)

goals = st.one_of(st.none(), st.decimals(1, 10**6, places=2))
months = st.lists(st.tuples(goals, st.booleans()), min_size=1, max_size=31)


def test_a_working_day_owes_its_part_of_the_goal_and_a_weekend_nothing():
    due = targets([GOAL] * 31, OPEN)

    assert [float(due[day - 1]) for day in (1, 2, 6, 8, 9, 30, 31)] == [0, 5, 25, 25, 30, 105, 110]


def test_a_goal_that_holds_for_a_part_of_the_month_is_due_in_part():
    due = targets([None] * 15 + [GOAL] * 16, OPEN)  # from Monday the 16th on: 12 of 22 working days

    assert [float(due[day - 1]) for day in (15, 16, 31)] == [0, 5, 60]


def test_two_goals_share_a_month_by_working_days():
    due = targets([Decimal(44)] * 15 + [Decimal(66)] * 16, OPEN)

    assert float(due[-1]) == 10 * 2 + 12 * 3


def test_without_a_working_day_all_days_count_alike():
    assert [float(each) for each in targets([Decimal(4)] * 4, [False] * 4)] == [1, 2, 3, 4]


@given(months)
def test_what_is_due_is_the_formula_day_by_day(month):
    promised, is_working = zip(*month, strict=True)
    counts = is_working if any(is_working) else [True] * len(is_working)
    due = targets(promised, is_working)

    for day in range(len(month)):
        brute = sum(
            Fraction(goal) / sum(counts)
            for goal, counted in zip(promised[: day + 1], counts, strict=False)
            if goal is not None and counted
        )
        assert due[day] == brute
    assert list(due) == sorted(due)


@given(st.decimals(1, 10**6, places=2), st.lists(st.booleans(), min_size=1, max_size=31))
def test_one_goal_for_all_days_is_due_at_the_end_to_the_cent(goal, is_working):
    assert targets([goal] * len(is_working), is_working)[-1] == Fraction(goal)


@pytest.mark.parametrize(
    ("delivered", "days", "rate"),
    [
        pytest.param(50, 12, 5, id="some"),
        pytest.param(110, 12, 0, id="just-reached"),
        pytest.param(500, 0, 0, id="more-than-reached"),
        pytest.param(109, 0, None, id="no-day-left"),
        pytest.param(109, 1, 1, id="the-last-one"),
    ],
)
def test_the_rate_still_needed(delivered, days, rate):
    assert needed(Fraction(110), delivered, days) == rate


@given(st.integers(1, 10**6), st.integers(0, 10**6), st.integers(1, 31))
def test_the_rate_kept_for_all_days_left_reaches_the_goal(goal, delivered, days):
    rate = needed(Fraction(goal), delivered, days)

    assert rate >= 0
    assert delivered + rate * days == max(goal, delivered)


def march(per_day=4, *, goals=None, today=date(2026, 3, 12), delivered=None, promised_from=1, is_open=OPEN):
    """March 2026 with so many leads on every working day up to today, three of four accepted."""
    goals = {"volume": GOAL} if goals is None else goals
    days = [MARCH + timedelta(days=place) for place in range(31)]
    each = Delivered(per_day, per_day, per_day, per_day - 1, 1, value=Decimal(100) * per_day)
    found = {(day, 7): each for day, works in zip(days, is_open, strict=True) if works and day <= today}
    promised = [Promised(7, goals) if day.day >= promised_from else None for day in days]
    return Month(MARCH, promised, is_open, found if delivered is None else delivered, today)


def test_in_the_middle_of_a_month_it_is_said_how_far_behind_it_is_and_what_it_takes():
    burn_up = march().burn_ups["volume"]

    assert burn_up.delivered == 9 * 4
    assert burn_up.ahead == 8 * 4 - 8 * 5  # up to yesterday: today is not over
    assert burn_up.working_days_left == 14  # today too
    assert burn_up.needed == pytest.approx((110 - 36) / 14)
    assert (burn_up.verdict, burn_up.accepted) == ("running", 9 * 3)
    assert burn_up.attainment == pytest.approx(36 / 110)
    assert [point.delivered for point in burn_up.points[10:13]] == [32, 36, None]


@pytest.mark.parametrize(
    ("today", "said"),
    [
        pytest.param(12, " a working day still needed, for the 13 working days left, today included.", id="weekday"),
        pytest.param(14, " a working day still needed, for the 11 working days left.", id="saturday"),
        pytest.param(27, " a working day still needed, for the 2 working days left, today included.", id="friday"),
        pytest.param(29, "; 30 still needed, on 30 March, the last working day.", id="sunday-before-the-last-one"),
        pytest.param(30, "; 26 still needed, today, the last working day.", id="the-last-one"),
    ],
)
def test_the_days_left_include_today_only_where_it_is_one(today, said):
    [pace] = paces(march(today=date(2026, 3, today), is_open=[*OPEN[:30], False]), "EUR")

    assert pace.endswith(said)


@pytest.mark.parametrize(
    ("per_day", "today", "verdict"),
    [
        pytest.param(4, date(2026, 3, 31), "running", id="last-day"),
        pytest.param(4, date(2026, 4, 1), "missed", id="over"),
        pytest.param(5, date(2026, 4, 1), "met", id="reached-exactly"),
        pytest.param(9, date(2026, 3, 20), "met", id="reached-early"),
    ],
)
def test_a_month_is_met_when_it_is_reached_and_missed_when_it_is_over(per_day, today, verdict):
    assert march(per_day, today=today).verdict("volume") == verdict


def test_what_came_at_the_last_weekend_belongs_to_the_month():
    months = march(5, today=date(2026, 4, 1), goals={"volume": Decimal(112)})
    saturday = {(date(2026, 3, 28), 7): Delivered(2, 2)}

    assert months.verdict("volume") == "missed"
    assert march(delivered={**months.delivered, **saturday}, today=date(2026, 4, 1)).burn_ups["volume"].delivered == 112


def test_what_came_before_the_promise_does_not_count():
    earlier = {(date(2026, 3, 2), 6): Delivered(50, 50), (date(2026, 3, 16), 7): Delivered(3, 3)}
    month = march(delivered=earlier, promised_from=16, today=date(2026, 3, 16))

    assert (month.burn_ups["volume"].delivered, float(month.burn_ups["volume"].goal)) == (3, 60)
    assert month.all.qualified == 53


def test_before_the_first_day_is_over_nothing_is_ahead_or_behind():
    assert march(today=date(2026, 3, 1)).burn_ups["volume"].ahead is None
    assert march(today=date(2026, 4, 2)).burn_ups["volume"].ahead is None


@pytest.mark.parametrize(
    ("accepted", "rejected", "undecided", "verdict"),
    [
        pytest.param(60, 40, 0, "met", id="reached"),
        pytest.param(55, 45, 0, "met", id="reached-exactly"),
        pytest.param(45, 45, 10, "running", id="could-just-be-reached"),
        pytest.param(54, 46, 0, "missed", id="not-reached"),
        pytest.param(60, 40, 9, "met", id="whatever-is-decided"),
        pytest.param(60, 40, 20, "running", id="could-still-turn"),
        pytest.param(40, 60, 20, "missed", id="cannot-be-reached"),
        pytest.param(0, 0, 5, "running", id="nothing-decided"),
        pytest.param(0, 0, 0, "", id="nothing-there"),
    ],
)
def test_a_share_is_judged_when_the_undecided_cannot_turn_it(accepted, rejected, undecided, verdict):
    n = accepted + rejected + undecided
    came = Delivered(n, n, n, accepted, rejected, undecided=undecided)
    goals = {"accepted_share": Decimal("0.55")}

    def judged(today):
        return march(goals=goals, delivered={(MARCH, 7): came}, today=today).verdict("accepted_share")

    assert judged(date(2026, 4, 1)) == verdict
    assert judged(date(2026, 3, 31)) == "running"


def test_a_kind_that_nobody_promised_has_no_verdict():
    assert march().verdict("completeness") == ""
