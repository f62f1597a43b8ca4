from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from feedback.desk.queue import Show, overdue, rows, waiting
from leadgap.home.dashboards import misses
from leads.models.handoffs import UNDATED
from tests.factories import NOW, CalendarFactory, ClockFactory, HandOffFactory, PromiseFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def promises():
    first = PromiseFactory(kind="first_response")
    return {
        "first_response": first,
        "follow_up": PromiseFactory(kind="follow_up", version=first.version),
        "rating": PromiseFactory(kind="rating", version=first.version),
        "attempts": PromiseFactory(kind="attempts", version=first.version, attempts=5),
    }


@pytest.fixture
def hand_over(rep, promises):
    """Return a function that hands a lead to the rep, with one running lead clock unless told otherwise."""

    def hand_over(due=timedelta(hours=3), kind="first_response", verdict="running", **fields):
        owner = fields.pop("owner", rep.owners.get())
        hand_off = HandOffFactory(owner=owner, team=owner.team, **fields)
        if due is not None:
            ClockFactory(
                hand_off=hand_off,
                promise=promises[kind],
                owner=owner,
                team=owner.team,
                due_at=NOW + due,
                started_at=min(hand_off.handed_off_at, NOW + due),
                verdict=verdict,
                calendar_version=promises[kind].version.calendar.current(),
            )
        return hand_off

    return hand_over


def test_the_soonest_due_comes_first_and_then_the_overdue_newest_first(rep, hand_over):
    old = hand_over(due=-timedelta(days=2), verdict="missed", handed_off_at=NOW - timedelta(days=3))
    late = hand_over(due=-timedelta(minutes=5), handed_off_at=NOW - timedelta(hours=5))
    later = hand_over(due=timedelta(hours=3))
    soon = hand_over(due=timedelta(minutes=10))

    assert waiting(rep, Show.ANSWER, now=NOW)[:25] == [soon, later, late, old]
    assert overdue(rep, now=NOW) == 2


@pytest.mark.parametrize("size", [1, 2, 3])
def test_pages_cover_the_list_without_gap_or_overlap(rep, hand_over, size):
    due = [hand_over(due=timedelta(hours=hours)) for hours in (1, 2, 3)]
    late = [hand_over(due=-timedelta(hours=1), handed_off_at=NOW - timedelta(hours=hours)) for hours in (2, 3)]

    line = waiting(rep, Show.ANSWER, now=NOW)

    pages = [line[start : start + size] for start in range(0, 5, size)]
    assert [hand_off for page in pages for hand_off in page] == due + late
    assert (line.count(), line.is_cut) == (5, False)


@pytest.mark.parametrize("due", [timedelta(hours=1), -timedelta(minutes=1)], ids=["due", "overdue"])
def test_a_long_list_is_cut_and_says_so(client, rep, hand_over, due, monkeypatch, time_machine):
    time_machine.move_to(NOW, tick=False)
    monkeypatch.setattr("feedback.desk.queue.MOST", 2)
    for _ in range(3):
        hand_over(due=due)

    line = waiting(rep, Show.ANSWER, now=NOW)

    assert (line.count(), line.is_cut, overdue(rep, now=NOW) <= 2) == (2, True, True)
    client.force_login(rep)
    assert "More than 2 leads wait for an answer." in client.get(reverse("desk:queue")).content.decode()
    monkeypatch.setattr("feedback.desk.views.PAGE", 1)
    assert "1–1 of the first 2</p>" in client.get(reverse("desk:queue")).content.decode()


def test_a_hand_off_with_two_running_clocks_stands_once_where_the_sooner_is_due(rep, hand_over, promises):
    both, other = hand_over(due=timedelta(hours=1)), hand_over(due=timedelta(hours=2))
    ClockFactory(hand_off=both, promise=promises["follow_up"], due_at=NOW + timedelta(hours=9), owner=both.owner)

    assert waiting(rep, Show.ANSWER, now=NOW)[:25] == [both, other]


def test_what_is_due_this_instant_is_not_overdue(rep, hand_over):
    hand_over(due=timedelta(0))

    assert overdue(rep, now=NOW) == 0


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"stage": "rejected"}, id="ended"),
        pytest.param({"due": None}, id="without-a-promise"),
        pytest.param({"kind": "rating"}, id="only-a-rating-is-due"),
    ],
)
def test_what_does_not_wait_for_an_answer(rep, hand_over, fields):
    hand_over(**fields)

    assert waiting(rep, Show.ANSWER, now=NOW).count() == 0


def test_an_answered_hand_off_leaves_the_list(rep, hand_over):
    clock = hand_over().clocks.get()
    clock.verdict, clock.stopped_at = "met", NOW
    clock.save()

    assert waiting(rep, Show.ANSWER, now=NOW).count() == 0


@pytest.mark.parametrize("stops", ["connected", "accepted", "qualified"])
@pytest.mark.parametrize("due", [timedelta(hours=1), -timedelta(hours=1)], ids=["due", "overdue"])
def test_where_a_touch_is_not_enough_what_was_touched_in_vain_still_waits(
    rep, manager, hand_over, promises, stops, due
):
    promises["first_response"].stops = stops
    promises["first_response"].save()

    hand_off = hand_over(due=due, first_genuine_at=NOW)

    assert waiting(rep, Show.ANSWER, now=NOW)[:25] == [hand_off]
    assert overdue(rep, now=NOW) == (due < timedelta(0))
    missed = misses(manager, grace=timedelta(0), now=NOW)
    assert [clock.hand_off for clock in missed] == ([hand_off] if due < timedelta(0) else [])


def test_a_missed_first_response_shows_the_follow_up_that_still_runs(rep, hand_over, promises):
    hand_off = hand_over(due=-timedelta(minutes=1), verdict="missed", handed_off_at=NOW - timedelta(hours=2))
    ClockFactory(hand_off=hand_off, promise=promises["follow_up"], due_at=NOW + timedelta(days=2), owner=hand_off.owner)

    (row,) = rows([hand_off], Show.ANSWER, now=NOW)

    assert (row.clock.promise.kind, row.missed.kind) == ("follow_up", "first_response")


@pytest.mark.parametrize(
    ("fields", "waits"),
    [
        pytest.param({"first_connected_at": NOW}, True, id="spoken-to"),
        pytest.param({"stage": "lost", "outcome": "lost"}, True, id="closed"),
        pytest.param({}, False, id="not-reached-yet"),
        pytest.param({"first_connected_at": NOW, "sales_answered_at": NOW, "sales_rating": 3}, False, id="rated"),
        pytest.param({"first_connected_at": NOW, "sales_answered_at": NOW}, False, id="could-not-tell"),
        pytest.param({"stage": "lost", "outcome": "lost", "handed_off_at": None, "day": UNDATED}, False, id="undated"),
    ],
)
def test_what_waits_for_a_rating(rep, fields, waits):
    HandOffFactory(owner=rep.owners.get(), **fields)

    assert waiting(rep, Show.RATE, now=NOW).count() == waits


def test_the_last_promised_attempt_asks_for_a_rating(rep, hand_over):
    asked = hand_over(kind="rating")
    overdue_since = hand_over(kind="rating", due=-timedelta(hours=1), verdict="missed")
    hand_over(kind="rating", sales_answered_at=NOW)
    hand_over()

    assert waiting(rep, Show.RATE, now=NOW)[:25] == [asked, overdue_since]


def test_an_answered_hand_off_waits_for_its_next_attempt(client, rep, hand_over, time_machine):
    time_machine.move_to(NOW, tick=False)
    hand_off = hand_over(kind="attempts", first_genuine_at=NOW, touches=2, attempts=2)

    (row,) = rows(waiting(rep, Show.OPEN, now=NOW)[:25], Show.OPEN, now=NOW)
    client.force_login(rep)
    page = client.get(reverse("desk:queue"), {"show": "open"}).content.decode()

    assert (row.hand_off, row.what) == (hand_off, "2 of 5 attempts")
    assert "2 of 5 attempts" in page


def test_time_left_is_business_time(rep, hand_over):
    """Wednesday 15:00 in Berlin; due on Thursday at 10:00: two hours today, one tomorrow."""
    hand_off = hand_over(due=timedelta(hours=19))

    (row,) = rows([hand_off], Show.ANSWER, now=NOW)

    assert row.left == 3 * 3600


@pytest.mark.parametrize(
    ("who", "sees"),
    [("rep", 1), ("colleague", 0), ("stranger", 0), ("manager", 1), ("other_manager", 0), ("head", 1), ("auditor", 1)],
)
def test_whose_queue_it_is_in(request, hand_over, who, sees):
    user = request.getfixturevalue(who)
    hand_over()

    assert waiting(user, Show.ANSWER, now=NOW).count() == sees
    assert waiting(user, Show.OPEN, now=NOW).count() == sees


def test_marketers_have_no_queue(client, marketer):
    client.force_login(marketer)

    page = client.get(reverse("desk:queue"))

    assert page.status_code == 403
    assert "The queue is where Sales answers and rates leads." in page.content.decode()


@pytest.mark.parametrize("show", ["answer", "rate", "open"])
def test_a_longer_queue_takes_no_more_queries(
    client, rep, hand_over, show, django_assert_max_num_queries, time_machine
):
    """Session, user, owners, due, rest, overdue, page, clocks, reasons, organisation, the signed: not one a row."""
    time_machine.move_to(NOW, tick=False)
    client.force_login(rep)

    def number_of_queries():
        with django_assert_max_num_queries(16) as found:
            assert client.get(reverse("desk:queue"), {"show": show}).status_code == 200
        return len(found)

    for _ in range(2):
        hand_over(first_connected_at=NOW if show == "rate" else None)
    few = number_of_queries()
    for _ in range(18):
        hand_over(first_connected_at=NOW if show == "rate" else None)

    assert number_of_queries() == few


def test_an_empty_queue_says_what_will_appear(client, rep):
    client.force_login(rep)

    page = client.get(reverse("desk:queue")).content.decode()

    assert "Nothing waits for an answer." in page
    assert "New hand-offs appear here" in page


def test_a_clock_of_another_calendar_counts_its_own_hours(rep, hand_over):
    hand_off = hand_over(due=timedelta(hours=19))
    nights = CalendarFactory(version__weekly={"wed": [["18:00", "20:00"]]}, version__timezone="Europe/Berlin")
    hand_off.clocks.update(calendar_version=nights.current())

    (row,) = rows([hand_off], Show.ANSWER, now=NOW)

    assert row.left == 2 * 3600


@pytest.mark.parametrize(
    ("show", "said"),
    [("answer", "Next: "), ("rate", "1 lead waits for your rating."), ("open", "1 lead is open.")],
)
def test_an_empty_list_leads_to_what_waits(client, rep, hand_over, show, said, time_machine):
    time_machine.move_to(NOW, tick=False)
    hand_over(due=None, first_connected_at=NOW)
    client.force_login(rep)

    page = client.get(reverse("desk:queue"), {"show": show}).content.decode()

    assert said in page
    assert ("1 lead waits for your rating</a>" in page) == (show == "answer")
    assert ("keys-help" in page) == (show != "answer")  # no keys where there is no row


def test_a_manager_is_not_told_that_all_leads_wait_for_the_own_rating(client, manager, hand_over, time_machine):
    time_machine.move_to(NOW, tick=False)
    hand_over(due=None, first_connected_at=NOW)
    client.force_login(manager)

    page = client.get(reverse("desk:queue"), {"show": "rate"}).content.decode()

    assert "1 lead waits for a rating." in page


@pytest.mark.parametrize("name", ["queue", "my-week"])
def test_where_nothing_is_promised_the_way_leads_to_what_is_open(client, rep, hand_over, name):
    hand_over(due=None)
    client.force_login(rep)

    page = client.get(reverse(f"desk:{name}")).content.decode()

    assert f'Next: <a href="{reverse("desk:queue")}?show=open">1 lead is open</a>.' in page


def test_a_row_says_for_which_promise_and_how_to_call(client, rep, hand_over, time_machine):
    time_machine.move_to(NOW, tick=False)
    hand_off = hand_over(kind="follow_up")
    hand_off.lead.phone = "+49 (0)30 555"
    hand_off.lead.save()
    client.force_login(rep)

    page = client.get(reverse("desk:queue")).content.decode()

    assert '<p class="queue-what">follow-up</p>' in page
    assert 'href="tel:+4930555"' in page


def test_more_than_a_working_day_is_written_in_working_days(client, rep, hand_over, time_machine):
    """Wednesday 15:00 in Berlin, from 09:00 to 17:00: due on Monday at 10:00 is in two days and some hours."""
    time_machine.move_to(NOW, tick=False)
    hand_over(due=timedelta(days=4, hours=19))
    client.force_login(rep)

    page = client.get(reverse("desk:queue")).content.decode()

    assert "2\u00a0working\u00a0days left" in page


def test_a_rep_whom_no_import_names_is_told_whom_to_ask(client, rep):
    rep.owners.all().delete()
    client.force_login(rep)

    page = client.get(reverse("desk:queue")).content.decode()

    assert "No lead can reach you yet." in page
    assert "Ask an administrator to match you" in page
