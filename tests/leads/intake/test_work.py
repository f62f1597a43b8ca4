"""An import that is killed, begun anew or done already goes on where it stopped, or stops."""

import pytest

from leadgap.jobs.models import Job
from leads.intake import importers
from leads.intake.run import run_import
from leads.intake.work import Superseded
from leads.models import HandOff, ImportRun, RejectedRow
from tests.factories import NOW
from tests.leads.intake.files import CALLS, CALLS_SPEC, LEADS, LEADS_SPEC, import_text

pytestmark = pytest.mark.django_db


class Killed(Exception):
    pass


@pytest.mark.parametrize("batch", [1, 2])
@pytest.mark.parametrize("after", range(1, 9))
@pytest.mark.parametrize(("text", "spec"), [(LEADS, LEADS_SPEC), (CALLS, CALLS_SPEC)], ids=["leads", "calls"])
def test_an_import_that_is_killed_goes_on_with_counts_that_add_up(tmp_path, monkeypatch, text, spec, after, batch):
    monkeypatch.setattr(importers, "BATCH", batch)
    if spec is CALLS_SPEC:
        import_text(tmp_path, LEADS, LEADS_SPEC)
    path = tmp_path / "big.csv"
    path.write_text(text)
    run = ImportRun.objects.create(file_name="big.csv", spec=spec.as_json(), created_at=NOW)
    told = []

    def killer(done, total, counts):
        told.append(done)
        if len(told) == after:
            raise Killed

    try:
        run_import(run, path=path, now=NOW, progress=killer)
    except Killed:
        run = ImportRun.objects.get(pk=run.pk)
        assert run.finished_at is None
        run_import(run, path=path, now=NOW)

    state = list(HandOff.objects.order_by("external_id").values("external_id", "touches", "sales_rating", "pauses"))
    fresh = ImportRun.objects.create(file_name="big.csv", spec=spec.as_json(), created_at=NOW)
    again = run_import(fresh, path=path, now=NOW)
    assert "checkpoint" not in run.report
    assert run.report["counts"]["rows"] == again.counts["rows"] == (3 if spec is LEADS_SPEC else 8)
    total = {
        kind: sum(run.report["counts"].get(f"{kind}{what}", 0) for what in ("created", "updated", "unchanged"))
        for kind in ("events_", "leads_")
    }
    assert total == {
        kind: sum(again.counts[f"{kind}{what}"] for what in ("created", "updated", "unchanged")) for kind in total
    }
    assert again.counts["events_created"] == again.counts["created"] == 0
    assert state == list(
        HandOff.objects.order_by("external_id").values("external_id", "touches", "sales_rating", "pauses")
    )


def test_a_finished_import_is_not_done_again(tmp_path):
    run = import_text(tmp_path, LEADS, LEADS_SPEC)
    report = run.report

    run_import(run, path=tmp_path / "gone.csv", now=NOW)

    assert run.report == report


def test_an_import_that_was_begun_anew_elsewhere_stops(tmp_path):
    path = tmp_path / "leads.csv"
    path.write_text(LEADS)
    job = Job.objects.create(kind="import", created_at=NOW)
    run = ImportRun.objects.create(file_name="leads.csv", spec=LEADS_SPEC.as_json(), created_at=NOW, job=job)
    newer = Job.objects.create(kind="import", created_at=NOW)
    ImportRun.objects.filter(pk=run.pk).update(job=newer)

    with pytest.raises(Superseded):
        run_import(run, path=path, now=NOW)

    assert not HandOff.objects.exists()


def test_rejected_rows_of_an_earlier_attempt_are_not_told_twice(tmp_path):
    run = ImportRun.objects.create(file_name="leads.csv", spec=LEADS_SPEC.as_json(), created_at=NOW)
    RejectedRow.objects.create(run=run, line=99, reason="of an attempt that came to nothing")
    path = tmp_path / "leads.csv"
    path.write_text(LEADS)

    run_import(run, path=path, now=NOW)

    assert not run.rejected_rows.exists()


def test_progress_is_told_in_bytes_and_never_goes_back(tmp_path, monkeypatch):
    monkeypatch.setattr(importers, "BATCH", 1)
    import_text(tmp_path, LEADS, LEADS_SPEC)
    told = []

    import_text(tmp_path, CALLS, CALLS_SPEC, progress=lambda done, total, counts: told.append((done, total)))

    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1] == (len(CALLS), len(CALLS))
