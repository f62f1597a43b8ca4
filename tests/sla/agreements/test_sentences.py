"""What is agreed, in the sentences that are signed."""

import hashlib
from dataclasses import replace
from decimal import Decimal

import pytest

from sla import agreements
from sla.agreements import PromiseTerms, Terms
from sla.models import Promise
from tests.factories import NOW, CalendarFactory
from tests.sla.agreements.drafts import ATTEMPTS, FIRST, RATING

pytestmark = pytest.mark.django_db


def test_it_reads_as_sentences(proposed):
    assert proposed.text.splitlines() == [
        "Agreement between Sales and Marketing",
        "",
        "A lead is qualified when all of this holds:",
        "  – The company has 50 people (company size is at least 50).",
        "  – country is one of DE, AT",
        "Sales makes a first genuine contact within 60 working minutes of the hand-off "
        "for 95\u00a0% of qualified leads.",
        "Sales rates 90\u00a0% of all leads within 2 working days of the first conversation or of closing the lead, "
        "whichever comes first.",
        "While Sales waits for the lead, the time of its promises stands still.",
        "Working time is Monday–Friday 09:00–17:00 in Europe/Berlin, without the holidays of the calendar “Office”. "
        "A team that has a calendar of its own is judged by that. "
        "Changes to calendars count from the moment they are made.",
        "This is in force from 4 March 2026, and not before both sides have signed.",
    ]
    assert proposed.text_hash == hashlib.sha256(proposed.text.encode()).hexdigest()


@pytest.mark.parametrize(
    ("promise", "words"),
    [
        (
            PromiseTerms("follow_up", 1, "days", Decimal("0.985")),
            "98.50\u00a0% of qualified leads within 1 working day of",
        ),
        (
            PromiseTerms("follow_up", 24, "wall_hours", Decimal("1")),
            "follows up all qualified leads within 24 hours of",
        ),
        (PromiseTerms("first_response", 2, "hours", Decimal("1")), "of the hand-off for all qualified leads."),
        (PromiseTerms("decision", 2, "days", Decimal("1")), "accepts or rejects all qualified leads within"),
        (replace(ATTEMPTS, goal=Decimal("1")), "genuine attempts to reach all qualified leads within"),
        (replace(RATING, goal=Decimal("1")), "Sales rates all leads within"),
        (RATING, "\u00a0% of all leads within"),
        (PromiseTerms("reply", 2, "days", Decimal("1")), "Marketing answers all of Sales’ questions and disputes"),
    ],
)
def test_a_target_is_said_in_its_own_unit(terms, manager, promise, words):
    version = agreements.draft(terms=replace(terms, promises=[promise]), user=manager, now=NOW)

    assert words in agreements.sentences(version)[1].text


def test_promised_attempts_are_said_and_a_rating_waits_for_the_last(terms, manager):
    version = agreements.draft(terms=replace(terms, promises=[ATTEMPTS, RATING]), user=manager, now=NOW)

    _, attempts, rating, *_ = agreements.sentences(version)

    assert attempts.text == (
        "Sales makes at least 5 genuine attempts to reach 90\u00a0% of qualified leads within 10 days of the hand-off, "
        "unless it speaks to the lead or closes it before."
    )
    assert rating.text.endswith(
        "of the first conversation, of closing the lead, or of the last promised attempt, whichever comes first."
    )
    assert agreements.terms_of(version).promises == [ATTEMPTS, RATING]


@pytest.mark.parametrize("stops", Promise.Stop.values)
@pytest.mark.parametrize("starts", Promise.Start.values)
@pytest.mark.parametrize("kind", ["first_response", "follow_up"])
def test_what_starts_and_stops_a_clock_is_signed(terms, manager, kind, starts, stops):
    if (starts, stops) == ("acceptance", "accepted"):
        return
    chosen = replace(FIRST, kind=kind, starts=starts, stops=stops)
    version = agreements.draft(terms=replace(terms, promises=[chosen]), user=manager, now=NOW)

    said = agreements.sentences(version)[1].text

    assert f"within 60 working minutes of {Promise.Start(starts).label}" in said
    other = {each for each in Promise.Stop.values if each != stops}
    others = {SAID[kind][each] for each in other}
    assert f"Sales {SAID[kind][stops]} " in said
    assert not [each for each in others if f"Sales {each} " in said]
    assert agreements.terms_of(version).promises == [chosen]


SAID = {
    "first_response": {
        "touch": "makes a first contact, or answers one of the lead’s,",
        "genuine": "makes a first genuine contact",
        "connected": "speaks to the lead for the first time",
        "accepted": "accepts the lead",
        "qualified": "qualifies the lead",
    },
    "follow_up": {
        "touch": "gets in touch with, or answers,",
        "genuine": "follows up",
        "connected": "speaks to",
        "accepted": "accepts",
        "qualified": "qualifies",
    },
}


def test_points_are_said_with_what_gives_them(terms, manager):
    lines = [
        {"any": [{"field": "employees", "operator": "at_least", "value": 50}], "points": 60},
        {"any": [{"field": "city", "operator": "missing"}], "points": -1, "sentence": "Nobody knows where."},
    ]
    clause = {"any": [{"field": "country", "operator": "one_of", "value": ["DE"]}]}
    scored = {"at_least": 60, "lines": lines}
    version = agreements.draft(
        terms=replace(terms, definition={"all": [clause], "points": scored}), user=manager, now=NOW
    )
    alone = agreements.draft(terms=replace(terms, definition={"points": scored}), user=manager, now=NOW)

    text = agreements.text_of(version)

    assert agreements.paragraphs(text)[:2] == agreements.sentences(version)[:2]
    assert [str(each) for each in agreements.sentences(version)[:2]] == [
        "A lead is qualified when all of this holds:\n  – country is DE",
        "A lead is also qualified when it scores at least 60 points:\n"
        "  – +60 points: company size is at least 50\n"
        "  – −1 point: Nobody knows where (city is not known).",
    ]
    assert agreements.sentences(alone)[0].text == "A lead is qualified when it scores at least 60 points:"


def test_marketing_promises_to_answer(terms, manager):
    reply = PromiseTerms("reply", 2, "days", Decimal("0.9"))
    version = agreements.draft(terms=replace(terms, promises=[reply]), user=manager, now=NOW)

    said = agreements.sentences(version)[1]

    assert (said.text, said.side) == (
        "Marketing answers 90\u00a0% of Sales’ questions and disputes, and of its ratings of 1 or 2 of leads from "
        "Marketing’s own sources, within 2 working days.",
        "marketing",
    )
    assert agreements.paragraphs(agreements.text_of(version))[1] == said


def test_without_clauses_every_lead_is_qualified_and_looking_back_is_said(terms, manager):
    version = agreements.draft(terms=replace(terms, definition={}, is_retrospective=True), user=manager, now=NOW)

    first, *_, last = agreements.sentences(version)

    assert first.text == "Every lead that is handed over counts as qualified."
    assert "Hand-offs before that, for which no agreement was in force, are judged as if it had been." in last.text


def test_a_sentence_of_their_own_is_signed_with_what_is_judged(organisation, manager):
    asked = {"field": "employees", "operator": "at_least", "value": 50}
    definition = {"all": [{"any": [asked], "sentence": "The company has at least 5 people."}, {"any": [asked]}]}
    version = agreements.draft(terms=Terms(CalendarFactory(), [FIRST], definition), user=manager, now=NOW)

    parts = agreements.sentences(version)[0].parts

    # Whoever changes the number and forgets the sentence is not signed for something else.
    assert parts == (
        "The company has at least 5 people (company size is at least 50).",
        "company size is at least 50",
    )


def test_one_of_a_unit_is_written_as_one():
    assert str(Promise(kind="first_response", target=1, unit="hours")) == "First response within 1 working hour"
    assert str(Promise(kind="attempts", attempts=5, target=10, unit="days")) == "5 attempts within 10 working days"
