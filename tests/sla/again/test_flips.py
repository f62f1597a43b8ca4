"""Who flips: on the page the newest, in the file all, and of each only what this person may see."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from leads.services import get_or_create_source
from sla.models import Clock
from tests.factories import NOW, AgreementFactory, PromiseFactory, SegmentFactory
from tests.sla.again.days import LATER as DAYS_LATER
from tests.sla.again.days import SHORT_WEEK
from tests.sla.pages import records_of, text_of
from tests.sla.world import HOUR, agree, assigned, change_hours, hand_over, touched

pytestmark = pytest.mark.django_db

LATER = NOW + 9 * HOUR
STRICTER = 7


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(LATER, tick=False)


@pytest.fixture
def stricter():
    """An hour instead of three, proposed: who was answered after two hours is missed by it."""
    agree(number=1, first_response=3, unit="wall_hours")
    return agree(number=STRICTER, first_response=1, unit="wall_hours", state="proposed", effective_on=date(2026, 4, 1))


def flipped(owner=None, **known):
    events = [assigned(owner.owners.get())] if owner else []
    return hand_over(*events, touched(NOW + 2 * HOUR), now=LATER, **known)


def page_of(client, name="agreement-dry-run", **asked):
    return client.get(reverse(f"sla:{name}", args=[STRICTER]), asked)


def test_the_page_lists_ten_and_says_how_many_more_the_file_has(as_, head, rep, stricter):
    hand_offs = [flipped(rep) for _ in range(12)]
    client = as_(head)

    page, file = page_of(client), records_of(page_of(client, "agreement-flips-csv"))

    assert "and 2 more that you may open" in text_of(page)
    assert reverse("sla:agreement-flips-csv", args=[STRICTER]) in page.content.decode()
    newest = Clock.objects.get(hand_off=hand_offs[-1], scope="lead")
    assert reverse("sla:clock", args=[newest.pk]) in page.content.decode()
    assert [row["hand-off"] for row in file] == [each.external_id for each in reversed(hand_offs)]
    assert (file[0]["promise"], file[0]["segment"], file[0]["today"], file[0]["by this version"]) == (
        "First response",
        "",
        "met",
        "missed",
    )


def test_the_file_is_of_the_period_that_was_asked_for(as_, auditor, stricter):
    hand_over(touched(NOW + 2 * HOUR), now=LATER)

    assert records_of(page_of(as_(auditor), "agreement-flips-csv", start="2026-01-01", end="2026-01-31")) == []


def test_everybody_gets_what_they_may_open(as_, rep, stranger, auditor, stricter):
    flipped(rep, name="Mine"), flipped(stranger, name="Theirs")

    def named(person):
        return {row["hand-off"] for row in records_of(page_of(as_(person), "agreement-flips-csv"))}

    assert named(rep) == {"Mine"}
    assert named(auditor) == {"Mine", "Theirs"}


def test_reps_are_named_as_the_organisation_chose(as_, rep, auditor, organisation, stricter):
    flipped(rep)
    organisation.rep_figures = organisation.RepFigures.TEAM_ONLY
    organisation.save()

    (row,) = records_of(page_of(as_(auditor), "agreement-flips-csv"))

    assert row["rep"] == ""


def test_the_file_defuses_formulas(as_, auditor, stricter):
    flipped(name="=HYPERLINK(1)", source=None)

    (row,) = records_of(page_of(as_(auditor), "agreement-flips-csv"))

    assert row["hand-off"] == "'=HYPERLINK(1)"


def test_segments_are_named(as_, auditor):
    agree(number=1, first_response=3, unit="wall_hours")
    draft = AgreementFactory(number=STRICTER, state="draft", effective_on=None, text="", text_hash="")
    fairs = SegmentFactory(version=draft, name="Fairs", source="Fair", position=1)
    PromiseFactory(version=draft, segment=fairs, target=1, unit="wall_hours")
    flipped(source=get_or_create_source("Fair"))

    (row,) = records_of(page_of(as_(auditor), "agreement-flips-csv"))

    assert row["segment"] == "Fairs"


def test_a_score_that_decides_is_not_told_before_sales_has_rated(as_, rep, auditor, stricter):
    asked = {"any": [{"field": "score", "operator": "at_least", "value": 60}]}
    type(stricter).objects.filter(pk=stricter.pk).update(definition={"all": [asked]})
    mine = flipped(rep, score=80)

    for_rep, for_auditor = (records_of(page_of(as_(person), "agreement-flips-csv")) for person in (rep, auditor))

    assert (len(for_rep), len(for_auditor)) == (0, 1)
    assert reverse("desk:hand-off", args=[mine.pk]) not in page_of(as_(rep)).content.decode()


def test_what_only_one_version_judges_is_a_column_where_there_is_any(as_, auditor, stricter):
    flipped()
    without = text_of(page_of(as_(auditor)))
    asked = {"any": [{"field": "has_email", "operator": "present", "value": None}]}
    type(stricter).objects.filter(pk=stricter.pk).update(definition={"all": [asked]})

    said = text_of(page_of(as_(auditor)))

    assert "Judged only here" not in without
    assert 'data-label="Judged only here">0<br><small class="faint">1 only today</small>' in said


def test_what_flips_when_the_past_is_judged_again_is_a_file_too(as_, administrator, elsewhere, rep, stranger):
    agreement = agree()
    for person, name in ((rep, "Mine"), (stranger, "Theirs")):
        hand_over(assigned(person.owners.get()), touched(NOW + 22 * HOUR), now=DAYS_LATER, name=name)
    change_hours(agreement.calendar, SHORT_WEEK, at=DAYS_LATER)
    asked = {"start": "2026-03-04", "end": "2026-03-04", "hours": "today"}

    def answer(person, name):
        with time_machine.travel(DAYS_LATER + timedelta(hours=1), tick=False):
            return as_(person).get(reverse(f"sla:{name}"), asked)

    rows = records_of(answer(administrator, "judge-again-csv"))

    assert {(row["hand-off"], row["clock"], row["now"], row["judged again"]) for row in rows} == {
        (name, clock, "missed", "met") for name in ("Mine", "Theirs") for clock in ("Lead clock", "Owner clock")
    }
    assert records_of(answer(elsewhere, "judge-again-csv")) == []
    assert reverse("sla:judge-again-csv") in answer(administrator, "judge-again").content.decode()


def test_the_page_of_judging_again_says_how_many_more(as_, administrator, monkeypatch):
    agreement = agree()
    for _ in range(3):
        hand_over(touched(NOW + 22 * HOUR), now=DAYS_LATER)
    change_hours(agreement.calendar, SHORT_WEEK, at=DAYS_LATER)
    monkeypatch.setattr("sla.views.again.LISTED", 2)

    with time_machine.travel(DAYS_LATER + timedelta(hours=1), tick=False):
        page = as_(administrator).get(
            reverse("sla:judge-again"), {"start": "2026-03-04", "end": "2026-03-04", "hours": "today"}
        )

    assert "and 1 more that you may open" in text_of(page)
