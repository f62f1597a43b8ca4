from datetime import date

import pytest

from sla.columns import rows_of
from sla.models import CalendarVersion, ClockFact
from tests.factories import PromiseFactory

pytestmark = pytest.mark.django_db


def test_numbers_days_and_bytes_come_as_they_are():
    times = bytes(range(256))  # a NUL among them, and what is no text
    ClockFact.objects.create(day=date(2026, 3, 2), promise=PromiseFactory(), scope="lead", met=3, responses=times)

    assert rows_of(ClockFact.objects.values_list("day", "met", "responses", "lates")) == [
        (date(2026, 3, 2), 3, times, b"")
    ]


def test_a_percent_sign_asks_for_no_parameter():
    facts = ClockFact.objects.filter(promise__version__title="100 % of all").values_list("met")

    assert rows_of(facts) == []


def test_a_query_that_nothing_can_meet_has_no_rows():
    assert rows_of(CalendarVersion.objects.filter(pk__in=[]).values_list("pk")) == []
