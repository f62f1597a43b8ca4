import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.matrix import OUTCOMES, PLANES, SHAPE, Cell, RatingMatrix
from tests.feedback.matrices import EMPTY, POSSIBLE, matrices, matrix

# One hand-off of every kind that differs: a pair, unrated by Sales, by Marketing, by both, by default, late.
ONE_OF_EACH = RatingMatrix.from_rows(
    [
        Cell(5, 2, "lost", 1),
        Cell(4, 0, "open", 10),
        Cell(0, 3, "won", 100),
        Cell(0, 0, "open", 1_000),
        Cell(3, 1, "won", 10_000, "default"),
        Cell(2, 0, "open", 100_000, "default"),
        Cell(1, 4, "lost", 1_000_000, "late"),
    ]
)


def test_volume_counts_every_hand_off():
    assert ONE_OF_EACH.volume == 1_111_111


@pytest.mark.parametrize(("outcome", "n"), [("open", 101_010), ("won", 10_100), ("lost", 1_000_001)])
def test_ended_counts_all_hand_offs_of_an_outcome(outcome, n):
    assert ONE_OF_EACH.ended(outcome) == n


def test_pairs_are_of_real_ratings_by_both():
    assert ONE_OF_EACH.pairs().sum() == 1
    assert ONE_OF_EACH.pairs()[4, 1] == 1
    assert ONE_OF_EACH.pairs("lost")[4, 1] == 1
    assert ONE_OF_EACH.pairs("won").sum() == 0


def test_sales_ratings_count_in_every_plane():
    assert ONE_OF_EACH.ratings("sales").tolist() == [10_000, 1, 100, 1_000_000, 0]
    assert ONE_OF_EACH.rated("sales") == 1_010_101


def test_marketings_ratings_leave_out_defaults_and_keep_late_ones():
    assert ONE_OF_EACH.ratings("marketing").tolist() == [1_000_000, 0, 0, 10, 1]
    assert ONE_OF_EACH.rated("marketing") == 1_000_011


def test_ratings_of_one_outcome():
    assert ONE_OF_EACH.ratings("sales", "won").tolist() == [10_000, 0, 100, 0, 0]
    assert ONE_OF_EACH.ratings("marketing", "lost").tolist() == [1_000_000, 0, 0, 0, 1]


def test_defaults_are_counted_on_their_own():
    assert ONE_OF_EACH.defaults().tolist() == [0, 100_000, 10_000, 0, 0]


def test_unpaired_ratings_are_those_that_nothing_stands_against():
    assert ONE_OF_EACH.unpaired("sales").tolist() == [10_000, 0, 100, 1_000_000, 0]
    assert ONE_OF_EACH.unpaired("marketing").tolist() == [1_000_000, 0, 0, 10, 0]


def test_could_not_tell_is_counted_apart_from_ratings():
    told = matrix("40:3 04:2", marketing_could_not_tell=1, sales_could_not_tell=2)

    assert told.could_not_tell("marketing") == 1
    assert told.could_not_tell("sales") == 2
    assert told.rated("sales") == 2


@pytest.mark.parametrize("basis", ["", "individual", "score_band", "real"])
def test_a_basis_that_is_real_makes_pairs(basis):
    assert RatingMatrix.from_rows([(5, 4, "open", 2, basis)]).pairs()[4, 3] == 2


def test_rows_of_the_same_cell_add_up():
    assert RatingMatrix.from_rows([(5, 4, "won", 2), (5, 4, "won", 3)]) == matrix("54:5", "won")


@pytest.mark.parametrize(
    ("row", "why"),
    [
        pytest.param((6, 1, "won", 1), "no such cell", id="rating-above-5"),
        pytest.param((1, 6, "won", 1), "no such cell", id="sales-above-5"),
        pytest.param((-1, 1, "won", 1), "no such cell", id="rating-below-0"),
        pytest.param((1, -1, "won", 1), "no such cell", id="sales-below-0"),
        pytest.param((1, 1, "recycled", 1), "no such cell", id="unknown-outcome"),
        pytest.param((1, 1, "won", 1, "guess"), "no such cell", id="unknown-basis"),
        pytest.param((1, 1, "won", -1), "below 0", id="fewer-than-none"),
        pytest.param((0, 1, "won", 1, "default"), "by default or late", id="default-without-rating"),
        pytest.param((0, 1, "won", 1, "late"), "by default or late", id="late-without-rating"),
        pytest.param((1, 0, "won", 1, "late"), "by default or late", id="late-after-nothing"),
    ],
)
def test_an_impossible_row_is_refused(row, why):
    with pytest.raises(ValueError, match=why):
        RatingMatrix.from_rows([row])


@pytest.mark.parametrize("apart", ["marketing_could_not_tell", "sales_could_not_tell", "not_due"])
@pytest.mark.parametrize(("n", "why"), [(-1, "below 0"), (2, "not rated by it")])
def test_nothing_counted_apart_can_exceed_what_is_unrated(apart, n, why):
    matrix("00:1 55:3", **{apart: 1})

    with pytest.raises(ValueError, match=why):
        matrix("00:1 55:3", **{apart: n})


def test_a_default_does_not_leave_room_for_marketing_could_not_tell():
    with pytest.raises(ValueError, match="not rated by it"):
        matrix("40:1", plane="default", marketing_could_not_tell=1)


def test_counts_of_another_shape_are_refused():
    with pytest.raises(ValueError, match="shape"):
        RatingMatrix(np.zeros((3, 6, 6), np.int64))


def test_a_matrix_cannot_be_changed():
    counts = np.zeros(SHAPE, np.int64)
    made = RatingMatrix(counts)

    counts[0, 0, 1, 1] = 7

    assert made == EMPTY
    with pytest.raises(ValueError, match="read-only"):
        made.counts[0, 0, 1, 1] = 7


@given(matrices(), matrices(), matrices())
def test_addition_is_associative(a, b, c):
    assert (a + b) + c == a + (b + c)


@given(matrices(), matrices())
def test_addition_is_commutative(a, b):
    assert a + b == b + a


@given(matrices())
def test_the_empty_matrix_changes_nothing(a):
    assert a + EMPTY == a == EMPTY + a


@pytest.mark.parametrize("apart", ["marketing_could_not_tell", "sales_could_not_tell", "not_due"])
def test_matrices_differ_by_what_is_counted_apart(apart):
    assert matrix("00:2", **{apart: 1}) != matrix("00:2")
    assert matrix("00:2", **{apart: 1}) + matrix("00:2") == matrix("00:4", **{apart: 1})


@pytest.mark.parametrize("other", [matrix("45:1"), matrix("54:2"), matrix("54:1", "won"), matrix("54:1", plane="late")])
def test_matrices_differ_by_their_counts(other):
    assert matrix("54:1") != other


def test_a_matrix_is_no_number():
    assert EMPTY != 0


@given(st.sampled_from(POSSIBLE))
def test_every_possible_cell_has_a_place_of_its_own(cell):
    plane, outcome, marketing, sales = cell

    made = RatingMatrix.from_rows([(marketing, sales, outcome, 1, plane)])

    assert made.counts[PLANES.index(plane), OUTCOMES.index(outcome), marketing, sales] == made.volume == 1


@given(matrices(), matrices())
def test_every_count_of_a_sum_is_the_sum_of_the_counts(a, b):
    both = a + b

    assert both.volume == a.volume + b.volume
    for side in ("marketing", "sales"):
        assert both.ratings(side).tolist() == (a.ratings(side) + b.ratings(side)).tolist()
        assert both.unpaired(side).tolist() == (a.unpaired(side) + b.unpaired(side)).tolist()
    assert both.pairs().tolist() == (a.pairs() + b.pairs()).tolist()
