"""Files without ids: rows are told apart by all that stands in them."""

import pytest

from leads.intake import importers
from leads.models import HandOff, Lead
from tests.leads.intake.files import NO_IDS, NO_IDS_SPEC, counts, import_text

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("batch", [1, 2, 2000])
def test_without_ids_the_whole_row_tells_rows_apart(tmp_path, monkeypatch, batch):
    monkeypatch.setattr(importers, "BATCH", batch)

    tried = import_text(tmp_path, NO_IDS, NO_IDS_SPEC, is_dry_run=True)
    run = import_text(tmp_path, NO_IDS, NO_IDS_SPEC)
    again = import_text(tmp_path, NO_IDS, NO_IDS_SPEC)

    assert tried.report == run.report
    assert counts(run) == {"rows": 4, "created": 3, "rejected": 1, "leads_created": 3, "events_created": 6}
    assert counts(again) == {"rows": 4, "unchanged": 3, "rejected": 1, "leads_unchanged": 3, "events_unchanged": 6}
    first, second = (
        HandOff.objects.filter(owner__name="Ana").order_by("external_id").values_list("external_id", flat=True)
    )
    assert second == f"{first}-2"
    assert Lead.objects.get(external_id=first).attributes == {}


def test_the_order_of_whole_rows_does_not_matter(tmp_path):
    import_text(tmp_path, NO_IDS, NO_IDS_SPEC)
    header, *rows = NO_IDS.splitlines()

    again = import_text(tmp_path, "\n".join([header, *reversed(rows), "Web,2026-01-05 09:00,Ana,won"]), NO_IDS_SPEC)

    assert (counts(again)["unchanged"], counts(again)["created"]) == (3, 1)
