from datetime import date
from itertools import product

import numpy as np
import pytest
from django.db.models import Q

from sla.columns import GIVEN, Among, Prepared, PreparedRows, arrays, flag
from sla.models import ClockFact, Promise
from tests.factories import AgreementFactory, PromiseFactory

pytestmark = pytest.mark.django_db


def facts(**given):
    """Return day, met and bytes of these facts, the newest first."""
    chosen = [Among(name, values) for name, values in given.items()]
    rows = ClockFact.objects.filter(*chosen).order_by("-day").values_list("day", "met", "responses", "lates")
    return rows.exclude(promise__version__title="100 % of all")  # a percent sign asks for no parameter


def test_numbers_days_and_bytes_come_as_they_are():
    times = bytes(range(256))  # a NUL among them, and what is no text
    ClockFact.objects.create(day=date(2026, 3, 2), promise=PromiseFactory(), scope="lead", met=3, responses=times)

    assert PreparedRows(facts, []).of() == [(date(2026, 3, 2), 3, times, b"")]


def test_prepared_rows_are_read_of_other_days_and_keys_each_time():
    first = PromiseFactory()
    other = PromiseFactory(version=first.version, kind="follow_up")
    days = [date(2026, 3, day) for day in (2, 3, 4)]
    for met, (day, promise) in enumerate(product(days, (first, other))):
        ClockFact.objects.create(day=day, promise=promise, scope="lead", met=met)
    prepared = PreparedRows(facts, ["day", "promise"])

    def met_in(days, promises):
        return [met for _, met, *_ in prepared.of(day=days, promise=promises)]

    assert met_in(days, [first.pk]) == [4, 2, 0]
    assert met_in(days[:2], [other.pk]) == [3, 1]
    assert met_in({days[2]}, {first.pk, 2**40}) == [4]
    assert met_in([], [first.pk]) == met_in(days, []) == []


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
