"""How fast a file comes in, end to end: from bytes on disk to hand-offs that every page can show.

A row is what a CRM exports: twenty-two columns, an owner and a team, ratings of both sides, an outcome; it becomes a
lead, a hand-off and three or four events. A million rows on PostgreSQL, a hundred thousand on the embedded default,
against ten thousand, because an import must not grow slower with the table it fills. The first ten thousand come into
an empty table, with all names already known.

The reference reads the same file with the `csv` module, and writes the very rows that came of it, made beforehand, into
tables without keys, indexes, constraints and triggers: what nobody can go below who keeps what an import keeps.
"""

from __future__ import annotations

import csv
import random
import resource
import tempfile
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from django.db import connection, transaction

from benchmarks.scratch import scratch_database, size_of
from leads.intake.handoffs import HandOffReader
from leads.intake.mapping import Spec, spec_from
from leads.intake.names import Names
from leads.intake.reading import Row, Table
from leads.intake.run import run_import
from leads.models import Assignment, Event, HandOff, ImportRun, Lead

FEW = 10_000
MANY = {"postgresql": 1_000_000, "sqlite": 100_000}
NOW = datetime(2026, 11, 1, tzinfo=UTC)
HEADER = (
    "Id,First name,Last name,Email,Phone,Company,Job title,Industry,Country,City,Employees,Score,Source,Campaign,"
    "Created,Owner,Team,Sales rating,Marketing rating,Outcome,Closed,Interest"
)


def figures() -> Iterator[tuple[str, float, str]]:
    """Yield (name, value, unit)."""
    many = size_of(MANY)
    with tempfile.TemporaryDirectory(prefix="leadgap-bench-") as folder, scratch_database():
        small, large, calls = (Path(folder) / f"{name}.csv" for name in ("small", "large", "calls"))
        _write(small, range(FEW))
        _write(large, range(FEW, FEW + many))
        _write_calls(calls, FEW)
        yield "reading and understanding alone", FEW / _took(lambda: _understand(small)), "rows/s"
        first = FEW / _took(lambda: _import(small, _hand_offs()))
        bare = FEW / _bare(small)
        yield "bare csv and COPY" if connection.vendor == "postgresql" else "bare csv and INSERT", bare, "rows/s"
        yield f"importing {FEW:,} hand-offs", first, "rows/s"
        yield "  time of the bare one", bare / first, "×"
        before, busy = _peak(), process_time()
        later = many / _took(lambda: _import(large, _hand_offs()))
        yield f"importing {many:,} hand-offs", later, "rows/s"
        yield "  against the ten thousand", later / first, "×"
        yield "  processor time in Python", (process_time() - busy) / many * 1e6, "µs a row"
        yield (
            "  memory that it took, at most",
            (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024,
            "MB",
        )
        yield "  events a row", Event.objects.count() / (FEW + many), ""
        yield "the first file again, nothing has changed", FEW / _took(lambda: _import(small, _hand_offs())), "rows/s"
        dry = FEW / _took(lambda: _import(small, _hand_offs(), is_dry_run=True))
        yield "a dry run of it", dry, "rows/s"
        yield "activities, five of each hand-off", 5 * FEW / _took(lambda: _import(calls, _activities())), "rows/s"


def _took(work: Callable[[], None]) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _bare(path: Path) -> float:
    """Return the seconds to read the file, and to write all rows that there are by now, without more."""
    took = _took(lambda: _read(path))
    for model in (Lead, HandOff, Event, Assignment):
        table = model._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TABLE bare AS SELECT * FROM {table} LIMIT 0")  # noqa: S608
            took += _copied(cursor, table) if connection.vendor == "postgresql" else _inserted(cursor, table)
            cursor.execute("DROP TABLE bare")
    return took


def _read(path: Path) -> None:
    with path.open(newline="") as file:
        for _ in csv.reader(file):
            pass


def _copied(cursor: Any, table: str) -> float:
    with cursor.copy(f"COPY {table} TO STDOUT") as copy:
        rows = b"".join(copy)

    def write() -> None:
        with cursor.copy("COPY bare FROM STDIN") as copy:
            copy.write(rows)

    return _took(write)


def _inserted(cursor: Any, table: str) -> float:
    rows = cursor.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608
    marks = ", ".join(["%s"] * len(rows[0]))

    def write() -> None:
        with transaction.atomic():
            cursor.executemany(f"INSERT INTO bare VALUES ({marks})", rows)  # noqa: S608

    return _took(write)


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
