"""Dry runs: they count what the import counts, and leave nothing."""

import pytest

from leadgap.accounts.models import Owner
from leads.intake import importers
from leads.intake.rehearsal import Rehearsal
from leads.models import Event, HandOff, Lead, ParkedEvent, Source, System
from tests.leads.intake.files import (
    CALLS,
    CALLS_SPEC,
    LEADS,
    LEADS_SPEC,
    NO_IDS,
    NO_IDS_SPEC,
    SHARED,
    SHARED_SPEC,
    import_text,
    revisions,
)

pytestmark = pytest.mark.django_db


def test_activities_of_a_dry_run_find_no_whole_rows_by_chance(tmp_path):
    rehearsal = Rehearsal(may_create=True)
    import_text(tmp_path, NO_IDS, NO_IDS_SPEC, is_dry_run=True, rehearsal=rehearsal)

    calls = import_text(tmp_path, CALLS, CALLS_SPEC, is_dry_run=True, rehearsal=rehearsal)

    assert calls.report["notices"]["parked"]["count"] == 8


def made():
    models = (HandOff, Lead, Event, Source, Owner, System, ParkedEvent)
    return {model.__name__: model.objects.count() for model in models}


@pytest.mark.parametrize("batch", [1, 3, 2000])
@pytest.mark.parametrize(
    ("text", "spec"),
    [(LEADS, LEADS_SPEC), (CALLS, CALLS_SPEC), (SHARED, SHARED_SPEC)],
    ids=["leads", "calls", "shared"],
)
def test_a_dry_run_counts_what_the_import_counts_and_leaves_nothing(tmp_path, monkeypatch, text, spec, batch):
    monkeypatch.setattr(importers, "BATCH", batch)
    before = made()

    rehearsed = import_text(tmp_path, text, spec, is_dry_run=True)

    assert made() == before
    real = import_text(tmp_path, text, spec)
    assert rehearsed.report == real.report
    assert sorted(rehearsed.rejected_rows.values_list("line", "reason")) == sorted(
        real.rejected_rows.values_list("line", "reason")
    )


def test_a_dry_run_over_known_leads_counts_what_would_change(tmp_path):
    import_text(tmp_path, LEADS, LEADS_SPEC)
    later = LEADS.replace("Berlin", "Hamburg") + "L4,Fair,,,,\n"
    before, kept = revisions(), made()

    rehearsed = import_text(tmp_path, later, LEADS_SPEC, is_dry_run=True)

    assert (revisions(), made()) == (before, kept)
    assert rehearsed.report == import_text(tmp_path, later, LEADS_SPEC).report


@pytest.mark.parametrize(
    "calls",
    # The second: who had a hand-off of an earlier batch acts on one that names nobody.
    [CALLS, CALLS + "L3,2026-01-07 10:00,Active,Ana\n"],
    ids=["own", "of another"],
)
@pytest.mark.parametrize("batch", [1, 2000])
def test_a_dry_run_of_several_files_knows_the_earlier_ones(tmp_path, monkeypatch, batch, calls):
    monkeypatch.setattr(importers, "BATCH", batch)
    before = made()

    rehearsal = Rehearsal(may_create=True)
    tried = [
        import_text(tmp_path, text, spec, is_dry_run=True, rehearsal=rehearsal).report
        for text, spec in ((LEADS, LEADS_SPEC), (calls, CALLS_SPEC))
    ]

    assert made() == before
    real = [import_text(tmp_path, text, spec).report for text, spec in ((LEADS, LEADS_SPEC), (calls, CALLS_SPEC))]
    assert tried == real
