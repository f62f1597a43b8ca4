"""The pages of the agreement: what each person reads, what the editor keeps, what a refusal looks like."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from leadgap.audit.models import AuditEntry
from sla import agreements
from sla.models import AgreementVersion, Clock
from tests.factories import NOW, AgreementFactory, CalendarFactory, PromiseFactory
from tests.sla.world import HOUR, agree, assigned, hand_over, touched

pytestmark = pytest.mark.django_db

URL = reverse("sla:agreement")


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW + 9 * HOUR, tick=False)


def page(name, version):
    return reverse(f"sla:{name}", args=[version.number])


def text_of(response):
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def a_draft(manager, **fields):
    terms = agreements.TEMPLATES[0].terms(CalendarFactory(name="Office"))
    version = agreements.draft(terms=terms, user=manager, now=NOW)
    AgreementVersion.objects.filter(pk=version.pk).update(effective_on=date(2026, 4, 1), **fields)
    version.refresh_from_db()
    return version


def a_proposal(manager):
    version = a_draft(manager)
    agreements.propose(version, user=manager, now=NOW)
    version.refresh_from_db()
    return version


def form_of(version, **changes):
    """What the editor sends when nothing was touched."""
    terms = agreements.terms_of(version)
    data = {
        "title": terms.title,
        "calendar": terms.calendar.pk,
        "effective_on": str(terms.effective_on or ""),
        "condition-TOTAL_FORMS": "2",
        "condition-INITIAL_FORMS": "0",
        "line-TOTAL_FORMS": "2",
        "line-INITIAL_FORMS": "0",
        "condition-0-joined": "and",
        "condition-0-field": "has_email",
        "condition-0-operator": "present",
        "condition-0-sentence": "The lead can be reached.",
        "condition-1-joined": "or",
        "condition-1-field": "has_phone",
        "condition-1-operator": "present",
    }
    for promise in terms.promises:
        data |= {
            f"{promise.kind}-is_made": "on",
            f"{promise.kind}-target": str(promise.target),
            f"{promise.kind}-unit": promise.unit,
            f"{promise.kind}-goal": f"{promise.goal:.0%}".removesuffix("%"),
            f"{promise.kind}-attempts": str(promise.attempts or ""),
        }
    for month in terms.months:
        goal = month.goal if month.kind == "volume" else month.goal * 100
        data |= {f"{month.kind}-is_made": "on", f"{month.kind}-goal": f"{goal:f}"}
        if month.fields:
            data[f"{month.kind}-fields_known"] = list(month.fields)
    return data | changes


def test_before_anything_is_agreed_the_page_says_what_to_do(as_, manager, rep):
    said = text_of(as_(manager).get(URL))
    assert "Nothing is agreed yet." in said
    assert reverse("sla:agreement-new") in said

    said = text_of(as_(rep).get(URL))
    assert "No version has been proposed." in said
    assert reverse("sla:agreement-new") not in said


def test_everyone_reads_the_version_in_force(as_, rep):
    agree(number=4, text="Agreement\n\nSales answers every lead.", title="Ours", is_retrospective=True)

    said = text_of(as_(rep).get(URL))

    assert "Sales answers 95 % of qualified leads within 4 working hours." in said
    assert "Version 4. It is in force since 1 January 2026, and judges what was handed over before" in said
    assert "1 Jan 2026</time> <small" in said
    assert "and for what came before" in said
    assert "<p>Sales answers every lead.</p>" in said
    assert "Edit" not in said


def test_a_signed_text_is_shown_as_it_was_signed(as_, rep):
    version = agree(text="Agreement\n\nSales answers within 4 hours.")
    version.promises.update(target=99)

    assert "Sales answers within 4 hours." in text_of(as_(rep).get(page("agreement-version", version)))


def test_a_draft_is_not_for_reps(as_, rep, marketer, auditor, manager):
    version = a_draft(manager)

    assert as_(rep).get(page("agreement-version", version)).status_code == 404
    assert as_(rep).get(page("agreement-dry-run", version)).status_code == 404
    assert f"Version {version.number}" not in text_of(as_(rep).get(URL))
    for person in (marketer, auditor):
        assert as_(person).get(page("agreement-version", version)).status_code == 200


def test_versions_say_how_they_stand(as_, rep):
    old = AgreementFactory(number=1, effective_on=date(2025, 1, 1), text="A\n\nOne.\nTwo.")
    AgreementFactory(number=2, effective_on=date(2026, 1, 1), text="A\n\nOne.\nThree.")
    AgreementFactory(number=3, effective_on=date(2026, 4, 1), text="A\n\nOne.")
    AgreementFactory(number=4, effective_on=date(2026, 5, 1), state="proposed")
    AgreementFactory(number=5, state="withdrawn")

    said = text_of(as_(rep).get(URL))

    badges = [
        word for word in ("superseded", "in force", "signed", "proposed", "withdrawn") if f">{word}</span>" in said
    ]
    assert badges == ["superseded", "in force", "signed", "proposed", "withdrawn"]
    assert "It was in force from 20 December 2025 to 1 January 2026." in said
    assert "It comes into force on 1 April 2026." in said
    assert "Version 4</a>: It waits for the signature of Sales and of Marketing." in said
    assert "What changes against version 1" in said
    assert "<del>Two.</del>" in said
    assert "<ins>Three.</ins>" in said
    assert "What changes against" not in text_of(as_(rep).get(page("agreement-version", old)))


def test_a_new_version_begins_with_a_template(as_, marketer):
    calendar = CalendarFactory()

    response = as_(marketer).post(reverse("sla:agreement-new"), {"start": "event", "calendar": calendar.pk})

    version = AgreementVersion.objects.get()
    assert response["Location"] == page("agreement-edit", version)
    assert (version.title, version.calendar, version.created_by) == ("Agreement: event lists", calendar, marketer)


def test_a_new_version_begins_with_the_last_one(as_, manager):
    last = agree(first_response=7, is_retrospective=True, title="Ours")

    as_(manager).post(reverse("sla:agreement-new"), {"start": "last"})

    version = AgreementVersion.objects.first()
    assert (version.number, version.title) == (last.number + 1, "Ours")
    assert [promise.target for promise in version.promises.all()] == [7]
    assert (version.effective_on, version.is_retrospective) == (None, False)


def test_without_a_calendar_one_is_made_first(as_, manager):
    response = as_(manager).post(reverse("sla:agreement-new"), {"start": "demo"})

    assert response["Location"] == reverse("sla:calendar-new")


def test_nothing_chosen_is_said(as_, manager):
    CalendarFactory()

    response = as_(manager).post(reverse("sla:agreement-new"), {})

    assert response.status_code == 422
    assert "This field is required." in text_of(response)


def test_the_editor_shows_what_the_draft_says(as_, manager):
    version = a_draft(manager)

    said = text_of(as_(manager).get(page("agreement-edit", version)))

    assert 'name="first_response-target" value="60"' in said
    assert 'name="first_response-goal" value="95"' in said
    assert 'value="The lead can be reached."' in said
    assert said.count('class="condition"') == 4  # two that are there, two to fill in
    assert said.count('class="condition condition-scores"') == 2
    assert 'value="2026-04-01"' in said


def test_saving_what_was_shown_changes_nothing(as_, manager):
    version = a_draft(manager)
    before = agreements.terms_of(version)

    response = as_(manager).post(page("agreement-edit", version), form_of(version))

    assert response["Location"] == page("agreement-version", version)
    assert agreements.terms_of(AgreementVersion.objects.get()) == before
    assert not AuditEntry.objects.filter(action="agreement.changed").exists()


def test_the_editor_writes_everything(as_, manager):
    version = a_draft(manager)
    other = CalendarFactory()
    changes = {
        "title": "Ours",
        "calendar": other.pk,
        "effective_on": "2026-05-02",
        "is_retrospective": "on",
        "first_response-target": "90",
        "first_response-unit": "wall_minutes",
        "first_response-goal": "97.5",
        "attempts-attempts": "4",
        "first_response-starts": "assignment",
        "first_response-stops": "connected",
        "follow_up-is_made": "",
        "decision-is_made": "",
        "reply-is_made": "",
        "condition-TOTAL_FORMS": "4",
        "condition-0-field": "country",
        "condition-0-operator": "one_of",
        "condition-0-value": 'DE, "Korea, South", AT,',
        "condition-1-field": "employees",
        "condition-1-operator": "at_least",
        "condition-1-value": "50",
        "condition-2-joined": "and",
        "condition-2-field": "city",
        "condition-2-operator": "missing",
        "condition-2-value": "ignored",
        "condition-3-joined": "and",
    }

    response = as_(manager).post(page("agreement-edit", version), form_of(version, **changes, dry_run="1"))

    assert response["Location"] == page("agreement-dry-run", version)
    terms = agreements.terms_of(AgreementVersion.objects.get())
    assert (terms.title, terms.calendar, str(terms.effective_on)) == ("Ours", other, "2026-05-02")
    assert terms.is_retrospective
    assert [(each.kind, each.target, each.unit, str(each.goal), each.attempts) for each in terms.promises] == [
        ("first_response", 90, "wall_minutes", "0.9750", None),
        ("attempts", 10, "days", "0.9000", 4),
        ("rating", 2, "days", "0.9000", None),
    ]
    assert [(each.starts, each.stops) for each in terms.promises] == [
        ("assignment", "connected"),
        *[("hand_off", "genuine")] * 2,
    ]
    assert terms.definition == {
        "all": [
            {
                "any": [
                    {"field": "country", "operator": "one_of", "value": ["DE", "Korea, South", "AT"]},
                    {"field": "employees", "operator": "at_least", "value": 50},
                ],
                "sentence": "The lead can be reached.",
            },
            {"any": [{"field": "city", "operator": "missing", "value": None}]},
        ]
    }
    assert 'value="DE, &quot;Korea, South&quot;, AT"' in text_of(as_(manager).get(page("agreement-edit", version)))


def test_the_editor_writes_points_and_shows_them_again(as_, manager):
    version = a_draft(manager)
    changes = {
        "threshold": "60",
        "line-TOTAL_FORMS": "3",
        "line-0-joined": "and",
        "line-0-points": "40",
        "line-0-field": "employees",
        "line-0-operator": "at_least",
        "line-0-value": "50",
        "line-0-sentence": "A larger company",
        "line-1-joined": "or",
        "line-1-points": "7",
        "line-1-field": "title",
        "line-1-operator": "contains_any",
        "line-1-value": "head",
        "line-2-joined": "and",
        "line-2-points": "20",
        "line-2-field": "city",
        "line-2-operator": "present",
    }

    response = as_(manager).post(page("agreement-edit", version), form_of(version, **changes))

    assert response["Location"] == page("agreement-version", version)
    version.refresh_from_db()
    assert version.definition["points"] == {
        "at_least": 60,
        "lines": [
            {
                "any": [
                    {"field": "employees", "operator": "at_least", "value": 50},
                    {"field": "title", "operator": "contains_any", "value": ["head"]},
                ],
                "sentence": "A larger company",
                "points": 40,
            },
            {"any": [{"field": "city", "operator": "present", "value": None}], "points": 20},
        ],
    }
    shown = text_of(as_(manager).get(page("agreement-edit", version)))
    assert 'name="threshold" value="60"' in shown
    assert 'name="line-0-points" value="40"' in shown
    assert 'name="line-2-points" value="20"' in shown
    read = text_of(as_(manager).get(page("agreement-version", version)))
    assert "A lead is also qualified when it scores at least 60 points:" in read
    assert "+40 points: A larger company (company size is at least 50 or title contains “head”)." in read
    assert "+20 points: city is known" in read

    as_(manager).post(page("agreement-edit", version), form_of(version))
    version.refresh_from_db()
    assert "points" not in version.definition


LINE = {"line-0-joined": "and", "line-0-field": "city", "line-0-operator": "present", "line-0-points": "10"}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        pytest.param({"threshold": "60"}, "Nothing gives points: add a line that does", id="no-line"),
        pytest.param(LINE, "Say how many points it takes", id="no-threshold"),
        pytest.param(LINE | {"threshold": "many"}, "Say how many points it takes", id="threshold-as-text"),
        pytest.param(LINE | {"threshold": "11"}, "no lead could reach 11", id="out-of-reach"),
        pytest.param(
            LINE | {"threshold": "9", "line-0-points": "x"}, "Line 1 of the points needs", id="points-as-text"
        ),
        pytest.param(LINE | {"threshold": "9", "line-0-field": "shoe"}, "asks for “shoe”, which no lead", id="unknown"),
    ],
)
def test_points_that_make_no_sense_are_refused(as_, manager, changes, said):
    version = a_draft(manager)

    response = as_(manager).post(page("agreement-edit", version), form_of(version, **changes))

    assert response.status_code == 422
    assert said in text_of(response)
    assert "points" not in AgreementVersion.objects.get().definition


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        pytest.param({"title": ""}, "This field is required.", id="title"),
        pytest.param({"first_response-target": "0"}, "First response: a promise of zero cannot be kept.", id="zero"),
        pytest.param({"first_response-target": ""}, "First response: fill in the number.", id="blank"),
        pytest.param({"rating-goal": "0"}, "Rating: the goal is a share above 0 %", id="goal"),
        pytest.param({"rating-goal": "100.5"}, "up to 100 %", id="goal-above-all"),
        pytest.param(
            {"first_response-starts": "acceptance", "first_response-stops": "accepted"},
            "First response: the acceptance cannot both start and stop a clock.",
            id="stops-as-it-starts",
        ),
        pytest.param({"attempts-attempts": ""}, "Attempts: fill in the number.", id="no-attempts"),
        pytest.param({"attempts-attempts": "1"}, "Attempts: promise from 2 to 20 of them.", id="one-attempt"),
        pytest.param({"rating-goal": "many"}, "Enter a number.", id="goal-as-text"),
        pytest.param({"condition-0-field": "shoe"}, "Clause 1 asks for “shoe”, which no lead has.", id="unknown-field"),
        pytest.param(
            {"condition-0-field": "employees", "condition-0-operator": "at_least", "condition-0-value": "many"},
            "company size is at least needs a number, and “many” is none.",
            id="no-number",
        ),
        pytest.param({"effective_on": "1/2/2018"}, "Enter a valid date.", id="ambiguous-date"),
    ],
)
def test_a_refusal_keeps_the_form(as_, manager, changes, said):
    version = a_draft(manager)

    response = as_(manager).post(
        page("agreement-edit", version), form_of(version, **{"follow_up-target": "7"} | changes)
    )

    assert response.status_code == 422
    assert said in text_of(response)
    assert 'name="follow_up-target" value="7"' in text_of(response)
    assert AgreementVersion.objects.get().promises.get(kind="follow_up").target == 2


def test_more_lines_keep_what_was_typed_and_save_nothing(as_, manager):
    version = a_draft(manager)

    response = as_(manager).post(page("agreement-edit", version), form_of(version, title="Half", add="condition"))

    said = text_of(response)
    assert response.status_code == 200
    assert said.count('class="condition"') == 4
    assert 'value="Half"' in said
    assert "is required" not in said
    assert AgreementVersion.objects.get().title != "Half"


@pytest.mark.parametrize("state", ["proposed", "signed", "withdrawn"])
def test_only_a_draft_is_edited(as_, manager, state):
    version = AgreementFactory(state=state)

    response = as_(manager).get(page("agreement-edit", version), follow=True)

    assert "Only a draft can be changed." in text_of(response)


def test_from_a_draft_to_two_signatures(as_, manager, marketer):
    version = a_draft(manager)

    as_(manager).post(page("agreement-propose", version))
    version.refresh_from_db()
    hashed = {"text_hash": version.text_hash}
    assert f'name="text_hash" value="{version.text_hash}"' in text_of(
        as_(manager).get(page("agreement-version", version))
    )
    as_(manager).post(page("agreement-sign", version), {"side": "sales"} | hashed)
    assert "Somebody else signs here" in text_of(as_(manager).get(page("agreement-version", version)))
    assert "Somebody else signs here" not in text_of(as_(marketer).get(page("agreement-version", version)))
    response = as_(marketer).post(page("agreement-sign", version), {"side": "marketing"} | hashed, follow=True)

    version.refresh_from_db()
    assert version.state == "signed"
    said = text_of(response)
    assert "Max Manager" in said
    assert "Mara Marketer" in said


def test_another_text_is_not_signed_by_an_old_page(as_, manager):
    version = a_proposal(manager)

    response = as_(manager).post(page("agreement-sign", version), {"side": "sales", "text_hash": "0" * 64})

    assert response.status_code == 422
    assert "The text is not the one that you have read." in text_of(response)
    assert not version.signatures.exists()


@pytest.mark.parametrize("side", ["", "everyone"])
def test_a_side_that_does_not_exist_is_not_signed_for(as_, administrator, side):
    version = a_proposal(administrator)

    assert as_(administrator).post(page("agreement-sign", version), {"side": side}).status_code == 403


def test_what_cannot_be_proposed_says_why(as_, manager):
    version = a_draft(manager)
    AgreementVersion.objects.update(effective_on=None)

    response = as_(manager).post(page("agreement-propose", version))

    assert response.status_code == 422
    assert "Choose the first day on which the agreement is in force." in text_of(response)


def test_withdrawing_asks_and_keeps_it_on_record(as_, manager):
    version = a_proposal(manager)
    assert "It stays on record and can no longer be signed." in text_of(as_(manager).get(URL))

    response = as_(manager).post(page("agreement-withdraw", version), follow=True)

    assert "It was withdrawn and never came into force." in text_of(response)


def test_links_do_not_sign(as_, manager):
    version = a_proposal(manager)

    for name in ("agreement-sign", "agreement-propose", "agreement-withdraw"):
        assert as_(manager).get(page(name, version)).status_code == 405

    assert not version.signatures.exists()


def test_the_dry_run_answers_in_one_sentence(as_, manager, rep):
    version = agree(number=2, first_response=2, state="proposed", effective_on=date(2026, 4, 1))
    for hours in (1, 2, 23):
        hand_over(touched(NOW + hours * HOUR), now=NOW + 30 * HOUR)

    said = text_of(as_(rep).get(page("agreement-dry-run", version)))

    assert "Sales would have kept 67 % (2 of 3) of its first-response promises in the last 90 days (goal 95 %)." in said
    assert not Clock.objects.exists()


def test_a_dry_run_without_touches_says_no_data(as_, rep):
    from leads.models import System

    version = agree(state="proposed")
    hand_over()
    System.objects.update(touches_from=None)

    assert "No data: none of these promises can be judged" in text_of(as_(rep).get(page("agreement-dry-run", version)))


def test_a_dry_run_of_nothing_says_what_to_do(as_, rep):
    version = agree(state="proposed")

    said = text_of(as_(rep).get(page("agreement-dry-run", version)))

    assert "Nothing was handed over in the last 90 days." in said
    assert "Import leads" in said


def test_the_dry_run_lists_what_would_flip_for_those_who_may_open_it(as_, manager, rep, stranger):
    agree(number=1, first_response=3, unit="wall_hours")
    stricter = agree(number=2, first_response=1, unit="wall_hours", state="proposed", effective_on=date(2026, 4, 1))
    mine, other = (
        hand_over(assigned(owner.owners.get()), touched(NOW + 2 * HOUR), now=NOW + 9 * HOUR, name=name)
        for owner, name in ((rep, "Mine"), (stranger, "Theirs"))
    )

    page_of_rep = as_(rep).get(page("agreement-dry-run", stricter))

    assert "0 newly met, 2 newly missed" in text_of(page_of_rep)
    assert reverse("desk:hand-off", args=[mine.pk]) in page_of_rep.content.decode()
    assert reverse("desk:hand-off", args=[other.pk]) not in page_of_rep.content.decode()


def test_the_dry_run_takes_two_dates(as_, manager):
    draft = a_draft(manager)
    hand_over(at=NOW - timedelta(days=40), now=NOW)

    within = as_(manager).get(page("agreement-dry-run", draft), {"start": "2026-01-01", "end": "2026-02-28"})
    outside = as_(manager).get(page("agreement-dry-run", draft), {"start": "2026-03-01"})
    nonsense = as_(manager).get(page("agreement-dry-run", draft), {"start": "yesterday"})

    assert (within.context["run"].hand_offs, outside.context["run"].hand_offs) == (1, 0)
    assert nonsense.status_code == 400
    assert text_of(nonsense).count("A date is written like 2026-03-31.") == 1


def test_many_versions_cost_no_more_queries_than_two(as_, manager, django_assert_max_num_queries):
    for number in range(1, 21):
        PromiseFactory(
            version=AgreementFactory(
                number=number,
                effective_on=date(2025, 1, 1) + timedelta(days=number),
                signed_at=datetime(2024, 12, 1, tzinfo=UTC),
            )
        )
    client = as_(manager)
    client.get(URL)

    # Session and user; organisation, signed versions twice over, the shown one and all with promises, segments and
    # signatures; what the shown one promises of Marketing's month; the comments.
    with django_assert_max_num_queries(22):
        assert client.get(URL).status_code == 200
