"""What a row of a hand-offs file says happened: owners, ratings, steps and ends, with their reasons."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from leadgap.accounts.models import Owner
from tests.factories import OwnerFactory, TeamFactory

pytestmark = pytest.mark.django_db


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


def events_of(row):
    return {event.key.removeprefix("h:L1:"): event for event in row.events}


def test_owner_and_team_hold_the_lead_from_the_hand_off_on(read):
    owner, team = OwnerFactory(name="Ana"), TeamFactory(name="North")

    row = read(
        {"At": "2026-01-01", "Owner": "ana", "Team": "NORTH"}, {"handed_off_at": "At", "owner": "Owner", "team": "Team"}
    )

    assigned = events_of(row)["assigned"]
    assert (assigned.kind, assigned.owner_id, assigned.team_id, assigned.occurred_at) == (
        "assigned",
        owner.pk,
        team.pk,
        utc(2026, 1, 1),
    )


def test_the_latest_owner_has_it_since_an_unknown_time(read):
    row = read({"At": "2026-01-01", "Owner": "Ana"}, {"handed_off_at": "At", "owner": "Owner"}, owner_is="latest")

    assert events_of(row)["assigned"].occurred_at is None


def test_a_column_may_say_when_it_was_assigned(read):
    row = read({"Since": "2026-01-02", "Owner": "Ana"}, {"assigned_at": "Since", "owner": "Owner"}, owner_is="latest")

    assert events_of(row)["assigned"].occurred_at == utc(2026, 1, 2)


def test_ratings_of_both_sides(read):
    row = read(
        {"Quality": "Might be", "Grade": "01.High", "Owner": "Ana"},
        {
            "sales_rating": {"column": "Quality", "values": {"might be": "4"}},
            "marketing_rating": {"column": "Grade", "values": {"01.High": "5"}},
            "marketing_basis": {"constant": "score_band"},
            "owner": "Owner",
        },
    )

    events = events_of(row)
    sales, marketing = events["rated-sales"], events["rated-marketing"]
    assert (sales.side, sales.rating, sales.basis, sales.occurred_at) == ("sales", 4, "", None)
    assert sales.owner_id == Owner.objects.get(name="Ana").pk
    assert (marketing.side, marketing.rating, marketing.basis) == ("marketing", 5, "score_band")
    assert (marketing.owner_id, marketing.team_id) == (None, None)  # Ana sells


@pytest.mark.parametrize("text", ["", "  ", "Select"])
def test_no_rating_is_no_event(read, text):
    assert read({"Quality": text}, {"sales_rating": "Quality"}, empty=["select"]).events == []


def test_could_not_tell_is_an_answer(read):
    row = read({"Quality": "?"}, {"sales_rating": {"column": "Quality", "values": {"?": "unsure"}}})

    assert events_of(row)["rated-sales"].rating is None


@pytest.mark.parametrize(
    ("outcome", "at", "key", "kind", "occurred_at"),
    [
        ("won", "2026-02-01", "outcome", "won", utc(2026, 2, 1)),
        ("Lost", "", "outcome", "lost", None),
        ("accepted", "2026-12-31", "accepted", "accepted", None),
        ("qualified", "2026-02-01", "qualified", "qualified", None),
    ],
    ids=["won", "lost-undated", "accepted-and-an-expected-end", "qualified-and-an-expected-end"],
)
def test_how_far_it_came(read, outcome, at, key, kind, occurred_at):
    row = read({"Outcome": outcome, "Closed": at}, {"outcome": "Outcome", "closed_at": "Closed"})

    assert {name: (event.kind, event.occurred_at) for name, event in events_of(row).items()} == {
        key: (kind, occurred_at)
    }


def test_an_open_lead_with_an_expected_end_is_open(read):
    row = read({"Outcome": "", "Closed": "2026-12-31"}, {"outcome": "Outcome", "closed_at": "Closed"})

    assert row.events == []


def test_an_end_without_an_outcome_column_is_an_end(read):
    row = read({"Closed": "2026-02-01"}, {"closed_at": "Closed"})

    assert [(event.kind, event.occurred_at) for event in row.events] == [("closed", utc(2026, 2, 1))]


def test_the_steps_on_the_way_are_kept_beside_the_end(read):
    row = read(
        {"Outcome": "won", "Accepted": "2026-01-05", "Qualified": "2026-01-09", "Closed": "2026-02-01", "Sum": "99.5"},
        {
            "outcome": "Outcome", "accepted_at": "Accepted", "qualified_at": "Qualified", "closed_at": "Closed",
            "value": "Sum",
        },
    )  # fmt: skip

    events = events_of(row)
    assert {name: event.occurred_at for name, event in events.items()} == {
        "accepted": utc(2026, 1, 5),
        "qualified": utc(2026, 1, 9),
        "outcome": utc(2026, 2, 1),
    }
    assert [event.amount for event in events.values()] == [None, None, Decimal("99.50")]


def test_an_end_with_a_column_of_its_own_is_told_once(read):
    row = read({"Outcome": "rejected", "Rejected": "2026-01-05"}, {"outcome": "Outcome", "rejected_at": "Rejected"})

    assert {name: event.occurred_at for name, event in events_of(row).items()} == {"outcome": utc(2026, 1, 5)}


@pytest.mark.parametrize(
    ("outcome", "reason", "kept"),
    [
        ("lost", "Price", {"outcome": ["price"], "rated-sales": []}),
        ("lost", "no-budget", {"outcome": ["no-budget"], "rated-sales": ["no-budget"]}),
        ("won", "No budget", {"outcome": [], "rated-sales": ["no-budget"]}),
        ("rejected", "Duplicate", {"outcome": ["duplicate"], "rated-sales": []}),
    ],
)
def test_a_reason_goes_where_it_is_offered(read, outcome, reason, kept):
    row = read(
        {"Outcome": outcome, "Rating": "2", "Why": reason},
        {"outcome": "Outcome", "sales_rating": "Rating", "reason": "Why"},
    )

    assert {name: list(event.reasons) for name, event in events_of(row).items()} == kept
    assert row.lead.attributes == {"Why": reason}
    assert not row.unknown_reason


def test_a_reason_that_the_list_does_not_have_is_noted(read):
    row = read({"Why": "Bad karma"}, {"reason": "Why"})

    assert (row.unknown_reason, row.lead.attributes) == ("Bad karma", {"Why": "Bad karma"})
