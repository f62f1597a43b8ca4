"""Who may say what to the other side about a lead."""

import pytest
from django.urls import reverse

from feedback.desk.speech import offered
from leads.models import Event, HandOff
from tests.factories import NOW, HandOffFactory
from tests.sla.world import HOUR, event, hand_over, tell

pytestmark = pytest.mark.django_db


def asked(side, at=NOW):
    return event("asked", at, side=side)


@pytest.mark.parametrize(
    ("events", "by_sales", "by_marketing"),
    [
        pytest.param([], ["asked", "disputed"], ["asked"], id="nothing-said"),
        pytest.param([asked("sales")], ["asked", "disputed"], ["replied", "asked"], id="sales-asked"),
        pytest.param([asked("marketing")], ["replied", "asked", "disputed"], ["asked"], id="marketing-asked"),
        pytest.param(
            [asked("marketing"), event("replied", NOW + HOUR, side="sales")],
            ["asked", "disputed"],
            ["asked"],
            id="sales-has-replied",
        ),
        pytest.param(
            [event("rated", NOW, side="sales", rating=1)], ["asked", "disputed"], ["replied", "asked"], id="rated-low"
        ),
        pytest.param([event("rated", NOW, side="sales", rating=4)], ["asked", "disputed"], ["asked"], id="rated-well"),
    ],
)
def test_each_side_is_offered_what_makes_sense(organisation, rep, marketer, events, by_sales, by_marketing):
    hand_off = hand_over(*events)

    assert offered(rep, hand_off) == by_sales
    assert offered(marketer, hand_off) == by_marketing


def test_the_buttons_are_on_the_page_and_what_is_said_is_kept_apart_from_the_event(client, rep, marketer, time_machine):
    time_machine.move_to(NOW, tick=False)
    hand_off = HandOffFactory(owner=rep.owners.get())
    url = reverse("desk:hand-off", args=[hand_off.pk])

    client.force_login(rep)
    assert 'name="kind" value="disputed"' in client.get(url).content.decode()
    client.post(reverse("desk:say", args=[hand_off.pk]), {"kind": "disputed", "text": "A student."})
    client.force_login(marketer)
    page = client.get(url).content.decode()

    assert "Sales disputed" in page
    assert "A student." in page
    assert 'name="kind" value="replied"' in page
    assert 'name="kind" value="disputed"' not in page
    assert HandOff.objects.get(pk=hand_off.pk).waiting_since == NOW


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"kind": "replied", "text": "Yes."}, "Sales asks and disputes, Marketing replies"),
        ({"kind": "won", "text": "Yes."}, "Sales asks and disputes, Marketing replies"),
        ({"text": "Yes."}, "Choose whether you ask, reply or dispute."),
        ({"kind": "asked", "text": " "}, "Write what you want to say."),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(client, rep, said, problem):
    hand_off = HandOffFactory(owner=rep.owners.get(), handed_off_at=NOW - HOUR)
    client.force_login(rep)

    response = client.post(reverse("desk:say", args=[hand_off.pk]), said, follow=True)

    assert problem in response.content.decode()
    assert not Event.objects.exists()


def test_a_new_question_after_a_reply_waits_again(organisation):
    hand_off = hand_over(asked("sales"), event("replied", NOW + HOUR, side="marketing"))

    assert tell(hand_off, asked("sales", NOW + 2 * HOUR)).waiting_since == NOW + 2 * HOUR
