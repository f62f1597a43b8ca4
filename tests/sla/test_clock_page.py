"""The page of one clock: its sentence, and every stretch of it."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from leads.journal import record_event
from sla.models import Clock
from tests.factories import NOW, SystemFactory
from tests.sla.compliance.pages import LATER, get
from tests.sla.pages import text_of
from tests.sla.waivers.waiving import waived_by
from tests.sla.world import HOUR, agree, assigned, clock_of, event, hand_over, touched

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_days_later")]


class TestOneClock:
    def test_it_shows_every_stretch_and_the_sum(self, client, auditor, rep):
        agree()
        clock = clock_of(hand_over(assigned(rep.owners.get(), NOW + HOUR), touched(NOW + 26 * HOUR), now=LATER))

        response = get(client, auditor, "sla:clock", clock.pk)

        assert response.context["explanation"].counted == clock.elapsed
        said = "Missed: done after 1 working d 2 h, 6 h more than the promised 4 h."
        assert response.context["headline"].replace("\u00a0", " ") == said
        assert b"band-routing" in response.content
        assert b"band-late" in response.content
        assert "From, in Berlin" in response.content.decode()
        assert "Wed 4 Mar, 16:00" in response.content.decode()

    def test_its_band_bears_the_colour_of_the_side_that_promised(self, client, auditor):
        agree(reply=4)
        hand_off = hand_over(event("asked", NOW, side="sales"), now=LATER)

        pages = [get(client, auditor, "sla:clock", clock.pk) for clock in hand_off.clocks.order_by("promise__kind")]

        told = [page.content.decode().partition('class="band band-of-')[2].partition('"')[0] for page in pages]
        assert told == ["sales", "marketing"]

    @pytest.mark.parametrize(
        ("events", "begin"),
        [
            ([touched(NOW + HOUR)], "Kept: done after 1\u00a0h, within the promised 4\u00a0h."),
            ([event("closed", NOW + HOUR)], "Ended after 1\u00a0h"),
            ([], "Missed: 1\u00a0working\u00a0d\u00a04\u00a0h after it was due, and not done yet."),
            ([event("paused", NOW + HOUR)], "Paused: 1\u00a0h of 4\u00a0h"),
        ],
    )
    def test_its_sentence_follows_the_verdict(self, client, auditor, events, begin):
        agree()
        clock = clock_of(hand_over(*events, now=LATER))

        response = get(client, auditor, "sla:clock", clock.pk)

        assert response.context["headline"].startswith(begin)
        assert (b">paused</span>" in response.content) == begin.startswith("Paused")

    def test_real_time_is_told_in_the_zone_of_the_reader(self, client, auditor):
        agree(unit="wall_hours")
        clock = clock_of(hand_over(touched(NOW + HOUR), now=LATER))

        response = get(client, auditor, "sla:clock", clock.pk)

        assert "From, in Berlin" in response.content.decode()

    def test_all_clocks_of_a_paused_promise_say_so(self, client, auditor, rep):
        agree()
        hand_off = hand_over(assigned(rep.owners.get(), NOW + HOUR), event("paused", NOW + 2 * HOUR), now=LATER)

        response = get(client, auditor, "sla:clock", clock_of(hand_off).pk)

        assert len(response.context["beside"]) == 2
        assert response.content.count(b">paused</span>") == 3  # of this clock, and beside it of each

    def test_its_band_says_once_why_it_was_paused(self, client, auditor):
        agree(unit="wall_hours").promises.update(paused_in=["accepted"])
        events = [event("accepted", NOW + HOUR), event("paused", NOW + 2 * HOUR, reasons=("away",))]
        clock = clock_of(hand_over(*events, now=LATER))

        response = get(client, auditor, "sla:clock", clock.pk)

        legend = dict(response.context["kinds"])
        assert legend["paused"] == "Paused: stage accepted, waiting for the lead (Away)"
        assert "Paused: waiting for the lead (Away), stage accepted" in response.content.decode()

    def test_without_touch_data_it_says_how_to_get_some(self, client, auditor):
        agree()
        clock = clock_of(hand_over(system=SystemFactory(key="silent", touches_from=None), now=LATER))

        response = get(client, auditor, "sla:clock", clock.pk)

        assert b"No touch data." in response.content

    @pytest.mark.parametrize("promised", ["first_response", "decision", "attempts"])
    def test_of_a_lead_that_is_closed_since_nobody_knows_when_it_says_so(self, client, auditor, promised):
        agree(decision=4, attempts=(2, 4))
        clock = clock_of(hand_over(event("recycled", None), now=LATER), promised)

        said = text_of(get(client, auditor, "sla:clock", clock.pk))

        assert "The lead is closed, and nobody knows since when, so this promise is neither kept nor missed." in said
        assert "No data on when it was closed." in said

    def test_a_first_touch_alone_says_nothing_of_further_attempts(self, client, auditor):
        agree(attempts=(3, 8))
        system = SystemFactory(key="columns", attempts_from=None)
        first = touched(NOW + HOUR, key="h:H:first-touch")
        clock = clock_of(hand_over(first, system=system, now=LATER), "attempts")

        said = text_of(get(client, auditor, "sla:clock", clock.pk))

        assert "Nobody knows how often Sales tried" in said
        assert "No data on further attempts." in said

    @pytest.mark.parametrize(
        ("rated", "headline", "why"),
        [
            ((), "Nobody had asked Sales for a rating when the lead was", "Nobody was asked for a rating."),
            ([event("rated", None, side="sales", rating=3)], "Nobody knows when Sales rated", "No data on ratings."),
        ],
    )
    def test_it_says_why_a_rating_has_no_data(self, client, auditor, rated, headline, why):
        agree(rating=4, signed_at=LATER, is_retrospective=True)
        system = SystemFactory(key="silent", ratings_from=None)
        clock = clock_of(hand_over(event("won", NOW), *rated, system=system, now=LATER), "rating")

        said = text_of(get(client, auditor, "sla:clock", clock.pk))

        assert headline in said
        assert why in said

    def test_it_says_when_a_touch_by_hand_was_written_down(self, client, auditor, rep):
        agree()
        hand_off = hand_over(now=NOW)
        record_event(
            hand_off=hand_off,
            kind="touched",
            user=rep,
            now=NOW + 26 * HOUR,
            occurred_at=NOW + HOUR,
            self_reported=True,
        )

        page = get(client, auditor, "sla:clock", clock_of(hand_off).pk).content.decode()

        assert "written down by hand 1\u00a0d 1\u00a0h later" in page.replace("1\u00a0d\u00a01", "1\u00a0d 1")

    @pytest.mark.parametrize(
        ("signed_at", "words"),
        [
            (NOW - HOUR, "It was in force at the hand-off and judges it for good."),
            (NOW + HOUR, "It was signed after the hand-off, which is judged as if it had been in force."),
        ],
    )
    def test_it_says_whether_its_version_was_in_force(self, client, auditor, signed_at, words):
        agreement = agree(signed_at=signed_at, is_retrospective=True)
        clock = clock_of(hand_over(now=LATER))

        page = get(client, auditor, "sla:clock", clock.pk).content.decode()

        assert words in page
        assert reverse("sla:agreement-version", args=[agreement.number]) in page
        assert reverse("sla:calendar", args=[agreement.calendar_id]) in page

    @pytest.mark.parametrize(
        ("closed_after", "said", "counted"),
        [
            pytest.param(HOUR, "<dt>Ended</dt><dd>4 Mar 2026, 16:00", HOUR, id="before-it-was-due"),
            pytest.param(23 * HOUR, "<dt>Done</dt><dd>5 Mar 2026, 17:00", 10 * HOUR, id="after-it-was-due"),
        ],
    )
    def test_what_is_done_after_it_has_ended_does_not_count(self, client, auditor, closed_after, said, counted):
        agree()
        clock = clock_of(hand_over(event("closed", NOW + closed_after), touched(NOW + 26 * HOUR), now=LATER))

        response = get(client, auditor, "sla:clock", clock.pk)

        assert said in re.sub(r"</?time[^>]*>", "", text_of(response))
        assert timedelta(seconds=response.context["explanation"].counted) == counted

    def test_the_clocks_of_the_lead_and_of_its_owners_stand_side_by_side(self, client, auditor, rep):
        agree(follow_up=8)
        hand_off = hand_over(assigned(rep.owners.get(), NOW + HOUR), now=LATER)
        lead, owner = clock_of(hand_off), clock_of(hand_off, number=1)

        response = get(client, auditor, "sla:clock", lead.pk)

        assert [each for each, *_ in response.context["beside"]] == [lead, owner]
        assert reverse("sla:clock", args=[owner.pk]) in response.content.decode()

    def test_of_those_side_by_side_the_waived_says_so(self, client, auditor, head, rep):
        agree()
        hand_off = hand_over(assigned(rep.owners.get(), NOW + HOUR), now=LATER)
        waived_by(head, Clock.objects.filter(hand_off=hand_off, number=1))

        said = text_of(get(client, auditor, "sla:clock", clock_of(hand_off).pk))

        beside = said.partition("All clocks of this promise")[2]
        assert beside.count("waived") == 1
        assert "waived" in beside.partition("Owner clock")[2]

    def test_a_clock_that_is_alone_stands_beside_none(self, client, auditor):
        agree()

        response = get(client, auditor, "sla:clock", clock_of(hand_over(now=LATER)).pk)

        assert response.context["beside"] == []
        assert response.context["band"].marks[::4] == [NOW, LATER]

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
