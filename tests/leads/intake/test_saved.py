"""A mapping that is kept, for the next file of its kind."""

import pytest

from leads.models import ImportRun, SavedMapping
from tests.leads.intake.pages import LEADS, url

pytestmark = pytest.mark.django_db


def test_a_mapping_is_saved_and_reads_the_next_file(client, mapped, upload, work):
    work(lambda: client.post(url("import-start", mapped), {"may_create": "on"}))

    assert client.post(url("import-save-mapping", mapped), {"name": "Our CRM"}).url == url("import-report", mapped)
    upload(LEADS, mapping="Our CRM")

    newest = ImportRun.objects.first()
    assert newest.spec == mapped.spec
    assert SavedMapping.objects.get().created_by is not None


def test_a_mapping_needs_a_name(client, mapped, work):
    work(lambda: client.post(url("import-start", mapped), {"may_create": "on"}))

    assert client.post(url("import-save-mapping", mapped), {"name": ""}).status_code == 422
