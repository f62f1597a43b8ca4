"""Qualified, not handed over: counted, listed and in a file, until an import brings the hand-off."""

from datetime import timedelta

import pytest
from django.urls import reverse

from leads.intake.fields import QUALIFIED_BY_MARKETING
from leads.journal import HandOffRecord, record
from leads.models import HandOff
from sla.facts import rebuild_facts
from sla.months.waiting import waiting
from tests.factories import NOW, SourceFactory
from tests.sla.months.promised import BIG
from tests.sla.pages import lines_of, text_of
from tests.sla.world import HOUR, agree, assigned, event, hand_over, touched

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)  # NOW is a Wednesday, 15:00 in Berlin; the office is open from 9 to 17 there
URL = reverse("sla:board-waiting")


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW, tick=False)


def called_qualified(at, *events, employees=60, handed_off_at=None, **more):
    attributes = {QUALIFIED_BY_MARKETING: at.isoformat()}
    return hand_over(*events, at=handed_off_at, employees=employees, attributes=attributes, **more)


@pytest.fixture
def leads(organisation):
    agree(definition=BIG)
    called_qualified(NOW - 7 * DAY, name="week")
    called_qualified(NOW - 2 * DAY, name="exactly")
    called_qualified(NOW - 2 * DAY - HOUR, name="longer")
    called_qualified(NOW - 7 * DAY, employees=6, name="small")
    called_qualified(NOW - 7 * DAY, touched(None), name="touched")
    called_qualified(NOW - 7 * DAY, event("rejected", None), name="rejected")
    called_qualified(NOW - 7 * DAY, name="own", source=SourceFactory(name="Research", side="sales"))
    hand_over(at=None, employees=60, name="unsaid")
    rebuild_facts()


def test_what_meets_the_definition_and_has_gone_nowhere_waits(leads):
    found = waiting(now=NOW)

    names = {each.hand_off: each for each in found.waits}
    assert len(names) == 3
    assert [each.seconds / found.working_day for each in found.waits] == [5, 2 + 1 / 8, 2]
    assert [len(found.longer_than(days)) for days in (1, 2, 3, 5)] == [3, 2, 1, 0]


def test_a_later_import_hands_it_over(leads):
    week = HandOff.objects.get(external_id="week")
    told = HandOffRecord("week", "week", week.source_id, handed_off_at=NOW - 4 * DAY)
    record(system=week.system, hand_offs=[told], now=NOW)

    found = waiting(now=NOW, with_median=True)

    assert len(found.waits) == 2
    assert (found.median, found.n) == (18 * 3600, 1)  # Wednesday from 15:00, Thursday and Friday


def test_the_page_the_file_and_the_board_say_it(as_, marketer, leads):
    client = as_(marketer)

    said = text_of(client.get(URL))
    longest = text_of(client.get(f"{URL}?days=3"))
    lines = lines_of(client.get(f"{reverse('sla:board-waiting-csv')}?days=2"))

    assert "2 qualified leads wait longer than 2 working days to be handed over." in said
    assert "No import says when Marketing called a lead qualified that was handed over" in said
    assert "1 qualified lead waits longer than 3 working days" in longest
    assert [line[0] for line in lines[1:]] == ["week", "longer"]
    assert "for longer than 2 working days" in text_of(client.get(reverse("sla:board")))
    assert "2 qualified leads wait" in text_of(client.get(f"{URL}?days=x"))


def test_the_api_says_the_number_of_the_board(as_, marketer, leads):
    client, url = as_(marketer), reverse("api:board")

    this, before = (client.get(url, {"month": month}).json() for month in ("2026-03", "2026-02"))

    assert this["qualified_not_handed_over"] == client.get(reverse("sla:board")).context["waits"] == 2
    assert before["qualified_not_handed_over"] is None


def test_of_what_has_waited_for_less_there_is_none_and_of_nothing_no_number(as_, marketer, organisation):
    agree(definition=BIG)
    client, url = as_(marketer), reverse("api:board")
    of_nothing = client.get(url).json()
    called_qualified(NOW - DAY)

    assert of_nothing["qualified_not_handed_over"] is None
    assert client.get(url).json()["qualified_not_handed_over"] == 0


def test_who_may_not_open_them_reads_how_many_and_from_where(as_, stranger, leads):
    called_qualified(NOW - 7 * DAY, source=SourceFactory(name="Fair"))
    client = as_(stranger)

    said, none = text_of(client.get(URL)), text_of(client.get(f"{URL}?days=10"))

    assert "3 qualified leads wait longer than 2 working days" in said
    assert "In the whole company these are 2 from Website, 1 from Fair." in said
    assert "None of them is yours to open." in said
    assert "In the whole company" not in none
    assert "No lead to list." in none


def test_who_may_open_some_is_told_that_there_are_more(as_, rep, leads):
    called_qualified(NOW - 7 * DAY, assigned(rep.owners.get()), name="mine")

    said = text_of(as_(rep).get(URL))

    assert "In the whole company these are 3 from Website. Below are those that you may open." in said
    assert "mine" in said


def test_sales_is_not_told_the_score_by_what_waits(organisation, rep, marketer):
    agree(definition={"all": [{"any": [{"field": "score", "operator": "at_least", "value": 60}]}]})
    called_qualified(NOW - 7 * DAY, assigned(rep.owners.get()), score=80)

    assert len(waiting(now=NOW, user=marketer).waits) == 1
    assert waiting(now=NOW, user=rep).waits == []


def test_without_an_agreement_nobody_says_who_is_qualified(as_, marketer, organisation):
    assert waiting(now=NOW) is None
    assert "No agreement is in force" in text_of(as_(marketer).get(URL))
