"""The page of the upload: what is taken, what is refused, and that nothing of that is kept."""

import pytest
from django.urls import reverse

from leads.intake import uploads
from leads.models import ImportRun
from tests.leads.intake.pages import columns, url, values

pytestmark = pytest.mark.django_db


def test_a_file_of_activities_is_recognised(client, upload):
    upload("Activity ID,Lead ID,Activity date,Activity type,Assigned to\n9,1,2026-01-05 09:00,Call,Ana\n")
    run = ImportRun.objects.get()
    assert run.spec["kind"] == "activities"

    client.post(url("import-map", run), columns(client, run, holder="yes"))
    client.post(url("import-values", run), values(client, run))

    run.refresh_from_db()
    assert run.spec["holder"] is True
    assert run.spec["fields"]["state"]["values"] == {"Call": "touched"}


@pytest.mark.parametrize(
    ("closed", "column"),
    [
        (["true", "false"], None),
        (["FALSE", "FALSE"], None),
        (["Yes", "no"], None),
        (["0", "1"], None),
        (["", "1"], None),
        (["", ""], "Closed"),
        (["true", "2026-02-01"], "Closed"),
        (["", "2026-02-01"], "Closed"),
    ],
)
def test_what_is_closed_is_taken_for_a_time_unless_it_says_yes_or_no(client, upload, closed, column):
    upload("Lead ID,Source,Closed\n" + "".join(f"{line},Web,{said}\n" for line, said in enumerate(closed)))
    run = ImportRun.objects.get()

    assert run.spec["fields"].get("closed_at", {}).get("column") == column
    client.post(url("import-reread", run), {"kind": "hand_offs", "encoding": "", "delimiter": ""})
    run.refresh_from_db()
    assert run.spec["fields"].get("closed_at", {}).get("column") == column


def test_the_kind_and_the_characters_can_be_chosen(client, upload):
    upload("Id,Quelle,Ort\n1,Messe,Köln\n".encode("cp1252"))
    run = ImportRun.objects.get()
    assert "not in UTF-8" in client.get(url("import-map", run)).content.decode()

    client.post(url("import-reread", run), {"kind": "activities", "encoding": "cp1252", "delimiter": ","})

    run.refresh_from_db()
    assert (run.spec["kind"], run.spec["encoding"], run.spec["delimiter"]) == ("activities", "cp1252", ",")


def test_characters_that_do_not_fit_leave_all_as_it_was(client, upload):
    upload("Id,Quelle,Ort\n1,Messe,Köln\n".encode("cp1252"))
    run = ImportRun.objects.get()

    response = client.post(
        url("import-reread", run), {"kind": "hand_offs", "encoding": "utf-8-sig", "delimiter": ""}, follow=True
    )

    assert "cannot be read in this way" in response.content.decode()


@pytest.mark.parametrize(
    ("content", "what"),
    [
        pytest.param(b"PK\x03\x04", "Excel workbook", id="xlsx"),
        pytest.param(b"a,b\n\x00", "binary", id="binary"),
        pytest.param(b"", "The file is empty. Export it again", id="empty"),
        pytest.param(b"Id,Source\n\n", "and no rows. Export it again", id="only-a-header"),
        pytest.param(b"1,ana@example.com,Web\n", "no header", id="no-header"),
        pytest.param(b"a,b\n1,2\n", "does not fit", id="wrong-mapping"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_and_not_kept(upload, media, content, what):
    response = upload(content, mapping="x-education" if what == "does not fit" else "")

    assert response.status_code == 422
    assert what in response.content.decode()
    assert not ImportRun.objects.exists()
    assert not [path for path in media.rglob("*") if path.is_file()]


def test_a_file_that_is_too_large_is_refused_and_not_kept(upload, media, settings):
    settings.UPLOAD_LIMIT = 1000

    response = upload("Id,Source\n" + "1,Web\n" * 1000)

    assert response.status_code == 422
    assert "larger than" in response.content.decode()
    assert not [path for path in media.rglob("*") if path.is_file()]


def test_uploads_lie_under_names_that_nobody_can_guess(draft, media):
    assert uploads.path_of(draft.path).is_relative_to(media)
    assert "leads" not in draft.path


def test_presets_are_offered(client, importer):
    page = client.get(reverse("leads:import-new")).content.decode()

    assert 'value="x-education"' in page
    assert "Incident log of a service desk" in page
