"""The real files that the project is run on, where they are at hand: what goes in, and that it goes in once.

They are evaluation data and lie beside the project, never in it.
"""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings

from leads.intake import saved
from leads.intake.mapping import choose
from leads.intake.reading import Table
from leads.intake.run import run_import
from leads.models import Event, HandOff, ImportRun, Lead

DATA = Path(settings.BASE_DIR).parent / "shared" / "data"
NOW = datetime(2026, 11, 22, tzinfo=UTC)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not DATA.is_dir(), reason="the real data is not beside the project"),
]


def bring_in(name, mapping, timezone="UTC"):
    with Table(DATA / name) as table:
        spec = replace(choose(saved.find(mapping), table.header), timezone=timezone)
    run = ImportRun.objects.create(file_name=name, spec=spec.as_json(), created_at=NOW)
    return run_import(run, path=DATA / name, now=NOW)


def revisions():
    return dict(HandOff.objects.values_list("pk", "revision"))


def what_is_known():
    fields = (
        "external_id",
        "source__key",
        "sales_rating",
        "marketing_rating",
        "outcome",
        "snapshot",
        "lead__attributes",
    )
    return {row[0]: row[1:] for row in HandOff.objects.values_list(*fields)}


def test_x_education_from_either_file():
    report = bring_in("xeducation/Leads.csv", "x-education")

    assert (report.counts["created"], report.counts["rejected"], Lead.objects.count()) == (9_240, 0, 9_240)
    hand_offs = HandOff.objects.all()
    assert hand_offs.exclude(sales_rating=None).count() == 4_473
    pairs = hand_offs.exclude(sales_rating=None).exclude(marketing_rating=None)
    assert pairs.count() == 2_449
    assert set(pairs.values_list("marketing_basis", flat=True)) == {"score_band"}
    assert Counter(hand_offs.values_list("sales_rating", flat=True)) == {
        None: 4_767, 1: 601, 2: 583, 3: 1_092, 4: 1_560, 5: 637,
    }  # fmt: skip
    assert Counter(hand_offs.values_list("outcome", flat=True)) == {"won": 3_561, "lost": 5_679}
    assert hand_offs.filter(source__key="google").count() == 2_868 + 5
    assert hand_offs.filter(source__key="unknown").count() == 36
    assert set(hand_offs.values_list("handed_off_at", flat=True)) == {None}
    assert not any("Select" in lead.attributes.values() for lead in Lead.objects.iterator())
    first_known, first_revisions = what_is_known(), revisions()

    again = bring_in("xeducation/Lead_Scoring_kaggle.csv", "x-education")

    assert again.notices["packed"].count == 338
    assert again.notices["packed"].lines == [24]
    assert (again.counts["unchanged"], again.counts["created"], again.counts["updated"]) == (9_240, 0, 0)
    assert again.counts["events_created"] == again.counts["events_updated"] == again.counts["leads_updated"] == 0
    assert (what_is_known(), revisions()) == (first_known, first_revisions)


def test_x_education_from_the_packed_file_alone():
    report = bring_in("xeducation/Lead_Scoring_kaggle.csv", "x-education")

    assert (report.counts["created"], report.counts["rejected"]) == (9_240, 0)
    assert HandOff.objects.exclude(sales_rating=None).count() == 4_473


def test_incidents():
    hand_offs = bring_in("incidents/handoffs.csv", "incidents")
    activities = bring_in("incidents/activities.csv", "incidents")

    assert (hand_offs.counts["created"], hand_offs.counts["rejected"]) == (24_918, 0)
    assert (activities.counts["rows"], activities.counts["rejected"], activities.counts["repeated"]) == (111_984, 0, 0)
    assert activities.notices["unknown_state"].values == {"-100": 2}
    assert activities.notices["early"].count == 5
    assert "parked" not in activities.notices
    # Every row has left an event, the six exact repeats each their own.
    keys = Event.objects.filter(key__startswith="r:").values_list("key", flat=True)
    rows = {key.rpartition(":")[0] for key in keys.iterator()}
    assert len(rows) == 111_984
    assert sum(row.endswith(":2") for row in rows) == 6
    assert HandOff.objects.get(external_id="0000045").handed_off_at == datetime(2016, 2, 29, 1, 16, tzinfo=UTC)

    all_of_them = HandOff.objects.all()
    assert all_of_them.filter(team__name="70").count() == 9_444
    assert all_of_them.filter(first_team__name="70").count() == 12_791
    assert all_of_them.filter(answering_team__name="70").count() == 10_511
    assert all_of_them.exclude(first_genuine_at=None).count() == 24_918
    assert all_of_them.filter(closed_at=None).count() == 0
    before = revisions()

    again = [bring_in(f"incidents/{name}.csv", "incidents") for name in ("handoffs", "activities")]

    for report in again:
        assert report.counts["created"] == report.counts["updated"] == 0
        assert report.counts["events_created"] == report.counts["events_updated"] == 0
    assert revisions() == before
