"""One condition of a definition: when it holds, how it reads, and what it may ask. No database."""

import re
from datetime import UTC, date, datetime

import pytest

from sla.criteria import FIELDS, facts_of, field_of, is_date, operators_of, pattern, read
from tests.sla.criteria.asked import FACTS, HEAD, LARGE, one


@pytest.mark.parametrize(
    ("field", "operator", "value", "holds"),
    [
        pytest.param("country", "one_of", "DE", True, id="is"),
        pytest.param("country", "one_of", ["AT", "de"], True, id="either-case"),
        pytest.param("country", "one_of", ["D"], False, id="whole-not-part"),
        pytest.param("country", "one_of", ["DE\n"], False, id="no-newline-slips-in"),
        pytest.param("country", "none_of", ["AT", "CH"], True, id="none-of"),
        pytest.param("country", "none_of", ["AT", "de"], False, id="none-of-in-either-case"),
        pytest.param("title", "contains_any", ["GESCHÄFTSFÜHRER"], True, id="contains-umlauts-in-either-case"),
        pytest.param("title", "contains_any", ["chef", "vertrieb"], True, id="contains-any"),
        pytest.param("title", "contains_any", ["."], False, id="a-point-is-a-point"),
        pytest.param("title", "contains_none", ["intern"], True, id="contains-none"),
        pytest.param("title", "contains_none", ["vertrieb"], False, id="contains-none-but-does"),
        pytest.param("employees", "at_least", 50, True, id="at-least-exactly"),
        pytest.param("employees", "at_least", 51, False, id="at-least-more"),
        pytest.param("employees", "at_most", 50, True, id="at-most-exactly"),
        pytest.param("employees", "at_most", 49, False, id="at-most-less"),
        pytest.param("score", "at_least", "61.5", True, id="bound-given-as-text"),
        pytest.param("country", "present", None, True, id="present"),
        pytest.param("industry", "present", None, False, id="empty-is-not-present"),
        pytest.param("city", "present", None, False, id="none-is-not-present"),
        pytest.param("campaign", "missing", None, True, id="never-heard-of"),
        pytest.param("attributes.Budget", "present", None, True, id="zero-is-known"),
        pytest.param("attributes.Depth", "present", None, True, id="known-though-neither-text-nor-number"),
        pytest.param("attributes.Visits", "at_least", 12, True, id="text-read-as-number"),
        pytest.param("attributes.Visits", "at_least", 13, False, id="not-compared-as-text"),
        pytest.param("attributes.Budget", "at_most", 0, True, id="zero-is-a-number"),
        pytest.param("attributes.Budget", "one_of", ["0"], True, id="whole-number-read-as-text"),
        pytest.param("attributes.Trial", "one_of", ["True"], True, id="yes-or-no"),
        pytest.param("attributes.Trial", "at_least", 1, False, id="yes-is-no-number"),
        pytest.param("attributes.Depth", "contains_any", ["a"], False, id="a-structure-is-no-text"),
        pytest.param("has_email", "present", None, True, id="has-an-e-mail"),
        pytest.param("has_phone", "present", None, False, id="has-no-phone"),
        pytest.param("has_company", "missing", None, True, id="has-it-is-not-said"),
        # What is not known does not qualify, whichever way it is asked.
        pytest.param("city", "one_of", ["Wien"], False, id="missing-is-not"),
        pytest.param("city", "none_of", ["Wien"], False, id="missing-none-of"),
        pytest.param("industry", "contains_none", ["x"], False, id="empty-contains-none"),
        pytest.param("campaign", "none_of", ["x"], False, id="unheard-none-of"),
        pytest.param("attributes.Nothing", "at_most", 5, False, id="missing-at-most"),
    ],
)
def test_a_condition(field, operator, value, holds):
    assert one(field, operator, value).holds(FACTS) is holds


AT = datetime(2026, 3, 4, 23, 30, tzinfo=UTC)  # in Berlin it is the 5th by then


@pytest.mark.parametrize(
    ("value", "within_14", "at_least_14", "state_of_within"),
    [
        pytest.param("2026-03-05", True, False, "met", id="the-day-itself"),
        pytest.param("2026-03-06", False, False, "not_met", id="the-day-after-does-not-count"),
        pytest.param("2026-02-19", True, True, "met", id="exactly-so-many-days"),
        pytest.param("2026-02-18 23:59", False, True, "not_met", id="a-day-more-whatever-the-local-time"),
        pytest.param("2026-03-04T23:30:00Z", True, False, "met", id="the-very-instant"),
        pytest.param("2026-03-05T00:30:01+01:00", False, False, "not_met", id="a-second-after"),
        pytest.param("2026-02-18T23:30:00.5Z", True, True, "met", id="so-many-times-24-hours"),
        pytest.param("2026-02-18T23:29:59Z", False, True, "not_met", id="a-second-more"),
        pytest.param("3/4/2026", False, False, "unknown", id="which-comes-first"),
        pytest.param("2026-02-30", False, False, "unknown", id="no-such-day"),
        pytest.param(20260304, False, False, "unknown", id="a-number"),
        pytest.param(None, False, False, "unknown", id="not-known"),
    ],
)
def test_dates_before_the_hand_off(value, within_14, at_least_14, state_of_within):
    facts = facts_of({"attributes": {"Last form fill": value}}, handed_off_at=AT, day=date(2026, 3, 5))
    within, before = (one("attributes.Last form fill", name, 14) for name in ("within_days", "days_before"))

    assert (within.holds(facts), before.holds(facts)) == (within_14, at_least_14)
    assert within.explain(facts).clauses[0].state == state_of_within
    assert not within.holds(facts_of(facts, handed_off_at=None, day=date(1900, 1, 1)))


@pytest.mark.parametrize(
    ("field", "operator", "value", "sentence"),
    [
        ("country", "one_of", ["DE"], "country is DE"),
        ("country", "one_of", ["DE", "AT"], "country is one of DE, AT"),
        ("country", "none_of", ["FR"], "country is not FR"),
        ("title", "contains_any", ["head", "VP"], "title contains any of “head”, “VP”"),
        ("score", "at_most", 0.5, "lead score is at most 0.5"),
        ("attributes.Last Activity", "present", None, "Last Activity is known"),
        ("city", "missing", None, "city is not known"),
        ("attributes.Last form fill", "within_days", 14, "Last form fill is within 14 days before the hand-off"),
        ("attributes.First visit", "days_before", 1, "First visit is at least 1 day before the hand-off"),
    ],
)
def test_a_condition_reads_as_a_sentence(field, operator, value, sentence):
    assert one(field, operator, value).clauses[0].sentence == sentence


@pytest.mark.parametrize(
    ("condition", "facts", "state"),
    [
        (LARGE, {}, "unknown"),
        (LARGE, {"employees": "many"}, "unknown"),
        (LARGE, {"employees": 3}, "not_met"),
        (HEAD, {"title": ""}, "unknown"),
        (HEAD, {"title": "Intern"}, "not_met"),
        ({"field": "city", "operator": "present"}, {}, "not_met"),
        ({"field": "has_email", "operator": "present"}, {}, "not_met"),
    ],
)
def test_what_is_not_known_is_told_from_what_is_not_met(condition, facts, state):
    assert read({"all": [{"any": [condition]}]}).explain(facts).clauses[0].state == state


@pytest.mark.parametrize(
    ("field", "shown"),
    [
        ("country", "DE"),
        ("score", "61.5"),
        ("attributes.Budget", "0"),
        ("city", "not known"),
        ("industry", "not known"),
        ("has_email", "known"),
        ("has_phone", "not known"),
    ],
)
def test_it_shows_what_is_known_of_its_field(field, shown):
    assert one(field, "present").clauses[0].conditions[0].shown(FACTS) == shown


def test_a_known_attribute_takes_both_kinds_of_question():
    assert {"one_of", "at_least", "present"} <= set(operators_of(field_of("attributes.Visits")))
    assert one("attributes.Visits", "at_least", 3).clauses[0].sentence == "Visits is at least 3"


@pytest.mark.parametrize("key", ["attributes.", "attributes", "shoe_size"])
def test_there_is_no_such_field(key):
    assert field_of(key) is None


@pytest.mark.parametrize("key", FIELDS)
def test_every_field_takes_every_one_of_its_operators(key):
    for operator in operators_of(FIELDS[key]):
        value = {"at_least": 1, "at_most": 1, "within_days": 1, "days_before": 1, "present": None, "missing": None}.get(
            operator, ["x"]
        )
        assert one(key, operator, value).clauses


@pytest.mark.parametrize(
    ("value", "text", "holds"),
    [
        pytest.param(False, "false", True, id="no"),
        pytest.param(10**15 - 1, "999999999999999", True, id="the-largest-number-that-is-a-text"),
        pytest.param(10**15, "1000000000000000", False, id="a-larger-one"),
        pytest.param(1 - 10**15, "-999999999999999", True, id="the-least"),
        pytest.param(2.5, "2.5", False, id="a-fraction"),
    ],
)
def test_an_attribute_that_is_no_text_is_read_as_one(value, text, holds):
    assert one("attributes.Kept", "one_of", text).holds({"attributes": {"Kept": value}}) is holds


@pytest.mark.parametrize("attributes", [None, [], "Visits"])
def test_where_there_are_no_attributes_none_is_known(attributes):
    assert not one("attributes.Visits", "present").holds({"attributes": attributes})


@pytest.mark.parametrize(
    ("value", "is_one"),
    [
        ("2026-03-05", True),
        ("2026-03-05 23:59", True),
        ("2026-03-05T00:30:01+01:00", True),
        ("2026-3-5", False),
        ("2026-03-05 or so", False),
        (20260305, False),
        (None, False),
    ],
)
def test_what_is_a_date(value, is_one):
    assert is_date(value) is is_one


@pytest.mark.parametrize(("letter", "other"), [("ß", "s"), ("ß", "S"), ("İ", "i"), ("a", "b")])
def test_no_letter_finds_another(letter, other):
    assert not re.search(pattern("one_of", [letter]), other)


@pytest.mark.parametrize("letter", "aßİıſÄäЖжΣςσǅ5-^]\\[ \u00a0")
def test_every_letter_finds_itself(letter):
    assert re.search(pattern("one_of", [letter]), letter)
