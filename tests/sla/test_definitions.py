"""One definition, two readers: the database and the pure rule must name the same hand-offs."""

import json
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leads.models import HandOff
from sla.criteria import facts_of, read
from sla.definitions import condition
from tests.factories import NOW, HandOffFactory, LeadFactory, SourceFactory

pytestmark = pytest.mark.django_db

# Few and colliding, so that conditions meet values; with every way in which one can be strange.
WORDS = [
    "DE",
    "de",
    "d",
    "Straße",
    "STRASSE",
    "ÄÖ",
    "äö",
    "a.b",
    "a\nb",
    "50",
    "50.0",
    "-3",
    "true",
    "null",
    "",
    " ",
    "日本",
    'q"\\',
]
# The hand-offs are of 2026-03-04 14:00 UTC, in Berlin 15:00, and one has no time.
DATES = [
    "2026-03-04",
    "2026-03-05",
    "2026-02-18",
    "2026-02-17 23:59",
    "2026-03-04T14:00:00Z",
    "2026-03-04T14:00:00.999Z",
    "2026-03-04T15:00:00.123456+01:00",
    "2026-03-04 14:00:01+00:00",
    "2026-02-18T14:00Z",
    "2026-02-18T13:59:59Z",
    "2026-02-18 09:00-05:00",
    "2026-02-30",
    "2025-02-29",
    "2024-02-29",
    "1900-02-29",
    "2026-02-18T14:00+15:00",
    "2026-02-18T24:00Z",
    "18/02/2026",
    "2026-02-18\n",
]
NUMBERS = [0, 50, -3, 49.5, 50.0, 999_999_999_999_999, 1_000_000_000_000_000, 1e20, 0.1]
texts = st.sampled_from(WORDS)
values = st.one_of(
    texts,
    st.sampled_from(DATES),
    st.sampled_from(NUMBERS),
    st.none(),
    st.booleans(),
    st.just([]),
    st.just(["DE"]),
    st.just({"DE": 1}),
)
keys = st.sampled_from(["country", "title", "employees", "score", "campaign", "has_email"])
names = st.sampled_from(["Visits", "7", "Löhne", "a b", 'say "x"'])
snapshots = st.builds(
    lambda facts, attributes: facts | ({} if attributes is None else {"attributes": attributes}),
    st.dictionaries(keys, values),
    st.none() | st.dictionaries(names, values),
)
lists = st.lists(texts.filter(str.strip), min_size=1, max_size=3)
bounds = st.sampled_from(NUMBERS).filter(lambda number: abs(number) < 1e15)


def conditions_on(field, *strategies):
    return st.one_of(*(strategy.map(lambda rest: {"field": field} | rest) for strategy in strategies))


asks_text = st.builds(
    lambda operator, value: {"operator": operator, "value": value},
    st.sampled_from(["one_of", "none_of", "contains_any", "contains_none"]),
    lists,
)
asks_number = st.builds(
    lambda operator, value: {"operator": operator, "value": value}, st.sampled_from(["at_least", "at_most"]), bounds
)
asks_days = st.builds(
    lambda operator, value: {"operator": operator, "value": value},
    st.sampled_from(["within_days", "days_before"]),
    st.sampled_from([0, 1, 14, 15]),
)
asks_presence = st.sampled_from([{"operator": "present"}, {"operator": "missing"}])
conditions = st.one_of(
    *(conditions_on(key, asks_text, asks_presence) for key in ("country", "title", "source", "campaign")),
    *(conditions_on(key, asks_number, asks_presence) for key in ("employees", "score")),
    conditions_on("has_email", asks_presence),
    names.flatmap(lambda name: conditions_on(f"attributes.{name}", asks_text, asks_number, asks_days, asks_presence)),
)
clauses = st.lists(conditions, min_size=1, max_size=3).map(lambda any_of: {"any": any_of})
points = st.integers(-30, 30).filter(bool)
lines = st.lists(st.builds(lambda clause, given: clause | {"points": given}, clauses, points), min_size=1, max_size=4)
scores = st.builds(
    lambda given, share: {
        "at_least": max(1, int(sum(line["points"] for line in given if line["points"] > 0) * share)),
        "lines": [{**given[0], "points": abs(given[0]["points"])}, *given[1:]],  # or nothing could be reached
    },
    lines,
    st.floats(0, 1),
)
definitions = st.builds(
    lambda clauses, scored: {"all": clauses} | ({"points": scored} if scored else {}),
    st.lists(clauses, max_size=3),
    st.none() | scores,
)


@pytest.fixture
def hand_offs():
    """Four hand-offs whose snapshots the examples rewrite."""
    lead, source = LeadFactory(), SourceFactory()
    late = {"handed_off_at": NOW + timedelta(hours=9, minutes=30), "day": date(2026, 3, 5)}
    times = ({"handed_off_at": NOW}, {"handed_off_at": NOW}, late, {"handed_off_at": None})
    return [HandOffFactory(lead=lead, source=source, **time) for time in times]


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(document=definitions, snapshots=st.lists(snapshots, min_size=4, max_size=4))
def test_the_database_and_the_pure_rule_agree(hand_offs, document, snapshots):
    for hand_off, snapshot in zip(hand_offs, snapshots, strict=True):
        HandOff.objects.filter(pk=hand_off.pk).update(snapshot=snapshot)
    definition = read(json.loads(json.dumps(document)))

    qualified = set(HandOff.objects.filter(condition(definition)).values_list("pk", flat=True))

    for hand_off in HandOff.objects.all():
        facts = facts_of(hand_off.snapshot, handed_off_at=hand_off.handed_off_at, day=hand_off.day)
        assert (hand_off.pk in qualified) is definition.holds(facts), (document, hand_off.snapshot)


@pytest.mark.parametrize("name", ["Last visit", 'say "x"'])
@pytest.mark.parametrize("operator", ["within_days", "days_before"])
def test_both_agree_on_every_way_to_write_a_date(hand_offs, operator, name):
    for value in DATES:
        HandOff.objects.update(snapshot={"attributes": {name: value}})
        for days in (0, 1, 14, 15):
            definition = read(
                {"all": [{"any": [{"field": f"attributes.{name}", "operator": operator, "value": days}]}]}
            )

            qualified = set(HandOff.objects.filter(condition(definition)).values_list("pk", flat=True))

            for each in HandOff.objects.all():
                facts = facts_of(each.snapshot, handed_off_at=each.handed_off_at, day=each.day)
                assert (each.pk in qualified) is definition.holds(facts), (value, days, each.handed_off_at)


@pytest.mark.parametrize("name", ['say "x"', "back\\slash", "a.b", "7", "a[0]", "Löhne", "it's", "a\nb", "100 %"])
@pytest.mark.parametrize("value", ["DE", 50, True])
def test_an_attribute_of_any_name_is_found(hand_offs, name, value):
    field = f"attributes.{name}"
    first, second, *_ = hand_offs
    HandOff.objects.filter(pk=first.pk).update(snapshot={"attributes": {name: value, "other": 1}})
    HandOff.objects.filter(pk=second.pk).update(snapshot={"attributes": {f"{name}x": value}})

    for asked in ({"operator": "present"}, {"operator": "one_of", "value": [str(value).lower()]}):
        definition = read({"all": [{"any": [{"field": field} | asked]}]})
        assert set(HandOff.objects.filter(condition(definition))) == {first}, asked


def test_a_line_of_which_nothing_is_known_gives_nothing(hand_offs):
    """In SQL a comparison with nothing is neither true nor false; a sum with it would be lost."""
    first, *_ = hand_offs
    HandOff.objects.filter(pk=first.pk).update(snapshot={"title": "Head"})
    lines = [
        {"any": [{"field": "title", "operator": "contains_any", "value": ["head"]}], "points": 20},
        {"any": [{"field": "employees", "operator": "at_least", "value": 50}], "points": 40},
    ]

    qualified = HandOff.objects.filter(condition(read({"points": {"at_least": 20, "lines": lines}})))

    assert set(qualified) == {first}


def test_a_definition_can_be_turned_round(hand_offs):
    fair, own, *_ = hand_offs
    HandOff.objects.filter(pk=fair.pk).update(snapshot={"campaign": "ÄÖ"})
    HandOff.objects.filter(pk=own.pk).update(snapshot={"campaign": "other"})
    definition = condition(read({"all": [{"any": [{"field": "campaign", "operator": "one_of", "value": ["äö"]}]}]}))

    assert set(HandOff.objects.filter(definition)) == {fair}
    assert set(HandOff.objects.exclude(definition)) == set(hand_offs) - {fair}


def test_a_definition_asks_one_query(hand_offs, django_assert_num_queries):
    document = {
        "points": {
            "at_least": 20,
            "lines": [
                {"any": [{"field": "title", "operator": "contains_any", "value": ["head"]}], "points": 20},
                {"any": [{"field": "score", "operator": "at_most", "value": 3}], "points": -5},
            ],
        },
        "all": [
            {"any": [{"field": "employees", "operator": "at_least", "value": 50}]},
            {"any": [{"field": "source", "operator": "one_of", "value": ["de"]}]},
        ],
    }

    with django_assert_num_queries(1):
        assert not HandOff.objects.filter(condition(read(document))).exists()
