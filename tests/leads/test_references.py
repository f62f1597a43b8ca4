"""The database holds what hand-offs name: no reference to nothing, and nothing deleted that is named."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from leads.models import Assignment
from tests.factories import CampaignFactory, EventFactory, HandOffFactory, LeadFactory, OwnerFactory, TeamFactory
from tests.leads.rows import change

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("column", ["lead_id", "source_id", "campaign_id", "owner_id", "team_id"])
def test_a_hand_off_refuses_a_reference_to_nothing(column):
    hand_off = HandOffFactory()

    with pytest.raises(IntegrityError):
        change(hand_off, **{column: 987_654})


@pytest.mark.parametrize("make", [EventFactory, lambda: Assignment.objects.create(hand_off=HandOffFactory(), number=1)])
def test_events_and_assignments_refuse_a_hand_off_that_is_not_there(make):
    row = make()

    with pytest.raises(IntegrityError):
        change(row, hand_off_id=987_654)


@pytest.mark.parametrize(
    "parent",
    [
        lambda: HandOffFactory().lead,
        lambda: HandOffFactory().source,
        lambda: HandOffFactory().system,
        lambda: HandOffFactory(campaign=CampaignFactory()).campaign,
        lambda: HandOffFactory(owner=OwnerFactory()).owner,
        lambda: HandOffFactory(first_team=TeamFactory()).first_team,
        lambda: EventFactory(owner=OwnerFactory()).owner,
        lambda: EventFactory(team=TeamFactory()).team,
    ],
)
def test_what_reports_depend_on_cannot_be_deleted(parent):
    from django.db.models import ProtectedError

    with pytest.raises(ProtectedError):
        parent().delete()


@pytest.mark.parametrize(
    "parent",
    [
        lambda: LeadFactory().system,
        lambda: HandOffFactory().lead,
        lambda: HandOffFactory().source,
        lambda: HandOffFactory(campaign=CampaignFactory()).campaign,
        lambda: HandOffFactory(owner=OwnerFactory()).owner,
        lambda: HandOffFactory(team=TeamFactory()).team,
    ],
)
def test_the_database_itself_does_not_delete_what_hand_offs_name(parent):
    row = parent()

    def delete() -> None:
        type(row)._default_manager.filter(pk=row.pk)._raw_delete("default")
        connection.check_constraints()

    with pytest.raises(IntegrityError), transaction.atomic():
        delete()
