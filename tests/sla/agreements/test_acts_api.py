"""What is done with a version by the API: the pages' acts, with 400 for the request and 409 for the state."""

from datetime import date
from hashlib import sha256

import pytest

from tests.factories import AgreementFactory, PromiseFactory
from tests.sla.agreements.sent import LIST, terms, url_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_hours_later")]


@pytest.fixture
def proposed(say, head, drafted):
    return say(head, url_of(drafted["number"], "propose")).json()


def test_a_copy_says_the_same_without_its_day(say, marketer, proposed):
    found = say(marketer, url_of(proposed["number"], "copy"))

    assert found.status_code == 201
    assert (found.json()["state"], found.json()["effective_on"]) == ("draft", None)
    copied, original = found.json()["promises"], proposed["promises"]
    assert [{**each, "id": None} for each in copied] == [{**each, "id": None} for each in original]
    assert {each["id"] for each in copied}.isdisjoint(each["id"] for each in original)


def test_two_signatures_bring_it_into_force(say, head, marketer, proposed):
    assert sha256(proposed["text"].encode()).hexdigest() == proposed["text_hash"]
    url = url_of(proposed["number"], "sign")
    signing = {"text_hash": proposed["text_hash"]}

    first = say(head, url, signing | {"side": "sales"})
    second = say(marketer, url, signing | {"side": "marketing"})

    assert (first.status_code, first.json()["state"]) == (200, "proposed")
    assert (second.json()["state"], second.json()["in_force_from"]) == ("signed", "2026-03-31T22:00:00Z")


@pytest.mark.parametrize("text_hash", ["0" * 64, "é"])
def test_another_text_is_not_signed(say, head, proposed, text_hash):
    response = say(head, url_of(proposed["number"], "sign"), {"side": "sales", "text_hash": text_hash})

    assert response.status_code == 409
    assert response.json() == {"detail": "The text is not the one that you have read. Read it again before you sign."}


def test_whose_day_is_taken_is_not_signed(say, head, proposed):
    AgreementFactory(number=50, effective_on=date.fromisoformat(proposed["effective_on"]))

    response = say(head, url_of(proposed["number"], "sign"), {"side": "sales", "text_hash": proposed["text_hash"]})

    assert response.status_code == 409
    assert response.json()["detail"].startswith("Version 50, in force from 1 April 2026, was signed meanwhile.")


def test_nobody_signs_for_the_other_side_or_twice(say, head, administrator, proposed):
    url, signing = url_of(proposed["number"], "sign"), {"text_hash": proposed["text_hash"]}

    assert say(head, url, signing | {"side": "marketing"}).status_code == 403
    assert say(head, url, signing | {"side": "love"}).status_code == 400
    assert say(administrator, url, signing | {"side": "sales"}).status_code == 200
    assert say(head, url, signing | {"side": "sales"}).json() == {"detail": "Sales has already signed."}
    assert say(administrator, url, signing | {"side": "marketing"}).status_code == 409


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (None, "Choose the first day"),
        ("2026-03-01", "before it is signed"),
        ("2026-03-20", "is in force from 21 March 2026"),
    ],
)
def test_a_day_that_is_missing_past_or_taken_conflicts(say, head, calendar, day, words):
    AgreementFactory(number=40, effective_on=date(2026, 3, 21))
    number = say(head, LIST, terms(effective_on=day)).json()["number"]

    response = say(head, url_of(number, "propose"))

    assert response.status_code == 409
    assert words in response.json()["effective_on"][0]


def test_a_version_is_withdrawn_once(say, marketer, proposed):
    url = url_of(proposed["number"], "withdraw")

    assert say(marketer, url).json()["state"] == "withdrawn"
    assert say(marketer, url).status_code == 409
    assert say(marketer, url_of(proposed["number"]), method="delete").status_code == 405


def test_a_comment_is_said_and_read(say, client, rep, proposed):
    url = url_of(proposed["number"], "comments")

    response = say(rep, url, {"text": " Fine by me. "})

    assert (response.status_code, response.json()["text"], response.json()["side"]) == (201, "Fine by me.", "sales")
    assert client.get(url).json() == [response.json()]
    assert say(rep, url, {"text": " "}).status_code == 400
    assert say(rep, url, {"text": "x" * 2001}).status_code == 400


def test_a_draft_is_hidden_from_reps_and_kept_from_auditors(say, rep, auditor, head, drafted):
    PromiseFactory(version=AgreementFactory(number=50, text="x"))

    assert say(rep, url_of(drafted["number"], "propose")).status_code == 404
    assert say(rep, url_of(50, "withdraw")).status_code == 403
    assert say(auditor, url_of(drafted["number"], "propose")).status_code == 403
