"""Matching owners on the page."""

from __future__ import annotations

import pytest
from django.urls import reverse

from leadgap.accounts.models import Owner, User
from leadgap.audit.models import AuditEntry
from tests.accounts.pages import text_of
from tests.factories import HandOffFactory, OwnerFactory, UserFactory

OWNERS = reverse("accounts:owners")


@pytest.fixture
def unmatched(db):
    return [
        OwnerFactory(name="A. Almeida", email="ANA@example.com"),
        OwnerFactory(name="ben brandt"),
        OwnerFactory(name="Nobody Known"),
    ]


@pytest.fixture
def ana(db):
    return UserFactory(name="Ana Almeida", email="ana@example.com")


@pytest.fixture
def ben(db):
    return UserFactory(name="Ben Brandt", email="ben@example.com")


def proposed(response):
    return {row.owner.name: (row.email, row.because) for row in response.context["rows"]}


def test_the_unmatched_come_first_with_their_hand_offs_and_proposals(admin, rep, unmatched, ana, ben):
    HandOffFactory.create_batch(3, owner=unmatched[1])

    response = admin.get(OWNERS)

    assert proposed(response) == {
        "A. Almeida": ("ana@example.com", "e-mail"),
        "ben brandt": ("ben@example.com", "name"),
        "Nobody Known": ("", ""),
    }
    assert {row.owner.name: row.owner.hand_off_count for row in response.context["rows"]}["ben brandt"] == 3
    assert "3 owners are matched to nobody." in text_of(response)


def test_proposals_come_before_hundreds_that_nobody_knows(admin, ana):
    OwnerFactory.create_batch(60)
    OwnerFactory(name="Zoe, or who", email="ana@example.com")

    response = admin.get(OWNERS)

    assert response.context["rows"][0].email == "ana@example.com"
    assert "For 1 of them somebody here has the same name or e-mail" in text_of(response)


def test_an_unknown_address_on_the_second_page_is_shown_there(admin):
    OwnerFactory.create_batch(60)
    last = OwnerFactory(name="Zoe")
    page = admin.get(f"{OWNERS}?page=2")

    response = admin.post(f"{OWNERS}?page=2", {f"person-{last.pk}": "who@example.com"})

    assert f'action="{OWNERS}?page=2"' in page.content.decode()
    assert [row.problem for row in response.context["rows"] if row.problem] == [
        "Nobody here has the e-mail who@example.com."
    ]


def test_a_closed_account_is_not_proposed(admin, unmatched, ana):
    User.objects.filter(pk=ana.pk).update(is_active=False)

    assert proposed(admin.get(OWNERS))["A. Almeida"] == ("", "")


def test_the_rows_with_a_person_are_matched_together(admin, unmatched, ana, ben, rep):
    response = admin.post(
        OWNERS,
        {
            f"person-{unmatched[0].pk}": "Ana@Example.com ",
            f"person-{unmatched[1].pk}": "ben@example.com",
            f"person-{unmatched[2].pk}": "",
        },
    )

    assert response["Location"] == OWNERS
    assert list(
        Owner.objects.filter(pk__in=[o.pk for o in unmatched]).order_by("pk").values_list("user", flat=True)
    ) == [
        ana.pk,
        ben.pk,
        None,
    ]
    matched = admin.get(f"{OWNERS}?show=matched")
    assert {row.owner.name for row in matched.context["rows"]} == {"A. Almeida", "ben brandt", "Rita Rep"}


def test_an_unknown_person_stops_everything_and_keeps_what_was_typed(admin, unmatched, ana):
    response = admin.post(
        OWNERS, {f"person-{unmatched[0].pk}": "ana@example.com", f"person-{unmatched[1].pk}": "who@example.com"}
    )

    assert response.status_code == 422
    assert "Nobody here has the e-mail who@example.com." in text_of(response)
    assert 'value="ana@example.com"' in response.content.decode()
    assert not Owner.objects.exclude(user=None).exists()
    assert not AuditEntry.objects.exists()


def test_an_owner_is_unmatched(admin, rep):
    owner = rep.owners.get()

    admin.post(reverse("accounts:unmatch-owner", args=[owner.pk]))

    owner.refresh_from_db()
    assert owner.user is None


def test_without_owners_the_page_says_where_they_come_from(admin):
    assert "When leads are imported, the owners they name appear here." in text_of(admin.get(OWNERS))


@pytest.mark.parametrize("odd", ["person-x", "person-999999", "person-"])
def test_odd_fields_match_nobody(admin, unmatched, ana, odd):
    admin.post(OWNERS, {odd: "ana@example.com"})

    assert not Owner.objects.exclude(user=None).exists()
