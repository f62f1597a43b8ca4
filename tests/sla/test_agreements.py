"""From a draft to two signatures: who may, what is refused in which words, and what is written down."""

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from leadgap.audit.models import AuditEntry
from leadgap.periods import period
from leads.models import HandOff
from sla import agreements
from sla.agreements import PromiseTerms, Refused, Terms
from sla.criteria import read
from sla.definitions import condition
from sla.models import AgreementVersion, CalendarVersion, Clock, Promise, Signature
from tests.factories import NOW, AgreementFactory, CalendarFactory, UserFactory
from tests.sla.world import HOUR, agree, get_or_create_source, hand_over, touched

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 4)
FIRST = PromiseTerms("first_response", 60, "minutes", Decimal("0.95"))
ATTEMPTS = PromiseTerms("attempts", 10, "wall_days", Decimal("0.9"), attempts=5)
RATING = PromiseTerms("rating", 2, "days", Decimal("0.9"))
DEFINITION = {
    "all": [
        {
            "any": [{"field": "employees", "operator": "at_least", "value": 50}],
            "sentence": "The company has 50 people.",
        },
        {"any": [{"field": "country", "operator": "one_of", "value": ["DE", "AT"]}]},
    ]
}


@pytest.fixture
def terms(organisation):
    return Terms(
        calendar=CalendarFactory(name="Office"),
        promises=[FIRST, RATING],
        definition=DEFINITION,
        effective_on=TODAY,
    )


@pytest.fixture
def proposed(terms, manager):
    version = agreements.draft(terms=terms, user=manager, now=NOW)
    agreements.propose(version, user=manager, now=NOW)
    version.refresh_from_db()
    return version


def sign(version, user, side, now=NOW, text_hash=None):
    return agreements.sign(version, side=side, text_hash=text_hash or version.text_hash, user=user, now=now)


def state_of(version):
    version.refresh_from_db()
    return version.state


def test_a_draft_keeps_its_terms(terms, manager):
    AgreementFactory(number=7)

    version = agreements.draft(terms=terms, user=manager, now=NOW)

    assert (version.number, version.state, version.created_by) == (8, "draft", manager)
    assert agreements.terms_of(AgreementVersion.objects.get(pk=version.pk)) == terms


def test_it_reads_as_sentences(proposed):
    assert proposed.text.splitlines() == [
        "Agreement between Sales and Marketing",
        "",
        "A lead is qualified when all of this holds:",
        "  – The company has 50 people (company size is at least 50).",
        "  – country is one of DE, AT",
        "Sales makes a first genuine contact within 60 working minutes of the hand-off "
        "for 95\u00a0% of qualified leads.",
        "Sales rates 90\u00a0% of all leads within 2 working days of the first conversation or of closing the lead, "
        "whichever comes first.",
        "Working time is Monday–Friday 09:00–17:00 in Europe/Berlin, without the holidays of the calendar “Office”. "
        "A team that has a calendar of its own is judged by that. "
        "Changes to calendars count from the moment they are made.",
        "This is in force from 4 March 2026, and not before both sides have signed.",
    ]
    assert proposed.text_hash == hashlib.sha256(proposed.text.encode()).hexdigest()


@pytest.mark.parametrize(
    ("promise", "words"),
    [
        (
            PromiseTerms("follow_up", 1, "days", Decimal("0.985")),
            "98.50\u00a0% of qualified leads within 1 working day of",
        ),
        (
            PromiseTerms("follow_up", 24, "wall_hours", Decimal("1")),
            "follows up all of qualified leads within 24 hours of",
        ),
    ],
)
def test_a_target_is_said_in_its_own_unit(terms, manager, promise, words):
    version = agreements.draft(terms=replace(terms, promises=[promise]), user=manager, now=NOW)

    assert words in agreements.sentences(version)[1].text


def test_promised_attempts_are_said_and_a_rating_waits_for_the_last(terms, manager):
    version = agreements.draft(terms=replace(terms, promises=[ATTEMPTS, RATING]), user=manager, now=NOW)

    _, attempts, rating, *_ = agreements.sentences(version)

    assert attempts.text == (
        "Sales makes at least 5 genuine attempts to reach 90\u00a0% of qualified leads within 10 days of the hand-off, "
        "unless it speaks to the lead or closes it before."
    )
    assert rating.text.endswith(
        "of the first conversation, of closing the lead, or of the last promised attempt, whichever comes first."
    )
    assert agreements.terms_of(version).promises == [ATTEMPTS, RATING]


@pytest.mark.parametrize("stops", Promise.Stop.values)
@pytest.mark.parametrize("starts", Promise.Start.values)
@pytest.mark.parametrize("kind", ["first_response", "follow_up"])
def test_what_starts_and_stops_a_clock_is_signed(terms, manager, kind, starts, stops):
    if (starts, stops) == ("acceptance", "accepted"):
        return
    chosen = replace(FIRST, kind=kind, starts=starts, stops=stops)
    version = agreements.draft(terms=replace(terms, promises=[chosen]), user=manager, now=NOW)

    said = agreements.sentences(version)[1].text

    assert f"within 60 working minutes of {Promise.Start(starts).label}" in said
    other = {each for each in Promise.Stop.values if each != stops}
    others = {SAID[kind][each] for each in other}
    assert f"Sales {SAID[kind][stops]} " in said
    assert not [each for each in others if f"Sales {each} " in said]
    assert agreements.terms_of(version).promises == [chosen]


SAID = {
    "first_response": {
        "touch": "makes a first contact, or answers one of the lead’s,",
        "genuine": "makes a first genuine contact",
        "connected": "speaks to the lead for the first time",
        "accepted": "accepts the lead",
        "qualified": "qualifies the lead",
    },
    "follow_up": {
        "touch": "gets in touch with, or answers,",
        "genuine": "follows up",
        "connected": "speaks to",
        "accepted": "accepts",
        "qualified": "qualifies",
    },
}


def test_points_are_said_with_what_gives_them(terms, manager):
    lines = [
        {"any": [{"field": "employees", "operator": "at_least", "value": 50}], "points": 60},
        {"any": [{"field": "city", "operator": "missing"}], "points": -1, "sentence": "Nobody knows where."},
    ]
    clause = {"any": [{"field": "country", "operator": "one_of", "value": ["DE"]}]}
    scored = {"at_least": 60, "lines": lines}
    version = agreements.draft(
        terms=replace(terms, definition={"all": [clause], "points": scored}), user=manager, now=NOW
    )
    alone = agreements.draft(terms=replace(terms, definition={"points": scored}), user=manager, now=NOW)

    text = agreements.text_of(version)

    assert agreements.paragraphs(text)[:2] == agreements.sentences(version)[:2]
    assert [str(each) for each in agreements.sentences(version)[:2]] == [
        "A lead is qualified when all of this holds:\n  – country is DE",
        "A lead is also qualified when it scores at least 60 points:\n"
        "  – +60 points: company size is at least 50\n"
        "  – −1 point: Nobody knows where (city is not known).",
    ]
    assert agreements.sentences(alone)[0].text == "A lead is qualified when it scores at least 60 points:"


def test_marketing_promises_to_answer(terms, manager):
    reply = PromiseTerms("reply", 2, "days", Decimal("0.9"))
    version = agreements.draft(terms=replace(terms, promises=[reply]), user=manager, now=NOW)

    said = agreements.sentences(version)[1]

    assert (said.text, said.side) == (
        "Marketing answers 90\u00a0% of Sales’ questions and disputes, and of its ratings of 1 or 2 of leads from "
        "Marketing’s own sources, within 2 working days.",
        "marketing",
    )
    assert agreements.paragraphs(agreements.text_of(version))[1] == said


def test_without_clauses_every_lead_is_qualified_and_looking_back_is_said(terms, manager):
    version = agreements.draft(terms=replace(terms, definition={}, is_retrospective=True), user=manager, now=NOW)

    first, *_, last = agreements.sentences(version)

    assert first.text == "Every lead that is handed over counts as qualified."
    assert "Hand-offs before that, for which no agreement was in force, are judged as if it had been." in last.text


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


def test_a_year_and_a_full_goal_are_possible(terms, manager):
    longest = [
        replace(FIRST, target=366, unit="days", goal=Decimal(1)),
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
        "promises": ["first_response 60 minutes 0.95; rating 2 days 0.9", "rating 2 days 0.9"],
    }


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


def test_today_is_the_organisations(terms, manager):
    version = agreements.draft(terms=terms, user=manager, now=NOW)

    with pytest.raises(Refused, match="before it is signed"):  # 00:30 on the 5th in Berlin, still the 4th in UTC
        agreements.propose(version, user=manager, now=datetime(2026, 3, 4, 23, 30, tzinfo=UTC))


@pytest.mark.parametrize("days", [0, -1])
def test_a_day_that_another_version_has_is_refused(terms, manager, days):
    other = AgreementFactory(effective_on=TODAY, number=3)
    day = TODAY + timedelta(days=days)
    version = agreements.draft(terms=replace(terms, effective_on=day), user=manager, now=NOW - timedelta(days=2))

    with pytest.raises(Refused, match=f"Version {other.number} is in force from 2026-03-04. Choose a later day."):
        agreements.propose(version, user=manager, now=NOW - timedelta(days=2))


def test_both_signatures_bring_it_into_force(proposed, manager, marketer):
    sign(proposed, manager, "sales")
    assert state_of(proposed) == "proposed"

    sign(proposed, marketer, "marketing", now=NOW + HOUR)

    assert state_of(proposed) == "signed"
    assert (proposed.signed_at, proposed.is_spread) == (NOW + HOUR, False)
    assert [(each.side, each.name, each.text_hash) for each in proposed.signatures.all()] == [
        ("sales", "Max Manager", proposed.text_hash),
        ("marketing", "Mara Marketer", proposed.text_hash),
    ]
    assert AuditEntry.objects.filter(action="agreement.signed").count() == 2
    assert agreements.current(NOW + HOUR) == proposed
    assert agreements.current(NOW) is None


@pytest.mark.parametrize(
    ("who", "side", "may"),
    [
        ("manager", "sales", True),
        ("manager", "marketing", False),
        ("marketer", "marketing", True),
        ("marketer", "sales", False),
        ("administrator", "sales", True),
        ("administrator", "marketing", True),
        ("rep", "sales", False),
        ("auditor", "sales", False),
        ("auditor", "marketing", False),
    ],
)
def test_who_signs_for_which_side(proposed, request, who, side, may):
    user = request.getfixturevalue(who)
    assert agreements.may_sign(user, side) is may

    if may:
        sign(proposed, user, side)
    else:
        with pytest.raises(Refused, match="does not sign"):
            sign(proposed, user, side)

    assert proposed.signatures.count() == may
    assert (side in agreements.sides_of(user, proposed)) is False


def test_one_person_does_not_sign_for_both(proposed, administrator):
    sign(proposed, administrator, "sales")

    assert agreements.sides_of(administrator, proposed) == []
    with pytest.raises(Refused, match="An agreement needs two people"):
        sign(proposed, administrator, "marketing")

    assert state_of(proposed) == "proposed"


def test_a_side_signs_once(proposed, manager, other_manager):
    sign(proposed, manager, "sales")

    assert agreements.sides_of(other_manager, proposed) == []
    with pytest.raises(Refused, match="Sales has already signed."):
        sign(proposed, other_manager, "sales")


def test_an_unread_text_is_not_signed(proposed, manager):
    with pytest.raises(Refused, match="not the one that you have read"):
        sign(proposed, manager, "sales", text_hash="f" * 64)

    AgreementVersion.objects.filter(pk=proposed.pk).update(text=proposed.text + " And a bonus.")
    with pytest.raises(Refused, match="not the one that you have read"):
        sign(proposed, manager, "sales")

    assert not Signature.objects.exists()


def test_a_day_taken_meanwhile_is_refused_at_the_second_signature(proposed, manager, marketer):
    sign(proposed, manager, "sales")
    AgreementFactory(number=50, effective_on=TODAY + timedelta(days=1))

    with pytest.raises(Refused, match="Version 50, in force from 2026-03-05, was signed meanwhile"):
        sign(proposed, marketer, "marketing")

    assert state_of(proposed) == "proposed"
    assert proposed.signatures.count() == 1


def test_what_is_open_can_be_withdrawn_and_stays_on_record(proposed, manager, marketer):
    sign(proposed, manager, "sales")

    agreements.withdraw(proposed, user=marketer, now=NOW)

    assert state_of(proposed) == "withdrawn"
    assert proposed.signatures.count() == 1
    with pytest.raises(Refused, match="cannot be signed"):
        sign(proposed, marketer, "marketing")
    with pytest.raises(Refused, match="no longer open"):
        agreements.withdraw(proposed, user=marketer, now=NOW)


def test_what_is_signed_cannot_be_withdrawn(manager, organisation):
    version = AgreementFactory()

    with pytest.raises(Refused, match="no longer open"):
        agreements.withdraw(version, user=manager, now=NOW)


@pytest.mark.parametrize(
    ("who", "may"),
    [("manager", True), ("marketer", True), ("administrator", True), ("rep", False), ("auditor", False)],
)
def test_who_drafts(request, who, may):
    assert agreements.may_draft(request.getfixturevalue(who)) is may


def test_in_force_by_day(organisation):
    first = AgreementFactory(effective_on=date(2026, 1, 1), is_retrospective=True)
    second = AgreementFactory(effective_on=date(2026, 3, 1), signed_at=datetime(2026, 3, 2, 12, tzinfo=UTC))
    AgreementFactory(effective_on=date(2026, 3, 2), state="proposed")

    found = {day: agreements.in_force(date.fromisoformat(day)) for day in ("2019-05-05", "2026-03-01", "2026-03-02")}

    assert found == {"2019-05-05": first, "2026-03-01": first, "2026-03-02": second}
    assert agreements.current(datetime(2026, 3, 2, 11, tzinfo=UTC)) == first


def test_without_a_retrospective_version_nothing_was_promised_before(organisation):
    AgreementFactory(effective_on=date(2026, 1, 1))

    assert agreements.in_force(date(2025, 12, 31)) is None
    assert agreements.in_force(date(2026, 1, 1)) is not None


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


def test_a_dry_run_says_what_the_judge_would_say_and_writes_nothing(organisation, manager):
    qualified = {"email": "a@example.com"}
    for hours in (1, 2, 9):
        hand_over(touched(NOW + hours * HOUR), **qualified)
    hand_over(**qualified, now=NOW)
    hand_over(at=NOW + 9 * HOUR, now=NOW + 9 * HOUR, **qualified)
    hand_over(touched(NOW + HOUR))
    hand_over(at=NOW - timedelta(days=91), now=NOW, **qualified)
    hand_over(at=None, **qualified)
    calendar = CalendarFactory()
    definition = {"all": [{"any": [{"field": "has_email", "operator": "present", "value": None}]}]}
    terms = Terms(calendar, [replace(FIRST, target=2, unit="hours")], definition, effective_on=TODAY)
    version = agreements.draft(terms=terms, user=manager, now=NOW)
    now = NOW + 9 * HOUR

    today = now.astimezone(organisation.zone).date()
    seen = agreements.dry_run(version, period=period("90d", today=today), now=now)

    assert (seen.hand_offs, seen.is_all, seen.qualified) == (6, True, 5)
    (first,) = seen.promises
    assert (first.kept.part, first.kept.whole, first.running, first.ended, first.no_data) == (2, 4, 1, 0, 0)
    assert (first.response.n, first.response.median, first.is_kept) == (3, 7200, False)
    assert not Clock.objects.exists()

    AgreementVersion.objects.filter(pk=version.pk).update(
        state="signed", signed_at=NOW, is_retrospective=True, text_hash="0" * 64
    )
    from sla.judging import judge

    judge(HandOff.objects.values_list("pk", flat=True), now=now)
    recent = Clock.objects.filter(scope="lead", hand_off__handed_off_at__gte=NOW)
    assert recent.filter(verdict="met").count() == first.kept.part
    assert recent.filter(verdict__in=["met", "missed"]).count() == first.kept.whole


def test_a_dry_run_of_nothing_keeps_no_promise(organisation, manager):
    seen = agreements.dry_run(agree(state="draft"), period=period("90d", today=NOW.date()), now=NOW)

    assert (seen.hand_offs, seen.qualified) == (0, 0)
    assert (seen.promises[0].kept.value, seen.promises[0].is_kept, seen.promises[0].response.median) == (
        None,
        None,
        None,
    )


def test_a_sentence_of_their_own_is_signed_with_what_is_judged(organisation, manager):
    asked = {"field": "employees", "operator": "at_least", "value": 50}
    definition = {"all": [{"any": [asked], "sentence": "The company has at least 5 people."}, {"any": [asked]}]}
    version = agreements.draft(terms=Terms(CalendarFactory(), [FIRST], definition), user=manager, now=NOW)

    parts = agreements.sentences(version)[0].parts

    # Whoever changes the number and forgets the sentence is not signed for something else.
    assert parts == (
        "The company has at least 5 people (company size is at least 50).",
        "company size is at least 50",
    )


def test_a_dry_run_names_the_hand_offs_that_would_flip(organisation, auditor):
    now = NOW + 9 * HOUR
    agree(number=1, first_response=3, unit="wall_hours")
    spared, hurt = (hand_over(touched(NOW + hours * HOUR), now=now) for hours in (1, 2))
    for answered_at in (NOW + 9 * HOUR, None):
        hand_over(*([touched(answered_at)] if answered_at else []), now=now)
    stricter = agree(number=2, state="draft", first_response=90, unit="wall_minutes")
    milder = agree(number=3, state="draft", first_response=1, unit="wall_days")

    strict, mild = (
        agreements.dry_run(version, period=period("30d", today=now.date()), now=now).promises[0]
        for version in (stricter, milder)
    )

    assert (strict.today.part, strict.today.whole, strict.kept.part) == (2, 4, 1)
    assert [(flip.hand_off, flip.today, flip.then) for flip in strict.flips] == [(hurt.pk, "met", "missed")]
    assert (strict.better, strict.worse, mild.better, mild.worse) == (0, 1, 1, 0)
    assert spared.pk not in {flip.hand_off for flip in strict.flips + mild.flips}
    # The one that waits still runs under the milder promise.
    assert (mild.running, mild.no_longer) == (1, 0)


def test_what_is_past_due_counts_as_missed_today_before_the_sweep_has_come(organisation, auditor):
    agree(number=1, first_response=3, unit="wall_hours")
    hand_over()
    assert Clock.objects.get(scope="lead").verdict == "running"
    milder = agree(number=2, state="draft", first_response=1, unit="wall_days")

    row = agreements.dry_run(milder, period=period(today=NOW.date()), now=NOW + 4 * HOUR).promises[0]

    assert (row.today.part, row.today.whole, row.running) == (0, 1, 1)


def test_a_dry_run_counts_what_is_judged_by_only_one_version(organisation, auditor):
    agree(number=1, first_response=3, definition={"all": [_asks("has_email")]})
    hand_over(touched(), email="a@example.com")
    for _ in range(2):
        hand_over(touched(), phone="+49 30 1")
    draft = agree(number=2, state="draft", first_response=3, definition={"all": [_asks("has_phone")]})

    row = agreements.dry_run(draft, period=period(today=NOW.date()), now=NOW).promises[0]

    assert (row.newly, row.no_longer, row.flips) == (2, 1, [])


def test_a_dry_run_looks_at_the_days_it_is_asked_for(organisation, auditor):
    draft = agree(state="draft", first_response=3)
    for days in (1, 5, 9):
        hand_over(touched(NOW - timedelta(days=days)), at=NOW - timedelta(days=days))
    of_a_week = period(today=NOW.date(), start=f"{NOW - timedelta(days=5):%Y-%m-%d}", end=f"{NOW:%Y-%m-%d}")

    assert agreements.dry_run(draft, period=of_a_week, now=NOW).hand_offs == 2
    assert agreements.dry_run(draft, period=period("all", today=NOW.date()), now=NOW).hand_offs == 3


def _asks(field):
    return {"any": [{"field": field, "operator": "present", "value": None}]}


def test_two_who_begin_at_once_get_two_numbers_or_a_reason(terms, manager, monkeypatch):
    agreements.draft(terms=terms, user=manager, now=NOW)
    taken = AgreementVersion.objects.get().number

    monkeypatch.setattr(AgreementVersion.objects.__class__, "aggregate", lambda *_, **__: {"last": taken - 1})
    with pytest.raises(Refused, match="at the same moment"):
        agreements.draft(terms=terms, user=UserFactory(), now=NOW)

    assert AgreementVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("state", "said"),
    [("draft", "a draft"), ("proposed", "proposed"), ("signed", "signed"), ("withdrawn", "withdrawn")],
)
def test_a_refusal_says_how_a_version_stands(state, said):
    assert AgreementVersion(state=state).state_words == said


def test_one_of_a_unit_is_written_as_one():
    assert str(Promise(kind="first_response", target=1, unit="hours")) == "First response within 1 working hour"
    assert str(Promise(kind="attempts", attempts=5, target=10, unit="days")) == "5 attempts within 10 working days"
