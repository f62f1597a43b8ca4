"""Compliance: what the figures are made of, and that every cut adds up."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from leadgap.accounts.models import Owner
from leadgap.periods import period
from sla.compliance import By, Figures, NotOffered
from sla.compliance.figures import COUNTS
from sla.compliance.slices import monday_of, week_name
from sla.models import Promise, RouteFact, RouteWeek
from tests.factories import NOW, ClockFactory, HandOffFactory, PromiseFactory, SourceFactory, TeamFactory, UserFactory
from tests.sla.compliance.clocks import ask, clocks, figures
from tests.sla.pages import lines_of
from tests.sla.world import HOUR, agree

pytestmark = pytest.mark.django_db


PLACES = ("sla:compliance", "sla:board", "sla:compliance-csv", "api:compliance")


def test_a_rate_is_met_of_met_and_missed_and_the_others_stand_beside_it(promise, auditor, berlin):
    clocks(promise, berlin, met=8, missed=2, running=3, ended=4, no_data=5)

    total = ask(auditor).total

    assert (total.compliance.part, total.compliance.whole) == (8, 10)
    assert (round(total.compliance.low, 3), round(total.compliance.high, 3)) == (0.490, 0.943)
    assert (total.figures.running, total.figures.ended, total.figures.no_data) == (3, 4, 5)
    assert (total.figures.unanswered, total.answered.part) == (2, 8)
    assert (total.response.n, total.response.median) == (8, 3600)


def test_what_is_not_measured_has_no_rate(promise, auditor, berlin):
    clocks(promise, berlin, no_data=5)

    row = ask(auditor).rows[0]

    assert row.compliance.value is None
    assert row.response.median is None


def test_self_reported_answers_are_left_out_of_the_second_rate(promise, auditor):
    hand_off = HandOffFactory()
    ClockFactory(hand_off=hand_off, promise=promise, verdict="met", stopped_at=NOW, elapsed=1, is_self_reported=True)
    clocks(promise, met=1, missed=1)

    total = ask(auditor).total

    assert (total.compliance.part, total.compliance.whole) == (2, 3)
    assert (total.observed.part, total.observed.whole) == (1, 2)
    assert total.self_reported == 1


def test_a_clock_that_the_sweep_has_not_reached_counts_as_missed(promise, auditor, berlin, vienna):
    clocks(promise, berlin, running=2)
    clocks(promise, vienna, met=1)

    in_time, too_late = (ask(auditor, now=now) for now in (NOW + 4 * HOUR, NOW + 4 * HOUR + timedelta(seconds=1)))

    assert (in_time.total.figures.missed, in_time.total.figures.running) == (0, 2)
    assert figures(too_late) == {"Berlin": (0, 2), "Vienna": (1, 0)}
    assert (too_late.total.figures.unanswered, too_late.total.figures.running) == (2, 0)
    assert [week.figures.missed for week in too_late.weeks] == [2]


def test_what_is_due_within_an_hour_is_running_and_due_soon(promise, auditor, berlin, vienna):
    clocks(promise, berlin, running=2, met=1)
    clocks(promise, vienna, at=NOW + HOUR / 2, running=1)
    due = NOW + 4 * HOUR

    def soon(now):
        found = ask(auditor, now=now)
        assert found.total.figures.soon == sum(week.figures.soon for week in found.weeks)
        return found.total.figures.running, {row.name: row.figures.soon for row in found.rows}

    second = timedelta(seconds=1)
    assert soon(due - HOUR - second) == (3, {"Berlin": 0, "Vienna": 0})
    assert soon(due - HOUR) == (3, {"Berlin": 2, "Vienna": 0})
    assert soon(due) == (3, {"Berlin": 2, "Vienna": 1})
    assert soon(due + second) == (1, {"Berlin": 0, "Vienna": 1})


def test_what_is_due_soon_is_said_by_the_page_the_board_the_file_and_the_api(promise, auditor, berlin, client):
    clocks(promise, berlin, running=2)
    client.force_login(auditor)

    def get(name, **asked):
        with time_machine.travel(NOW + 3 * HOUR, tick=False):
            return client.get(reverse(name), asked)

    page, board, file, answer = (get(name) for name in PLACES)

    assert page.content.decode().count("2 due soon") == 3
    assert "2 due soon" in board.content.decode()
    header, row, total = lines_of(file)
    assert row[header.index("due soon")] == total[header.index("due soon")] == "2"
    assert answer.json()["total"]["due_soon"] == 2


def test_versions_are_joined_and_what_two_goals_have_judged_is_held_against_none(organisation, auditor):
    old = agree().promises.get()
    new = agree(effective_on=date(2026, 3, 1)).promises.get()
    Promise.objects.filter(pk=new.pk).update(goal="0.8")
    agree(effective_on=date(2027, 1, 1))
    clocks(old, met=1)
    clocks(new, missed=1)

    found = ask(auditor)

    assert [each.pk for each in found.promises.all] == [new.pk, old.pk]
    assert ([float(each) for each in found.total.goals], found.total.goal) == ([0.8, 0.95], None)
    assert (found.promise, found.versions) == (new, 2)
    assert found.total.compliance.whole == 2


def test_other_kinds_of_promises_are_not_counted(promise, auditor):
    clocks(PromiseFactory(version=promise.version, kind="rating"), missed=3)
    clocks(promise, met=1)

    assert ask(auditor).total.compliance.whole == 1
    assert ask(auditor, kind="rating").total.compliance.whole == 3


def test_the_period_keeps_days_half_open(promise, auditor):
    clocks(promise, at=datetime(2026, 3, 1, 12, tzinfo=UTC), met=1)
    clocks(promise, at=datetime(2026, 3, 2, 12, tzinfo=UTC), met=1)
    clocks(promise, at=datetime(2026, 3, 3, 12, tzinfo=UTC), met=1)

    found = ask(auditor, chosen=period(today=NOW.date(), start="2026-03-01", end="2026-03-02"))

    assert found.total.figures.met == 2


def test_weeks_begin_on_monday_and_come_in_order(promise, auditor):
    for day, n in ((1, 1), (2, 2), (8, 3), (9, 4)):
        clocks(promise, at=datetime(2026, 3, day, 12, tzinfo=UTC), met=n)

    found = ask(auditor, By.WEEK)

    assert [(row.key, row.figures.met) for row in found.rows] == [
        ("2026-02-23", 1),
        ("2026-03-02", 5),
        ("2026-03-09", 4),
    ]
    assert [row.response.n for row in found.rows] == [1, 5, 4]
    assert [(week.key, week.figures.met) for week in found.weeks] == [(row.key, row.figures.met) for row in found.rows]


@pytest.mark.parametrize(
    ("monday", "name"),
    [
        (date(2026, 3, 2), "2026-W10, 2–8 Mar"),
        (date(2026, 3, 30), "2026-W14, 30 Mar–5 Apr"),
        (date(2025, 12, 29), "2026-W01, 29 Dec–4 Jan"),
    ],
)
def test_a_week_is_named_by_its_iso_number_and_its_days(monday, name):
    assert week_name(monday) == name


def test_the_surest_slice_comes_first_and_what_has_no_rate_last(promise, auditor, berlin, vienna):
    clocks(promise, berlin, met=1)
    clocks(promise, vienna, met=90, missed=10)
    clocks(promise, TeamFactory(name="Nobody’s"), no_data=1)

    assert [row.name for row in ask(auditor).rows] == ["Vienna", "Berlin", "Nobody’s"]


@pytest.mark.parametrize("by", list(By))
def test_every_cut_adds_up_to_the_total(promise, auditor, berlin, vienna, rep, by):
    owner = rep.owners.get()
    for scope in ("lead", "owner"):
        clocks(promise, berlin, owner, scope=scope, met=3, missed=1)
        clocks(promise, vienna, scope=scope, met=1, missed=2, at=NOW - timedelta(days=9))

    found = ask(auditor, by)

    added = Figures.total(row.figures for row in found.rows)
    assert [getattr(added, name) for name in COUNTS] == [getattr(found.total.figures, name) for name in COUNTS]
    for times, all_times in zip(
        (added.working, added.real), (found.total.figures.working, found.total.figures.real), strict=True
    ):
        assert sorted(times.responses) == sorted(all_times.responses)
        assert sorted(times.lates) == sorted(all_times.lates)
    assert found.total.figures.met == Figures.total(week.figures for week in found.weeks).met == 4


@pytest.mark.parametrize("by", [By.TEAM, By.WEEK])
@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2026-02-16", "2026-03-08"),  # whole weeks
        ("2026-02-17", "2026-03-10"),  # days before and after them
        ("2026-02-17", "2026-02-22"),  # within one
        ("2026-02-20", "2026-02-24"),  # across a Sunday, and no whole week
        ("2026-02-16", "2026-02-16"),
        ("2026-01-01", "2026-12-31"),
    ],
)
def test_a_period_counts_its_own_days_whether_read_by_day_or_by_week(promise, auditor, berlin, vienna, by, first, last):
    days = [date(2026, 2, 14) + timedelta(days=each) for each in range(0, 28, 2)]
    for place, day in enumerate(days):
        at = datetime.combine(day, time(12), UTC)
        clocks(promise, (berlin, vienna)[place % 2], at=at, met=1, missed=place % 3)
    inside = [place for place, day in enumerate(days) if first <= day.isoformat() <= last]

    found = ask(auditor, by, chosen=period(start=first, end=last, today=NOW.date()))

    total = found.total.figures
    assert (total.met, total.missed) == (len(inside), sum(place % 3 for place in inside))
    assert found.total.response.n == len(inside)
    assert sum(week.figures.met for week in found.weeks) == len(inside)
    assert [week.key for week in found.weeks] == sorted({monday_of(days[place]).isoformat() for place in inside})


def test_first_and_answering_team_are_cuts_of_lead_clocks(promise, auditor, berlin, vienna):
    clocks(promise, berlin, met=2)
    for facts in (RouteFact, RouteWeek):
        facts.objects.update(team=vienna.pk, answering_team=0)

    assert figures(ask(auditor)) == {"Berlin": (2, 0)}
    assert figures(ask(auditor, By.FIRST_TEAM)) == {"Berlin": (2, 0)}
    assert figures(ask(auditor, By.ANSWERING_TEAM)) == {"Not answered": (2, 0)}
    with pytest.raises(NotOffered):
        ask(auditor, By.FIRST_TEAM, scope="owner")


def test_only_keeps_a_team_with_those_below_it(promise, auditor, sales, berlin, vienna):
    clocks(promise, berlin, met=1)
    clocks(promise, vienna, met=2)
    clocks(promise, met=4)

    assert ask(auditor, only={"team": sales.pk}).total.figures.met == 3
    assert ask(auditor, only={"team": vienna.pk}).total.figures.met == 2


def test_it_takes_the_same_queries_for_two_slices_and_for_twenty(promise, manager, berlin):
    """The wall; promises in force, calendars, of the kind; known weeks, weeks, days, overdue twice, left out; names."""
    clocks(promise, berlin, met=1)
    counts = []
    for n in (1, 18):
        for _ in range(n):
            clocks(promise, berlin, source=SourceFactory(), at=NOW - timedelta(weeks=n), met=1)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            ask(manager, By.SOURCE)
        counts.append(len(queries))

    assert counts == [10, 10]  # and the organisation, which the view has


def test_an_owner_without_clocks_is_no_row(promise, auditor):
    Owner.objects.create(name="Idle", key="idle", user=UserFactory())

    assert ask(auditor, By.OWNER).rows == []
