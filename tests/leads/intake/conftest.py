import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from leads.intake.handoffs import HandOffReader
from leads.intake.names import Names
from leads.intake.reading import Row
from leads.models import ImportRun
from tests.factories import NOW, UserFactory
from tests.leads.intake.pages import LEADS, columns, url, values
from tests.leads.intake.specs import hand_offs


@pytest.fixture
def read():
    """Return a function that reads one row, given as texts by column, with a spec of these fields."""

    def read(cells, fields=None, *, may_create=True, **options):
        cells = {"Id": "L1", "Source": "Web"} | cells
        spec = hand_offs({"external_id": "Id", "source": "Source"} | (fields or {}), **options)
        names = Names(may_create=may_create)
        reader = HandOffReader(spec, list(cells), names, now=NOW)
        return reader.read(Row(7, list(cells.values())))

    return read


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def importer(client, organisation, media):
    person = UserFactory(name="Mara", role="marketer")
    client.force_login(person)
    return person


@pytest.fixture
def upload(client, importer):
    """Return a function that uploads a file and returns the response."""

    def upload(content, name="leads.csv", **fields):
        if isinstance(content, str):
            content = content.encode()
        return client.post(reverse("leads:import-new"), {"file": SimpleUploadedFile(name, content), **fields})

    return upload


@pytest.fixture
def draft(upload):
    upload(LEADS)
    return ImportRun.objects.get()


@pytest.fixture
def mapped(client, draft):
    client.post(url("import-map", draft), columns(client, draft))
    chosen = values(client, draft)
    client.post(url("import-values", draft), chosen)
    draft.refresh_from_db()
    return draft


@pytest.fixture
def work(run_queued, django_capture_on_commit_callbacks):
    """Return a function that does something and then all the background work that it has begun."""

    def work(act):
        with django_capture_on_commit_callbacks(execute=True):
            response = act()
        run_queued()
        return response

    return work
