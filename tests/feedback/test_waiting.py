"""Feedback: what Sales has raised waits for Marketing, in the order of its promise, and is answered in place."""

from datetime import timedelta

import pytest
from django.urls import reverse

from feedback.replies.views import headline
from feedback.replies.waiting import line, told
from leads.models import Event
from leads.services import get_or_create_campaign, get_or_create_source
from tests.factories import NOW, HandOffFactory
from tests.sla.world import HOUR, agree, event, hand_over, tell

pytestmark = pytest.mark.django_db

URL = reverse("feedback:waiting")
NOW_AND_HERE = NOW + 4 * HOUR


@pytest.fixture(autouse=True)
def _promised(organisation, time_machine):
    agree(first_response=None, reply=4, unit="wall_hours")
    time_machine.move_to(NOW_AND_HERE, tick=False)


def raised(kind="asked", at=NOW, source="Webinar", now=NOW_AND_HERE, **said):
    said = {"side": "sales"} | said
    return hand_over(event(kind, at, **said), at=NOW - 9 * HOUR, now=now, source=get_or_create_source(source))


def waiting(user, **only):
    return list(line(user, now=NOW_AND_HERE, **only).waiting[:25])


def shown(client, user, **query):
    client.force_login(user)
    return client.get(URL, query)


def test_what_is_due_comes_first_then_the_others_newest_first(marketer):
    overdue = raised(at=NOW - HOUR)
    older = raised(at=NOW - 3 * HOUR)
    later = raised(at=NOW + 2 * HOUR)
    soon = raised(at=NOW + HOUR)
    again = tell(raised(at=NOW - HOUR), event("replied", NOW, side="marketing"), event("asked", NOW + HOUR))
    answered = tell(raised(), event("replied", NOW + HOUR, side="marketing"))
    HandOffFactory()

    found = line(marketer, now=NOW_AND_HERE)

    assert list(found.waiting[:25]) == [soon, later, again, overdue, older]
    assert (found.count, found.overdue) == (5, 2)
    assert answered not in waiting(marketer)


@pytest.mark.parametrize(
    ("said", "waits"),
    [
        pytest.param({"rating": 2}, True, id="low"),
        pytest.param({"rating": 3}, False, id="maybe"),
        pytest.param({"rating": 1, "at": NOW_AND_HERE - timedelta(minutes=9)}, False, id="may-still-be-undone"),
        pytest.param({"rating": 1, "at": NOW_AND_HERE - timedelta(minutes=11)}, True, id="stands"),
    ],
)
def test_a_low_rating_waits_as_soon_as_it_stands(marketer, said, waits):
    hand_off = raised("rated", **said)

    assert waiting(marketer) == ([hand_off] if waits else [])


def test_a_question_waits_at_once_also_beside_a_rating_that_may_be_undone(marketer):
    hand_off = tell(raised("asked", at=NOW), event("rated", NOW_AND_HERE, side="sales", rating=1), now=NOW_AND_HERE)

    assert waiting(marketer) == [hand_off]


def test_it_is_narrowed_by_source_campaign_and_reason(marketer):
    webinar = raised("rated", rating=1, reasons=["no-budget"])
    fair = raised("rated", rating=2, source="Fair", reasons=["no-need"])
    campaign = get_or_create_campaign(get_or_create_source("Fair"), "Spring")
    type(fair).objects.filter(pk=fair.pk).update(campaign=campaign)

    assert waiting(marketer, source=webinar.source_id) == [webinar]
    assert waiting(marketer, campaign=campaign.pk) == [fair]
    assert waiting(marketer, reason="no-budget") == [webinar]
    assert waiting(marketer, reason="budget") == []


def test_where_a_filter_finds_nothing_no_more_is_said(marketer):
    webinar = raised()

    nothing = line(marketer, now=NOW_AND_HERE, source=webinar.source_id + 1)

    assert headline(nothing, is_narrowed=True) == "Of these leads, none waits for Marketing."


@pytest.mark.parametrize(
    ("sources", "said"),
    [
        pytest.param([], "Sales waits for no answer by Marketing.", id="nothing"),
        pytest.param(["Fair"], "1 lead waits for an answer by Marketing, none overdue.", id="one"),
        pytest.param(
            ["Fair", "Webinar", "Webinar"],
            "3 leads wait for an answer by Marketing, none overdue; 2 came from Webinar.",
            id="mostly-from-one",
        ),
        pytest.param(
            ["Fair", "Web"], "2 leads wait for an answer by Marketing, none overdue.", id="nothing-stands-out"
        ),
    ],
)
def test_the_page_opens_with_how_much_waits(marketer, sources, said):
    for source in sources:
        raised(at=NOW + HOUR, source=source)

    assert headline(line(marketer, now=NOW_AND_HERE), is_narrowed=False) == said


def test_a_row_says_what_both_sides_said_and_nothing_that_was_taken_back(marketer):
    hand_off = raised("rated", rating=1, reasons=["no-budget"], note="They are <students>.", key="R")
    tell(
        hand_off,
        event("asked", NOW + HOUR, side="sales", key="wrong", note="Oops"),
        event("voided", NOW + HOUR, voids="wrong"),
        event("rated", NOW + HOUR, side="marketing", rating=5, basis="individual"),
        event("disputed", NOW + 2 * HOUR, side="sales", note="Not ours."),
    )

    (row,) = told([hand_off], {"no-budget": "No budget"}, now=NOW_AND_HERE)

    assert [(said.title, said.side, said.text) for said in row.said] == [
        ("Sales rated it 1, not a lead", "sales", "No budget · They are <students>."),
        ("Sales disputed", "sales", "Not ours."),
    ]


def test_it_is_answered_in_place_and_leaves_the_line(client, marketer):
    hand_off = raised(note="Which page did they come from?")
    page = shown(client, marketer).content.decode()
    assert "Which page did they come from?" in page

    answer = {"text": "The price list.", "kind": "replied", "next": URL}
    response = client.post(reverse("desk:say", args=[hand_off.pk]), answer, follow=True)

    assert response.redirect_chain == [(URL, 302)]
    reply = Event.objects.get(kind="replied")
    assert (reply.side, reply.user, reply.note.text) == ("marketing", marketer, "The price list.")
    assert response.context["headline"] == "Sales waits for no answer by Marketing."
    hand_off.refresh_from_db()
    assert (hand_off.replied_at, hand_off.waiting_since) == (NOW_AND_HERE, None)


def test_a_filter_that_makes_no_sense_shows_all(client, marketer):
    hand_off = raised()

    response = shown(client, marketer, source="x", campaign="99", reason="moon")

    assert [each.hand_off for each in response.context["rows"]] == [hand_off]


def test_who_only_reads_is_offered_no_reply(client, auditor, administrator):
    raised()

    assert "Send the reply" not in shown(client, auditor).content.decode()
    assert "Send the reply" in shown(client, administrator).content.decode()


def test_more_of_it_takes_no_more_queries(client, marketer, django_assert_max_num_queries):
    for count in (2, 18):
        for _ in range(count):
            tell(raised(note="Why?"), event("rated", NOW, side="sales", rating=1))
        client.force_login(marketer)
        # Session, person, organisation; filter 3; counts 2, line 2; hand-offs; clocks, events; reasons 2; demo banner.
        with django_assert_max_num_queries(18):
            client.get(URL)


def test_a_marketer_is_led_there_from_home(client, marketer):
    raised()
    client.force_login(marketer)

    page = client.get(reverse("home:home")).content.decode()

    assert f'<a href="{URL}">answer what Sales has said of the lead that waits for Marketing</a>' in page
