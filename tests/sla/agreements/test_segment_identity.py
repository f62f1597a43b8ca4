"""A segment stays the same one through versions and names."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from leadgap.periods import period
from leads.services import get_or_create_source
from sla import agreements
from sla.agreements import SegmentTerms, Terms
from sla.compliance import By
from sla.compliance.segments import segments_on_offer
from sla.facts import rebuild_facts
from sla.judging import sweep_due
from sla.misses import clocks_of
from tests.factories import NOW, CalendarFactory, SegmentFactory
from tests.sla.compliance.test_segments import LATER, cut, rows_of
from tests.sla.world import HOUR, agree, hand_over, touched

pytestmark = pytest.mark.django_db


def of(source):
    return {"all": [{"any": [{"field": "source", "operator": "one_of", "value": [source]}]}]}


HOT, FAIRS = SegmentTerms("Hot", of("Demo request")), SegmentTerms("Fairs", of("Fair"))


@pytest.fixture
def draft(manager, organisation):
    promises = agreements.terms_of(agree(number=1)).promises
    terms = Terms(calendar=CalendarFactory(), promises=promises, segments=[HOT, FAIRS], effective_on=date(2026, 4, 1))
    return agreements.draft(terms=terms, user=manager, now=NOW)


def identities(version):
    return dict(version.segments.values_list("name", "identity"))


def change(draft, manager, *segments):
    agreements.change_segments(draft, lambda _: segments, user=manager, now=NOW)


def test_a_draft_begun_from_a_version_carries_it_over_and_renames_it(draft, manager):
    second = agreements.draft(terms=agreements.terms_of(draft), user=manager, now=NOW)
    hot, fairs = agreements.terms_of(second).segments

    change(second, manager, fairs, replace(hot, name="Hottest"))

    before = identities(draft)
    assert identities(second) == {"Fairs": before["Fairs"], "Hottest": before["Hot"]}


def test_in_a_draft_it_keeps_its_key_whatever_it_is_called(draft, manager):
    key = draft.segments.get(name="Hot").pk
    hot, fairs = agreements.terms_of(draft).segments

    change(draft, manager, replace(hot, name="Hottest"), fairs)

    assert draft.segments.get(name="Hottest").pk == key


def test_two_that_change_names_stay_who_they_were(draft, manager):
    before, (hot, fairs) = identities(draft), agreements.terms_of(draft).segments

    change(draft, manager, replace(hot, name="Fairs"), replace(fairs, name="Hot"))

    assert identities(draft) == {"Fairs": before["Hot"], "Hot": before["Fairs"]}


def test_a_new_one_takes_the_name_of_one_that_was_renamed(draft, manager):
    hot, fairs = agreements.terms_of(draft).segments

    change(draft, manager, replace(hot, name="Hottest"), fairs, HOT)

    found = identities(draft)
    assert len(set(found.values())) == 3


def test_written_anew_it_is_the_one_of_its_name_in_force(manager, organisation):
    signed = SegmentFactory(version=agree(number=1), name="Hot")
    terms = replace(agreements.terms_of(signed.version), segments=[HOT, FAIRS], effective_on=date(2026, 4, 1))

    draft = agreements.draft(terms=terms, user=manager, now=NOW)

    assert identities(draft)["Hot"] == signed.identity
    assert identities(draft)["Fairs"] != signed.identity


@pytest.fixture
def renamed(organisation):
    """Fairs until February, Events since; and another one that is called Fairs since."""
    old, new = agree(number=1, is_retrospective=True), agree(number=2, effective_on=date(2026, 2, 1))
    one, other = uuid4(), uuid4()
    SegmentFactory(version=old, name="Fairs", identity=one, source="Fair", position=1)
    SegmentFactory(version=old, name="Partners", identity=other, source="Partner", position=2)
    SegmentFactory(version=new, name="Events", identity=one, source="Fair", position=1)
    for at in (NOW - 1000 * HOUR, NOW):
        hand_over(touched(at + HOUR), at=at, now=LATER, source=get_or_create_source("Fair"))
        hand_over(at=at, now=LATER, source=get_or_create_source("Fair"))
    hand_over(at=NOW - 1000 * HOUR, now=LATER, source=get_or_create_source("Partner"))
    sweep_due(now=LATER)
    rebuild_facts()
    return new


def test_compliance_has_one_row_under_the_newest_name(renamed, administrator):
    found = cut(administrator)

    assert rows_of(found) == {"Events": (2, 2, 0), "Partners": (0, 1, 0)}
    key = renamed.segments.get().pk
    assert [name for _, name in segments_on_offer()] == ["Events", "Partners"]
    assert cut(administrator, By.TEAM, only={"segment": key}).total.figures.missed == 2
    asked = {"promise_kind": "first_response", "scope": "lead", "period": period("90d", today=LATER.date())}
    assert clocks_of(administrator, only={"segment": key}, **asked).missed(LATER).count() == 2


def test_two_of_one_name_are_told_apart_by_their_version(renamed, administrator):
    renamed.segments.update(name="Partners")

    found = cut(administrator)

    assert rows_of(found) == {"Partners": (2, 2, 0), "Partners (until version 1)": (0, 1, 0)}
