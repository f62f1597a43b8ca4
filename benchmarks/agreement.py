"""How fast a new version of the agreement is tried on all hand-offs, signed, and all of them judged by it.

A million hand-offs with three touches each on PostgreSQL, a hundred thousand on the embedded default. The new version
promises everything in half the time, so that every clock of it is a new one and every old one goes.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib import import_module

from benchmarks.company import PROMISES, agree, hand_over
from benchmarks.effort import effort
from benchmarks.scratch import scratch_database, size_of
from leadgap.periods import period
from leads.models import HandOff
from sla.agreements import dry_run
from sla.judging import judge_stale, spread_agreements
from sla.models import AgreementVersion, Clock, Promise

NOW = datetime(2026, 1, 2, tzinfo=UTC)


def figures() -> Iterator[tuple[str, float, str]]:
    """Yield (name, value, unit)."""
    size = size_of({"postgresql": 1_000_000, "sqlite": 100_000})
    with scratch_database():
        agree(now=NOW)
        hand_over(size, now=NOW)
        judge_stale(now=NOW)
        yield "hand-offs", float(size), "rows"
        version = _draft()
        year = period("12m", today=NOW.date())
        page = effort(lambda: dry_run(version, period=year, now=NOW))
        yield "dry run of a year, as the page shows it", page.time, "s"
        # The page looks at the newest only.
        vars(import_module("sla.agreements.dry_run"))["AT_MOST"] = size
        all_of_them = effort(lambda: dry_run(version, period=year, now=NOW))
        yield "dry run of all hand-offs", all_of_them.time, "s"
        yield "  processor time", all_of_them.both, "s"
        _sign(version)
        spread = effort(spread_agreements)
        yield "marking all hand-offs as stale", spread.time, "s"
        yield "  processor time", spread.both, "s"
        judged = effort(lambda: judge_stale(now=NOW))
        yield "judging all of them by the new version", judged.time, "s"
        yield "  processor time", judged.both, "s"
        yield "  clocks in the place of the old ones", float(Clock.objects.filter(promise__version=version).count()), ""
        if HandOff.objects.unjudged().exists() or Clock.objects.exclude(promise__version=version).exists():
            raise RuntimeError("Not every hand-off was judged by the new version.")


def _draft() -> AgreementVersion:
    first = AgreementVersion.objects.get()
    version = AgreementVersion.objects.create(
        number=2,
        definition=first.definition,
        calendar=first.calendar,
        # In force later than the first, and before the first hand-off.
        effective_on=(first.effective_on or NOW.date()) + timedelta(days=1),
        created_at=NOW,
    )
    for kind, target in PROMISES:
        Promise.objects.create(version=version, kind=kind, target=target // 2, unit=Promise.Unit.HOURS)
    return version


def _sign(version: AgreementVersion) -> None:
    begun = NOW - timedelta(days=370)
    AgreementVersion.objects.filter(pk=version.pk).update(
        state=AgreementVersion.State.SIGNED, signed_at=begun, text="As it is signed.", text_hash="1" * 64
    )
