"""Segments: which one a lead belongs to, which of them nobody can reach, and what the database refuses."""

import json
from datetime import date

import numpy as np
import pytest
from django.db import IntegrityError
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from leads.models import HandOff
from sla.calendars import NEVER
from sla.criteria import facts_of, read
from sla.judging.segmenting import segments_of
from sla.segments import Segment, first_match, hidden_behind
from tests.factories import AgreementFactory, HandOffFactory, LeadFactory, PromiseFactory, SegmentFactory, SourceFactory
from tests.sla.test_definitions import conditions, snapshots

clauses = st.lists(conditions, min_size=1, max_size=3).map(lambda any_of: {"any": any_of})
documents = st.lists(clauses, min_size=1, max_size=2).map(lambda each: {"all": each})


def definition(*clauses):
    """Clauses as tuples of conditions, each written "field operator value…"."""
    return read(
        {
            "all": [
                {"any": [{"field": field, "operator": operator, "value": value} for field, operator, value in any_of]}
                for any_of in clauses
            ]
        }
    )


def segment(key, *clauses, **fields):
    return Segment(key, f"Segment {key}", definition(*clauses), **fields)


@pytest.fixture
def hand_offs():
    """Four hand-offs whose snapshots the examples rewrite."""
    lead, source = LeadFactory(), SourceFactory()
    return [HandOffFactory(lead=lead, source=source) for _ in range(4)]


@pytest.mark.django_db
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(documents=st.lists(documents, min_size=1, max_size=4), snapshots=st.lists(snapshots, min_size=4, max_size=4))
def test_the_database_and_the_pure_rule_agree(hand_offs, documents, snapshots):
    for hand_off, snapshot in zip(hand_offs, snapshots, strict=True):
        HandOff.objects.filter(pk=hand_off.pk).update(snapshot=snapshot)
    segments = [
        Segment(10 * place, f"Segment {place}", read(json.loads(json.dumps(document))))
        for place, document in enumerate(documents, 1)
    ]

    found = segments_of(np.array([hand_off.pk for hand_off in hand_offs]), segments)

    for hand_off, key in zip(HandOff.objects.order_by("pk"), found.tolist(), strict=True):
        facts = facts_of(hand_off.snapshot, handed_off_at=hand_off.handed_off_at, day=hand_off.day)
        expected = first_match(segments, facts)
        assert key == (expected.key if expected else NEVER), (documents, hand_off.snapshot)


@pytest.mark.django_db
def test_all_hand_offs_are_told_apart_by_one_query(hand_offs, django_assert_num_queries):
    ids = np.array([hand_off.pk for hand_off in hand_offs])
    three = [segment(key, [("employees", "at_least", 10 * key)]) for key in (1, 2, 3)]

    with django_assert_num_queries(1):
        segments_of(ids, three)


def test_the_first_match_wins():
    large, german, every = (
        segment(1, [("employees", "at_least", 1000)]),
        segment(2, [("country", "one_of", ["DE"])]),
        segment(3, [("has_email", "present", None), ("has_email", "missing", None)]),
    )

    assert first_match([large, german], {"employees": 5000, "country": "DE"}) is large
    assert first_match([german, large], {"employees": 5000, "country": "DE"}) is german
    assert first_match([large, german], {"employees": 10, "country": "FR"}) is None
    assert first_match([every, german], {"country": "DE"}) is every
    assert first_match([], {"country": "DE"}) is None


DE = ("country", "one_of", ["DE"])
DACH = ("country", "one_of", ["DE", "AT", "CH"])
HEAD = ("title", "contains_any", ["head"])


SEEN = "attributes.Last visit"


@pytest.mark.parametrize(
    ("earlier", "later", "is_hidden"),
    [
        pytest.param([[DE]], [[DE]], True, id="the-same"),
        pytest.param([[DE]], [[("country", "one_of", ["de"])]], True, id="the-same-in-other-letters"),
        pytest.param([[DACH]], [[DE]], True, id="fewer-countries"),
        pytest.param([[DE]], [[DACH]], False, id="more-countries"),
        pytest.param([[DE]], [[DE], [HEAD]], True, id="one-clause-more"),
        pytest.param([[DE], [HEAD]], [[DE]], False, id="one-clause-fewer"),
        pytest.param([[HEAD], [DE]], [[DE], [HEAD]], True, id="in-another-order"),
        pytest.param([[DE, HEAD]], [[DE]], True, id="one-of-two-ways"),
        pytest.param([[DE]], [[DE, HEAD]], False, id="another-way-in"),
        pytest.param([[("employees", "at_least", 50)]], [[("employees", "at_least", 100)]], True, id="larger"),
        pytest.param([[("employees", "at_least", 100)]], [[("employees", "at_least", 50)]], False, id="smaller"),
        pytest.param([[("employees", "at_most", 100)]], [[("employees", "at_most", 50)]], True, id="at-most"),
        pytest.param([[("employees", "at_least", 5)]], [[("employees", "at_most", 5)]], False, id="the-other-way"),
        pytest.param([[("employees", "at_least", 5)]], [[("employees", "at_least", 5)]], True, id="the-same-bound"),
        pytest.param([[("employees", "at_most", 5)]], [[("employees", "at_most", 5)]], True, id="the-same-upper-bound"),
        pytest.param([[(SEEN, "within_days", 14)]], [[(SEEN, "within_days", 7)]], True, id="sooner"),
        pytest.param([[(SEEN, "within_days", 7)]], [[(SEEN, "within_days", 14)]], False, id="later"),
        pytest.param([[(SEEN, "within_days", 7)]], [[(SEEN, "within_days", 7)]], True, id="as-soon"),
        pytest.param([[(SEEN, "days_before", 7)]], [[(SEEN, "days_before", 14)]], True, id="longer-ago"),
        pytest.param([[(SEEN, "days_before", 14)]], [[(SEEN, "days_before", 7)]], False, id="less-long-ago"),
        pytest.param([[(SEEN, "days_before", 7)]], [[(SEEN, "days_before", 7)]], True, id="as-long-ago"),
        pytest.param([[(SEEN, "within_days", 7)]], [[(SEEN, "days_before", 7)]], False, id="within-or-before"),
        pytest.param([[("country", "none_of", ["FR"])]], [[("country", "none_of", ["FR", "IT"])]], True, id="none-of"),
        pytest.param([[("country", "none_of", ["FR", "IT"])]], [[("country", "none_of", ["FR"])]], False, id="fewer"),
        pytest.param([[("country", "present", None)]], [[DE]], True, id="known-at-all"),
        pytest.param([[("country", "present", None)]], [[("country", "missing", None)]], False, id="not-known"),
        pytest.param([[("has_email", "present", None)]], [[("has_email", "missing", None)]], False, id="flag"),
        pytest.param([[("has_email", "present", None)]], [[("has_email", "present", None)]], True, id="same-flag"),
        pytest.param([[("city", "one_of", ["DE"])]], [[DE]], False, id="another-field"),
        pytest.param([[("country", "contains_any", ["DE"])]], [[DE]], False, id="another-operator"),
    ],
)
def test_a_segment_that_nobody_reaches(earlier, later, is_hidden):
    assert hidden_behind([definition(*earlier), definition(*later)]) == ({1: 0} if is_hidden else {})


@settings(max_examples=500)
@given(st.lists(documents, min_size=2, max_size=4), st.lists(snapshots, max_size=6))
@example([{"all": [{"any": [{"field": "title", "operator": "contains_any", "value": ["ſ"]}]}]}] * 2, [{"title": "ſ"}])
def test_what_is_called_hidden_is_reached_by_no_lead(documents, snapshots):
    segments = [Segment(place, str(place), read(document)) for place, document in enumerate(documents)]

    hidden = hidden_behind([each.definition for each in segments])

    for facts in snapshots:
        found = first_match(segments, facts)
        assert found is None or found.key not in hidden


def test_the_nearest_that_takes_all_is_named_last():
    assert hidden_behind([definition([DACH]), definition([HEAD]), definition([DE])]) == {2: 0}
    assert hidden_behind([definition([DE])] * 3) == {1: 0, 2: 0}


@pytest.mark.django_db
@pytest.mark.parametrize("document", [{}, {"all": []}, {"any": []}])
def test_the_database_keeps_no_segment_without_a_clause(document):
    with pytest.raises(IntegrityError, match="sla_segment_has_a_clause"):
        SegmentFactory(conditions=document)


@pytest.mark.django_db
@pytest.mark.parametrize("twice", [{"position": 1}, {"name": "Hot"}])
def test_a_version_has_one_segment_of_a_place_and_of_a_name(twice):
    version = AgreementFactory()
    SegmentFactory(version=version, position=1, name="Hot")
    SegmentFactory(version__effective_on=date(2025, 1, 1), position=1, name="Hot")

    with pytest.raises(IntegrityError):
        SegmentFactory(version=version, **{"position": 2, "name": "Cold"} | twice)


@pytest.mark.django_db
@pytest.mark.parametrize("is_of_a_segment", [True, False])
def test_a_promise_is_made_once_to_whom_it_is_made(is_of_a_segment):
    segment = SegmentFactory()
    fields = {"version": segment.version, "segment": segment if is_of_a_segment else None}
    PromiseFactory(**fields)
    PromiseFactory(version=segment.version, segment=None if is_of_a_segment else segment)

    with pytest.raises(IntegrityError):
        PromiseFactory(**fields)
