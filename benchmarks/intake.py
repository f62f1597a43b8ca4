"""How fast a file comes in, end to end: from bytes on disk to hand-offs that every page can show.

A row is what a CRM exports: twenty columns, an owner and a team, ratings of both sides, an outcome; it becomes a lead,
a hand-off and about four events. A million rows on PostgreSQL, a hundred thousand on the embedded default, against ten
thousand, because an import must not grow slower with the table it fills.
"""

from __future__ import annotations

import random
import resource
import tempfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

from django.db import connection

from benchmarks.scratch import scratch_database
from leads.intake.handoffs import HandOffReader
from leads.intake.mapping import Spec, spec_from
from leads.intake.names import Names
from leads.intake.reading import Row, Table
from leads.intake.run import run_import
from leads.models import Event, ImportRun

FEW = 10_000
MANY = {"postgresql": 1_000_000, "sqlite": 100_000}
NOW = datetime(2026, 11, 1, tzinfo=UTC)
HEADER = (
    "Id,First name,Last name,Email,Phone,Company,Job title,Industry,Country,City,Employees,Score,Source,Campaign,"
    "Created,Owner,Team,Sales rating,Marketing rating,Outcome,Closed,Interest"
)


def figures() -> list[tuple[str, float, str]]:
    """Return (name, value, unit)."""
    many = MANY[connection.vendor]
    with tempfile.TemporaryDirectory(prefix="leadgap-bench-") as folder, scratch_database():
        small, large, calls = (Path(folder) / f"{name}.csv" for name in ("small", "large", "calls"))
        _write(small, range(FEW))
        _write(large, range(FEW, FEW + many))
        _write_calls(calls, FEW)
        read = FEW / _took(lambda: _understand(small))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        first = FEW / _took(lambda: _import(small, _hand_offs()))
        found = [
            ("reading and understanding alone", read, "rows/s"),
            (f"importing {FEW:,} hand-offs", first, "rows/s"),
        ]
        later = many / _took(lambda: _import(large, _hand_offs()))
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        found += [
            (f"importing {many:,} hand-offs", later, "rows/s"),
            ("  against the ten thousand", later / first, "×"),
            ("  memory that it took, at most", grown, "MB"),
            ("  events a row", Event.objects.count() / (FEW + many), ""),
            ("the first file again, nothing has changed", FEW / _took(lambda: _import(small, _hand_offs())), "rows/s"),
            ("a dry run of it", FEW / _took(lambda: _import(small, _hand_offs(), is_dry_run=True)), "rows/s"),
            ("activities, five of each hand-off", 5 * FEW / _took(lambda: _import(calls, _activities())), "rows/s"),
        ]
    return found


def _took(work: object) -> float:
    started = perf_counter()
    work()  # type: ignore[operator]
    return perf_counter() - started


def _understand(path: Path) -> None:
    """Make records of a file, and throw them away."""
    spec = _hand_offs()
    with Table(path) as table:
        reader = HandOffReader(spec, table.header, Names(may_create=True), now=NOW)
        for row in table.rows():
            if isinstance(row, Row):
                reader.read(row)


def _import(path: Path, spec: Spec, *, is_dry_run: bool = False) -> None:
    run = ImportRun.objects.create(file_name=path.name, spec=spec.as_json(), created_at=NOW, is_dry_run=is_dry_run)
    report = run_import(run, path=path, now=NOW)
    if report.counts["rejected"]:
        raise RuntimeError(f"{report.counts['rejected']} rows of the benchmark were rejected")


def _write(path: Path, numbers: range) -> None:
    with path.open("w") as file:
        file.write(f"{HEADER}\n")
        file.writelines(_rows(numbers))


def _rows(numbers: range) -> Iterator[str]:
    pick = random.Random(7)
    start = datetime(2025, 1, 1)  # noqa: DTZ001 (written into the file as a local time)
    for number in numbers:
        created = start + timedelta(minutes=pick.randrange(600 * 24 * 60))
        closed = created + timedelta(days=pick.randrange(1, 60))
        outcome = pick.choice(("won", "lost", ""))
        yield (
            f"L{number:08},Given{number % 997},Family{number},p{number}@example{number % 9973}.com,+49 30 {number},"
            f"Company {number % 9973},Head of {number % 40},Industry {number % 25},Country {number % 30},"
            f"City {number % 400},{pick.randrange(5, 5000)},{pick.randrange(100)},Source {number % 12},"
            f"Campaign {number % 60},{created:%d/%m/%Y %H:%M},Owner {number % 300},Team {number % 20},"
            f"{pick.choice(('', '1', '2', '3', '4', '5'))},{pick.randrange(1, 6)},{outcome},"
            f"{f'{closed:%d/%m/%Y %H:%M}' if outcome else ''},Product {number % 7}\n"
        )


def _write_calls(path: Path, hand_offs: int) -> None:
    pick = random.Random(11)
    start = datetime(2026, 9, 1)  # noqa: DTZ001 (written into the file as a local time)
    with path.open("w") as file:
        file.write("Id,When,State,Owner,Team\n")
        for _ in range(5):
            for number in range(hand_offs):
                at = start + timedelta(minutes=pick.randrange(50_000))
                state = pick.choice(("New", "Active", "Active", "Waiting"))
                owner = number % 300 if pick.random() < 0.7 else pick.randrange(300)
                file.write(f"L{number:08},{at:%d/%m/%Y %H:%M},{state},Owner {owner},Team {owner % 20}\n")


def _hand_offs() -> Spec:
    named = {
        "external_id": "Id", "first_name": "First name", "last_name": "Last name", "email": "Email", "phone": "Phone",
        "company": "Company", "title": "Job title", "industry": "Industry", "country": "Country", "city": "City",
        "employees": "Employees", "score": "Score", "source": "Source", "campaign": "Campaign",
        "handed_off_at": "Created", "owner": "Owner", "team": "Team", "sales_rating": "Sales rating",
        "marketing_rating": "Marketing rating", "outcome": "Outcome", "closed_at": "Closed",
    }  # fmt: skip
    fields = {name: {"column": column} for name, column in named.items()}
    return _spec("hand_offs", fields)


def _activities() -> Spec:
    fields = {
        "hand_off": {"column": "Id"},
        "occurred_at": {"column": "When"},
        "state": {"column": "State", "values": {"New": "", "Active": "touched", "Waiting": "touched paused"}},
        "owner": {"column": "Owner"},
        "team": {"column": "Team"},
    }
    return _spec("activities", fields, holder=True)


def _spec(kind: str, fields: Mapping[str, object], **options: object) -> Spec:
    system = {"key": "bench", "name": "Benchmark"}
    said = {"kind": kind, "system": system, "fields": fields, "date_order": "dmy", "timezone": "Europe/Berlin"}
    return spec_from(said | options)
