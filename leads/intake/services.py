"""What a person does with an import on its way: upload, map, try, start, give up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet

from leadgap.jobs.models import Job
from leadgap.jobs.services import start as start_job
from leads.intake import samples, uploads
from leads.intake.encoding import Unreadable
from leads.intake.guessing import NO_HEADER, fields_of, kind_of, length_unit_of, looks_like_data
from leads.intake.mapping import BadMapping, FieldSpec, Spec, choose, spec_from
from leads.intake.reading import BadLine, Row, Table, refuse_empty
from leads.intake.run import open_table
from leads.models import ImportRun, RejectedRow

if TYPE_CHECKING:
    from leadgap.accounts.models import User

KIND_OF_JOB = "import"


class AlreadyStarted(Exception):
    """This import runs, or has run."""


def upload(*, file: UploadedFile, specs: list[Spec], user: User, now: datetime) -> ImportRun:
    """Keep a file as a draft, read by the fitting one of `specs`, or else by a guess.

    Raises Unreadable where it is no table; then nothing is kept.
    """
    name = uploads.store(file)
    try:
        with Table(uploads.path_of(name)) as table:
            if looks_like_data(table.header):
                raise Unreadable(NO_HEADER)
            lines = samples.first_lines(table)
            spec = _fitting(specs, table) or guess(table.header, lines, kind_of(table.header))
            refuse_empty(lines)
    except BaseException:
        uploads.remove(name)
        raise
    return ImportRun.objects.create(
        file_name=(file.name or "file")[:255], path=name, spec=spec.as_json(), created_by=user, created_at=now
    )


def guess(header: Sequence[str], lines: Sequence[Row | BadLine], kind: str) -> Spec:
    """Return a spec of this kind that header and first lines suggest; what they leave open, a person says."""
    columns = fields_of(header, kind, answers=samples.answers(header, lines))
    fields = {name: FieldSpec(column=column) for name, column in columns.items()}
    if "source" in fields:
        fields["source"] = FieldSpec(column=fields["source"].column, blank="Unknown")
    unit = length_unit_of(fields["length"].column) if "length" in fields else ""
    return Spec(kind=kind, fields=fields, length_unit=unit)


def draft_spec(run: ImportRun) -> Spec:
    """Return the spec of a draft, which may still be incomplete."""
    return spec_from(run.spec, complete=False)


def open_draft(run: ImportRun) -> Table:
    return open_table(path_of(run), draft_spec(run))


def path_of(run: ImportRun) -> Path:
    return uploads.path_of(run.path)


def set_spec(*, run: ImportRun, spec: Spec) -> None:
    """Change how a draft is read. What a dry run found under the old spec no longer holds."""
    with transaction.atomic():
        changed = _drafts(run).update(spec=spec.as_json(), report={}, finished_at=None, is_dry_run=False, job=None)
        if not changed:
            raise AlreadyStarted("This import has been started already.")
        RejectedRow.objects.filter(run=run).delete()
    run.refresh_from_db()


def rehearse(*, run: ImportRun, may_create: bool, user: User, now: datetime) -> Job:
    """Begin a dry run in the background. A second one takes the place of the first."""
    return _begin(run, may_create=may_create, user=user, now=now, is_dry_run=True, state=ImportRun.State.DRAFT)


def start(*, run: ImportRun, may_create: bool, user: User, now: datetime) -> Job:
    """Begin the import in the background, once: of two who press the button, the second is refused."""
    return _begin(run, may_create=may_create, user=user, now=now, is_dry_run=False, state=ImportRun.State.STARTED)


def discard(*, run: ImportRun) -> None:
    """Forget a draft and its file."""
    if not _drafts(run).delete()[0]:
        raise AlreadyStarted("This import has been started already.")
    uploads.remove(run.path)


def _begin(
    run: ImportRun, *, may_create: bool, user: User, now: datetime, is_dry_run: bool, state: ImportRun.State
) -> Job:
    spec_from(run.spec)  # refuses a draft that is not finished
    with transaction.atomic():
        job = start_job(KIND_OF_JOB, params={"run": run.pk, "may_create": may_create}, user=user, now=now)
        changed = _drafts(run).update(state=state, job=job, is_dry_run=is_dry_run, report={}, finished_at=None)
        if not changed:
            raise AlreadyStarted("This import has been started already.")
        RejectedRow.objects.filter(run=run).delete()
    run.refresh_from_db()
    return job


def _drafts(run: ImportRun) -> QuerySet[ImportRun]:
    """The run, as long as it has not been started: the filter is the lock."""
    return ImportRun.objects.filter(pk=run.pk, state=ImportRun.State.DRAFT)


def _fitting(specs: list[Spec], table: Table) -> Spec | None:
    if not specs:
        return None
    try:
        return choose(specs, table.header)
    except BadMapping as misfit:
        raise Unreadable(f"The mapping does not fit. {misfit}") from misfit
