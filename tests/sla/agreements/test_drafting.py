"""What a draft may say, who writes it, and what it begins with."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from leadgap.audit.models import AuditEntry
from leads.models import HandOff
from sla import agreements
from sla.agreements import Refused
from sla.agreements.drafting import hash_of
from sla.agreements.segments import SegmentTerms
from sla.criteria import read
from sla.definitions import condition
from sla.models import AgreementVersion, CalendarVersion, Promise
from sla.months.terms import MonthTerms
from tests.factories import NOW, AgreementFactory, CalendarFactory, UserFactory
from tests.sla.agreements.drafts import ATTEMPTS, FIRST, RATING, TODAY, state_of
from tests.sla.world import get_or_create_source, hand_over

pytestmark = pytest.mark.django_db


def test_a_draft_keeps_its_terms(terms, manager):
    AgreementFactory(number=7)

    version = agreements.draft(terms=terms, user=manager, now=NOW)

    assert (version.number, version.state, version.created_by) == (8, "draft", manager)
    assert agreements.terms_of(AgreementVersion.objects.get(pk=version.pk)) == terms


@pytest.mark.parametrize(
    ("change", "field", "problem"),
    [
        pytest.param({"promises": [replace(FIRST, target=0)]}, "first_response", "a promise of zero", id="zero"),
        pytest.param(
            {"promises": [replace(FIRST, target=366 * 24 * 60 + 1)]}, "first_response", "more than a year", id="minutes"
        ),
        pytest.param({"promises": [replace(RATING, target=367)]}, "rating", "more than a year", id="days"),
        pytest.param(
            {"promises": [replace(FIRST, goal=Decimal(0))]}, "first_response", "share above 0 %", id="no-goal"
        ),
        pytest.param(
            {"promises": [replace(FIRST, goal=Decimal("1.01"))]}, "first_response", "up to 100 %", id="more-than-all"
        ),
        pytest.param(
            {"promises": [replace(FIRST, starts="acceptance", stops="accepted")]},
            "first_response",
            "cannot both start and stop",
            id="stops-as-it-starts",
        ),
        pytest.param({"promises": [FIRST, FIRST]}, "promises", "cannot be made twice", id="twice"),
        pytest.param(
            {"promises": [replace(ATTEMPTS, attempts=1)]}, "attempts", "promise from 2 to 20 of them", id="one-attempt"
        ),
        pytest.param(
            {"promises": [replace(ATTEMPTS, attempts=21)]}, "attempts", "promise from 2 to 20", id="too-many-attempts"
        ),
        pytest.param(
            {"promises": [replace(ATTEMPTS, attempts=None)]}, "attempts", "promise from 2 to 20", id="no-number"
        ),
        pytest.param(
            {"definition": {"all": [{"any": [{"field": "shoe", "operator": "present"}]}]}},
            "definition",
            "Clause 1 asks for “shoe”, which no lead has.",
            id="unknown-field",
        ),
        pytest.param(
            {"definition": {"all": [{"any": [{"field": "attributes.Shoe", "operator": "present"}]}]}},
            "definition",
            "which no lead has",
            id="unknown-attribute",
        ),
    ],
)
def test_terms_that_cannot_be_kept_are_refused(terms, manager, change, field, problem):
    with pytest.raises(Refused) as refused:
        agreements.draft(terms=replace(terms, **change), user=manager, now=NOW)

    assert problem in refused.value.problems[field][0]
    assert not AgreementVersion.objects.exists()
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(
    ("unit", "longest"),
    [
        # 366 days of the office's five times eight hours a week.
        ("minutes", 125_485),
        ("hours", 2091),
        ("days", 261),
        ("wall_minutes", 527_040),
        ("wall_hours", 8784),
        ("wall_days", 366),
        ("wall_weeks", 52),
    ],
)
def test_nobody_is_promised_more_than_a_year_of_its_calendar(terms, manager, unit, longest):
    fits = replace(FIRST, target=longest, unit=unit)
    assert agreements.draft(terms=replace(terms, promises=[fits]), user=manager, now=NOW).pk

    with pytest.raises(Refused, match=f"more than a year, which has {longest} "):
        agreements.draft(terms=replace(terms, promises=[replace(fits, target=longest + 1)]), user=manager, now=NOW)


def test_a_year_and_a_full_goal_are_possible(terms, manager):
    longest = [
        replace(FIRST, target=366, unit="wall_days", goal=Decimal(1)),
        replace(RATING, target=1, goal=Decimal("0.0001")),
    ]

    assert agreements.draft(terms=replace(terms, promises=longest), user=manager, now=NOW).promises.count() == 2


def test_an_attribute_that_leads_have_may_be_asked_for(terms, manager):
    hand_over(attributes={"Shoe": "42"})
    definition = {"all": [{"any": [{"field": "attributes.Shoe", "operator": "at_least", "value": 40}]}]}

    assert agreements.draft(terms=replace(terms, definition=definition), user=manager, now=NOW).pk


def test_a_calendar_that_never_opens_is_refused(terms, manager):
    closed = CalendarFactory()
    CalendarVersion.objects.filter(calendar=closed).update(weekly={})

    with pytest.raises(Refused, match="never opens"):
        agreements.draft(terms=replace(terms, calendar=closed), user=manager, now=NOW)


def test_a_change_is_written_down_with_before_and_after(terms, manager, marketer):
    version = agreements.draft(terms=terms, user=manager, now=NOW)

    agreements.change_draft(version, terms=replace(terms, title="Ours", promises=[RATING]), user=marketer, now=NOW)
    agreements.change_draft(version, terms=replace(terms, title="Ours", promises=[RATING]), user=marketer, now=NOW)

    drafted, changed = AuditEntry.objects.order_by("pk")
    assert (drafted.action, drafted.actor) == ("agreement.drafted", manager)
    assert (changed.action, changed.actor, changed.target) == (
        "agreement.changed",
        marketer,
        f"sla.agreementversion:{version.pk}",
    )
    assert changed.data == {
        "title": ["Agreement between Sales and Marketing", "Ours"],
        "promises": [
            "First response within 60 working minutes for 95\u00a0%; Rating within 2 working days for 90\u00a0%",
            "Rating within 2 working days for 90\u00a0%",
        ],
    }


def test_who_is_qualified_is_written_down_as_people_read_it(terms, manager):
    country = {"any": [{"field": "country", "operator": "one_of", "value": ["DE", "AT"]}]}
    near = country | {"sentence": "It is near."}
    defined = replace(
        terms,
        definition={"all": [near, country], "points": {"at_least": 60, "lines": [country | {"points": 70}]}},
        segments=[SegmentTerms("Fairs", {"all": [country]})],
    )
    version = agreements.draft(terms=replace(terms, definition={}), user=manager, now=NOW)

    agreements.change_draft(version, terms=defined, user=manager, now=NOW)

    changed = AuditEntry.objects.get(action="agreement.changed")
    assert changed.data == {
        "definition": [
            "Every lead that is handed over counts as qualified.",
            "A lead is qualified when all of this holds: "
            "It is near (country is one of DE, AT); country is one of DE, AT. "
            "A lead is also qualified when it scores at least 60 points: +70 points: country is one of DE, AT.",
        ],
        "segments": ["", "Fairs: country is one of DE, AT, as every lead"],
    }


def test_a_mistyped_year_is_refused_in_a_draft_and_in_a_proposal(terms, manager):
    """Signed by both, it would keep every other version out until then."""
    furthest = replace(terms, effective_on=date(2027, 3, 5))
    too_far = replace(terms, effective_on=date(2027, 3, 6))
    said = "6 March 2027 is more than a year ahead. Choose a day until 5 March 2027"
    with pytest.raises(Refused, match=said):
        agreements.draft(terms=too_far, user=manager, now=NOW)
    version = agreements.draft(terms=furthest, user=manager, now=NOW)
    with pytest.raises(Refused, match=said):
        agreements.change_draft(version, terms=too_far, user=manager, now=NOW)
    AgreementVersion.objects.update(effective_on=too_far.effective_on)

    with pytest.raises(Refused, match=said):
        agreements.propose(version, user=manager, now=NOW)

    assert state_of(version) == "draft"


@pytest.mark.parametrize("state", ["proposed", "signed", "withdrawn"])
def test_only_a_draft_is_changed_or_proposed(terms, manager, state):
    version = AgreementFactory(state=state)

    with pytest.raises(Refused, match=f"Version {version.number} is {state}, so it cannot be changed."):
        agreements.change_draft(version, terms=terms, user=manager, now=NOW)
    with pytest.raises(Refused, match="cannot be proposed"):
        agreements.propose(version, user=manager, now=NOW)

    assert state_of(version) == state


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        pytest.param({"effective_on": None}, "Choose the first day", id="no-day"),
        pytest.param({"effective_on": TODAY - timedelta(days=1)}, "before it is signed", id="past-day"),
        pytest.param({"promises": []}, "promises something", id="no-promise"),
    ],
)
def test_what_is_not_ready_cannot_be_proposed(terms, manager, change, problem):
    version = agreements.draft(terms=replace(terms, **change), user=manager, now=NOW)

    with pytest.raises(Refused, match=problem):
        agreements.propose(version, user=manager, now=NOW)

    assert state_of(version) == "draft"


def test_promises_of_marketing_alone_can_be_proposed(terms, manager):
    version = agreements.draft(
        terms=replace(terms, promises=[], months=[MonthTerms("volume", Decimal(120))]), user=manager, now=NOW
    )

    agreements.propose(version, user=manager, now=NOW)

    assert state_of(version) == "proposed"


def test_a_proposal_freezes_the_text_of_its_own_draft(terms, manager):
    version, other = (agreements.draft(terms=terms, user=manager, now=NOW) for _ in range(2))

    agreements.propose(version, user=manager, now=NOW)

    assert (state_of(version), state_of(other)) == ("proposed", "draft")
    assert version.proposed_at == NOW
    assert version.text
    assert version.text_hash == hash_of(version.text)
    assert [(each.action, each.target, each.data) for each in AuditEntry.objects.order_by("pk")] == [
        ("agreement.drafted", f"sla.agreementversion:{version.pk}", {"number": 1}),
        ("agreement.drafted", f"sla.agreementversion:{other.pk}", {"number": 2}),
        ("agreement.proposed", f"sla.agreementversion:{version.pk}", {"text_hash": version.text_hash}),
    ]


def test_today_is_the_organisations(terms, manager):
    version = agreements.draft(terms=terms, user=manager, now=NOW)

    with pytest.raises(Refused, match="before it is signed"):  # 00:30 on the 5th in Berlin, still the 4th in UTC
        agreements.propose(version, user=manager, now=datetime(2026, 3, 4, 23, 30, tzinfo=UTC))


@pytest.mark.parametrize("days", [0, -1])
def test_a_day_that_another_version_has_is_refused(terms, manager, days):
    other = AgreementFactory(effective_on=TODAY, number=3)
    day = TODAY + timedelta(days=days)
    version = agreements.draft(terms=replace(terms, effective_on=day), user=manager, now=NOW - timedelta(days=2))

    with pytest.raises(Refused, match=f"Version {other.number} is in force from 4 March 2026. Choose a later day."):
        agreements.propose(version, user=manager, now=NOW - timedelta(days=2))


@pytest.mark.parametrize(
    ("who", "may"),
    [("manager", True), ("marketer", True), ("administrator", True), ("rep", False), ("auditor", False)],
)
def test_who_drafts(request, who, may):
    assert agreements.may_draft(request.getfixturevalue(who)) is may


@pytest.mark.parametrize("template", agreements.TEMPLATES, ids=lambda template: template.key)
def test_every_template_can_be_drafted_and_proposed(template, organisation, manager):
    terms = replace(template.terms(CalendarFactory()), effective_on=TODAY)
    version = agreements.draft(terms=terms, user=manager, now=NOW)

    agreements.propose(version, user=manager, now=NOW)

    assert {promise.kind for promise in version.promises.all()} == set(Promise.Kind.values)


def test_by_the_template_of_several_ways_less_need_be_known_of_who_asked_to_talk(organisation):
    mixed = next(template for template in agreements.TEMPLATES if template.key == "mixed")
    is_qualified = condition(read(mixed.definition))

    def qualifies(source, **lead):
        hand_off = hand_over(source=get_or_create_source(source), **lead)
        return HandOff.objects.filter(is_qualified, pk=hand_off.pk).exists()

    assert qualifies("Demo request", email="a@example.com")
    assert not qualifies("Webinar", email="a@example.com")
    assert qualifies("Webinar", email="a@example.com", company="Acme")
    assert not qualifies("Demo request")


def test_two_who_begin_at_once_get_two_numbers_or_a_reason(terms, manager, monkeypatch):
    agreements.draft(terms=terms, user=manager, now=NOW)
    taken = AgreementVersion.objects.get().number

    monkeypatch.setattr(AgreementVersion.objects.__class__, "aggregate", lambda *_, **__: {"last": taken - 1})
    with pytest.raises(Refused, match="at the same moment"):
        agreements.draft(terms=terms, user=UserFactory(), now=NOW)

    assert AgreementVersion.objects.count() == 1
