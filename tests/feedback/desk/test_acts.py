from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from feedback.desk.story import title
from leadgap.accounts.models import Organisation
from leads.models import Event, EventNote
from tests.factories import NOW, ClockFactory
from tests.feedback.desk.acting import ACTS, post

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW, tick=False)


def acted():
    return Event.objects.exclude(kind="assigned").exists()


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("rep", 200),
        ("manager", 200),
        ("head", 200),
        ("administrator", 200),
        ("colleague", 404),
        ("stranger", 404),
        ("other_manager", 404),
        ("marketer", 403),
        ("auditor", 403),
    ],
)
def test_who_may_act(request, client, hand_off, act, who, status):
    client.force_login(request.getfixturevalue(who))

    assert post(client, act, hand_off).status_code == status
    assert acted() == (status == 200)


def test_a_former_owner_reads_and_does_not_act(client, rep, colleague, hand_off):
    hand_off.assignments.create(number=2, owner=colleague.owners.get())
    client.force_login(colleague)

    page = client.get(reverse("desk:hand-off", args=[hand_off.pk]))
    assert page.status_code == 200
    assert "It is Rita Rep’s to act on now" in page.content.decode()
    assert post(client, "touch", hand_off).status_code == 403


def test_a_rejected_lead_says_nothing_of_a_promise(client, rep, hand_off):
    client.force_login(rep)

    row = post(client, "reject", hand_off).content.decode()

    assert "rejected" in row
    assert "no promise" not in row


def test_a_touch_shows_at_once_and_is_marked_self_reported(client, rep, hand_off):
    client.force_login(rep)

    post(client, "touch", hand_off)

    hand_off.refresh_from_db()
    assert hand_off.first_genuine_at == NOW
    assert hand_off.answer_is_self_reported
    page = client.get(reverse("desk:hand-off", args=[hand_off.pk])).content.decode()
    assert "Call, reached" in page
    assert "self-reported" in page


@pytest.mark.parametrize(
    ("text", "seconds", "said"),
    [
        ("4:10", 250, "Call, reached, 4\u00a0min"),
        ("4", 240, "Call, reached, 4\u00a0min"),
        ("0,5", 30, "Call, reached, 30\u00a0s"),
        ("0.5", 30, "Call, reached, 30\u00a0s"),
        ("0", 0, "Call, reached"),
        ("", None, "Call, reached"),
    ],
)
def test_a_call_may_say_how_long_it_was(client, rep, hand_off, text, seconds, said):
    client.force_login(rep)

    page = post(client, "touch", hand_off, headers={}, length_seconds=text)

    assert page.status_code == 302
    event = Event.objects.get(kind="touched")
    assert (event.length_seconds, title(event)) == (seconds, said)


@pytest.mark.parametrize(
    ("act", "data", "sentence"),
    [
        ("reject", {"reason": ""}, "Choose a reason"),
        ("rate", {"rating": "6"}, "6 is not one of the available choices"),
        ("rate", {"rating": ""}, "Choose 1 to 5"),
        ("touch", {"occurred_at": "2026-03-04T16:00"}, "This lies in the future"),
        ("touch", {"occurred_at": "2026-03-01T10:00"}, "This lies before the hand-off"),
        ("touch", {"length_seconds": "soon"}, "This is not a length, such as 4:10"),
        ("touch", {"length_seconds": "-1"}, "A length cannot be below 0"),
        ("touch", {"length_seconds": "12:00:01"}, "No call takes longer than 12 hours"),
        ("touch", {"channel": "email", "length_seconds": "4"}, "Only a call has a length"),
        ("close", {"outcome": "lost"}, "Choose a reason"),
        ("undo", {}, "nothing of yours to take back"),
    ],
)
def test_a_refusal_says_why_and_changes_nothing(client, rep, hand_off, act, data, sentence):
    client.force_login(rep)

    answer = post(client, act, hand_off, **data)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not acted()


def test_an_earlier_touch_is_not_older_than_a_fortnight(client, rep, hand_off):
    with time_machine.travel(NOW + timedelta(days=14, minutes=1), tick=False):
        client.force_login(rep)
        answer = post(client, "touch", hand_off, occurred_at="2026-03-04T15:00")

    assert answer.status_code == 422
    assert "can be dated back 14 days" in answer.content.decode()
    assert not acted()


def test_without_javascript_a_refusal_comes_back_as_a_message(client, rep, hand_off):
    client.force_login(rep)

    page = client.post(reverse("desk:reject", args=[hand_off.pk]), {"next": reverse("desk:queue")}, follow=True)

    assert "Choose a reason" in page.content.decode()


def test_the_way_back_never_leaves_the_site(client, rep, hand_off):
    client.force_login(rep)

    answer = post(client, "accept", hand_off, headers={}, next="https://evil.example/")

    assert answer["Location"] == reverse("desk:hand-off", args=[hand_off.pk])


def test_could_not_tell_is_an_answer_without_a_rating(client, rep, hand_off):
    client.force_login(rep)

    post(client, "rate", hand_off, rating="0", reasons=[])

    hand_off.refresh_from_db()
    assert (hand_off.sales_rating, hand_off.sales_unsure) == (None, True)
    assert hand_off.sales_answered_at == NOW


def test_marketing_rates_and_speaks(client, marketer, hand_off):
    client.force_login(marketer)

    assert post(client, "rate-for-marketing", hand_off, rating="4").status_code == 200
    assert post(client, "say", hand_off, kind="asked", text="Why too small?").status_code == 200

    hand_off.refresh_from_db()
    assert (hand_off.marketing_rating, hand_off.marketing_basis) == (4, "individual")
    page = client.get(reverse("desk:hand-off", args=[hand_off.pk])).content.decode()
    assert "Marketing asked" in page
    assert "Why too small?" in page


def test_the_other_side_replies(client, marketer, rep, hand_off):
    client.force_login(marketer)
    post(client, "say", hand_off, kind="asked", text="Why?")
    client.force_login(rep)
    post(client, "say", hand_off, kind="replied", text="Two employees.")

    assert list(Event.objects.exclude(kind="assigned").order_by("pk").values_list("kind", "side")) == [
        ("asked", "marketing"),
        ("replied", "sales"),
    ]


def test_beside_the_row_comes_what_the_list_says_now(client, rep, hand_off):
    ClockFactory(hand_off=hand_off, owner=hand_off.owner, team=hand_off.team)
    client.force_login(rep)
    before = client.get(reverse("desk:queue")).context["headline"]

    answer = post(client, "touch", hand_off).content.decode()

    assert before.startswith("1 lead waits for an answer")
    assert '<span id="queue-headline" hx-swap-oob="true">Nothing waits for an answer.</span>' in answer


def test_what_could_not_be_said_stands_there_still(client, marketer, hand_off):
    """Sales took its question back while Marketing wrote the answer."""
    client.force_login(marketer)

    page = client.post(reverse("desk:say", args=[hand_off.pk]), {"kind": "replied", "text": "Two <employees>."})

    assert page.status_code == 422
    html = page.content.decode()
    assert "Two &lt;employees&gt;.</textarea>" in html
    assert "Marketing replies to what Sales has raised" in html
    assert not acted()


@pytest.mark.parametrize(("amount", "said"), [("30600", "Won, 30\xa0600\xa0CHF"), ("9.50", "Won, 9.50\xa0CHF")])
def test_what_a_lead_was_won_for_is_said_in_the_currency(client, organisation, rep, hand_off, amount, said):
    Organisation.objects.update(currency="CHF")
    client.force_login(rep)
    post(client, "accept", hand_off)

    post(client, "close", hand_off, headers={}, outcome="won", amount=amount)

    assert said in client.get(reverse("desk:hand-off", args=[hand_off.pk])).content.decode()


@pytest.mark.parametrize(
    ("act", "typed", "kept", "why"),
    [
        ("touch", {"channel": "email", "length_seconds": "12"}, ['value="12"', '"email" selected'], "Only a call has"),
        (
            "touch",
            {"channel": "meeting", "length_seconds": "", "occurred_at": "2026-02-01T09:00"},
            ['value="2026-02-01T09:00"', '<details class="menu" open>', '"meeting" selected'],
            "This lies before the hand-off",
        ),
        (
            "close",
            {"outcome": "won", "amount": "30k"},
            ['value="30k"', '<details class="menu" open>'],
            "Write a number",
        ),
    ],
)
def test_what_was_typed_beside_what_was_done_stands_there_still(client, rep, hand_off, act, typed, kept, why):
    client.force_login(rep)
    post(client, "accept", hand_off)

    page = post(client, act, hand_off, headers={}, **typed)

    assert page.status_code == 422
    html = page.content.decode()
    assert [each for each in kept if each not in html] == []
    assert html.count(why) == 1
    assert not Event.objects.filter(kind__in=["touched", "won"]).exists()


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"occurred_at": "2026-02-01T09:00", "length_seconds": ""}, "earlier"),
        ({"occurred_at": "2026-03-02T09:00", "length_seconds": "abc"}, "earlier-length"),
    ],
)
def test_the_field_that_is_wrong_is_marked_and_no_other(client, rep, hand_off, typed, wrong):
    client.force_login(rep)

    html = post(client, "touch", hand_off, headers={}, channel="call", **typed).content.decode()

    assert [name for name in ("earlier", "earlier-length") if "autofocus" in _tag_of(html, name)] == [wrong]
    assert "is-invalid" in _tag_of(html, wrong)
    assert html.count("is-invalid") == 1


def _tag_of(html, name):
    return next(tag for tag in re.findall(r"<input[^>]*>", html) if f'id="{name}"' in tag)


def test_what_was_typed_is_refused_in_sight_where_its_form_is_gone(client, rep, hand_off):
    client.force_login(rep)
    post(client, "reject", hand_off)

    page = post(client, "touch", hand_off, headers={}, channel="email", length_seconds="12")

    assert "Only a call has a length." in page.content.decode()


def test_a_line_ends_with_one_character_as_the_browser_counts(client, rep, hand_off):
    client.force_login(rep)

    post(client, "say", hand_off, kind="asked", text="Why?\r\n" * 399 + "Why?")

    assert EventNote.objects.get().text == "Why?\n" * 399 + "Why?"
