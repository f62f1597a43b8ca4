"""The real incidents, imported by the preset, give the known answers: on the page, in the CSV and in the API."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse

from leadgap.accounts.models import Role, Team
from leads.intake.report import Report
from leads.models import HandOff, ImportRun
from sla.facts import rebuild_facts
from sla.judging import judge_stale
from sla.models import AgreementVersion, Clock
from tests.factories import (
    ALWAYS,
    AgreementFactory,
    CalendarFactory,
    OrganisationFactory,
    PromiseFactory,
    UserFactory,
)
from tests.sla.pages import records_of

INCIDENTS = Path(settings.BASE_DIR).parent / "shared" / "data" / "incidents"
NOW = datetime(2026, 3, 4, 14, tzinfo=UTC)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
CALENDARS = {
    "UTC": {"weekly": ALWAYS},
    "America/Sao_Paulo": {
        "weekly": {day: [["08:00", "12:00"], ["13:00", "18:00"]] for day in WEEKDAYS},
        "holidays": [
            {"date": f"2016-{day}", "name": "Holiday"} for day in ("04-21", "05-26", "09-07", "10-12", "11-02", "11-15")
        ],
    },
}
TARGETS = {"UTC": 4, "America/Sao_Paulo": 2}

# zone: met, missed, median and p90 of response in seconds
ANSWERS = {"UTC": (17_072, 7_846, 1_260, 336_258), "America/Sao_Paulo": (16_956, 7_962, 840, 80_658)}
# zone, cut: met and decided of team 70
TEAM_70 = {
    ("UTC", "team"): (8_276, 9_444),
    ("America/Sao_Paulo", "team"): (8_284, 9_444),
    ("UTC", "first_team"): (10_131, 12_791),
    ("UTC", "answering_team"): (9_310, 10_511),
}

pytestmark = [
    pytest.mark.skipif(not INCIDENTS.is_dir(), reason="../shared/data is not here"),
    pytest.mark.django_db,
]


@pytest.fixture(autouse=True)
def _django_db_helper() -> None:
    """Instead of pytest-django's: all tests of a zone share one transaction, which `zone` holds."""


@pytest.fixture(scope="module", params=list(ANSWERS))
def zone(request, django_db_setup, django_db_blocker):
    """Import the files and judge them, once a zone; all of it is rolled back in the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        OrganisationFactory(timezone=request.param)
        calendar = CalendarFactory(
            version__timezone=request.param,
            **{f"version__{name}": value for name, value in CALENDARS[request.param].items()},
        )
        agreement = AgreementFactory(
            calendar=calendar, effective_on=date(2016, 1, 1), signed_at=datetime(2016, 1, 1, tzinfo=UTC)
        )
        PromiseFactory(version=agreement, target=TARGETS[request.param])
        files = [str(INCIDENTS / "handoffs.csv"), str(INCIDENTS / "activities.csv")]
        call_command("import_leads", *files, mapping="incidents", timezone=request.param, verbosity=0)
        judge_stale(now=NOW)
        rebuild_facts(limit=10_000)
        yield request.param
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def reader(zone):
    client = Client()
    client.force_login(UserFactory(role=Role.AUDITOR))
    return client


def page(reader, **query):
    response = reader.get(reverse("sla:compliance"), {"period": "all", **query})
    return response.context["compliance"]


def api(reader, **query):
    return reader.get(reverse("api:compliance"), {"period": "all", **query}).json()


def team_70():
    return Team.objects.get(name__endswith="70").pk


def test_every_hand_off_is_judged_and_what_is_odd_is_reported(zone):
    runs = {run.spec["kind"]: run for run in ImportRun.objects.all()}

    assert HandOff.objects.count() == 24_918
    assert Clock.objects.filter(scope="lead").count() == 24_918
    assert runs["activities"].report["counts"]["rows"] == 111_984
    told = " ".join(Report.from_json(runs["activities"].report).sentences())
    assert "5 rows are dated before their hand-off" in told
    assert "“-100” 2 (lines 90667, 98057)" in told


def test_the_page_shows_the_known_answers(zone, reader):
    met, missed, median, p90 = ANSWERS[zone]

    total = page(reader).total

    assert (total.figures.met, total.figures.missed, total.compliance.whole) == (met, missed, 24_918)
    assert (total.response.median, round(total.response.p90)) == (median, p90)


def test_the_api_gives_the_known_answers(zone, reader):
    met, missed, median, p90 = ANSWERS[zone]

    total = api(reader)["total"]

    assert (total["met"], total["missed"], total["compliance"]["whole"]) == (met, missed, 24_918)
    assert (total["response"]["median"], round(total["response"]["p90"])) == (median, p90)


def test_the_csv_has_the_numbers_of_the_page(zone, reader):
    response = reader.get(reverse("sla:compliance-csv"), {"period": "all", "by": "team"})
    rows = records_of(response)

    assert [int(rows[-1][name]) for name in ("met", "missed")] == list(ANSWERS[zone][:2])
    assert sum(int(row["met"]) for row in rows[:-1]) == ANSWERS[zone][0]


@pytest.fixture
def same_again(zone):
    """A draft of the promise that is in force."""
    version = AgreementVersion.objects.get(state="signed")
    with transaction.atomic():
        draft = AgreementFactory(calendar=version.calendar, state="draft", effective_on=None, text="", text_hash="")
        PromiseFactory(version=draft, target=TARGETS[zone])
        yield draft
        transaction.set_rollback(True)


def test_the_dry_run_of_the_same_promise_gives_the_known_answers(zone, reader, same_again):
    met, missed, median, p90 = ANSWERS[zone]

    run = reader.get(reverse("sla:agreement-dry-run", args=[same_again.number]), {"period": "all"}).context["run"]
    (row,) = run.promises

    assert (run.hand_offs, run.is_all) == (24_918, True)
    assert (row.kept.part, row.kept.whole, row.kept.whole - row.kept.part) == (met, 24_918, missed)
    assert (row.response.median, round(row.response.p90)) == (median, p90)
    assert (row.today.part, row.flips, row.newly, row.no_longer) == (met, [], 0, 0)
    assert row.teams[team_70()].part == TEAM_70[zone, "team"][0]


def test_the_dry_run_by_the_api_gives_the_known_answers(zone, reader, same_again):
    met, missed, median, p90 = ANSWERS[zone]

    run = reader.get(reverse("api:dry-run", args=[same_again.number]), {"period": "all"}).json()
    (row,) = run["promises"]

    assert (run["hand_offs"], run["is_all"]) == (24_918, True)
    assert (row["kept"]["part"], row["kept"]["whole"], row["kept"]["whole"] - row["kept"]["part"]) == (
        met,
        24_918,
        missed,
    )
    assert (row["response"]["median"], round(row["response"]["p90"])) == (median, p90)
    assert (row["today"]["part"], row["newly_met"], row["newly_missed"]) == (met, 0, 0)
    assert reader.get(reverse("api:dry-run-flips", args=[same_again.number]), {"period": "all"}).json()["count"] == 0


@pytest.mark.parametrize("cut", ["team", "first_team", "answering_team"])
def test_team_70_by_its_last_first_and_answering_hand_offs(zone, reader, cut):
    if (zone, cut) not in TEAM_70:
        return
    found = page(reader, by=cut)
    row = next(row for row in found.rows if row.key == team_70())
    shown = next(row for row in api(reader, by=cut)["rows"] if row["key"] == team_70())

    assert (row.compliance.part, row.compliance.whole) == TEAM_70[zone, cut]
    assert (shown["compliance"]["part"], shown["compliance"]["whole"]) == TEAM_70[zone, cut]


def test_every_cut_adds_up_to_the_same_clocks(zone, reader):
    for cut in ("team", "first_team", "answering_team", "source", "week"):
        found = page(reader, by=cut)

        assert sum(row.figures.met for row in found.rows) == ANSWERS[zone][0], cut
        assert sum(row.figures.missed for row in found.rows) == ANSWERS[zone][1], cut
