"""How fast pages are, as the people of a large company open them, and how much memory a web worker takes for it.

A million hand-offs with agreement, clocks, ratings and facts on PostgreSQL, a hundred thousand on the embedded default.
Each page is opened several times through the whole stack but the socket, after once to begin with. The reference is a
page of the same frame that shows one person and counts nothing.
"""

from __future__ import annotations

import multiprocessing
import resource
from collections.abc import Iterator
from importlib import import_module
from statistics import median, quantiles

from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings
from django.utils import timezone

from benchmarks.company import agree, hand_over
from benchmarks.effort import Effort, effort
from benchmarks.scratch import scratch_database, size_of
from feedback.scorecards.facts import rebuild_dirty
from leadgap.accounts.models import User
from leads.models import HandOff
from sla.facts import rebuild_facts
from sla.judging import judge_stale, sweep_due

TIMES = 40
REFERENCE = ("rep", "/profile/")
PAGES = (
    ("rep", "/queue/"),
    ("rep", "/queue/?show=rate"),
    ("rep", "/my-week/"),
    ("rep", "/hand-offs/{hand_off}/"),
    ("team manager", "/queue/"),
    ("manager", "/queue/"),
    ("manager", "/queue/?show=rate"),
    ("manager", "/compliance/?period=30d"),
    ("manager", "/compliance/?period=90d"),
    ("manager", "/compliance/?period=12m"),
    ("manager", "/compliance/misses/?period=12m"),
    ("manager", "/compliance/curve/?period=90d"),
    ("manager", "/compliance/hours/?period=90d"),
    ("manager", "/compliance/patterns/?period=90d"),
    ("manager", "/scorecards/?period=12m"),
    ("manager", "/"),
    ("marketer", "/scorecards/?period=30d"),
    ("marketer", "/"),
    ("administrator", "/queue/"),
    ("administrator", "/compliance/?period=30d"),
    ("administrator", "/compliance/?period=90d"),
    ("administrator", "/compliance/?period=12m"),
    ("administrator", "/compliance/?period=12m&by=owner"),
    ("administrator", "/compliance/?period=90d&by=campaign"),
    ("administrator", "/"),
    ("administrator", "/search/?q=L77"),
    ("administrator", "/search/?q=Given77"),
    ("administrator", "/search/?q=nobody of this name"),
)


def figures() -> Iterator[tuple[str, float, str]]:
    """Yield (name, value, unit)."""
    size = size_of({"postgresql": 1_000_000, "sqlite": 100_000})
    with scratch_database():
        _fill(size)
        yield "hand-offs", float(size), "rows"
        connection.close()
        yield from _in_a_worker()


def _fill(size: int) -> None:
    now = timezone.now().replace(microsecond=0)
    agree(now=now)
    hand_over(size, now=now)
    judge_stale(now=now)
    _analyse()
    sweep_due(now=now)
    while rebuild_facts():
        pass
    while rebuild_dirty(now=now):
        pass
    _analyse()
    call_command("collectstatic", interactive=False, verbosity=0)


def _analyse() -> None:
    """Tell the planner of the new rows, as autovacuum does within a minute."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _in_a_worker() -> list[tuple[str, float, str]]:
    """Open the pages in a process of its own that begins as a web worker does, and has its memory."""
    with multiprocessing.get_context("spawn").Pool(1, import_module, ["leadgap.wsgi"]) as pool:
        return pool.apply(_open_all, [connection.settings_dict["NAME"]])


def _open_all(database: str) -> list[tuple[str, float, str]]:
    connection.settings_dict["NAME"] = database
    rep = User.objects.filter(role="rep").order_by("pk")[0]
    hand_off = HandOff.objects.filter(owner__user=rep).order_by("pk")[0]
    people = {
        "rep": rep,
        "manager": User.objects.get(role="manager", team__name="Sales"),
        "team manager": User.objects.filter(role="manager").exclude(team__name="Sales")[0],
        "marketer": User.objects.get(role="marketer"),
        "administrator": User.objects.get(role="administrator"),
    }
    found: list[tuple[str, float, str]] = []
    with override_settings(ALLOWED_HOSTS=["testserver"]):
        for who, url in (REFERENCE, *PAGES):
            client = Client()
            client.force_login(people[who])
            efforts = [_opened(client, url.format(hand_off=hand_off.pk)) for _ in range(TIMES + 1)][1:]
            times = sorted(each.time for each in efforts)
            costs = sorted(each.both for each in efforts)
            found += [
                (f"{who}: {url}", median(times) * 1000, "ms, median"),
                ("  95 of 100 take at most", quantiles(times, n=20)[-1] * 1000, "ms"),
                ("  processor time, 95 of 100 at most", quantiles(costs, n=20)[-1] * 1000, "ms"),
            ]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [*found, ("memory of the process, at most", memory, "MB")]


def _opened(client: Client, url: str) -> Effort:
    answers = []
    found = effort(lambda: answers.append(client.get(url)))
    if answers[0].status_code != 200:
        raise RuntimeError(f"{url} answered {answers[0].status_code}")
    return found
