"""The attempts promise in words: why it was missed or kept, and how many there were."""

from datetime import timedelta

import pytest
from django.urls import reverse

from sla.explain import explain
from sla.misses import described
from tests.factories import NOW, OwnerFactory
from tests.sla.world import HOUR, agree, assigned, clock_of, event, hand_over, touched


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("events", "said"),
    [
        pytest.param([touched(NOW + HOUR)], "1 of 2 attempts, 4\u00a0h late so far.", id="not-enough"),
        pytest.param(
            [touched(NOW + HOUR), touched(NOW + 24 * HOUR)], "The last of 2 attempts came 4\u00a0h late.", id="late"
        ),
        pytest.param([touched(NOW + 24 * HOUR, result="connected")], "Reached only 4\u00a0h late.", id="reached-late"),
        pytest.param([event("recycled", NOW + 24 * HOUR)], "0 of 2 attempts, closed 4\u00a0h late.", id="closed-late"),
    ],
)
def test_a_miss_says_how_many_attempts_there_were(organisation, manager, events, said):
    agree(attempts=(2, 4))
    now = NOW + 24 * HOUR
    clock = clock_of(hand_over(*events, now=now), "attempts")

    (miss,) = described([clock], user=manager, organisation=organisation, now=now)

    assert miss.sentence == said


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("events", "said"),
    [
        pytest.param([], "0 of 2 attempts, due at the close of hours.", id="not-enough"),
        pytest.param(
            [touched(NOW + HOUR), touched(NOW + 3 * HOUR)], "The last of 2 attempts came after hours.", id="late"
        ),
        pytest.param([touched(NOW + 3 * HOUR, result="connected")], "Reached only after hours.", id="reached-late"),
        pytest.param([event("recycled", NOW + 3 * HOUR)], "0 of 2 attempts, closed after hours.", id="closed-late"),
    ],
)
def test_attempts_that_were_due_when_the_office_closed_are_not_late_by_nothing(organisation, manager, events, said):
    agree(attempts=(2, 2))
    evening = NOW + 4 * HOUR
    clock = clock_of(hand_over(*events, now=evening), "attempts")

    (miss,) = described([clock], user=manager, organisation=organisation, now=evening)

    assert miss.sentence == said


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("hours", "said"), [(1, "Running: 1 of 3 attempts, and "), (24, "with 1 of 3 attempts.")], ids=["running", "missed"]
)
def test_the_page_of_a_clock_says_how_many_there_were(client, organisation, auditor, time_machine, hours, said):
    agree(attempts=(3, 4))
    time_machine.move_to(NOW + hours * HOUR, tick=False)
    clock = clock_of(hand_over(touched(NOW + HOUR), now=NOW + hours * HOUR), "attempts")
    client.force_login(auditor)

    page = client.get(reverse("sla:clock", args=[clock.pk])).content.decode()

    assert said in page
    assert "The attempts" in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("events", "said", "listed"),
    [
        pytest.param([touched(NOW + HOUR), touched(NOW + 2 * HOUR)], "all 2 attempts were made", 2, id="all"),
        pytest.param(
            [touched(NOW + HOUR, result="connected"), touched(NOW + 2 * HOUR)],
            "reached at the first, so no more were promised",
            1,
            id="reached",
        ),
        pytest.param(
            [event("touched", NOW + HOUR, result="connected", direction="inbound"), touched(NOW + 2 * HOUR)],
            "reached before the first attempt, so no more were promised",
            0,
            id="the-lead-called",
        ),
        pytest.param(
            [touched(NOW + HOUR), event("recycled", NOW + 2 * HOUR)],
            "closed after 1 of 2 attempts, so no more were promised",
            1,
            id="closed",
        ),
    ],
)
def test_a_kept_promise_says_why_and_lists_nothing_after_it(
    client, organisation, auditor, time_machine, events, said, listed
):
    agree(attempts=(2, 4))
    time_machine.move_to(NOW + 3 * HOUR, tick=False)
    clock = clock_of(hand_over(*events, now=NOW + 3 * HOUR), "attempts")
    client.force_login(auditor)

    page = client.get(reverse("sla:clock", args=[clock.pk]))

    assert clock.verdict == "met"
    assert page.context["headline"].startswith(f"Kept: {said}. It took ")
    assert len(page.context["explanation"].attempts) == listed


@pytest.mark.django_db
def test_an_owner_who_passed_it_on_too_late_is_told_so(organisation, manager):
    agree(attempts=(2, 4))
    now = NOW + 24 * HOUR
    hand_off = hand_over(assigned(OwnerFactory()), assigned(OwnerFactory(), now), touched(NOW + HOUR), now=now)

    (miss,) = described([clock_of(hand_off, "attempts", 1)], user=manager, organisation=organisation, now=now)

    assert miss.sentence == "1 of 2 attempts, passed on 4\u00a0h late."


@pytest.mark.django_db
def test_the_explanation_names_the_attempts_that_were_promised(organisation):
    agree(attempts=(2, 4))
    hand_off = hand_over(*(touched(NOW + minutes * timedelta(minutes=1)) for minutes in (5, 10, 15)))

    explained = explain(clock_of(hand_off, "attempts"), now=NOW + HOUR)

    assert explained.attempts == [NOW + timedelta(minutes=5), NOW + timedelta(minutes=10)]
    assert explain(clock_of(hand_off), now=NOW + HOUR).attempts == []
