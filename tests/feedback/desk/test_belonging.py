"""Why these promises: the segment of a hand-off, by which value, and what blind eyes may not see of it."""

import pytest
from django.urls import reverse

from feedback.desk.belonging import belonging
from leads.services import get_or_create_source
from sla.agreements import judging
from sla.blind import shown_segment
from tests.factories import NOW, PromiseFactory, SegmentFactory
from tests.sla.pages import text_of
from tests.sla.world import HOUR, agree, assigned, clock_of, event, hand_over

pytestmark = pytest.mark.django_db


def by_score(at_least):
    return {"all": [{"any": [{"field": "score", "operator": "at_least", "value": at_least}]}]}


@pytest.fixture
def agreement(organisation):
    agreement = agree()
    hot = SegmentFactory(version=agreement, name="Hot inbound", source="Demo", position=1)
    PromiseFactory(version=agreement, segment=hot, target=1)
    SegmentFactory(version=agreement, name="Partners", source="Partner", position=2, is_promised=False)
    return agreement


def told(rep, source, **lead):
    return hand_over(assigned(rep.owners.get()), source=get_or_create_source(source), **lead)


def page_of(client, user, hand_off):
    client.force_login(user)
    return text_of(client.get(reverse("desk:hand-off", args=[hand_off.pk])))


@pytest.mark.parametrize(
    ("source", "name", "is_promised", "tried"),
    [
        ("Demo", "Hot inbound", True, [("Hot inbound", True, [("source", "Demo")])]),
        (
            "Partner",
            "Partners",
            False,
            [("Hot inbound", False, [("source", "Partner")]), ("Partners", True, [("source", "Partner")])],
        ),
        (
            "Website",
            "",
            True,
            [("Hot inbound", False, [("source", "Website")]), ("Partners", False, [("source", "Website")])],
        ),
    ],
)
def test_it_is_said_which_segment_and_by_which_value(agreement, rep, source, name, is_promised, tried):
    found = belonging(rep, told(rep, source), agreement, now=NOW)

    assert (found.name, found.is_promised, [tuple(each) for each in found.tried]) == (name, is_promised, tried)


def test_without_segments_nothing_is_said(organisation, rep):
    assert belonging(rep, told(rep, "Demo"), agree(), now=NOW) is None
    assert belonging(rep, told(rep, "Demo"), None, now=NOW) is None


def test_the_page_of_the_lead_says_it(agreement, rep, client):
    said = page_of(client, rep, told(rep, "Demo"))
    assert "Why these: it belongs to the segment “Hot inbound”" in said
    assert "First response within 1 working hour<" in said

    said = page_of(client, rep, told(rep, "Partner"))
    assert "Sales promises nothing to leads of the segment “Partners”." in said

    assert "Why these: it belongs to no segment" in page_of(client, rep, told(rep, "Website"))


def test_the_page_of_the_clock_says_it(agreement, rep, client):
    client.force_login(rep)
    PromiseFactory(version=agreement, kind="follow_up", target=40)
    hand_off = told(rep, "Demo")

    said = text_of(client.get(reverse("sla:clock", args=[clock_of(hand_off).pk])))
    assert "It is made to the segment “Hot inbound”." in said
    said = text_of(client.get(reverse("sla:clock", args=[clock_of(hand_off, "follow_up").pk])))
    assert "to which it is made as to every other lead." in said
    answer = client.get(reverse("api:clock-detail", args=[clock_of(hand_off).pk])).json()
    assert answer["segment"] == answer["promised"]["segment"] == "Hot inbound"
    (clause,) = answer["segment_clauses"]
    assert (clause["state"], [(each["value"], each["is_met"]) for each in clause["values"]]) == (
        "met",
        [("Demo", True)],
    )


def test_the_clock_does_not_tell_a_segment_by_score_to_blind_eyes(agreement, rep, auditor, client):
    high = SegmentFactory(version=agreement, name="High score", position=0, conditions=by_score(90))
    PromiseFactory(version=agreement, segment=high, target=1)
    clock = clock_of(told(rep, "Demo", score=95))

    def said(user):
        client.force_login(user)
        answer = client.get(reverse("api:clock-detail", args=[clock.pk])).json()
        return answer["segment"], answer["promised"]["segment"], bool(answer["segment_clauses"])

    assert said(auditor) == ("High score", "High score", True)
    assert said(rep) == (None, None, False)


@pytest.mark.parametrize("score", [95, 10])
def test_a_segment_by_score_is_not_told_to_blind_eyes(agreement, rep, auditor, client, score):
    high = SegmentFactory(version=agreement, name="High score", position=0, conditions=by_score(90))
    hand_off = told(rep, "Demo", score=score)

    assert belonging(rep, hand_off, agreement, now=NOW) is None
    assert belonging(auditor, hand_off, agreement, now=NOW).name == ("High score" if score == 95 else "Hot inbound")
    assert "Why these" not in page_of(client, rep, hand_off)
    if score == 95:
        assert clock_of(hand_off).segment == high
        assert shown_segment(rep, clock_of(hand_off), now=NOW) is None
        assert shown_segment(auditor, clock_of(hand_off), now=NOW) == high
    client.force_login(rep)
    assert "Segment" not in text_of(client.get(reverse("sla:compliance")))
    for name in ("api:compliance", "api:curve"):
        assert client.get(reverse(name), {"segment": str(high.pk)}).status_code == 400
    said = text_of(client.get(reverse("sla:misses"), {"segment": str(high.pk)}))
    assert "High score" not in said


def test_once_sales_has_rated_it_is_told(agreement, rep):
    SegmentFactory(version=agreement, name="High score", position=0, conditions=by_score(90))
    hand_off = hand_over(
        assigned(rep.owners.get()), event("rated", NOW, side="sales", rating=4), score=95, now=NOW + HOUR
    )

    assert belonging(rep, hand_off, agreement, now=NOW + HOUR).name == "High score"


def test_which_version_judges_an_instant(organisation):
    old, new = agree(number=1, is_retrospective=True), agree(number=2, effective_on=NOW.date())

    assert judging(NOW) == new
    assert judging(NOW - 24 * HOUR) == old
    assert judging(NOW - 9999 * HOUR) == old
    assert judging(None) is None
