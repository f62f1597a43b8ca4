"""Scorecards and expected ratings."""

from __future__ import annotations

from typing import Any

from feedback.models import RatingFact
from tests.permissions import Row, World, answers

NOT_FOR_AUDITORS = answers(405, auditor=403)
# Reps rate blind, and scorecards show what Marketing thinks.
BUT_REPS = answers(200, reps=403)


def of_source_rated_in_berlin(world: World) -> list[Any]:
    RatingFact.objects.create(
        day=world.hand_off.day, source=world.hand_off.source_id, team=world.hand_off.team_id, hand_offs=1
    )
    return ["source", world.hand_off.source_id]


ROWS = [
    # Sales rates blind, and what Marketing answers stands beside all that Sales has said.
    Row(
        "feedback:waiting",
        get=answers(200, reps=403, managers=403),
        post=NOT_FOR_AUDITORS,
    ),
    Row("feedback:scorecards", get=BUT_REPS, post=NOT_FOR_AUDITORS),
    Row("feedback:scorecards-csv", get=BUT_REPS, post=NOT_FOR_AUDITORS),
    Row(
        "feedback:scorecard",
        arguments=of_source_rated_in_berlin,
        get=answers(200, reps=403, other_manager=404),
        post=NOT_FOR_AUDITORS,
    ),
    Row("feedback:by-rating-csv", get=BUT_REPS, post=NOT_FOR_AUDITORS),
    Row("feedback:scorecard-leads", get=BUT_REPS, post=NOT_FOR_AUDITORS),
    Row("feedback:scorecard-leads-csv", get=BUT_REPS, post=NOT_FOR_AUDITORS),
    Row("feedback:raters", get=BUT_REPS, post=NOT_FOR_AUDITORS),
    Row("feedback:raters-csv", get=BUT_REPS, post=NOT_FOR_AUDITORS),
    Row("feedback:expected-ratings", get=BUT_REPS, post=answers(403, marketer=422, administrator=422)),
]
