"""Marketing's month in the agreement: what is refused, how it reads, what the editor keeps, what is proposed."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from leadgap.audit.models import AuditEntry
from leads.services import get_or_create_source
from sla import agreements
from sla.agreements import Refused, Terms
from sla.models import AgreementVersion, Promise
from sla.months.proposals import proposals
from sla.months.sentences import month_headline
from sla.months.terms import MonthTerms, ValueTerms
from tests.factories import NOW, CalendarFactory, SourceFactory
from tests.sla.pages import text_of
from tests.sla.world import HOUR, event, hand_over

pytestmark = pytest.mark.django_db

VOLUME = MonthTerms("volume", Decimal(120))
VALUE = MonthTerms("value", Decimal(180_000))
SHARE = MonthTerms("accepted_share", Decimal("0.55"))
COMPLETE = MonthTerms("completeness", Decimal("0.98"), ("has_email", "has_company", "source"))
ALL = (VOLUME, VALUE, SHARE, COMPLETE)


@pytest.fixture
def terms(organisation):
    website = get_or_create_source("Website")
    values = (ValueTerms(website.pk, Decimal(2100)), ValueTerms(None, Decimal("300.50")))
    return Terms(
        calendar=CalendarFactory(name="Office"), promises=[], effective_on=date(2026, 3, 4), months=ALL, values=values
    )


def drafted(terms, user):
    return agreements.draft(terms=terms, user=user, now=NOW)


def test_a_draft_keeps_them_and_a_change_is_written_down(terms, manager):
    version = drafted(terms, manager)
    assert agreements.terms_of(AgreementVersion.objects.get(pk=version.pk)) == terms

    agreements.change_draft(version, terms=replace(terms, months=(VOLUME,)), user=manager, now=NOW)
    agreements.change_draft(version, terms=replace(terms, months=(VOLUME,)), user=manager, now=NOW)

    changed = AuditEntry.objects.get(action="agreement.changed")
    assert changed.data["months"] == [
        "volume 120; value 180000; accepted_share 0.55; completeness 0.98 has_email has_company source",
        "volume 120",
    ]


def test_it_reads_as_sentences_of_marketing(terms, manager):
    said = agreements.sentences(drafted(terms, manager))[1:6]

    assert {each.side for each in said} == {"marketing"}
    lines = [line.replace("\u00a0", " ") for each in said for line in str(each).splitlines()]
    assert lines == [
        "Marketing hands over 120 qualified leads a month.",
        "Marketing hands over qualified leads worth 180 000 EUR a month. By its source a lead counts for:",
        "  – Website: 2 100 EUR",
        "  – any other source: 300.50 EUR",
        "Marketing hands over leads of which at least 55 % are accepted, "
        "of the qualified ones that Sales accepts or rejects.",
        "Marketing hands over 98 % of its qualified leads with e-mail, company and source known.",
        "Marketing counts the leads of its own sources, in the month in which they are handed over. Where this is "
        "in force for a part of a month, that part of the goals is due that its working days are of the month’s.",
    ]
    text = agreements.text_of(AgreementVersion.objects.get())
    assert [each.side for each in agreements.paragraphs(text)][1:6] == ["marketing"] * 5


@pytest.mark.parametrize(
    ("months", "said"),
    [
        ((VOLUME,), "Marketing hands over 120 qualified leads a month."),
        (ALL, "Marketing hands over 120 qualified leads worth 180 000 EUR a month, at least 55 % of them accepted."),
        ((SHARE,), "Marketing hands over leads of which at least 55 % are accepted."),
        ((COMPLETE,), "Marketing hands over 98 % of its qualified leads with e-mail, company and source known."),
        ((), ""),
    ],
)
def test_what_is_promised_now_is_one_line(terms, manager, months, said):
    headline = month_headline(drafted(replace(terms, months=months), manager))

    assert headline.replace("\u00a0", " ") == said


@pytest.mark.parametrize(
    ("change", "field", "problem"),
    [
        pytest.param({"months": (replace(VOLUME, goal=Decimal(0)),)}, "volume", "above 0", id="zero"),
        pytest.param({"months": (replace(VOLUME, goal=Decimal("1.5")),)}, "volume", "counted whole", id="half-a-lead"),
        pytest.param({"months": (replace(VALUE, goal=Decimal(10) ** 10),)}, "value", "too large", id="too-much"),
        pytest.param({"months": (replace(SHARE, goal=Decimal("1.01")),)}, "accepted_share", "at most 100", id="share"),
        pytest.param({"months": (VOLUME, VOLUME)}, "volume", "made twice", id="twice"),
        pytest.param({"months": (replace(COMPLETE, fields=()),)}, "completeness", "must be known", id="no-field"),
        pytest.param(
            {"months": (replace(COMPLETE, fields=("shoe",)),)}, "completeness", "which no lead has", id="unknown-field"
        ),
        pytest.param({"values": ()}, "lead_values", "what a lead is worth", id="no-value"),
        pytest.param({"values": (ValueTerms(None, Decimal(-1)),)}, "lead_values", "below 0", id="negative"),
        pytest.param(
            {"values": (ValueTerms(None, Decimal(1)), ValueTerms(None, Decimal(2)))},
            "lead_values",
            "has one value",
            id="two-values",
        ),
    ],
)
def test_what_cannot_be_kept_is_refused(terms, manager, change, field, problem):
    with pytest.raises(Refused) as refused:
        drafted(replace(terms, **change), manager)

    assert problem in " ".join(refused.value.problems[field])
    assert not AgreementVersion.objects.exists()


def test_a_source_of_sales_has_no_value(terms, manager):
    own = SourceFactory(name="Own research", side="sales")

    with pytest.raises(Refused, match="Only leads of Marketing’s own sources count"):
        drafted(replace(terms, values=(ValueTerms(own.pk, Decimal(5)),)), manager)


def test_an_agreement_of_marketing_alone_can_be_proposed(terms, manager):
    version = drafted(terms, manager)

    agreements.propose(version, user=manager, now=NOW)

    assert "120 qualified leads" in AgreementVersion.objects.get().text


# ── The editor ──────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def editing(client, manager, terms, time_machine):
    time_machine.move_to(NOW, tick=False)
    client.force_login(manager)
    version = drafted(replace(terms, months=(), values=()), manager)
    url = reverse("sla:agreement-edit", args=[version.number])
    form = {
        "title": terms.title,
        "calendar": terms.calendar.pk,
        "effective_on": "2026-04-01",
        "condition-TOTAL_FORMS": "0",
        "condition-INITIAL_FORMS": "0",
        "line-TOTAL_FORMS": "0",
        "line-INITIAL_FORMS": "0",
        **{f"{kind}-unit": "days" for kind in Promise.Kind},
    }
    return lambda **more: client.post(url, form | {name.replace("__", "-"): value for name, value in more.items()})


def values_of_form(source, **more):
    return {
        "value__is_made": "on",
        "value__goal": "180000",
        f"value__{source.pk}__amount": "2100",
        "value__other__amount": "300.50",
    } | more


def test_the_editor_keeps_what_was_filled_in(editing, terms):
    website = get_or_create_source("Website")
    made = {
        "volume__is_made": "on",
        "volume__goal": "120",
        "accepted_share__is_made": "on",
        "accepted_share__goal": "55",
        "completeness__is_made": "on",
        "completeness__goal": "98",
        "completeness__fields_known": ["has_email", "has_company", "source"],
    }

    assert editing(**made, **values_of_form(website)).status_code == 302

    kept = agreements.terms_of(AgreementVersion.objects.get())
    assert (kept.months, set(kept.values)) == (ALL, set(terms.values))


@pytest.mark.parametrize(
    ("sent", "problem"),
    [
        ({"volume__is_made": "on"}, "Volume: fill in the number."),
        ({"volume__is_made": "on", "volume__goal": "-3"}, "The goal must be above 0."),
        ({"value__is_made": "on", "value__goal": "5"}, "Say what a lead is worth"),
        ({"completeness__is_made": "on", "completeness__goal": "98"}, "choose what must be known of a lead"),
        (
            {"completeness__is_made": "on", "completeness__goal": "98", "completeness__fields_known": ["shoe"]},
            "Select a valid choice",
        ),
        ({"value__other__amount": "much"}, "Write a number."),
    ],
)
def test_the_editor_says_what_is_wrong(editing, sent, problem):
    response = editing(**sent)

    assert response.status_code == 422
    assert problem in text_of(response)


def sold(source, won, lost, revenue=1000):
    for place in range(won + lost):
        end = event("won", NOW, amount=Decimal(revenue)) if place < won else event("rejected", NOW)
        hand_over(end, at=NOW - 50 * HOUR, source=source, employees=60)


def test_values_are_proposed_from_what_became_of_the_leads(organisation):
    website, fair = get_or_create_source("Website"), SourceFactory(name="Fair")
    sold(website, won=2, lost=2)
    sold(fair, won=0, lost=4)
    sold(SourceFactory(name="Own research", side="sales"), won=1, lost=0)

    found = proposals({}, today=date(2026, 3, 4), currency="EUR")

    parent = 2 / 8
    assert {key: each.amount for key, each in found.items()} == {
        website.pk: round((2 + 20 * parent) / 24 * 1000),
        fair.pk: round(20 * parent / 24 * 1000),
        None: 250,
    }
    assert found[fair.pk].words.replace("\u00a0", " ") == ("20.8 % won × 1 000 EUR; 0 won of 4")


def test_a_proposal_is_taken_by_whoever_ticks_it_and_by_nobody_else(editing):
    website = get_or_create_source("Website")
    sold(website, won=1, lost=3)
    sent = {"value__is_made": "on", "value__goal": "500", f"value__{website.pk}__amount": "7"}

    asked = editing(**sent, propose_values="1")
    assert asked.status_code == 200
    assert 'name="value-other-take" value="250"' in asked.content.decode()
    assert not AgreementVersion.objects.get().lead_values.exists()

    editing(**sent, value__other__take="250")

    kept = {each.source: each.amount for each in agreements.terms_of(AgreementVersion.objects.get()).values}
    assert kept == {website.pk: 7, None: 250}


def test_without_a_sale_there_is_nothing_to_propose(editing):
    assert "Nothing to propose" in text_of(editing(propose_values="1"))
