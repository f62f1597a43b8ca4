"""Importing small files in tests."""

from leads.intake.run import run_import
from leads.models import ImportRun
from tests.factories import NOW


def import_text(tmp_path, text, spec, *, now=NOW, name="file.csv", is_dry_run=False, **options):
    """Import a file of this text; return the run, with its report in `run.report`."""
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    run = ImportRun.objects.create(file_name=name, spec=spec.as_json(), created_at=now, is_dry_run=is_dry_run)
    run_import(run, path=path, now=now, **options)
    run.refresh_from_db()
    return run


def counts(run):
    """The counts of a run that are not 0."""
    return {name: count for name, count in run.report["counts"].items() if count}
