"""What the tables of an agreement refuse by themselves, whoever writes."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection

from sla.models import Signature
from sla.models.promises import MOST_OF_UNIT
from tests.factories import NOW, AgreementFactory, PromiseFactory, SegmentFactory

pytestmark = pytest.mark.django_db


def refused(constraint):
    return pytest.raises(IntegrityError, match=constraint)


def once(constraint, columns):
    """A row that is there already: PostgreSQL names the constraint, SQLite the columns."""
    return refused(constraint if connection.vendor == "postgresql" else columns)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"target": 0}, "sla_promise_target_positive"),
        ({"goal": Decimal(0)}, "sla_promise_goal_is_a_share"),
        ({"goal": Decimal("1.0001")}, "sla_promise_goal_is_a_share"),
        *(
            ({"target": most + 1, "unit": unit}, "sla_promise_target_within_a_year")
            for name, most in MOST_OF_UNIT.items()
            for unit in {f"wall_{name}", name} - {"weeks"}
        ),
        ({"unit": "fortnights", "target": 1}, "sla_promise_target_within_a_year"),
    ],
)
def test_a_promise_that_cannot_be_kept(fields, constraint):
    with refused(constraint):
        PromiseFactory(**fields)


@pytest.mark.parametrize(("unit", "target"), [("minutes", 366 * 1440), ("wall_days", 366), ("wall_weeks", 52)])
def test_a_year_is_possible(unit, target):
    assert PromiseFactory(unit=unit, target=target).pk


def test_the_same_promise_to_every_lead_twice():
    promise = PromiseFactory()

    with once("sla_promise_kind_once", "version_id, sla_promise.kind"):
        PromiseFactory(version=promise.version)


def test_the_same_promise_to_a_segment_twice():
    segment = SegmentFactory()
    PromiseFactory(version=segment.version, segment=segment)

    with once("sla_promise_kind_once_a_segment", "version_id, sla_promise.segment_id"):
        PromiseFactory(version=segment.version, segment=segment)


def test_two_signed_versions_of_one_day():
    AgreementFactory(effective_on=date(2026, 3, 1))
    AgreementFactory(effective_on=date(2026, 3, 1), state="proposed")

    with once("sla_agreement_one_a_day", "effective_on"):
        AgreementFactory(effective_on=date(2026, 3, 1))


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"effective_on": None}, "sla_agreement_signed_has_date"),
        ({"signed_at": None}, "sla_agreement_signed_has_date"),
        ({"state": "proposed", "text_hash": ""}, "sla_agreement_proposed_has_text"),
    ],
)
def test_a_version_in_force_without_what_makes_it_one(fields, constraint):
    with refused(constraint):
        AgreementFactory(**fields)


def test_two_signatures_of_one_side(head, administrator):
    version = AgreementFactory()

    def sign(user, at):
        Signature.objects.create(version=version, side="sales", user=user, name="x", signed_at=at, text_hash="x")

    sign(head, NOW)
    with once("sla_signature_one_a_side", "version_id, sla_signature.side"):
        sign(administrator, NOW + timedelta(hours=1))
