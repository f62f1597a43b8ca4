"""The projection: which rating of each side counts."""

from __future__ import annotations

import pytest

from tests.leads.happenings import at, happened, state


def rated(side, rating, minutes, **said):
    said.setdefault("basis", "individual" if side == "marketing" and rating else "")
    return happened("rated", minutes, side=side, rating=rating, **said)


def test_the_first_rating_of_sales_counts():
    projection = state(
        rated("sales", 2, 9, owner_id=2),
        rated("sales", 4, 5, owner_id=1, reasons=["good-fit"]),
    )

    assert (projection.sales_rating, projection.sales_rated_at) == (4, at(5))
    assert (projection.sales_rated_by_id, projection.sales_reasons) == (1, ["good-fit"])


def test_a_rating_that_is_undone_lets_the_next_one_count():
    projection = state(rated("sales", 4, 5, key="slip"), rated("sales", 2, 6), happened("voided", 6, voids="slip"))

    assert (projection.sales_rating, projection.sales_rated_at) == (2, at(6))


def test_could_not_tell_is_an_answer_and_no_rating():
    projection = state(rated("sales", None, 5, owner_id=1))

    assert (projection.sales_answered_at, projection.sales_unsure) == (at(5), True)
    assert (projection.sales_rating, projection.sales_rated_at) == (None, None)


def test_a_rating_after_could_not_tell_counts_and_the_answer_stays_the_first():
    projection = state(rated("sales", None, 5), rated("sales", 3, 8))

    assert (projection.sales_answered_at, projection.sales_unsure) == (at(5), False)
    assert (projection.sales_rating, projection.sales_rated_at) == (3, at(8))


def test_a_dated_rating_goes_before_an_undated_one():
    assert state(rated("sales", 1, None), rated("sales", 4, 5)).sales_rating == 4


def test_an_undated_rating_counts_where_there_is_no_other():
    projection = state(rated("sales", 2, None))

    assert (projection.sales_rating, projection.sales_rated_at, projection.sales_answered_at) == (2, None, None)


def test_a_rating_of_sales_before_the_hand_off_counts_without_its_time():
    projection = state(rated("sales", 2, -5))

    assert (projection.sales_rating, projection.sales_rated_at, projection.early_events) == (2, None, 1)


@pytest.mark.parametrize("basis", ["individual", "score_band"])
def test_a_real_rating_of_marketing_goes_before_a_default_whatever_their_times(basis):
    projection = state(rated("marketing", 3, 1, basis="default"), rated("marketing", 5, 8, basis=basis))

    assert (projection.marketing_rating, projection.marketing_basis) == (5, basis)


def test_the_first_real_rating_of_marketing_counts():
    projection = state(rated("marketing", 2, 3), rated("marketing", 5, -8), rated("marketing", 4, None))

    assert (projection.marketing_rating, projection.marketing_rated_at) == (5, at(-8))
    assert projection.early_events == 0


@pytest.mark.parametrize(
    ("marketing", "sales", "paired"),
    [(4, 5, True), (5, 5, True), (6, 5, False), (None, 5, True), (6, None, True), (None, None, True)],
    ids=["before", "same instant", "after", "undated", "Sales undated", "both undated"],
)
def test_a_rating_of_marketing_dated_after_that_of_sales_does_not_pair(marketing, sales, paired):
    projection = state(rated("marketing", 4, marketing), rated("sales", 2, sales))

    assert projection.marketing_rating == (4 if paired else None)
    assert projection.marketing_basis == ("individual" if paired else "")


def test_a_default_still_counts_when_the_real_rating_came_too_late():
    projection = state(rated("marketing", 5, 9), rated("marketing", 3, 1, basis="default"), rated("sales", 2, 5))

    assert (projection.marketing_rating, projection.marketing_basis) == (3, "default")


def test_could_not_tell_does_not_close_the_door_for_marketing():
    projection = state(rated("sales", None, 2), rated("marketing", 5, 4), rated("sales", 3, 6))

    assert projection.marketing_rating == 5


def test_marketing_that_could_not_tell_has_not_rated():
    assert state(rated("marketing", None, 2)).marketing_rating is None
    assert state(rated("marketing", None, 2), rated("marketing", 3, 4)).marketing_rating == 3


def test_the_reasons_are_those_of_the_rating_and_not_of_the_answer_before_it():
    projection = state(
        rated("sales", None, 5, owner_id=1, reasons=["no-answer"]), rated("sales", 2, 8, owner_id=2, reasons=["size"])
    )

    assert (projection.sales_rated_by_id, projection.sales_reasons) == (2, ["size"])


@pytest.mark.parametrize("unclear", [None, -5], ids=["nobody knows when", "before the hand-off"])
def test_the_answer_is_dated_by_the_first_whose_time_counts(unclear):
    projection = state(rated("sales", None, unclear), rated("sales", None, 6), rated("sales", 3, 8))

    assert (projection.sales_answered_at, projection.sales_rated_at) == (at(6), at(8))
