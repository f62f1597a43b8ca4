"""What a segment changes in judging: whose promise holds, who is promised nothing, and how both are counted."""

import pytest

from leads.services import get_or_create_source
from sla.facts import check_facts, rebuild_facts
from sla.judging import judge_stale, spread_agreements
from sla.models import Clock, ClockFact, ClockWeek, UnpromisedFact
from tests.factories import NOW, OwnerFactory, PromiseFactory, SegmentFactory, TeamFactory
from tests.sla.world import HOUR, agree, assigned, clock_of, event, hand_over, tell, touched, verdicts

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreement(organisation):
    """First response within four hours; fairs within forty, partners never."""
    agreement = agree(follow_up=40, is_retrospective=True)
    fair = SegmentFactory(version=agreement, name="Event lists", position=1, source="Trade fair")
    PromiseFactory(version=agreement, segment=fair, target=40)
    SegmentFactory(version=agreement, name="Partners", position=2, source="Partner", is_promised=False)
    return agreement


def from_source(name, *events, **fields):
    return hand_over(*events, source=get_or_create_source(name), **fields)


def name_of(clock):
    return clock.segment.name if clock.segment else None


def test_a_segments_own_promise_goes_before_the_one_to_every_lead(agreement):
    fair, other = from_source("Trade fair", touched(NOW + 22 * HOUR)), from_source("Website", touched(NOW + 22 * HOUR))

    tell(fair, now=NOW + 23 * HOUR)

    clock = clock_of(fair)
    assert (clock.promise.target, clock.verdict, name_of(clock)) == (40, "met", "Event lists")
    clock = clock_of(other)
    assert (clock.promise.target, clock.verdict, name_of(clock)) == (4, "missed", None)


def test_what_a_segment_does_not_promise_holds_as_for_every_lead(agreement):
    clock = clock_of(from_source("Trade fair"), "follow_up")

    assert (clock.promise.segment, clock.promise.target, name_of(clock)) == (None, 40, "Event lists")


def test_who_is_promised_nothing_has_no_clock(agreement):
    PromiseFactory(version=agreement, kind="decision", target=8)

    assert not from_source("Partner").clocks.exists()
    assert set(verdicts(from_source("Website"))) == {("first_response", 0), ("follow_up", 0), ("decision", 0)}


def test_owner_clocks_are_judged_by_the_segment_too(agreement):
    hand_off = from_source("Trade fair", assigned(OwnerFactory(team=TeamFactory())))

    assert {clock.promise.target for clock in hand_off.clocks.filter(promise__kind="first_response")} == {40}
    assert {name_of(clock) for clock in hand_off.clocks.all()} == {"Event lists"}


def test_the_order_decides_and_changes_only_with_another_version(agreement):
    large = SegmentFactory(
        version=agreement,
        position=0,
        name="Large",
        conditions={"all": [{"any": [{"field": "employees", "operator": "at_least", "value": 1000}]}]},
    )
    PromiseFactory(version=agreement, segment=large, target=1)

    assert name_of(clock_of(from_source("Partner", employees=5000))) == "Large"
    assert name_of(clock_of(from_source("Trade fair", employees=5000))) == "Large"
    assert name_of(clock_of(from_source("Trade fair", employees=50))) == "Event lists"


def test_a_lead_that_does_not_meet_the_definition_has_no_clock_in_a_segment_either(agreement):
    agreement.definition = {"all": [{"any": [{"field": "employees", "operator": "at_least", "value": 50}]}]}
    agreement.save()

    assert verdicts(from_source("Trade fair", employees=49)) == {}
    assert ("first_response", 0) in verdicts(from_source("Trade fair", employees=50))


def test_a_promise_to_a_segment_alone_is_made_to_nobody_else(agreement):
    fair = agreement.segments.get(name="Event lists")
    PromiseFactory(version=agreement, kind="decision", segment=fair, target=16)

    assert ("decision", 0) not in verdicts(from_source("Website"))
    assert ("decision", 0) in verdicts(from_source("Trade fair"))


def test_facts_count_clocks_by_segment_and_who_is_promised_nothing_beside(agreement):
    berlin = TeamFactory()
    anna = OwnerFactory(team=berlin)
    from_source("Trade fair", touched())
    from_source("Website", touched())
    partner = from_source("Partner", assigned(anna))
    from_source("Partner", assigned(anna))
    from_source("Partner")

    rebuild_facts()

    fair, partners = agreement.segments.all()
    for facts in (ClockFact, ClockWeek):
        counted = facts.objects.filter(scope="lead", promise__kind="first_response").values_list("segment", "met")
        assert sorted(counted) == [(0, 1), (fair.pk, 1)]
    rows = UnpromisedFact.objects.order_by("owner").values_list("segment", "team", "owner", "source", "hand_offs")
    assert list(rows) == [
        (partners.pk, 0, 0, partner.source_id, 1),
        (partners.pk, berlin.pk, anna.pk, partner.source_id, 2),
    ]
    assert check_facts() == []

    rebuild_facts()
    UnpromisedFact.objects.update(hand_offs=9)
    assert check_facts() == ["2026-03-04: who is promised nothing is not who its facts say"]


def test_days_without_a_clock_are_counted_when_the_agreement_is_signed(organisation):
    from_source("Partner")
    rebuild_facts()
    agreement = agree(is_retrospective=True)
    SegmentFactory(version=agreement, name="Partners", source="Partner", is_promised=False)

    spread_agreements()
    judge_stale(now=NOW)
    rebuild_facts()

    assert not Clock.objects.exists()
    assert UnpromisedFact.objects.get().hand_offs == 1
    assert check_facts() == []


def test_a_version_without_segments_asks_nothing_of_the_leads(organisation, django_assert_num_queries, monkeypatch):
    agree()
    monkeypatch.setattr("sla.judging.working.segments_of", None)

    assert verdicts(from_source("Trade fair")) == {("first_response", 0): "running"}


def test_what_marketing_promises_holds_for_every_segment(agreement):
    PromiseFactory(version=agreement, kind="reply", target=16)
    asked = event("rated", NOW + HOUR, side="sales", rating=1)

    for source in ("Partner", "Trade fair", "Website"):
        assert ("reply", 0) in verdicts(from_source(source, asked, now=NOW + 2 * HOUR)), source
