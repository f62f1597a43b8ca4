"""Comments on a version: by whoever may read it, in the colour of their side, apart from what is signed."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from leadgap.audit.models import AuditEntry
from sla import agreements
from sla.models import AgreementVersion, Comment
from tests.factories import NOW, AgreementFactory, PromiseFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def version():
    made = AgreementFactory()
    PromiseFactory(version=made)
    return made


def say(version, user, text="Two hours are too long.", now=NOW):
    return agreements.comment(version, text=text, user=user, now=now)


def post(client, user, version, text):
    client.force_login(user)
    return client.post(reverse("sla:agreement-comment", args=[version.number]), {"text": text})


@pytest.mark.parametrize(
    ("role", "side"),
    [("rep", "sales"), ("manager", "sales"), ("marketer", "marketing"), ("administrator", "")],
)
def test_people_speak_for_their_side(request, version, role, side):
    said = say(version, request.getfixturevalue(role))

    assert (said.side, said.name) == (side, str(request.getfixturevalue(role)))
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.target) == ("agreement.commented", f"sla.agreementversion:{version.pk}")
    assert entry.data == {"number": version.number}


def test_the_same_words_twice_in_a_row_are_said_once(version, rep, manager):
    first = say(version, rep)

    assert say(version, rep) == first
    say(version, manager)
    say(version, rep)

    assert [each.user for each in version.comments.all()] == [rep, manager, rep]


@pytest.mark.parametrize(("text", "why"), [(" \r\n ", "empty"), ("x" * 2001, "2001")], ids=["empty", "too long"])
def test_what_cannot_be_said_is_refused_in_the_page_and_kept(client, version, manager, text, why):
    response = post(client, manager, version, text)

    assert response.status_code == 422
    assert why in response.content.decode()
    assert response.context["comment"] == text
    assert not Comment.objects.exists()


def test_the_longest_comment_is_said(version, rep):
    assert say(version, rep, text="x" * 2000).text == "x" * 2000


def test_lines_of_a_browser_are_counted_as_they_are_shown(version, rep):
    assert say(version, rep, "a\r\n" * 1000).text == ("a\n" * 1000).strip()


def test_a_comment_changes_no_word_of_what_is_signed(client, version, manager):
    before = version.text, version.text_hash, agreements.text_of(version)

    response = post(client, manager, version, "Agreed?")

    version.refresh_from_db()
    assert response.url == reverse("sla:agreement-version", args=[version.number]) + "#comments"
    assert (version.text, version.text_hash, agreements.text_of(version)) == before


def test_comments_stay_when_a_version_is_withdrawn_and_more_may_follow(client, version, manager, marketer):
    AgreementVersion.objects.update(state="draft")
    say(version, manager, "Too soft.")
    agreements.withdraw(version, user=manager, now=NOW)

    post(client, marketer, version, "A pity.")
    page = client.get(reverse("sla:agreement-version", args=[version.number])).content.decode()

    assert page.index("Too soft.") < page.index("A pity.")
    assert "side-sales" in page
    assert "side-marketing" in page


def test_a_rep_neither_reads_nor_comments_on_what_nobody_has_proposed(client, version, rep):
    AgreementVersion.objects.update(state="draft", text="", text_hash="")

    assert post(client, rep, version, "Hm.").status_code == 404


def test_an_auditor_reads_and_has_no_place_to_write(client, version, auditor, rep):
    say(version, rep)
    client.force_login(auditor)

    page = client.get(reverse("sla:agreement-version", args=[version.number])).content.decode()

    assert "Two hours are too long." in page
    assert "<textarea" not in page


def test_what_people_write_is_shown_and_never_run(client, version, rep):
    say(version, rep, "<script>alert(1)</script>")
    client.force_login(rep)

    assert "&lt;script&gt;" in client.get(reverse("sla:agreement-version", args=[version.number])).content.decode()


def test_the_database_refuses_an_empty_one(version, rep):
    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.create(version=version, user=rep, name="Rita", text="", written_at=NOW)


def test_many_comments_cost_no_more_queries_than_one(client, version, rep, manager):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("sla:agreement-version", args=[version.number]))
        return len(captured)

    client.force_login(rep)
    say(version, rep)
    queries()
    one = queries()
    for number in range(20):
        say(version, [rep, manager][number % 2], f"Number {number}", NOW + timedelta(minutes=number))

    assert queries() == one
