"""Scorecards: the numbers of a slice and of all, and who is told which."""

from __future__ import annotations

from datetime import timedelta

import pytest

from feedback.models import RatingFact
from feedback.scorecards.sentences import headline
from feedback.scorecards.services import scorecards, total
from feedback.scorecards.slices import By
from feedback.statistics import scorecard
from leadgap.accounts.models import Organisation
from leadgap.periods import period
from leads.models.handoffs import UNDATED
from tests.factories import OwnerFactory, SourceFactory
from tests.feedback.counted import TODAY, count, hand_off
from tests.feedback.matrices import matrix

pytestmark = pytest.mark.django_db
SMALL, LARGE = 10, 5000  # employees


def of(user, by=By.SOURCE, chosen=None, **kwargs):
    return scorecards(
        user, by=by, period=chosen or period("all", today=TODAY), organisation=Organisation.current(), **kwargs
    )


def test_the_known_pairs_give_the_known_answers(marketer, pairs):
    card = of(marketer).total.scorecard

    assert card.gap.n == 60
    assert card.gap.mean == pytest.approx(0.867, abs=0.0005)
    assert (card.gap.interval.low, card.gap.interval.high) == pytest.approx((0.576, 1.158), abs=0.0005)
    assert (card.overrated.part, card.overrated.whole) == (10, 45)
    assert (card.underrated.part, card.underrated.whole) == (0, 3)
    assert card.gap.verdict.finding == "gap"


@pytest.mark.parametrize(
    ("notation", "said"),
    [
        pytest.param("50:1", "1 lead was handed over, and not rated by both sides.", id="one-unrated"),
        pytest.param("50:2", "2 leads were handed over, none of them rated by both sides.", id="unrated"),
        pytest.param("54:9", "Too few pairs to say: at least 1 more needed. So far there are 9 leads", id="few"),
        pytest.param("54:30 45:30 44:60", "No gap worth speaking of, on 120 leads that both sides rated.", id="none"),
        pytest.param(
            "54:30 44:70",
            "Marketing is more optimistic by 0.3 (0.2–0.4), on 100 leads that both sides rated: "
            "a real gap, but smaller than 0.5.",
            id="small",
        ),
        pytest.param("54:7 44:3", "Marketing is more optimistic by 0.7 (0.4–1.0), on 10 leads", id="gap"),
    ],
)
def test_the_headline_answers_first_and_qualifies_then(notation, said):
    assert headline(scorecard(matrix(notation))).startswith(said)


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("marketer", 3),
        ("administrator", 3),
        ("auditor", 3),
        ("head", 2),
        ("manager", 1),
        ("other_manager", 1),
        ("rep", 1),
    ],
)
def test_facts_stay_behind_the_wall(request, who, seen, rep, stranger, berlin, vienna):
    user = request.getfixturevalue(who)
    hand_off(5, 3, team=berlin, owner=rep.owners.get())
    hand_off(5, 3, team=vienna, owner=stranger.owners.get())
    hand_off(5, 3)
    count()

    assert of(user).total.scorecard.volume == seen


def test_marketers_see_reps_under_pseudonyms(marketer, rep):
    hand_off(5, 3, owner=rep.owners.get())
    count()

    (card,) = of(marketer, By.OWNER).cards

    assert card.name.startswith("Rep ")
    assert rep.name not in card.name


def test_an_undated_hand_off_counts_under_all_time_only(marketer):
    hand_off(5, 3, day=UNDATED, handed_off_at=None)
    count(UNDATED)

    assert of(marketer).total.scorecard.volume == 1
    assert of(marketer, chosen=period("12m", today=TODAY)).total.scorecard.volume == 0


def test_pairs_of_one_rep_widen_the_interval(marketer, rep, stranger):
    for owner, sales in ((rep.owners.get(), 5), (stranger.owners.get(), 2), (OwnerFactory(), 3)):
        for extra in (0, 0, 0, 1):
            hand_off(5, sales - extra, owner=owner)
    count()

    gap = of(marketer).total.scorecard.gap

    assert gap.by_rep is not None
    assert gap.interval == gap.by_rep


def test_what_sales_did_not_get_a_fair_shot_at_is_left_out_beside(marketer):
    """Also what was promised nothing, or is not decided yet: nobody can say that it got one."""
    for place, fair in enumerate(["yes", "no", ""]):
        day = TODAY - timedelta(days=place)
        hand_off(4, 5 - place, day=day)
        count(day)
        RatingFact.objects.filter(day=day).update(fair=fair)

    card = of(marketer).total

    assert (card.scorecard.gap.n, card.fair.gap.n, card.fair.gap.mean) == (3, 1, -1)


def closed(won, n):
    return [{"stage": end, "outcome": end} for end in ["won"] * won + ["lost"] * (n - won)]


def rated(rating, n):
    return [{"sales": rating}] * n


@pytest.mark.parametrize(
    ("measure", "webinar", "paid", "means", "standardised"),
    [
        pytest.param(
            "conversion",
            {SMALL: closed(24, 80), LARGE: closed(18, 20)},
            {SMALL: closed(4, 20), LARGE: closed(64, 80)},
            {0.42, 0.68},
            {0.6, 0.5},
            id="conversion",
        ),
        pytest.param(
            "ratings",
            {SMALL: rated(2, 8), LARGE: rated(5, 2)},
            {SMALL: rated(1, 2), LARGE: rated(4, 8)},
            {2.6, 3.4},
            {3.5, 2.5},
            id="ratings",
        ),
    ],
)
def test_a_reversal_at_the_same_mix_of_companies_is_said(marketer, measure, webinar, paid, means, standardised):
    """Webinar is better at small and at large companies, and worse overall: its companies are small."""
    for name, by_size in (("Webinar", webinar), ("Paid", paid)):
        source = SourceFactory(name=name)
        for employees, many in by_size.items():
            for said in many:
                hand_off(**said, source=source, snapshot={"employees": employees})
    count()

    (reversal,) = of(marketer).reversals

    assert reversal.measure == measure
    assert {reversal.comparison.first, reversal.comparison.second} == means
    assert {reversal.comparison.first_standardised, reversal.comparison.second_standardised} == standardised


def test_the_sum_of_all_slices_is_the_scorecard_of_the_organisation(marketer, rep, stranger):
    fair, webinar = SourceFactory(name="Fair"), SourceFactory(name="Webinar")
    one, other = OwnerFactory(user=rep), OwnerFactory(user=stranger)
    for owner, source in ((one, fair), (other, fair), (one, webinar), (None, webinar)):
        for marketing, sales in ((4, 2), (5, 3), (3, 3), (None, 4), (2, None)):
            hand_off(marketing, sales, source=source, owner=owner)
    count()

    whole = total(period=period("all", today=TODAY), organisation=Organisation.current())

    assert whole == of(marketer).total.scorecard
    assert whole.gap.n == 12


def test_the_number_of_queries_does_not_grow_with_the_slices(marketer, django_assert_num_queries):
    """Two of the facts, one of their reasons, one of the period before; the labels of reasons, names."""
    for _ in range(2):
        hand_off(5, 3)
    count()
    organisation = Organisation.current()
    chosen = period("90d", today=TODAY)

    def read():
        return scorecards(marketer, by=By.SOURCE, period=chosen, organisation=organisation)

    with django_assert_num_queries(6):
        read()
    for _ in range(18):
        hand_off(5, 3)
    count()
    with django_assert_num_queries(6):
        assert len(read().cards) == 20
