"""Small files, and importing them in tests."""

from leads.intake.run import run_import
from leads.models import HandOff, ImportRun
from tests.factories import NOW
from tests.leads.intake.specs import activities, hand_offs

LEADS = """Id,Source,Created,Owner,Rating,City
L1,Web,2026-01-05 09:00,Ana,4,Berlin
L2,web,2026-01-06 09:00,Ben,,Vienna
L3,Fair,2026-01-07 09:00,,2,
"""
LEADS_SPEC = hand_offs({"handed_off_at": "Created", "owner": "Owner", "sales_rating": "Rating", "city": "City"})
CALLS = """Id,When,State,Owner
L1,2026-01-05 10:00,Active,Ana
L1,2026-01-05 11:00,Waiting,Ana
L2,2026-01-06 08:00,Active,Ben
L1,2026-01-05 12:00,Active,Cleo
L2,2026-01-06 10:00,Active,Ben
L2,2026-01-06 10:00,Active,Ben
L2,2026-01-06 10:30,-100,Ben
L2,2026-01-06 10:40,New,Ben
"""
CALLS_SPEC = activities(
    {
        "state": {"column": "State", "values": {"New": "", "Active": "touched", "Waiting": "touched paused"}},
        "owner": "Owner",
    },
    holder=True,
)
NO_IDS = """Source,Created,Owner,Stage
Web,2026-01-05 09:00,Ana,won
Web,2026-01-05 09:00,Ben,lost
Web ,2026-01-05 09:00,Ana,won
Fair,2099-01-01,Ana,
"""
NO_IDS_SPEC = hand_offs(
    {"external_id": {"row": True}, "handed_off_at": "Created", "owner": "Owner", "outcome": "Stage"}
)
SHARED = "Id,Contact,Source,Created,Owner,Rating,City\n" + "".join(
    f"D{n},C{n % 5},{'Web' if n % 2 else 'Fair'},2026-01-{n % 28 + 1:02},Owner {n % 3},{n % 7},City {n % 4}\n"
    for n in range(40)
)
SHARED_SPEC = hand_offs(
    {
        "lead_external_id": "Contact",
        "handed_off_at": "Created",
        "owner": "Owner",
        "sales_rating": "Rating",
        "city": "City",
    }
)


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


def revisions():
    """The revision of each hand-off, by its id."""
    return dict(HandOff.objects.values_list("external_id", "revision"))
