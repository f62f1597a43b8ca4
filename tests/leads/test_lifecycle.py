"""The life cycle as data: every stage is reachable, every end is one, and other events are always allowed."""

import pytest

from leads.lifecycle import ALLOWED, ENDED, LEADS_TO, Kind, Stage, may

STEPS = sorted(LEADS_TO)


def test_every_stage_says_what_may_follow():
    assert ALLOWED.keys() == set(Stage)


def test_only_steps_are_restricted():
    assert all(kinds <= LEADS_TO.keys() for kinds in ALLOWED.values())


def test_every_stage_but_the_first_can_be_reached():
    reached, waiting = {Stage.NEW}, [Stage.NEW]
    while waiting:
        for kind in ALLOWED[waiting.pop()]:
            if LEADS_TO[kind] not in reached:
                reached.add(LEADS_TO[kind])
                waiting.append(LEADS_TO[kind])

    assert reached == set(Stage)


def test_from_an_end_only_another_end_follows():
    assert all(LEADS_TO[kind] in ENDED for stage in ENDED for kind in ALLOWED[stage])


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("kind", sorted(set(Kind) - LEADS_TO.keys()))
def test_what_is_no_step_is_allowed_at_any_time(stage, kind):
    assert may(stage, kind)


@pytest.mark.parametrize(
    ("stage", "allowed"),
    [
        (Stage.NEW, {"accepted", "rejected", "recycled", "closed"}),
        (Stage.ACCEPTED, {"qualified", "rejected", "recycled", "won", "lost", "closed"}),
        (Stage.QUALIFIED, {"recycled", "won", "lost", "closed"}),
        (Stage.LOST, {"recycled"}),
        (Stage.WON, set()),
        (Stage.REJECTED, set()),
        (Stage.RECYCLED, set()),
        (Stage.CLOSED, set()),
    ],
    ids=lambda value: str(value) if isinstance(value, Stage) else "",
)
def test_the_steps_that_a_person_may_take(stage, allowed):
    assert {str(kind) for kind in STEPS if may(stage, kind)} == allowed
