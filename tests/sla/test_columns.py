from datetime import date

import numpy as np
import pytest
from django.db.models import Q

from sla.columns import GIVEN, Among, Prepared, arrays, flag, rows_of
from sla.models import CalendarVersion, ClockFact, Promise
from tests.factories import AgreementFactory, PromiseFactory

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


def test_a_prepared_query_is_read_of_other_keys_each_time():
    version, kinds = AgreementFactory(), ["first_response", "follow_up", "decision"]
    first, other, third = [
        PromiseFactory(version=version, kind=kind, target=target)
        for kind, target in zip(kinds, (4, 8, 16), strict=True)
    ]
    columns = {"id": "pk", "target": "target", "is_long": flag(Q(target__gt=7))}
    prepared = Prepared(Promise.objects.filter(Among("pk", GIVEN), target__lt=16).order_by("-pk"), **columns)

    for keys in ([], [first.pk], [first.pk, other.pk], [other.pk, third.pk, 0], np.array([other.pk])):
        asked = Promise.objects.filter(Among("pk", keys), target__lt=16).order_by("-pk")
        found = {name: values.tolist() for name, values in prepared.of(keys).items()}
        assert found == {name: values.tolist() for name, values in arrays(asked, **columns).items()}
    assert prepared.of([first.pk, other.pk])["target"].tolist() == [8, 4]
