"""The pages of the agreement: what each person reads, how it is proposed, signed and withdrawn."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from sla import agreements
from sla.models import AgreementVersion
from tests.factories import NOW, AgreementFactory, PromiseFactory
from tests.sla.agreements.drafts import a_draft, page, state_of
from tests.sla.pages import text_of
from tests.sla.world import agree

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_hours_later")]


URL = reverse("sla:agreement")


def a_proposal(head):
    version = a_draft(head)
    agreements.propose(version, user=head, now=NOW)
    version.refresh_from_db()
    return version


def test_before_anything_is_agreed_the_page_says_what_to_do(as_, head, rep):
    said = text_of(as_(head).get(URL))
    assert "Nothing is agreed yet." in said
    assert reverse("sla:agreement-new") in said

    said = text_of(as_(rep).get(URL))
    assert "No version has been proposed." in said
    assert reverse("sla:agreement-new") not in said


def test_everyone_reads_the_version_in_force(as_, rep):
    agree(number=4, text="Agreement\n\nSales answers every lead.", title="Ours", is_retrospective=True)

    said = text_of(as_(rep).get(URL))

    assert "Sales answers 95 % of qualified leads within 4 working hours." in said
    assert "Version 4. It has been in force since 1 January 2026, and judges what was handed over before" in said
    assert "1 Jan 2026</time> <small" in said
    assert "and for what came before" in said
    assert "<p>Sales answers every lead.</p>" in said
    assert "Edit" not in said


def test_a_signed_text_is_shown_as_it_was_signed(as_, rep):
    version = agree(text="Agreement\n\nSales answers within 4 hours.")
    version.promises.update(target=99)

    assert "Sales answers within 4 hours." in text_of(as_(rep).get(page("agreement-version", version)))


def test_a_draft_is_not_for_reps(as_, rep, marketer, auditor, head):
    version = a_draft(head)

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
    assert "Version 3</a>: It comes into force on" in said
    assert "What changes against version 1" in said
    assert "<del>Two.</del>" in said
    assert "<ins>Three.</ins>" in said
    assert "What changes against" not in text_of(as_(rep).get(page("agreement-version", old)))


def test_a_version_is_compared_with_any_other(as_, rep):
    AgreementFactory(number=1, text="A\n\nOne.", effective_on=date(2025, 1, 1))
    AgreementFactory(number=2, text="A\n\nTwo.", effective_on=date(2026, 1, 1))
    shown = AgreementFactory(number=3, text="A\n\nThree.", state="proposed")
    AgreementFactory(number=4, state="draft", text="")

    def compared(against):
        return text_of(as_(rep).get(page("agreement-version", shown), {"against": against}))

    assert "<del>Two.</del>" in compared("")
    first = compared("1")
    assert "What changes against version 1" in first
    assert "<del>One.</del>" in first
    assert '<option value="1" selected>Version 1, superseded</option>' in first
    for no_other in ("3", "4", "99", "x"):  # itself, a draft that a rep does not read, none at all
        assert "What changes against version 2" in compared(no_other)


def test_what_was_withdrawn_is_folded(as_, rep):
    shown = AgreementFactory(number=1)
    for number in (2, 3):
        AgreementFactory(number=number, state="withdrawn")

    said = text_of(as_(rep).get(page("agreement-version", shown)))

    before, folded = said.split("<summary>2 withdrawn versions</summary>")
    assert ">withdrawn</span>" not in before
    assert folded.count(">withdrawn</span>") == 2


def test_from_a_draft_to_two_signatures(as_, head, marketer):
    version = a_draft(head)

    as_(head).post(page("agreement-propose", version))
    version.refresh_from_db()
    hashed = {"text_hash": version.text_hash}
    assert f'name="text_hash" value="{version.text_hash}"' in text_of(as_(head).get(page("agreement-version", version)))
    assert 'Next: read it, then <a href="#signatures">sign for Sales</a>.' in text_of(
        as_(head).get(page("agreement-version", version))
    )
    as_(head).post(page("agreement-sign", version), {"side": "sales"} | hashed)
    assert "Next: read it" not in text_of(as_(head).get(page("agreement-version", version)))
    assert "Somebody else signs here" in text_of(as_(head).get(page("agreement-version", version)))
    assert "Somebody else signs here" not in text_of(as_(marketer).get(page("agreement-version", version)))
    response = as_(marketer).post(page("agreement-sign", version), {"side": "marketing"} | hashed, follow=True)

    version.refresh_from_db()
    assert version.state == "signed"
    said = text_of(response)
    assert "Hanna Head" in said
    assert "Mara Marketer" in said


def test_who_signs_reads_first_what_changes_against_the_version_in_force(as_, head, rep):
    agree(number=1, text="Agreement\n\nSales answers within 8 hours.")
    version = a_proposal(head)
    url = page("agreement-version", version)

    said = text_of(as_(head).get(url))

    assert 'read <a href="#changes">what changes against version 1</a>, then <a href="#signatures">' in said
    assert 'id="changes" open>' in said
    assert "<del>Sales answers within 8 hours.</del>" in said
    AgreementVersion.objects.filter(pk=version.pk).update(state="signed", signed_at=NOW)
    assert 'id="changes" open>' not in text_of(as_(rep).get(url))


def test_a_draft_leads_through_its_dry_run_to_the_proposal(as_, head, rep):
    version = a_draft(head)
    url, dry_run = page("agreement-version", version), page("agreement-dry-run", version)

    draft, rehearsed = text_of(as_(head).get(url)), text_of(as_(head).get(dry_run))

    assert f'<a href="{dry_run}">try it on the last 90 days</a>, then <a href="#steps">propose it</a>' in draft
    assert 'id="steps"' in draft
    assert f'or <a href="{url}#steps">propose it</a>' in rehearsed
    agreements.propose(version, user=head, now=NOW)
    assert "propose it" not in text_of(as_(head).get(dry_run))


def test_whose_day_is_taken_says_so_where_it_is_signed(as_, head, rep):
    version = a_proposal(head)
    AgreementFactory(number=50, effective_on=version.effective_on)
    url, why = page("agreement-version", version), "Version 50, in force from 1 April 2026, was signed meanwhile."

    said = text_of(as_(head).get(url))
    refused = as_(head).post(page("agreement-sign", version), {"side": "sales", "text_hash": version.text_hash})

    assert said.count(f"{why} Withdraw this version, and begin a new one from it with a later day.") == 1
    assert said.count("Not signed yet.") == 2
    assert "It cannot be signed: another version has taken its first day." in said
    assert "With your name" not in said
    assert "Next: read" not in said
    assert why in text_of(as_(rep).get(url))
    assert refused.status_code == 422
    assert f'role="alert">{why}' in text_of(refused)


def test_another_text_is_not_signed_by_an_old_page(as_, head):
    version = a_proposal(head)

    response = as_(head).post(page("agreement-sign", version), {"side": "sales", "text_hash": "0" * 64})

    assert response.status_code == 422
    assert "The text is not the one that you have read." in text_of(response)
    assert not version.signatures.exists()


@pytest.mark.parametrize("side", ["", "everyone"])
def test_a_side_that_does_not_exist_is_not_signed_for(as_, administrator, side):
    version = a_proposal(administrator)

    assert as_(administrator).post(page("agreement-sign", version), {"side": side}).status_code == 403


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (None, "Choose the first day on which the agreement is in force."),
        (date(2026, 3, 20), "Version 40 is in force from 21 March 2026"),
    ],
    ids=["no-day", "a-day-of-another-version"],
)
def test_what_cannot_be_proposed_says_why(as_, head, day, why):
    version = a_draft(head, effective_on=day)
    AgreementFactory(number=40, effective_on=date(2026, 3, 21))

    response = as_(head).post(page("agreement-propose", version))

    assert response.status_code == 422
    assert why in text_of(response)
    assert state_of(version) == "draft"


def test_withdrawing_asks_and_keeps_it_on_record(as_, head):
    version = a_proposal(head)
    assert "It stays on record and can no longer be signed." in text_of(as_(head).get(URL))

    response = as_(head).post(page("agreement-withdraw", version), follow=True)

    assert "It was withdrawn and never came into force." in text_of(response)


def test_links_do_not_sign(as_, head):
    version = a_proposal(head)

    for name in ("agreement-sign", "agreement-propose", "agreement-withdraw"):
        assert as_(head).get(page(name, version)).status_code == 405

    assert not version.signatures.exists()


def test_many_versions_cost_no_more_queries_than_two(as_, head, django_assert_max_num_queries):
    for number in range(1, 21):
        PromiseFactory(
            version=AgreementFactory(
                number=number,
                effective_on=date(2025, 1, 1) + timedelta(days=number),
                signed_at=datetime(2024, 12, 1, tzinfo=UTC),
            )
        )
    client = as_(head)
    client.get(URL)

    # Session and user; organisation, signed versions twice over, the shown one and all with promises, segments and
    # signatures; what the shown one promises of Marketing's month; the comments.
    with django_assert_max_num_queries(22):
        assert client.get(URL).status_code == 200
