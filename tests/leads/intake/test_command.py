import json

import pytest
from django.core.management import CommandError, call_command

from leads.models import Event, HandOff, ImportRun, ParkedEvent, SavedMapping, Source
from tests.factories import NOW
from tests.leads.intake.specs import activities, hand_offs

pytestmark = pytest.mark.django_db

LEADS = "Id,Source,Created\nL1,Web,5/1/2026 09:00\nL2,Fair,13/1/2026 09:00\n"
CALLS = "Id,When\nL1,5/1/2026 10:00\n"


@pytest.fixture
def mapping(tmp_path):
    """A mapping for both kinds of file, in a JSON file, without a zone."""
    path = tmp_path / "mapping.json"
    specs = [hand_offs({"handed_off_at": "Created"}, timezone=""), activities(timezone="", date_order="dmy")]
    path.write_text(json.dumps({"specs": [spec.as_json() for spec in specs]}))
    return path


@pytest.fixture
def file(tmp_path):
    def file(name, text):
        path = tmp_path / name
        path.write_text(text)
        return path

    return file


def test_several_files_with_one_mapping_hand_offs_first(file, mapping, capsys):
    call_command(
        "import_leads", file("calls.csv", CALLS), file("leads.csv", LEADS), mapping=mapping, timezone="Europe/Berlin"
    )

    out, err = capsys.readouterr()
    assert "leads.csv\n  2 rows read, 0 rejected\n  hand-offs: 2 created, 0 updated, 0 unchanged" in out
    assert out.index("leads.csv") < out.index("calls.csv")
    assert "calls.csv: 100 %" in err
    assert HandOff.objects.get(external_id="L1").touches == 1
    assert [run.file_name for run in ImportRun.objects.order_by("pk")] == ["leads.csv", "calls.csv"]


def test_an_unprepared_database_is_said_in_one_sentence(file, mapping, monkeypatch):
    monkeypatch.setattr("leadgap.commands.MigrationExecutor.migration_plan", lambda *args: ["one more"])

    with pytest.raises(CommandError, match="not that of this version. Run “python -m leadgap.prepare” first"):
        call_command("import_leads", file("leads.csv", LEADS), mapping=mapping, timezone="UTC")


def test_a_dry_run_of_both_changes_nothing(file, mapping, capsys):
    call_command(
        "import_leads",
        file("leads.csv", LEADS),
        file("calls.csv", CALLS),
        mapping=mapping,
        timezone="UTC",
        dry_run=True,
    )

    out = capsys.readouterr().out
    assert "dry run: nothing was changed" in out
    assert "not here yet" not in out  # the calls know the leads of the first file
    assert not HandOff.objects.exists()
    assert not Event.objects.exists()
    assert not Source.objects.exists()


def test_the_zone_is_asked_for(file, mapping):
    with pytest.raises(CommandError, match=r"leads.csv: The times of the hand-offs have no zone.*--timezone"):
        call_command("import_leads", file("leads.csv", LEADS), mapping=mapping)

    assert not HandOff.objects.exists()


TWO_WAYS = "Id,Source,Created\nL1,Web,5/1/2026 09:00\n"


@pytest.mark.parametrize(
    ("said", "hint"),
    [
        ({"timezone": "UTC"}, r"choose the order of its dates\. Use --date-order\.$"),
        ({"date_order": "dmy"}, r"in which they were written\. Use --timezone\.$"),
        ({}, r"Use --date-order and --timezone\.$"),
    ],
)
def test_a_refusal_names_the_option_that_answers_it(file, mapping, said, hint):
    with pytest.raises(CommandError, match=hint):
        call_command("import_leads", file("leads.csv", TWO_WAYS), mapping=mapping, **said)


def test_the_unit_of_lengths_is_asked_for_and_can_be_said(file):
    mapping = file("mapping.json", json.dumps(activities({"length": "Length"}).as_json()))
    calls = file("calls.csv", "Id,When,Length\nL1,2026-01-05 10:00,250\n")

    with pytest.raises(CommandError, match=r"choose the unit of its lengths\. Use --length-unit\.$"):
        call_command("import_leads", calls, mapping=mapping)
    call_command("import_leads", calls, f"--mapping={mapping}", "--length-unit=seconds")

    assert ParkedEvent.objects.get().payload["length_seconds"] == 250


@pytest.mark.parametrize(("order", "month"), [("dmy", 1), ("mdy", 5)])
def test_the_order_of_the_dates_can_be_said(file, mapping, order, month):
    call_command(
        "import_leads", file("leads.csv", TWO_WAYS), f"--mapping={mapping}", "--timezone=UTC", f"--date-order={order}"
    )

    assert HandOff.objects.get().handed_off_at.month == month


@pytest.mark.parametrize(("said", "month"), [({}, 1), ({"date_order": "mdy"}, 5)])
def test_the_option_goes_before_the_order_of_a_saved_mapping(file, said, month):
    spec = hand_offs({"handed_off_at": "Created"}, date_order="dmy")
    SavedMapping.objects.create(name="Our CRM", spec=spec.as_json(), created_at=NOW)

    call_command("import_leads", file("leads.csv", TWO_WAYS), mapping="Our CRM", **said)

    assert HandOff.objects.get().handed_off_at.month == month


def test_one_file_that_does_not_fit_stops_all_before_the_first(file, mapping):
    with pytest.raises(CommandError, match=r"other.csv: The file has no columns “Id”, “When”"):
        call_command(
            "import_leads", file("leads.csv", LEADS), file("other.csv", "a,b\nx,y\n"), mapping=mapping, timezone="UTC"
        )

    assert not HandOff.objects.exists()
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("book.csv", b"PK\x03\x04", "Excel workbook"),
        ("bytes.csv", b"a,b\n\x00", "binary"),
        ("rows.csv", b"L1,Web,2026-01-05\n", "no header"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_words(tmp_path, mapping, name, content, what):
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(CommandError, match=what):
        call_command("import_leads", path, mapping=mapping, timezone="UTC")


def test_a_file_that_is_not_there(tmp_path, mapping):
    with pytest.raises(CommandError, match=r"^There is no file “.*/gone\.csv”\.$"):
        call_command("import_leads", tmp_path / "gone.csv", mapping=mapping)
    with pytest.raises(CommandError, match=r"” is a folder, not a file\.$"):
        call_command("import_leads", tmp_path, mapping=mapping)


@pytest.mark.parametrize("rows", ["", "\n\n", ",,\n"])
def test_a_file_without_rows_is_refused_before_the_others_are_imported(file, mapping, rows):
    files = file("leads.csv", LEADS), file("empty.csv", f"Id,Source,Created\n{rows}")

    with pytest.raises(CommandError, match=r"^empty\.csv: The file holds the names of its columns and no rows"):
        call_command("import_leads", *files, mapping=mapping, timezone="UTC", date_order="dmy")

    assert not HandOff.objects.exists()


def test_an_unknown_mapping_names_those_that_there_are(file):
    SavedMapping.objects.create(name="Our CRM", spec={}, created_at=NOW)

    with pytest.raises(CommandError, match="incidents, x-education, Our CRM"):
        call_command("import_leads", file("leads.csv", LEADS), mapping="nonsense")


def test_a_mapping_that_is_no_json(file):
    with pytest.raises(CommandError, match="not a JSON file"):
        call_command("import_leads", file("leads.csv", LEADS), mapping=str(file("mapping.json", "{")))


def test_a_saved_mapping_goes_before_a_preset(file, capsys):
    spec = hand_offs({"handed_off_at": "Created"})
    SavedMapping.objects.create(name="incidents", spec=spec.as_json(), created_at=NOW)

    call_command("import_leads", file("leads.csv", LEADS), mapping="incidents")

    assert HandOff.objects.count() == 2
    assert "13/1/2026" in capsys.readouterr().out  # the date that proves the order is named


def test_unknown_names_can_be_rejected(file, mapping, capsys):
    call_command("import_leads", file("leads.csv", LEADS), mapping=mapping, timezone="UTC", no_create=True)

    out = capsys.readouterr().out
    assert "2 rejected" in out
    assert "line 2: Source “Web”: There is no source of this name yet." in out
    assert "  2 sources are not here\n" in out
    assert " new " not in out
    assert not HandOff.objects.exists()


def test_many_rejected_rows_are_told_in_part(file, mapping, capsys):
    text = "Id,Source,Created\n" + "".join(f"L{n},Web,31/2/2026\n" for n in range(50)) + "L99,Web,13/1/2026\n"

    call_command("import_leads", file("leads.csv", text), mapping=mapping, timezone="UTC")

    out = capsys.readouterr().out
    assert out.count("There is no day “31/2/2026”") == 20
    assert "the others are on the page of this import" in out


def test_a_row_that_cannot_be_read_is_told_in_one_clean_line(file, mapping, capsys):
    call_command("import_leads", file("leads.csv", "Id,Source,Created\nL1,Web,,x\n"), mapping=mapping, timezone="UTC")

    out = capsys.readouterr().out
    assert "  1 row read, 1 rejected" in out
    assert "  line 2: “L1, Web, , x”: This line has 4 values, the header has 3 columns." in out
