"""The definition of a qualified lead: checked, counted in points, explained and refused. No database."""

import re

import pytest

from sla.criteria import InvalidDefinition, read
from tests.sla.criteria.asked import FACTS, HEAD, LARGE

INTERN = {"field": "title", "operator": "contains_any", "value": ["intern"]}
IN_DE = {"any": [{"field": "country", "operator": "one_of", "value": ["DE"]}]}
OR_LARGE = {"any": [HEAD, LARGE]}


def points(at_least, *lines, clauses=()):
    """A definition of lines: points and the condition that gives them."""
    given = [{"any": [condition], "points": each} for each, condition in lines]
    return {"all": list(clauses), "points": {"at_least": at_least, "lines": given}}


def test_all_clauses_must_hold_and_any_condition_of_each():
    definition = read(
        {
            "all": [
                {"any": [{"field": "country", "operator": "one_of", "value": ["DE"]}]},
                {
                    "any": [
                        {"field": "title", "operator": "contains_any", "value": ["head"]},
                        {"field": "score", "operator": "at_least", "value": 60},
                    ]
                },
            ]
        }
    )

    assert definition.holds({"country": "de", "title": "Head of Sales"})
    assert definition.holds({"country": "de", "score": 60})
    assert not definition.holds({"country": "de", "title": "Intern", "score": 59})
    assert not definition.holds({"country": "fr", "title": "Head of Sales", "score": 99})


@pytest.mark.parametrize("document", [{}, {"all": []}])
def test_without_clauses_every_lead_is_qualified(document):
    assert read(document).holds({})


def test_it_explains_itself_clause_by_clause():
    definition = read(
        {
            "all": [
                {"any": [{"field": "employees", "operator": "at_least", "value": 1200}]},
                {
                    "any": [
                        {"field": "country", "operator": "one_of", "value": ["DE", "AT"]},
                        {"field": "city", "operator": "one_of", "value": ["Basel"]},
                    ],
                    "sentence": "The lead sits where we deliver.",
                },
            ]
        }
    )

    size, place = definition.explain(FACTS).clauses

    assert (size.sentence, size.is_met) == ("company size is at least 1 200", False)
    assert size.values == (("company size", "50", False),)
    assert (place.sentence, place.is_met) == ("The lead sits where we deliver.", True)
    assert place.values == (("country", "DE", True), ("city", "not known", False))


def test_where_nothing_gives_points_none_are_told():
    found = read({"all": [IN_DE]}).explain(FACTS)

    assert (found.points, found.threshold, found.lines) == (None, None, ())


@pytest.mark.parametrize(
    ("clauses", "reading"),
    [
        pytest.param([IN_DE], "country is DE", id="one"),
        pytest.param([OR_LARGE], "title contains “head” or company size is at least 50", id="one-of-two-conditions"),
        pytest.param(
            [IN_DE, OR_LARGE],
            "country is DE and (title contains “head” or company size is at least 50)",
            id="two",
        ),
        pytest.param([], "", id="none"),
    ],
)
def test_it_reads_in_one_line(clauses, reading):
    assert read({"all": clauses}).reading == reading


def test_it_names_the_fields_that_it_asks_for():
    assert read(points(20, (20, HEAD), clauses=[IN_DE, {"any": [LARGE]}])).fields == {"country", "employees", "title"}
    assert read({}).fields == frozenset()


@pytest.mark.parametrize(
    ("facts", "scored", "is_qualified"),
    [
        pytest.param({"employees": 50, "title": "Head"}, 60, True, id="exactly-enough"),
        pytest.param({"employees": 50, "title": "Head intern"}, 45, False, id="a-line-takes-points"),
        pytest.param({"employees": 50}, 40, False, id="not-enough"),
        pytest.param({}, 0, False, id="nothing-known"),
        pytest.param({"country": "DE"}, 0, True, id="the-clauses-alone"),
        pytest.param({"country": "DE", "title": "intern"}, -15, True, id="points-take-nothing-from-the-clauses"),
    ],
)
def test_enough_points_qualify_beside_the_clauses(facts, scored, is_qualified):
    definition = read(points(60, (40, LARGE), (20, HEAD), (-15, INTERN), clauses=[IN_DE]))

    assert definition.points(facts) == scored
    assert definition.holds(facts) is is_qualified


def test_points_alone_do_not_qualify_every_lead():
    definition = read({"points": points(40, (40, LARGE))["points"]})

    assert definition.holds({"employees": 50})
    assert not definition.holds({"employees": 49})
    assert not definition.takes_all


def test_it_explains_each_line_with_its_points():
    found = read(points(60, (40, LARGE), (20, HEAD), clauses=[IN_DE])).explain({"employees": 60, "country": "FR"})

    assert (found.is_qualified, found.points, found.threshold) == (False, 40, 60)
    assert [(each.points, each.state) for each in found.lines] == [(40, "met"), (20, "unknown")]
    assert [(each.points, each.state) for each in found.clauses] == [(None, "not_met")]


def test_blind_eyes_see_nothing_that_tells_the_score():
    score = {"field": "score", "operator": "at_least", "value": 60}
    found = read(points(60, (40, LARGE), (20, score), clauses=[IN_DE])).explain({"employees": 60, "score": 70})

    shown = found.without({"score"})

    assert (shown.is_qualified, shown.points, len(shown.lines)) == (None, None, 1)
    assert shown.clauses == found.clauses
    assert found.without({"city"}) == found


def test_a_clause_is_unknown_while_one_of_its_conditions_is():
    definition = read({"all": [{"any": [LARGE, HEAD]}]})

    assert definition.explain({"employees": 3}).clauses[0].state == "unknown"
    assert definition.explain({"employees": 3, "title": "Intern"}).clauses[0].state == "not_met"
    assert definition.explain({"title": "Head"}).clauses[0].state == "met"


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        pytest.param(points(0, (1, LARGE)), "Say how many points it takes: a whole number from 1", id="zero"),
        pytest.param(points("60", (60, LARGE)), "Say how many points it takes", id="text"),
        pytest.param(points(True, (60, LARGE)), "Say how many points it takes", id="yes"),
        pytest.param(points(1.5, (60, LARGE)), "Say how many points it takes", id="half"),
        pytest.param(points(60), "Nothing gives points: add a line that does", id="no-line"),
        pytest.param(points(60, (0, LARGE)), "Line 1 of the points needs a whole number of points", id="no-points"),
        pytest.param(points(60, (60, HEAD), ("", LARGE)), "Line 2 of the points needs a whole number", id="blank"),
        pytest.param(points(60, (1001, LARGE)), "from −1000 to 1000", id="many-points"),
        pytest.param(
            points(60, (50, LARGE), (-20, INTERN)), "together give 50 points, so no lead could reach 60", id="too-high"
        ),
        pytest.param(points(1, *[(1, LARGE)] * 101), "At most 100 lines give points.", id="many-lines"),
        pytest.param(
            points(9, (9, LARGE | {"field": "shoe"})), "Line 1 of the points asks for “shoe”", id="unknown-field"
        ),
        pytest.param({"all": [], "points": 60}, "Points are a number that it takes, and lines", id="no-document"),
        pytest.param(
            {"points": {"at_least": 9, "lines": ["x"]}}, "Line 1 of the points has no condition", id="text-line"
        ),
        pytest.param({"points": {"at_least": 9, "lines": [], "most": 3}}, "Points are a number", id="unknown-key"),
        pytest.param(
            {"points": {"at_least": 9, "lines": [{"points": 9}]}},
            "Line 1 of the points has no condition",
            id="line-without-condition",
        ),
    ],
)
def test_points_that_cannot_be_counted_are_refused_in_words(document, problem):
    with pytest.raises(InvalidDefinition, match=re.escape(problem)):
        read(document)


CONDITION = {"field": "country", "operator": "one_of", "value": ["DE"]}


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        pytest.param([], "The definition is not a list of clauses.", id="list"),
        pytest.param({"any": []}, "The definition is not a list of clauses.", id="any-at-the-top"),
        pytest.param({"all": [], "none": []}, "The definition is not a list of clauses.", id="more-than-all"),
        pytest.param({"all": [{"any": []}]}, "Clause 1 has no condition.", id="empty-clause"),
        pytest.param({"all": ["x"]}, "Clause 1 has no condition.", id="clause-is-text"),
        pytest.param({"all": [{"any": ["x"]}]}, "needs a field, an operator and a value", id="condition-is-text"),
        pytest.param(
            {"all": [{"any": [CONDITION], "sentence": "x" * 301}]},
            "sentence is a text of at most 300",
            id="long-sentence",
        ),
        pytest.param({"all": [{"any": [CONDITION], "sentence": 7}]}, "Clause 1: its sentence", id="number-as-sentence"),
        pytest.param({"field": "shoe_size"}, "Clause 1 asks for “shoe_size”, which no lead has.", id="unknown-field"),
        pytest.param({"field": "sales_rating"}, "which no lead has", id="barred-field"),
        pytest.param({"field": "attributes."}, "which no lead has", id="attribute-without-name"),
        pytest.param({"field": "attributes.Shoe"}, "which no lead has", id="unknown-attribute"),
        pytest.param({"operator": "like"}, "“like” is not an operator", id="unknown-operator"),
        pytest.param(
            {"operator": "at_least", "value": 3}, "whether country is at least cannot be asked", id="text-bound"
        ),
        pytest.param({"field": "score"}, "whether lead score is one of cannot be asked", id="number-in-list"),
        pytest.param({"field": "has_email"}, "whether e-mail is one of cannot be asked", id="flag-in-list"),
        pytest.param({"field": "score", "operator": "at_least", "value": "many"}, "“many” is none", id="no-number"),
        pytest.param({"field": "score", "operator": "at_least", "value": True}, "“True” is none", id="yes-as-number"),
        pytest.param({"field": "score", "operator": "at_least", "value": 1e15}, "needs a number", id="huge"),
        pytest.param({"field": "score", "operator": "at_least"}, "needs a number", id="number-missing"),
        pytest.param({"operator": "within_days", "value": 3}, "cannot be asked", id="text-within-days"),
        pytest.param(
            {"field": "attributes.Visits", "operator": "within_days", "value": 1.5}, "needs whole days", id="half-a-day"
        ),
        pytest.param(
            {"field": "attributes.Visits", "operator": "days_before", "value": -1}, "from 0 to 3650", id="days-after"
        ),
        pytest.param(
            {"field": "attributes.Visits", "operator": "within_days", "value": 3651}, "from 0 to 3650", id="many-days"
        ),
        pytest.param({"value": 7}, "needs between 1 and 500 texts", id="number-instead-of-texts"),
        pytest.param({"value": {"DE": 1}}, "needs between 1 and 500 texts", id="object-instead-of-texts"),
        pytest.param({"value": []}, "needs between 1 and 500 texts", id="no-value"),
        pytest.param({"value": ["DE", " "]}, "needs between 1 and 500 texts", id="blank-value"),
        pytest.param({"value": ["DE", 7]}, "needs between 1 and 500 texts", id="number-among-texts"),
        pytest.param({"value": ["x" * 201]}, "at most 200 letters", id="long-value"),
        pytest.param({"value": ["a\0b"]}, "needs between", id="null-byte"),
        pytest.param({"value": [str(n) for n in range(501)]}, "needs between", id="many-values"),
        pytest.param({"color": "red"}, "needs a field, an operator and a value", id="unknown-key"),
    ],
)
def test_what_cannot_be_checked_is_refused_in_words(document, problem):
    if isinstance(document, dict) and not {"all", "any"} & set(document):
        document = {"all": [{"any": [CONDITION | document]}]}

    with pytest.raises(InvalidDefinition, match=re.escape(problem)):
        read(document, frozenset({"Visits"}))


@pytest.mark.parametrize(
    "document",
    [
        pytest.param({"field": "attributes.Visits", "operator": "within_days", "value": 3650}, id="days"),
        pytest.param({"field": "attributes.Visits", "operator": "within_days", "value": 0}, id="no-day"),
        pytest.param({"value": ["x"] * 500}, id="values"),
        pytest.param({"value": ["x" * 200]}, id="letters"),
        pytest.param({"all": [{"any": [CONDITION], "sentence": "x" * 300}]}, id="letters-of-a-sentence"),
        pytest.param(points(100_000, *[(1000, LARGE)] * 100), id="points"),
        pytest.param(points(100, *[(1, LARGE)] * 100), id="lines-that-just-reach-it"),
        pytest.param(points(1, (1, LARGE), (-1000, HEAD)), id="points-taken"),
    ],
)
def test_the_most_that_may_be_asked_is_taken(document):
    assert read(document if "all" in document else {"all": [{"any": [CONDITION | document]}]}).fields


def test_all_problems_are_named_at_once():
    with pytest.raises(InvalidDefinition) as refused:
        read({"all": [{"any": [{"field": "x", "operator": "present"}]}, {"any": []}]})

    assert refused.value.problems == ("Clause 1 asks for “x”, which no lead has.", "Clause 2 has no condition.")
