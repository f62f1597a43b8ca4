"""The page of one clock: its sentence, and every stretch of it."""

from datetime import timedelta

import pytest
import time_machine

from sla.models import Clock
from tests.factories import NOW, SystemFactory
from tests.sla.compliance.pages import LATER, get
from tests.sla.world import HOUR, agree, assigned, clock_of, event, hand_over, touched

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_days_later")]


class TestOneClock:
    def test_it_shows_every_stretch_and_the_sum(self, client, auditor, rep):
        agree()
        clock = clock_of(hand_over(assigned(rep.owners.get(), NOW + HOUR), touched(NOW + 26 * HOUR), now=LATER))

        response = get(client, auditor, "sla:clock", clock.pk)

        assert response.context["explanation"].counted == clock.elapsed
        assert response.context["headline"].startswith("Missed: done after 1\u00a0working\u00a0d\u00a02\u00a0h")
        assert b"band-routing" in response.content
        assert b"band-late" in response.content

    @pytest.mark.parametrize(
        ("events", "begin"),
        [
            ([touched(NOW + HOUR)], "Kept: done after 1\u00a0h"),
            ([event("closed", NOW + HOUR)], "Ended after 1\u00a0h"),
            ([], "Missed: 1\u00a0working\u00a0d\u00a04\u00a0h after it was due, and not done yet."),
            ([event("paused", NOW + HOUR)], "Paused: 1\u00a0h of 4\u00a0h"),
        ],
    )
    def test_its_sentence_follows_the_verdict(self, client, auditor, events, begin):
        agree()
        clock = clock_of(hand_over(*events, now=LATER))

        assert get(client, auditor, "sla:clock", clock.pk).context["headline"].startswith(begin)

    def test_without_touch_data_it_says_how_to_get_some(self, client, auditor):
        agree()
        clock = clock_of(hand_over(system=SystemFactory(key="silent", touches_from=None), now=LATER))

        response = get(client, auditor, "sla:clock", clock.pk)

        assert b"No touch data." in response.content

    def test_past_due_it_reads_missed_before_the_sweep(self, client, auditor):
        agree()
        clock = clock_of(hand_over(now=NOW))
        assert Clock.objects.get(pk=clock.pk).verdict == "running"

        response = get(client, auditor, "sla:clock", clock.pk)

        assert response.context["verdict"] == "missed"

    def test_a_year_without_an_answer_is_folded(self, client, auditor):
        agree()
        clock = clock_of(hand_over(now=NOW))
        with time_machine.travel(NOW + timedelta(days=365), tick=False):
            response = get(client, auditor, "sla:clock", clock.pk)

        context = response.context
        assert len(context["first"]) + context["folded"] + len(context["last"]) == len(context["explanation"].stretches)
        assert b"more stretches" in response.content
