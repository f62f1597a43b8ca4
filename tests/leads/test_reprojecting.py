"""Columns that the projection did not keep before are filled as if it always had."""

import pytest
from django.apps import apps
from django.db.models import Q

from leads.models import Assignment, HandOff
from leads.reprojecting import fill
from tests.factories import NOW, OwnerFactory, SourceFactory
from tests.sla.world import HOUR, assigned, event, hand_over, touched

pytestmark = pytest.mark.django_db


def test_assignments_are_filled_too(organisation):
    anna, otto = OwnerFactory(), OwnerFactory()
    hand_off = hand_over(
        assigned(anna),
        event("touched", NOW + HOUR, direction="inbound", result="connected"),
        assigned(otto, NOW + 2 * HOUR),
        touched(NOW + 3 * HOUR),
        event("qualified", NOW + 4 * HOUR),
    )
    HandOff.objects.update(first_personal_at=None, qualified_at=None)
    Assignment.objects.update(first_personal_at=None)

    fill(apps, ["first_personal_at", "qualified_at"], Q(touches__gt=0), stretches=["first_personal_at"])

    hand_off.refresh_from_db()
    assert (hand_off.first_personal_at, hand_off.qualified_at) == (NOW + HOUR, NOW + 4 * HOUR)
    found = hand_off.assignments.order_by("number").values_list("owner", "first_personal_at")
    assert list(found) == [(anna.pk, NOW + HOUR), (otto.pk, NOW + 3 * HOUR)]


def test_a_low_rating_of_a_source_of_sales_is_filled_as_nothing_to_answer(organisation):
    def rated():
        return event("rated", NOW + HOUR, side="sales", rating=1)

    mine, theirs = hand_over(rated(), source=SourceFactory(side="sales")), hand_over(rated())
    HandOff.objects.update(raised_at=NOW + HOUR, waiting_since=NOW + HOUR)

    fill(apps, ["raised_at", "waiting_since"], Q(sales_rating__lte=2))

    assert dict(HandOff.objects.values_list("pk", "raised_at")) == {mine.pk: None, theirs.pk: NOW + HOUR}


def test_the_times_of_attempts_are_filled_from_the_events(organisation, monkeypatch):
    monkeypatch.setattr("leads.reprojecting.AT_ONCE", 2)
    touches = [touched(NOW + hours * HOUR, key=f"T{hours}") for hours in (1, 2, 3)]
    tried, untouched = hand_over(*touches, event("voided", NOW + HOUR * 4, voids="T2")), hand_over()
    others = [hand_over(touched(NOW + HOUR)) for _ in range(3)]
    right = {hand_off.pk: hand_off.attempt_times for hand_off in (tried, untouched, *others)}
    HandOff.objects.update(attempt_times=[])

    fill(apps, ["attempt_times"], Q(attempts__gt=0))

    assert dict(HandOff.objects.values_list("pk", "attempt_times")) == right
    assert [len(times) for times in right.values()] == [2, 0, 1, 1, 1]
