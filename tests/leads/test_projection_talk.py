"""The projection: what Sales raised, and what Marketing replied to it."""

from __future__ import annotations

import pytest

from leads.projection import project
from tests.leads.happenings import HANDED_OFF, at, happened, state

ASKED = happened("asked", 5, side="sales")
DISPUTED = happened("disputed", 9, side="sales")


def replied(minutes, side="marketing"):
    return happened("replied", minutes, side=side)


@pytest.mark.parametrize("rating", [None, 1, 2, 3, 4, 5])
@pytest.mark.parametrize("is_of_marketing", [True, False])
def test_a_low_rating_waits_for_marketing_where_the_source_is_its_own(rating, is_of_marketing):
    rated = happened("rated", 5, side="sales", rating=rating)

    projection = project(HANDED_OFF, [rated], is_of_marketing=is_of_marketing)

    raised = at(5) if rating in (1, 2) and is_of_marketing else None
    assert (projection.raised_at, projection.waiting_since, projection.replied_at) == (raised, raised, None)


@pytest.mark.parametrize(
    ("said", "raised", "answered", "waiting"),
    [
        pytest.param([ASKED], 5, None, 5, id="asked"),
        pytest.param([DISPUTED, ASKED], 5, None, 5, id="twice"),
        pytest.param([ASKED, replied(7)], 5, 7, None, id="replied"),
        pytest.param([ASKED, replied(5)], 5, 5, None, id="replied-in-the-same-instant"),
        pytest.param([ASKED, replied(8), replied(7)], 5, 7, None, id="replied-twice"),
        pytest.param([ASKED, replied(3)], 5, None, 5, id="replied-before-it-was-asked"),
        pytest.param([ASKED, replied(7), DISPUTED], 5, 7, 9, id="raised-again"),
        pytest.param([ASKED, DISPUTED, replied(9)], 5, 9, None, id="one-reply-to-both"),
        pytest.param([ASKED, replied(7), DISPUTED, replied(10)], 5, 7, None, id="replied-to-each"),
        pytest.param([ASKED, replied(7, side="sales")], 5, None, 5, id="sales-does-not-answer-itself"),
        pytest.param([ASKED, replied(7, side="")], 5, 7, None, id="a-reply-of-no-side-is-marketings"),
        pytest.param([happened("asked", 5, side="")], 5, None, 5, id="a-question-of-no-side-is-of-sales"),
        pytest.param([happened("asked", 5, side="marketing")], None, None, None, id="marketing-asks"),
        pytest.param([replied(7)], None, None, None, id="a-reply-to-nothing"),
        pytest.param([happened("asked", -1, side="sales")], None, None, None, id="before-the-hand-off"),
        pytest.param([happened("asked", 0, side="sales")], 0, None, 0, id="at-the-hand-off"),
        pytest.param([happened("asked", None, side="sales")], None, None, None, id="nobody-knows-when"),
    ],
)
def test_what_was_raised_and_what_answers_it(said, raised, answered, waiting):
    projection = state(*said)

    found = (projection.raised_at, projection.replied_at, projection.waiting_since)
    assert found == tuple(None if minutes is None else at(minutes) for minutes in (raised, answered, waiting))


def test_what_was_raised_first_counts_be_it_a_question_or_a_rating():
    rated = happened("rated", 7, side="sales", rating=1)

    assert state(ASKED, rated).raised_at == at(5)
    assert state(DISPUTED, rated).raised_at == at(7)
    assert state(ASKED, replied(6), rated).waiting_since == at(7)
