"""The pages of a run: tried, started, discarded, reported and listed."""

import csv
import io

import pytest
from django.urls import reverse

from leadgap.jobs.models import Job
from leads.intake import uploads
from leads.models import HandOff, ImportRun, RejectedRow, Source
from tests.factories import NOW, UserFactory
from tests.leads.intake.pages import LEADS, columns, url, values

pytestmark = pytest.mark.django_db


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
    assert "is counted under each of them" not in tried
    assert not HandOff.objects.exists()
    assert work(lambda: client.post(url("import-start", run), {"may_create": "on"})).url == url("import-report", run)
    page = client.get(url("import-report", run)).content.decode()
    assert "leads.csv brought 1 new hand-off and 2 of 3 rows were rejected." in page
    assert "A rating is a whole number from 1 to 5." in page
    hand_off = HandOff.objects.get()
    assert (hand_off.sales_rating, hand_off.outcome, hand_off.source.name) == (5, "won", "Web")
    assert hand_off.lead.attributes == {"Shoe size": "38"}


@pytest.mark.parametrize("page", ["import-map", "import-values", "import-check"])
def test_going_back_after_the_start_leads_to_the_report(client, upload, page):
    upload(LEADS)
    run = ImportRun.objects.get()
    client.post(url("import-map", run), columns(client, run))
    client.post(url("import-start", run), {"may_create": "on"})

    assert client.get(url(page, run)).url == url("import-report", run)


def test_new_names_are_listed_and_rejections_are_told_by_their_cause(client, upload, work):
    rows = "".join(f"{n},Web,2026-01-05 09:00,Ana,6\n" for n in range(9)) + "9,Web,2026-02-30 09:00,Ben,7\n"
    upload("Record ID,Lead Source,Create Date,Lead Owner,Lead Quality\n" + rows + "10,Fair,2026-01-05 09:00,Ana,5\n")
    run = ImportRun.objects.get()
    client.post(url("import-map", run), columns(client, run))
    client.post(url("import-values", run), values(client, run))
    work(lambda: client.post(url("import-start", run), {"may_create": "on"}))

    page = client.get(url("import-report", run))

    text = page.content.decode()
    assert "2 sources are new: “Web”, “Fair”." in text
    assert "2 owners are new: “Ana”, “Ben”." in text
    ratings, date = page.context["causes"]
    assert (ratings.column, ratings.rows, ratings.values, ratings.lines) == (
        "Lead Quality",
        10,
        ["6", "7"],
        [2, 3, 4, 5, 6],
    )
    assert (date.column, date.rows, date.lines) == ("Create Date", 1, [11])
    assert "A row with several things wrong is counted under each of them." in text


@pytest.mark.parametrize(("last", "is_offered"), [("6", False), ("5", True)])
def test_what_would_be_rejected_altogether_is_not_offered_to_import(client, upload, work, last, is_offered):
    header = "Record ID,Lead Source,Create Date,Lead Owner,Lead Quality\n"
    upload(f"{header}1,Web,2026-01-05 09:00,Ana,6\n2,Web,2026-01-05 09:00,Ana,{last}\n")
    run = ImportRun.objects.get()
    client.post(url("import-map", run), columns(client, run))
    client.post(url("import-values", run), values(client, run))
    work(lambda: client.post(url("import-try", run), {"may_create": "on"}))

    page = client.get(url("import-check", run)).content.decode()

    assert (url("import-start", run) in page) == is_offered
    assert ("None of its rows can go in." in page) != is_offered
    assert page.count("Back to the columns") == 1


@pytest.mark.parametrize("step", ["try", "start"])
def test_names_that_may_not_be_created_are_not_here(client, mapped, work, step):
    work(lambda: client.post(url(f"import-{step}", mapped), {}))

    page = client.get(url("import-check" if step == "try" else "import-report", mapped)).content.decode()

    assert "3 sources are not here: “Web”, “Fair”, “Unknown”." in page
    assert "matched to no person" not in page
    assert not Source.objects.exists()


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


def test_what_has_come_in_is_not_at_work_any_more_though_its_job_still_tidies_up(client, mapped, work):
    work(lambda: client.post(url("import-start", mapped), {"may_create": "on"}))
    Job.objects.update(state=Job.State.RUNNING, finished_at=None, leased_until=NOW)

    page = client.get(url("import-report", mapped)).content.decode()

    assert "leads.csv brought" in page
    assert "the work goes on without you" not in page


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
