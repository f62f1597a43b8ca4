"""Where clocks go wrong: nights, weekends, a mail, a lead that is over, nobody's lead, hours that change meanwhile."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from feedback.desk.queue import Show, overdue, rows, waiting
from leadgap.ui.tags.badges import due
from leads.journal import HandOffRecord, record
from leads.models import Event, HandOff
from sla.judging import judge_stale, spread_calendars, sweep_due
from sla.working_time import change_calendar
from tests.factories import NOW, OFFICE_WEEK
from tests.sla.pages import text_of
from tests.sla.world import HOUR, agree, assigned, event, hand_over, tell, touched, verdicts

pytestmark = pytest.mark.django_db

SATURDAY = datetime(2026, 3, 7, 21, tzinfo=UTC)  # 22:00 in Berlin, where the office opens on Monday at 9
MONDAY = datetime(2026, 3, 9, 8, tzinfo=UTC)


def state_in_queue(rep, now):
    """Return how the queue marks the first lead that waits for an answer, and the hours that it says are left."""
    (row,) = rows(waiting(rep, Show.ANSWER, now=now)[:1], Show.ANSWER, now=now)
    return due(row.clock.due_at, now, left=row.left)["state"], row.left / 3600


@pytest.mark.parametrize(
    ("now", "state", "left"),
    [
        pytest.param(SATURDAY, "running", 2, id="as-it-comes"),
        pytest.param(SATURDAY + 14 * HOUR, "running", 2, id="on-sunday"),
        pytest.param(MONDAY, "running", 2, id="as-the-office-opens"),
        pytest.param(MONDAY + HOUR, "soon", 1, id="an-hour-later"),
        pytest.param(MONDAY + 2 * HOUR, "soon", 0, id="as-it-is-due"),
        pytest.param(MONDAY + 2.5 * HOUR, "overdue", -0.5, id="half-an-hour-late"),
        pytest.param(MONDAY + 24 * HOUR, "overdue", -6, id="on-tuesday-morning"),
    ],
)
def test_what_comes_on_a_saturday_night_has_all_its_time_on_monday(rep, now, state, left):
    agree(first_response=2)
    hand_off = hand_over(assigned(rep.owners.get(), SATURDAY), at=SATURDAY, now=SATURDAY)

    swept = sweep_due(now=now)

    is_late = state == "overdue"
    assert (swept > 0) == is_late
    assert set(verdicts(hand_off).values()) == {"missed" if is_late else "running"}
    assert overdue(rep, now=now) == is_late
    assert state_in_queue(rep, now) == (state, left)


def test_a_holiday_that_is_entered_meanwhile_moves_what_runs(rep):
    office = agree(first_response=2).calendar
    hand_off = hand_over(assigned(rep.owners.get(), SATURDAY), at=SATURDAY, now=SATURDAY)

    holiday = {"date": "2026-03-09", "name": "Women’s Day"}
    hours = {"timezone": "Europe/Berlin", "weekly": OFFICE_WEEK, "holidays": [holiday]}
    change_calendar(office, **hours, user=None, now=SATURDAY + HOUR)
    spread_calendars()
    judge_stale(now=SATURDAY + HOUR)

    assert {clock.due_at for clock in hand_off.clocks.all()} == {MONDAY + 26 * HOUR}


def test_after_the_end_nothing_starts_a_clock_anew(rep):
    """A goodbye by a machine, a call that comes late, another owner: the lead is over, and so is what was promised."""
    agree(first_response=4, follow_up=24, decision=8)
    owner = rep.owners.get()
    hand_off = hand_over(assigned(owner), touched(NOW + HOUR), event("rejected", NOW + 2 * HOUR), now=NOW + 2 * HOUR)
    before = list(hand_off.clocks.order_by("pk").values())
    later = NOW + 48 * HOUR

    tell(hand_off, touched(later, automated=True), touched(later + HOUR), now=later + HOUR)
    sweep_due(now=later + 900 * HOUR)

    assert list(hand_off.clocks.order_by("pk").values()) == before
    assert [waiting(rep, show, now=later).count() for show in (Show.ANSWER, Show.OPEN)] == [0, 0]


def test_a_recycled_lead_that_comes_again_has_new_clocks_and_its_history(client, rep, time_machine):
    agree()
    owner = rep.owners.get()
    first = hand_over(assigned(owner), event("recycled", NOW + 24 * HOUR), now=NOW + 24 * HOUR)
    before = list(first.clocks.order_by("pk").values())
    now = NOW + 48 * HOUR

    told = HandOffRecord("again", first.lead.external_id, first.source_id, handed_off_at=now)
    record(system=first.system, hand_offs=[told], events=[assigned(owner, now)("again")], now=now)

    second = HandOff.objects.get(external_id="again")
    assert verdicts(second) == {("first_response", 0): "running", ("first_response", 1): "running"}
    assert list(first.clocks.order_by("pk").values()) == before
    assert waiting(rep, Show.ANSWER, now=now)[:25] == [second]
    time_machine.move_to(now, tick=False)
    client.force_login(rep)
    for one, other in ((first, second), (second, first)):
        address = reverse("desk:hand-off", args=[other.pk])
        assert f'href="{address}"' in client.get(reverse("desk:hand-off", args=[one.pk])).content.decode()


@pytest.mark.parametrize("channel", Event.Channel.values)
def test_whatever_the_channel_a_touch_is_an_answer(rep, channel):
    agree()

    hand_off = hand_over(assigned(rep.owners.get()), touched(NOW + HOUR, channel=channel), now=NOW + HOUR)

    assert set(verdicts(hand_off).values()) == {"met"}
    assert waiting(rep, Show.ANSWER, now=NOW + HOUR).count() == 0


def test_nobodys_lead_stands_in_the_queue_of_who_sees_everything(client, administrator, time_machine):
    agree()
    hand_over(at=NOW)
    time_machine.move_to(NOW + 99 * HOUR, tick=False)
    client.force_login(administrator)

    assert "1 lead waits for an answer, 1 overdue." in text_of(client.get(reverse("desk:queue")))
