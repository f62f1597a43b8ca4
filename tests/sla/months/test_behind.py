"""The lists behind the numbers of the board: as many hand-offs as the number says, and only those one may open."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from leads.journal import record_event
from sla.months.behind import WHATS, Behind
from sla.months.reading import month_at
from tests.factories import NOW
from tests.sla.months.promised import promise
from tests.sla.pages import lines_of, text_of
from tests.sla.world import HOUR, agree, assigned, hand_over

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("an_hour_later")]


MARCH = date(2026, 3, 1)


def test_every_number_leads_to_as_many_hand_offs(company, organisation, marketer):
    month = month_at(MARCH, organisation=organisation, now=NOW)
    counts = {
        "handed-over": month.all.handed_over,
        "qualified": month.all.qualified,
        "not-qualified": month.all.handed_over - month.all.qualified,
        "complete": month.all.complete,
        "incomplete": month.all.qualified - month.all.complete,
        "accepted": month.all.accepted,
        "rejected": month.all.rejected,
        "decided": month.accepted.whole,
        "past-due": month.all.past_due,
        "undecided": month.all.undecided,
        "fair": month.fair.whole,
    }

    def listed(what):
        return Behind(MARCH, what).hand_offs(marketer, organisation, now=NOW)

    assert set(counts) == set(WHATS)
    assert {what: listed(what).count() for what in WHATS} == counts
    assert {each.external_id for each in listed("qualified")} == {"A", "R", "U"}
    assert Behind(MARCH, "qualified", until=date(2026, 3, 3)).hand_offs(marketer, organisation, now=NOW).count() == 1


def test_a_list_follows_the_version_of_each_hand_off(company, organisation, marketer):
    later = agree(number=99, effective_on=date(2026, 3, 4), signed_at=NOW + HOUR)
    promise(later, volume=5)
    hand_over(at=NOW + 2 * HOUR, now=NOW + 2 * HOUR, name="X")

    both = Behind(MARCH).hand_offs(marketer, organisation, now=NOW)
    of_value = Behind(MARCH, promise="value").hand_offs(marketer, organisation, now=NOW)

    assert {each.external_id for each in both} == {"A", "R", "U", "X"}
    assert {each.external_id for each in of_value} == {"A", "R", "U"}


def test_a_list_holds_what_a_person_may_open_and_no_more(as_, company, rep, stranger):
    url = f"{reverse('sla:board-leads')}?month=2026-03&what=incomplete"

    own, none = text_of(as_(rep).get(url)), text_of(as_(stranger).get(url))

    assert "2 of Marketing’s leads of March 2026 were qualified, with something unknown." in own
    assert "e-mail, country" in own
    assert "None of Marketing’s leads" in none


def test_a_score_that_decides_is_not_told_before_sales_has_rated(organisation, rep, marketer):
    by_score = {"all": [{"any": [{"field": "score", "operator": "at_least", "value": 60}]}]}
    promise(agree(definition=by_score))
    hand_off = hand_over(assigned(rep.owners.get()), score=80)

    def listed(user, now):
        return list(Behind(MARCH).hand_offs(user, organisation, now=now))

    assert (listed(rep, NOW), listed(marketer, NOW)) == ([], [hand_off])
    record_event(hand_off=hand_off, kind="rated", user=rep, now=NOW, side="sales", rating=3)
    assert listed(rep, NOW + timedelta(minutes=9)) == []
    assert listed(rep, NOW + HOUR) == [hand_off]


def test_a_list_says_which_clauses_were_not_met(as_, company, marketer):
    client, asked = as_(marketer), "month=2026-03&what=not-qualified"

    (line,) = lines_of(client.get(f"{reverse('sla:board-leads-csv')}?{asked}"))[1:]

    assert (line[0], line[-3:]) == ("N", ["no", "company size is at least 50", ""])
    assert "company size is at least 50" in text_of(client.get(f"{reverse('sla:board-leads')}?{asked}"))
    assert "company size is at least 50" not in text_of(client.get(f"{reverse('sla:board-leads')}?month=2026-03"))
