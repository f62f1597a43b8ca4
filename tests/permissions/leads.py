"""Imports: marketers and administrators bring leads in, auditors look on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from leads.intake import services
from leads.models import ImportRun
from tests.factories import NOW
from tests.permissions import NO_SUCH_METHOD, Row, World, answers

TABLE = b"Lead Id,Source,Created,Email\n1,Web form,2026-03-02 10:00,ana@example.com\n"


def of_draft(world: World) -> list[Any]:
    upload = SimpleUploadedFile("leads.csv", TABLE)
    run = services.upload(file=upload, specs=[], user=world.marketer, now=NOW)
    services.set_spec(run=run, spec=replace(services.draft_spec(run), system={"key": "crm", "name": "The CRM"}))
    return [run.pk]


def of_finished(world: World) -> list[Any]:
    run = ImportRun.objects.create(
        file_name="leads.csv",
        state=ImportRun.State.STARTED,
        created_by=world.marketer,
        created_at=NOW,
        finished_at=NOW,
        report={"counts": {}},
    )
    return [run.pk]


READING = answers(403, marketer=200, administrator=200, auditor=200)
PREPARING = answers(403, marketer=200, administrator=200)
ACTING = answers(403, marketer=302, administrator=302)
MISTAKEN = answers(403, marketer=422, administrator=422)
NOT_FOR_AUDITORS = answers(405, auditor=403)

ROWS = [
    Row("leads:imports", get=READING, post=NOT_FOR_AUDITORS),
    Row("leads:sources", get=READING, post=MISTAKEN),
    Row("leads:import-report", arguments=of_finished, get=READING, post=NOT_FOR_AUDITORS),
    Row("leads:import-rejected", arguments=of_finished, get=READING, post=NOT_FOR_AUDITORS),
    Row("leads:import-save-mapping", arguments=of_finished, get=NO_SUCH_METHOD, post=MISTAKEN),
    Row("leads:import-new", get=PREPARING, post=MISTAKEN),
    Row("leads:import-map", arguments=of_draft, get=PREPARING, post=MISTAKEN),
    Row("leads:import-reread", arguments=of_draft, get=NO_SUCH_METHOD, post=ACTING),
    Row("leads:import-values", arguments=of_draft, get=PREPARING, post=MISTAKEN),
    Row("leads:import-check", arguments=of_draft, get=PREPARING, post=PREPARING),
    Row("leads:import-try", arguments=of_draft, get=NO_SUCH_METHOD, post=ACTING),
    Row("leads:import-start", arguments=of_draft, get=NO_SUCH_METHOD, post=ACTING),
    Row("leads:import-discard", arguments=of_draft, get=NO_SUCH_METHOD, post=ACTING),
]
