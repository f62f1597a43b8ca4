import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from leads.intake import uploads
from leads.models import HandOff, ImportRun, RejectedRow, SavedMapping, Source
from tests.factories import NOW, UserFactory

pytestmark = pytest.mark.django_db

LEADS = """Record ID,Email,Lead Source,Create Date,Lead Owner,Lead Quality,Status,Shoe size
1,ana@example.com,Web,2026-01-05 09:00,Ana,Hot,Closed Won,38
2,ben@example.com,Fair,2026-01-06 09:00,Ben,Meh,Working,
3,cleo@example.com,,2026-01-07 09:00,,7,,40
"""


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


def url(name, run):
    return reverse(f"leads:{name}", args=[run.pk])


def columns(client, run, **changes):
    """Return what the form of the columns holds, as a browser would post it."""
    form = client.get(url("import-map", run)).context["form"]
    return {bound.html_name: bound.value() or "" for bound in form} | {"system": "CRM", "timezone": "UTC"} | changes


def values(client, run, **changes):
    form = client.get(url("import-values", run)).context["form"]
    return {bound.html_name: bound.value() or "" for bound in form} | changes


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


def test_an_empty_list_says_what_to_do(client, importer):
    page = client.get(reverse("leads:imports")).content.decode()

    assert "No leads are here yet." in page
    assert reverse("leads:import-new") in page


def test_the_whole_way_in(client, upload, work):
    run_url = upload(LEADS).url
    run = ImportRun.objects.get()
    assert run_url == url("import-map", run)
    assert client.post(run_url, columns(client, run)).url == url("import-values", run)
    assert client.post(url("import-values", run), values(client, run)).url == url("import-check", run)
    assert work(lambda: client.post(url("import-try", run), {"may_create": "on"})).url == url("import-check", run)

    tried = client.get(url("import-check", run)).content.decode()

    assert "leads.csv would bring 1 new hand-off and reject 2 of 3 rows." in tried
    assert not HandOff.objects.exists()
    assert work(lambda: client.post(url("import-start", run), {"may_create": "on"})).url == url("import-report", run)
    page = client.get(url("import-report", run)).content.decode()
    assert "leads.csv brought 1 new hand-off and 2 of 3 rows were rejected." in page
    assert "A rating is a whole number from 1 to 5." in page
    hand_off = HandOff.objects.get()
    assert (hand_off.sales_rating, hand_off.outcome, hand_off.source.name) == (5, "won", "Web")
    assert hand_off.lead.attributes == {"Shoe size": "38"}


def test_the_header_and_the_values_are_guessed(client, draft):
    form = client.get(url("import-map", draft)).context["form"]

    shown = {name: choice.value() for name, _, choice in [*form.known_columns, *form.other_columns]}
    assert shown == {
        "Record ID": "", "Email": "email", "Lead Source": "source", "Create Date": "handed_off_at",
        "Lead Owner": "owner", "Lead Quality": "sales_rating", "Status": "outcome", "Shoe size": "",
    }  # fmt: skip
    assert form["id_column"].value() == "Record ID"
    client.post(url("import-map", draft), columns(client, draft))
    guessed = values(client, draft)
    assert [guessed[f"sales_rating-{n}"] for n in range(3)] == ["?", "5", "?"]  # 7, Hot, Meh
    assert {guessed["outcome-0"], guessed["outcome-1"]} == {"won", ""}


def test_the_first_rows_are_seen_and_only_what_the_columns_need_is_asked(client, draft, upload):
    page = client.get(url("import-map", draft))

    assert "<td>ana@example.com</td>" in page.content.decode()
    form = page.context["form"]
    assert {field.name for field in form.rare_options} == {"empty", "decimal_mark", "marketing_basis"}
    upload("Name,Where\nAna,Web\n")
    plain = client.get(url("import-map", ImportRun.objects.latest("pk"))).context["form"]
    assert {"date_order", "timezone", "owner_is"} <= {field.name for field in plain.rare_options}


def test_what_is_wrong_is_not_folded_away(client, draft):
    response = client.post(url("import-map", draft), columns(client, draft, timezone="", system="", decimal_mark="x"))

    assert response.status_code == 422
    page = response.content.decode()
    assert "Say which system gave the ids, such as HubSpot." in page
    assert "decimal_mark" in {field.name for field in response.context["form"].options}
    assert "Choose the column that is different in every row" not in page


def test_values_that_need_a_person_come_before_names_and_are_counted(client, draft):
    client.post(url("import-map", draft), columns(client, draft))

    page = client.get(url("import-values", draft))

    assert [name for name, *_ in page.context["form"].groups()] == ["outcome", "sales_rating", "source"]
    assert "2 values are not explained yet." in page.content.decode()


def test_a_meaning_that_nobody_has_said_is_marked_as_a_guess(client, draft):
    client.post(url("import-map", draft), columns(client, draft))

    groups = client.get(url("import-values", draft)).context["form"].groups()

    marked = {(name, row["text"]): (row["is_guess"], row["is_unsaid"]) for name, _, _, rows in groups for row in rows}
    assert all(not (guess and unsaid) for guess, unsaid in marked.values())
    guesses = {key for key, (guess, _) in marked.items() if guess}
    assert guesses == {("outcome", "Closed Won"), ("outcome", "Working"), ("sales_rating", "Hot")}


def test_new_names_are_listed_and_rejections_are_told_by_their_cause(client, upload, work):
    rows = "".join(f"{n},Web,2026-01-05 09:00,Ana,6\n" for n in range(9)) + "9,Web,2026-02-30 09:00,Ben,7\n"
    upload("Record ID,Lead Source,Create Date,Lead Owner,Lead Quality\n" + rows + "10,Fair,2026-01-05 09:00,Ana,5\n")
    run = ImportRun.objects.get()
    client.post(url("import-map", run), columns(client, run))
    client.post(url("import-values", run), values(client, run))
    work(lambda: client.post(url("import-start", run), {"may_create": "on"}))

    page = client.get(url("import-report", run))

    text = page.content.decode()
    assert "2 sources are new: Web, Fair." in text
    assert "2 owners are new: Ana, Ben." in text
    ratings, date = page.context["causes"]
    assert (ratings.column, ratings.rows, ratings.values, ratings.lines) == (
        "Lead Quality",
        10,
        ["6", "7"],
        [2, 3, 4, 5, 6],
    )
    assert (date.column, date.rows, date.lines) == ("Create Date", 1, [11])


@pytest.mark.parametrize("step", ["try", "start"])
def test_names_that_may_not_be_created_are_not_here(client, mapped, work, step):
    work(lambda: client.post(url(f"import-{step}", mapped), {}))

    page = client.get(url("import-check" if step == "try" else "import-report", mapped)).content.decode()

    assert "3 sources are not here: Web, Fair, Unknown." in page
    assert "matched to no person" not in page
    assert not Source.objects.exists()


def test_without_an_id_column_people_are_told_apart_by_e_mail(client, upload):
    upload("Email,Source\na@example.com,Web\n")

    assert client.get(url("import-map", ImportRun.objects.get())).context["form"]["id_column"].value() == "Email"


FEW = "Source,Owner,Created,Stage\n" + "".join(
    f"Web,{'Ana' if n % 2 else 'Ben'},2026-01-{n % 5 + 1:02} 09:00,{'Won' if n % 3 else 'Lost'}\n" for n in range(40)
)


def test_a_file_without_ids_is_told_apart_by_whole_rows(client, upload, work):
    upload(FEW)
    run = ImportRun.objects.get()
    form = client.get(url("import-map", run)).context["form"]
    assert form["id_column"].value() == "~row"

    client.post(url("import-map", run), columns(client, run))
    client.post(url("import-values", run), values(client, run))
    work(lambda: client.post(url("import-start", run), {"may_create": "on"}))

    assert HandOff.objects.count() == 40
    run.refresh_from_db()
    assert run.spec["fields"]["external_id"] == {"row": True}


def test_a_column_that_may_hold_the_ids_is_asked_about(client, upload):
    header, *rows = FEW.splitlines()
    upload("\n".join([f"{header},Our code", *(f"{row},K{n}" for n, row in enumerate(rows))]))

    assert client.get(url("import-map", ImportRun.objects.get())).context["form"]["id_column"].value() == ""


def test_a_column_of_ids_that_repeats_is_told_before_it_is_taken(client, upload):
    upload(FEW)
    run = ImportRun.objects.get()
    assert 'name="may_clash"' not in client.get(url("import-map", run)).content.decode()

    response = client.post(url("import-map", run), columns(client, run, id_column="Stage"))

    assert response.status_code == 422
    page = response.content.decode()
    # 2 of the 40 rows are the first of their stage; of the others those count that do not say the same as it.
    assert "“Stage” repeats: 35 of the first 40 rows have the value of an earlier row and say something else" in page
    assert 'name="may_clash"' in page
    told = columns(client, run, id_column="Stage", may_clash="on")
    assert client.post(url("import-map", run), told).status_code == 302


def test_a_row_that_stands_twice_is_no_clash(client, upload):
    header, first, *others = LEADS.splitlines()
    upload("\n".join([header, first, first, *others]))
    run = ImportRun.objects.get()

    assert client.post(url("import-map", run), columns(client, run)).status_code == 302


def test_the_zone_is_asked_for_and_the_form_is_kept(client, draft):
    response = client.post(url("import-map", draft), columns(client, draft, timezone="", system="My own CRM"))

    assert response.status_code == 422
    page = response.content.decode()
    assert "have no zone" in page
    assert 'value="My own CRM"' in page


def test_the_order_of_dates_is_asked_for(client, upload):
    upload("Id,Source,Created Date\n1,Web,1/2/2026 09:00\n")
    run = ImportRun.objects.get()

    response = client.post(url("import-map", run), columns(client, run))

    assert response.status_code == 422
    assert "Is the day or the month first in “1/2/2026 09:00”?" in response.content.decode()
    assert client.post(url("import-map", run), columns(client, run, date_order="mdy")).status_code == 302


def test_the_unit_of_lengths_is_asked_for_beside_their_column(client, upload):
    upload("Lead Id,Activity Date,Type,Call Duration\n1,2026-01-05 09:00,Call,250\n")
    run = ImportRun.objects.get()
    form = client.get(url("import-map", run)).context["form"]
    assert "length_unit" in {field.name for field in form.options}

    response = client.post(url("import-map", run), columns(client, run))

    assert response.status_code == 422
    assert "Is “250” in seconds, minutes or milliseconds?" in response.content.decode()
    assert client.post(url("import-map", run), columns(client, run, length_unit="seconds")).status_code == 302
    run.refresh_from_db()
    assert run.spec["length_unit"] == "seconds"


def test_the_unit_of_lengths_is_taken_from_the_name_of_their_column(upload):
    upload("Lead Id,Activity Date,Type,hs_call_duration\n1,2026-01-05 09:00,Call,250000\n")

    assert ImportRun.objects.get().spec["length_unit"] == "milliseconds"


def test_a_column_that_is_no_list_of_names_is_told_at_once(client, upload, monkeypatch):
    monkeypatch.setattr("leads.intake.names.MOST_NEW", 2)
    upload(LEADS.replace("09:00,,7", "09:00,Cleo,7"))
    draft = ImportRun.objects.get()

    response = client.post(url("import-map", draft), columns(client, draft))

    assert response.status_code == 422
    assert response.context["form"].errors["column-4"] == [
        "“Lead Owner”: More than 2 new owners: this column is no list of owners."
    ]


def test_two_columns_cannot_be_the_same(client, draft):
    response = client.post(url("import-map", draft), columns(client, draft, **{"column-7": "email"}))

    assert response.status_code == 422
    assert "“Email” is “E-mail” already." in response.content.decode()


def test_a_file_without_a_source_column_gets_one_source(client, upload, work):
    upload("Id,Name\n1,Ana\n")
    run = ImportRun.objects.get()
    chosen = columns(client, run, source_name="Trade fair")

    assert client.post(url("import-map", run), chosen).url == url("import-check", run)
    work(lambda: client.post(url("import-start", run), {"may_create": "on"}))

    assert HandOff.objects.get().source.name == "Trade fair"


def test_sources_are_renamed_and_given_a_side(client, draft):
    client.post(url("import-map", draft), columns(client, draft))
    chosen = values(client, draft)
    position = next(key[-1] for key, value in chosen.items() if key.startswith("source-") and value == "Fair")

    client.post(url("import-values", draft), chosen | {f"source-{position}": "Events", f"side-{position}": "partner"})

    draft.refresh_from_db()
    source = draft.spec["fields"]["source"]
    assert (source["values"], source["sides"], source["blank"]) == (
        {"Fair": "Events"},
        {"Events": "partner"},
        "Unknown",
    )


def test_known_sources_keep_their_side(client, draft):
    Source.objects.create(key="web", name="Web", side="partner")
    client.post(url("import-map", draft), columns(client, draft))

    form = client.get(url("import-values", draft)).context["form"]

    sides = {
        row["text"]: row["side"] is not None
        for _, _, _, rows in form.groups()
        for row in rows
        if "Fair" in row["text"] or "Web" in row["text"]
    }
    assert sides == {"Web": False, "Fair": True}


def test_columns_can_be_left_out_or_kept_from_judging(client, draft):
    client.post(url("import-map", draft), columns(client, draft, **{"column-7": "~later", "column-1": "~out"}))

    draft.refresh_from_db()
    assert (draft.spec["not_judged"], draft.spec["left_out"]) == (["Shoe size"], ["Email"])


def test_what_was_said_about_values_stands_when_one_goes_back(client, mapped):
    before = mapped.spec["fields"]["outcome"]["values"]

    client.post(url("import-map", mapped), columns(client, mapped))

    mapped.refresh_from_db()
    assert mapped.spec["fields"]["outcome"]["values"] == before


def test_a_file_of_activities_is_recognised(client, upload):
    upload("Activity ID,Lead ID,Activity date,Activity type,Assigned to\n9,1,2026-01-05 09:00,Call,Ana\n")
    run = ImportRun.objects.get()
    assert run.spec["kind"] == "activities"

    client.post(url("import-map", run), columns(client, run, holder="yes"))
    client.post(url("import-values", run), values(client, run))

    run.refresh_from_db()
    assert run.spec["holder"] is True
    assert run.spec["fields"]["state"]["values"] == {"Call": "touched"}


def test_activities_are_taken_to_come_from_where_the_hand_offs_came_from(client, upload, work):
    upload("Lead ID,Lead Source\n1,Web\n")
    run = ImportRun.objects.get()
    client.post(url("import-map", run), columns(client, run, system="Our CRM"))
    work(lambda: client.post(url("import-start", run), {"may_create": "on"}))
    upload("Lead ID,Activity Date,Type\n1,2026-01-05 09:00,Call\n")
    upload("Lead ID,Lead Source\n2,Web\n")

    activities, hand_offs = ImportRun.objects.exclude(pk=run.pk).order_by("pk")

    assert client.get(url("import-map", activities)).context["form"]["system"].value() == "Our CRM"
    assert client.get(url("import-map", hand_offs)).context["form"]["system"].value() == ""


def test_the_zone_of_the_organisation_is_offered_first_and_not_chosen(client, draft, organisation):
    field = client.get(url("import-map", draft)).context["form"]["timezone"]

    assert field.value() == ""
    assert list(field.field.choices)[1][0] == organisation.timezone


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


def test_the_file_goes_when_it_is_in(client, mapped, work):
    path = uploads.path_of(mapped.path)
    assert path.is_file()

    work(lambda: client.post(url("import-start", mapped), {"may_create": "on"}))

    assert not path.exists()


def test_a_draft_can_be_discarded_and_a_started_import_cannot(client, draft, mapped, work):
    work(lambda: client.post(url("import-start", mapped), {"may_create": "on"}))

    response = client.post(url("import-discard", mapped), follow=True)

    assert "started already" in response.content.decode()
    assert ImportRun.objects.filter(pk=mapped.pk).exists()


def test_a_discarded_draft_is_gone_with_its_file(client, draft):
    path = uploads.path_of(draft.path)

    client.post(url("import-discard", draft))

    assert not path.exists()
    assert not ImportRun.objects.exists()


def test_pressing_start_twice_imports_once(client, mapped, work, run_queued):
    work(lambda: [client.post(url("import-start", mapped), {"may_create": "on"}) for _ in range(2)][0])

    assert HandOff.objects.count() == 1
    assert run_queued() == []


def test_a_draft_whose_mapping_is_not_done_cannot_be_started(client, draft):
    response = client.post(url("import-start", draft), {"may_create": "on"})

    assert response.url == url("import-map", draft)
    draft.refresh_from_db()
    assert (draft.state, draft.job) == ("draft", None)


@pytest.mark.parametrize("name", ["import-values", "import-check"])
def test_a_later_page_leads_back_to_the_columns_while_they_are_open(client, draft, name):
    assert client.get(url(name, draft)).url == url("import-map", draft)


def test_the_list_does_not_show_what_a_dry_run_found_as_if_it_had_come_in(client, mapped, work):
    work(lambda: client.post(url("import-try", mapped), {"may_create": "on"}))

    (line,) = client.get(reverse("leads:imports")).context["lines"]

    assert (line["rows"], line["created"], line["rejected"]) == (None, None, None)


def test_a_changed_mapping_forgets_the_dry_run(client, mapped, work):
    work(lambda: client.post(url("import-try", mapped), {"may_create": "on"}))
    assert mapped.rejected_rows.exists()

    client.post(url("import-map", mapped), columns(client, mapped))

    mapped.refresh_from_db()
    assert (mapped.report, mapped.job, mapped.finished_at) == ({}, None, None)
    assert not mapped.rejected_rows.exists()


def test_a_dry_run_that_was_replaced_says_so_and_changes_nothing(
    client, mapped, run_queued, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url("import-try", mapped), {"may_create": "on"})
    mapped.refresh_from_db()
    old = mapped.job
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url("import-try", mapped), {"may_create": "on"})

    run_queued()

    old.refresh_from_db()
    mapped.refresh_from_db()
    assert (old.state, mapped.job.state) == ("failed", "done")


def test_nothing_is_created_where_the_box_is_not_ticked(client, mapped, work):
    work(lambda: client.post(url("import-start", mapped), {}))

    assert not Source.objects.exists()
    assert mapped.rejected_rows.filter(reason__contains="There is no source").exists()


def test_while_it_works_the_page_asks_again_and_without_javascript_refreshes(
    client, mapped, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=False):
        client.post(url("import-try", mapped), {"may_create": "on"})

    page = client.get(url("import-check", mapped)).content.decode()

    assert "every 1s" in page
    assert '<noscript><meta http-equiv="refresh"' in page
    fragment = client.get(url("import-check", mapped), headers={"HX-Request": "true"}).content.decode()
    assert fragment.strip().startswith(f'<div id="import-{mapped.pk}"')
    assert "<html" not in fragment


def test_a_failure_is_told_in_words(client, mapped, work):
    path = uploads.path_of(mapped.path)
    path.unlink()

    work(lambda: client.post(url("import-start", mapped), {"may_create": "on"}))

    page = client.get(url("import-report", mapped)).content.decode()
    assert "could not be read to the end" in page
    assert "The uploaded file is gone." in page
    assert "nothing comes in twice" in page
    assert reverse("leads:import-new") in page


def test_rejected_rows_come_as_csv_without_formulas(client, importer):
    run = ImportRun.objects.create(file_name="a b.csv", state="started", created_at=NOW, finished_at=NOW)
    RejectedRow.objects.create(run=run, line=7, column="Phone", value="=cmd|x", reason="No.")
    RejectedRow.objects.create(run=run, line=3, column="Phone", value="+49 30", reason="No.")

    response = client.get(url("import-rejected", run))

    text = b"".join(response.streaming_content).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text))) == [
        ["line", "column", "value", "reason"],
        ["3", "Phone", "'+49 30", "No."],
        ["7", "Phone", "'=cmd|x", "No."],
    ]
    assert response["Content-Disposition"] == 'attachment; filename="a-b-rejected.csv"'


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


def test_presets_are_offered(client, importer):
    page = client.get(reverse("leads:import-new")).content.decode()

    assert 'value="x-education"' in page
    assert "Incident log of a service desk" in page


@pytest.mark.parametrize(
    ("role", "reads", "imports"),
    [
        ("administrator", 200, 200),
        ("marketer", 200, 200),
        ("auditor", 200, 403),
        ("manager", 403, 403),
        ("rep", 403, 403),
    ],
)
def test_who_may_read_and_who_may_import(client, organisation, role, reads, imports):
    run = ImportRun.objects.create(file_name="a.csv", state="started", created_at=NOW, finished_at=NOW)
    client.force_login(UserFactory(role=role))

    for name in ("import-report", "import-rejected"):
        assert client.get(url(name, run)).status_code == reads
    assert client.get(reverse("leads:imports")).status_code == reads
    assert client.get(reverse("leads:import-new")).status_code == imports
    for name in ("import-start", "import-try", "import-discard", "import-reread", "import-save-mapping"):
        assert (client.post(url(name, run), {}).status_code == 403) == (imports == 403)


@pytest.mark.parametrize("runs", [2, 20])
def test_the_list_takes_the_same_queries_for_many_imports(client, importer, runs, django_assert_num_queries):
    for number in range(runs):
        ImportRun.objects.create(
            file_name=f"{number}.csv", state="started", created_at=NOW, finished_at=NOW, created_by=importer
        )
    client.get(reverse("leads:imports"))

    # Session, user, organisation; the count of imports, the page, the latest one; whether there is a demo company.
    with django_assert_num_queries(7):
        client.get(reverse("leads:imports"))
