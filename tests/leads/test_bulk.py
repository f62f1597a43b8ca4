"""Rows in bulk come back as they went in, whatever is in them, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from unittest import mock

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from leads import bulk
from leads.models import Event, HandOff, Lead
from tests.factories import NOW, HandOffFactory, LeadFactory, SystemFactory

# PostgreSQL refuses NUL in text, and so does the import before.
texts = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=60)
plain = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | texts
documents = st.dictionaries(texts, plain | st.lists(plain) | st.dictionaries(texts, plain), max_size=4)
instants = st.integers(-(10**10), 10**10).map(lambda seconds: datetime(2000, 1, 1, tzinfo=UTC) + timedelta(0, seconds))

AWKWARD = ["", "\\N", "\\", "\\.", "a\tb", "a\nb", "a\r\nb", '"quoted"', "O'Neil; --", "%s", "{}", "NULL", "ÄÖ 漢字 🙂"]


class RoundTrip(TestCase):
    @given(
        st.lists(
            st.tuples(
                texts,
                st.none() | st.integers(-(2**63), 2**63 - 1),
                st.none() | st.floats(-1e9, 1e9),
                documents,
                st.none() | instants,
            ),
            min_size=1,
            max_size=5,
        )
    )
    def test_leads(self, rows):
        system = SystemFactory()
        ids = bulk.new_ids(Lead, len(rows))
        columns = ("name", "employees", "score", "attributes", "created_at")

        bulk.insert(
            Lead,
            ("id", "system_id", "external_id", "recorded_at", *columns, *LEFT),
            [(key, system.pk, f"L{key}", NOW, *row, *LEFT.values()) for key, row in zip(ids, rows, strict=True)],
        )

        assert list(Lead.objects.order_by("pk").values_list(*columns)) == rows
        for few in (0, bulk.FEW):
            rows = rows[::-1]
            with mock.patch.object(bulk, "FEW", few):
                bulk.update(Lead, columns, [(key, *row) for key, row in zip(ids, rows, strict=True)])
            assert list(Lead.objects.order_by("pk").values_list(*columns)) == rows


# Columns of a lead that the round trip does not look at.
LEFT = dict.fromkeys(("email", "phone", "company", "title", "industry", "country", "city", "timezone"), "") | {
    "version": 0,
    "batch_id": None,
}


@pytest.mark.django_db
@pytest.mark.parametrize("text", AWKWARD)
def test_awkward_text_stays_as_it_is(text):
    lead = LeadFactory()

    bulk.update(Lead, ("name", "attributes"), [(lead.pk, text, {text or "empty": [text]})])

    lead.refresh_from_db()
    assert (lead.name, lead.attributes) == (text, {text or "empty": [text]})


@pytest.mark.django_db
def test_awkward_text_stays_as_it_is_in_company():
    leads = [LeadFactory() for _ in AWKWARD]

    bulk.update(Lead, ("name",), [(lead.pk, text) for lead, text in zip(leads, AWKWARD, strict=True)])

    assert list(Lead.objects.order_by("pk").values_list("name", flat=True)) == AWKWARD


@pytest.mark.django_db
def test_many_rows_are_updated_as_few_are():
    leads = [LeadFactory() for _ in range(bulk.FEW + 1)]

    bulk.update(Lead, ("name", "employees"), [(lead.pk, AWKWARD[n % 13], n or None) for n, lead in enumerate(leads)])

    expected = [(AWKWARD[n % 13], n or None) for n in range(len(leads))]
    assert list(Lead.objects.order_by("pk").values_list("name", "employees")) == expected


@pytest.mark.django_db
@pytest.mark.parametrize("few", [0, 50], ids=["staged", "one by one"])
def test_every_kind_of_column_is_kept_as_django_keeps_it(few, monkeypatch):
    ours, theirs = HandOffFactory(), HandOffFactory()
    values = {
        "day": date(2026, 3, 1),
        "handed_off_at": NOW - timedelta(days=1),
        "value": Decimal("12345678.90"),
        "pauses": [[1, 2], [3, None]],
        "reasons": ["price"],
        "answer_is_self_reported": True,
        "touches": 3,
        "snapshot": {"country": "AT", "employees": 7, "score": 1.5, "attributes": {"a": None}},
    }

    monkeypatch.setattr(bulk, "FEW", few)

    bulk.update(HandOff, tuple(values), [(ours.pk, *values.values())])
    HandOff.objects.filter(pk=theirs.pk).update(**values)

    rows = HandOff.objects.filter(pk__in=[ours.pk, theirs.pk])
    with connection.cursor() as cursor:
        # As they are stored, before Django reads them.
        cursor.execute(f"SELECT {', '.join(values)} FROM leads_handoff ORDER BY id")  # noqa: S608
        one, other = cursor.fetchall()
    assert one == other
    assert rows.filter(handed_off_at=values["handed_off_at"], value=values["value"], day=values["day"]).count() == 2
    assert rows.filter(snapshot__country="AT", snapshot__employees__gte=7).count() == 2


@pytest.mark.django_db
def test_new_keys_are_taken_once_and_rows_made_by_django_come_after_them():
    before = LeadFactory().pk

    ids = [*bulk.new_ids(Lead, 3)]
    bulk.insert(
        Lead,
        ("id", "system_id", "external_id", "name", "recorded_at", "attributes", *LEFT),
        [(key, SystemFactory().pk, f"X{key}", "", NOW, {}, *LEFT.values()) for key in ids],
    )

    assert before < ids[0] < ids[1] < ids[2] < LeadFactory().pk


@pytest.mark.django_db
def test_the_first_keys_of_an_empty_table():
    assert len(set(bulk.new_ids(Event, 2))) == 2
    assert [*bulk.new_ids(Event, 0)] == []


@pytest.mark.django_db
def test_nothing_to_do_asks_the_database_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        bulk.insert(Lead, ("id",), [])
        bulk.update(Lead, ("name",), [])


@pytest.mark.django_db
def test_one_refused_row_keeps_all_of_them_out():
    hand_off = HandOffFactory()
    columns = ("id", "hand_off_id", "system_id", "recorded_at", "key", "kind", "reasons", "version", "position")
    rest = ("side", "channel", "direction", "result", "basis", "voids", "automated", "self_reported")
    blank = ("",) * 6 + (False, False)
    first, second = bulk.new_ids(Event, 2)

    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.insert(
            Event,
            (*columns, *rest),
            [
                (first, hand_off.pk, hand_off.system_id, NOW, "good", "won", [], 0, 0, *blank),
                (second, hand_off.pk, hand_off.system_id, NOW, "bad", "dreamt", [], 0, 0, *blank),
            ],
        )

    assert not Event.objects.exists()


@pytest.mark.django_db
def test_any_of_finds_texts_and_keys_and_nothing_else():
    one, two, _ = LeadFactory(external_id="1"), LeadFactory(external_id="a'\"\\"), LeadFactory(external_id="3")

    assert set(Lead.objects.filter(external_id__any_of=["1", "a'\"\\", "9"])) == {one, two}
    assert set(Lead.objects.filter(pk__any_of={one.pk, two.pk, 0})) == {one, two}
    assert not Lead.objects.filter(external_id__any_of=[]).exists()
    assert not Lead.objects.filter(pk__any_of=[]).exists()


@pytest.mark.django_db
def test_any_of_takes_more_values_than_a_statement_takes_parameters():
    lead = LeadFactory(external_id="42")

    assert list(Lead.objects.filter(external_id__any_of=[str(number) for number in range(300_000)])) == [lead]
