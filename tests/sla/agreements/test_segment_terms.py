"""Segments as they are agreed: kept, refused in words, read as sentences, and changed one by one in a draft."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from leadgap.audit.models import AuditEntry
from sla import agreements
from sla.agreements import PromiseTerms, Refused, SegmentTerms, Terms
from sla.agreements.changes import changes
from sla.agreements.words import headline
from sla.models import AgreementVersion
from tests.factories import NOW, AgreementFactory, CalendarFactory

pytestmark = pytest.mark.django_db


def first_response(target, unit="minutes"):
    return PromiseTerms("first_response", target, unit, Decimal("0.9"))


def from_(*sources):
    return {"all": [{"any": [{"field": "source", "operator": "one_of", "value": list(sources)}]}]}


HOT = SegmentTerms("Hot inbound", from_("Demo request"), [first_response(15)])
EVENTS = SegmentTerms("Event lists", from_("Webinar", "Fair"), [first_response(3, "days")])
PARTNERS = SegmentTerms("Partners", from_("Partner"), [], is_promised=False)


@pytest.fixture
def terms(organisation):
    return Terms(
        calendar=CalendarFactory(name="Office"),
        promises=[first_response(2, "hours"), PromiseTerms("rating", 2, "days", Decimal("0.8"))],
        segments=[HOT, EVENTS, PARTNERS],
        effective_on=date(2026, 3, 4),
    )


@pytest.fixture
def draft(terms, manager):
    return agreements.draft(terms=terms, user=manager, now=NOW)


def stored(version):
    return agreements.terms_of(AgreementVersion.objects.get(pk=version.pk))


def test_a_draft_keeps_its_segments(draft, terms):
    assert stored(draft) == terms


def test_what_a_segment_is_promised_stands_beside_the_same_promise_to_every_lead(draft):
    made = [(each.kind, each.segment and each.segment.name) for each in draft.promises.all()]

    assert made == [
        ("first_response", None),
        ("first_response", "Hot inbound"),
        ("first_response", "Event lists"),
        ("rating", None),
    ]


def test_segments_read_as_sentences(draft):
    text = agreements.text_of(draft)

    assert text.splitlines()[3:13] == [
        "Sales makes a first genuine contact within 2 working hours of the hand-off for 90\u00a0% of qualified leads.",
        "Sales rates 80\u00a0% of all leads within 2 working days of the first conversation or of closing the lead, "
        "whichever comes first.",
        "A lead belongs to the first of these segments whose conditions it meets. "
        "What is promised to its segment holds instead of the same promise above; all else holds as for every lead.",
        "Sales promises to segment 1, “Hot inbound” (source is Demo request):",
        "  – Sales makes a first genuine contact within 15 working minutes of the hand-off "
        "for 90\u00a0% of qualified leads.",
        "Sales promises to segment 2, “Event lists” (source is one of Webinar, Fair):",
        "  – Sales makes a first genuine contact within 3 working days of the hand-off "
        "for 90\u00a0% of qualified leads.",
        "Sales promises nothing to segment 3, “Partners” (source is Partner).",
        "While Sales waits for the lead, the time of its promises stands still.",
        "Working time is Monday–Friday 09:00–17:00 in Europe/Berlin, without the holidays of the calendar “Office”. "
        "A team that has a calendar of its own is judged by that. "
        "Changes to calendars count from the moment they are made.",
    ]
    hot = next(each for each in agreements.paragraphs(text) if "Hot inbound" in each.text)
    assert (hot.side, len(hot.parts)) == ("sales", 1)


def test_without_segments_nothing_is_said_of_them(terms, manager):
    version = agreements.draft(terms=replace(terms, segments=[]), user=manager, now=NOW)

    assert "segment" not in agreements.text_of(version)


def test_a_segment_may_promise_the_same(terms, manager):
    same = replace(EVENTS, promises=[])
    version = agreements.draft(terms=replace(terms, segments=[same]), user=manager, now=NOW)

    assert "(source is one of Webinar, Fair) the same as to every other lead." in agreements.text_of(version)


def test_the_headline_says_what_is_promised_to_whom(draft, terms, manager):
    assert headline(draft) == (
        "Sales answers 90\u00a0% of qualified leads within 2 working hours, Hot inbound within 15 working minutes, "
        "Event lists within 3 working days."
    )
    only = agreements.draft(terms=replace(terms, promises=[], segments=[HOT]), user=manager, now=NOW)
    assert headline(only) == "Sales answers 90\u00a0% of qualified leads in Hot inbound within 15 working minutes."


def test_another_order_is_another_text(draft, terms, manager):
    other = agreements.draft(terms=replace(terms, segments=[EVENTS, HOT, PARTNERS]), user=manager, now=NOW)

    lines = changes(agreements.text_of(draft), agreements.text_of(other))

    assert {line.kind for line in lines} - {"same"}


UNKNOWN = {"all": [{"any": [{"field": "shoe_size", "operator": "present"}]}]}


@pytest.mark.parametrize(
    ("segments", "problem"),
    [
        pytest.param([replace(HOT, name=" ")], "A segment needs a name.", id="no-name"),
        pytest.param([replace(HOT, name="x" * 61)], "at most 60 letters, in one line", id="long-name"),
        pytest.param([replace(HOT, name="Hot\ninbound")], "at most 60 letters, in one line", id="two-lines"),
        pytest.param([HOT, replace(EVENTS, name="hot INBOUND")], "There are two segments called", id="same-name"),
        pytest.param([replace(HOT, conditions={})], "Without a condition every lead would belong", id="no-clause"),
        pytest.param([replace(HOT, conditions={"all": []})], "Without a condition", id="empty-list"),
        pytest.param([replace(HOT, conditions=UNKNOWN)], "asks for “shoe_size”, which no lead has", id="unknown-field"),
        pytest.param([replace(HOT, promises=[first_response(0)])], "a promise of zero cannot be kept", id="zero"),
        pytest.param([replace(HOT, promises=[first_response(400, "days")])], "more than a year", id="too-long"),
        pytest.param([replace(HOT, promises=HOT.promises * 2)], "cannot be made twice", id="twice"),
        pytest.param([replace(HOT, is_promised=False)], "cannot promise nothing and something", id="both"),
        pytest.param(
            [replace(HOT, promises=[PromiseTerms("reply", 2, "days", Decimal("0.9"))])],
            "What Marketing promises holds for every lead.",
            id="of-marketing",
        ),
        pytest.param([replace(HOT, name=f"S{n}") for n in range(51)], "50 segments at most", id="too-many"),
    ],
)
def test_nonsense_is_refused_in_words(terms, manager, segments, problem):
    with pytest.raises(Refused, match=problem) as refused:
        agreements.draft(terms=replace(terms, segments=segments), user=manager, now=NOW)

    assert set(refused.value.problems) == {"segments"}
    assert not AgreementVersion.objects.exists()


def test_a_segment_that_keeps_its_name_keeps_its_key(draft, manager):
    keys = dict(draft.segments.values_list("name", "pk"))

    agreements.change_segments(
        draft, lambda found: [found[1], replace(found[0], promises=[first_response(20)])], user=manager, now=NOW
    )

    assert list(draft.segments.values_list("name", "pk")) == [
        ("Event lists", keys["Event lists"]),
        ("Hot inbound", keys["Hot inbound"]),
    ]
    assert [segment.promises[0].target for segment in stored(draft).segments] == [3, 20]
    assert AuditEntry.objects.filter(action="agreement.changed").exists()


@pytest.mark.parametrize("state", ["proposed", "signed", "withdrawn"])
def test_only_a_draft_changes(organisation, manager, state):
    version = AgreementFactory(state=state)

    with pytest.raises(Refused, match=f"Version {version.number} is {state}, so it cannot be changed."):
        agreements.change_segments(version, lambda found: [*found, HOT], user=manager, now=NOW)

    assert not version.segments.exists()


def test_every_template_can_be_drafted(organisation, manager):
    for template in agreements.TEMPLATES:
        version = agreements.draft(terms=template.terms(CalendarFactory()), user=manager, now=NOW)
        assert [each.name for each in stored(version).segments] == [each.name for each in template.segments]
