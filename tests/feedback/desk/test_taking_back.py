"""Taking back what one did to a hand-off: for ten minutes, from its row, its page or the message, and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from leads.journal import record_event
from leads.models import Event
from tests.factories import NOW, HandOffFactory
from tests.feedback.desk.acting import ACTS, HTMX, post

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW, tick=False)


def test_a_rating_counts_once_and_can_be_undone_for_ten_minutes(client, rep, hand_off, time_machine):
    client.force_login(rep)
    post(client, "rate", hand_off)
    again = post(client, "rate", hand_off, rating="1")
    undone = post(client, "undo", hand_off)

    assert "Sales has already rated this lead" in again.content.decode()
    assert undone.status_code == 200
    hand_off.refresh_from_db()
    assert hand_off.sales_rating is None
    post(client, "rate", hand_off, rating="2")
    time_machine.shift(timedelta(minutes=10, seconds=1))
    assert post(client, "undo", hand_off).status_code == 422
    hand_off.refresh_from_db()
    assert hand_off.sales_rating == 2


@pytest.mark.parametrize("act", ["touch", "accept", "reject", "recycle", "rate"])
def test_every_act_can_be_undone_from_its_row(client, rep, hand_off, act):
    client.force_login(rep)
    row = post(client, act, hand_off).content.decode()
    event = Event.objects.exclude(kind="assigned").get()
    url = f"{reverse('desk:undo', args=[hand_off.pk])}?event={event.pk}"
    assert f'hx-post="{url}"' in row

    undone = client.post(url, headers=HTMX)

    assert undone.status_code == 200
    assert "/undo/" not in undone.content.decode()
    hand_off.refresh_from_db()
    assert (hand_off.stage, hand_off.touches, hand_off.sales_rating) == ("new", 0, None)


def test_without_javascript_the_message_offers_the_undo(client, rep, hand_off):
    """The lead has left the list by then, and so has its row."""
    client.force_login(rep)
    queue = reverse("desk:queue")
    page = client.post(reverse("desk:touch", args=[hand_off.pk]), ACTS["touch"] | {"next": queue}, follow=True)
    event = Event.objects.get(kind="touched")
    url = f"{reverse('desk:undo', args=[hand_off.pk])}?event={event.pk}"
    assert f'action="{url}"' in page.content.decode()
    assert f"Call, reached: {hand_off.lead}." in page.content.decode()

    after = client.post(url, {"next": queue}, follow=True).content.decode()

    assert f"Taken back: {hand_off.lead}." in after
    assert "/undo/" not in after


def test_the_timeline_takes_back_any_of_the_own_acts(client, rep, manager, hand_off, time_machine):
    client.force_login(manager)
    post(client, "touch", hand_off)
    client.force_login(rep)
    post(client, "touch", hand_off, result="no_answer")
    post(client, "accept", hand_off)
    touched = Event.objects.get(kind="touched", user=rep)
    page = client.get(reverse("desk:hand-off", args=[hand_off.pk])).content.decode()
    assert page.count(f"{reverse('desk:undo', args=[hand_off.pk])}?event=") == 2

    client.post(f"{reverse('desk:undo', args=[hand_off.pk])}?event={touched.pk}")

    page = client.get(reverse("desk:hand-off", args=[hand_off.pk])).content.decode()
    assert page.count("taken back") == 1
    hand_off.refresh_from_db()
    assert (hand_off.stage, hand_off.touches) == ("accepted", 1)
    time_machine.shift(timedelta(minutes=11))
    page = client.get(reverse("desk:hand-off", args=[hand_off.pk])).content.decode()
    assert "?event=" not in page


@pytest.mark.parametrize("who", ["rep", "marketer"])
@pytest.mark.parametrize("key", ["of-another", "999999", "1 or 1", "²"])
def test_only_what_one_did_to_this_hand_off_is_taken_back(request, client, hand_off, who, key):
    user = request.getfixturevalue(who)
    elsewhere = HandOffFactory()
    event = record_event(hand_off=elsewhere, kind="asked", user=user, now=NOW, side="sales", note="Why?")
    client.force_login(user)

    url = f"{reverse('desk:undo', args=[hand_off.pk])}?event={event.pk if key == 'of-another' else key}"

    assert client.post(url, headers=HTMX).status_code == 422
    assert not Event.objects.filter(kind="voided").exists()


def test_a_message_that_was_taken_back_is_not_read_any_more(client, rep, hand_off):
    client.force_login(rep)
    post(client, "say", hand_off, kind="asked", text="Wrong window.")

    post(client, "undo", hand_off)

    page = client.get(reverse("desk:hand-off", args=[hand_off.pk])).content.decode()
    assert "Sales asked" in page
    assert "Wrong window." not in page
