"""Compliance by hour of the day: who misses when, in the local time of each calendar."""

from __future__ import annotations

import html
from collections import Counter
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse

from leadgap.accounts.models import Organisation
from leadgap.periods import period
from leadgap.rates import SMALL_N
from sla.compliance import By, compliance
from sla.compliance.hours import by_hour
from sla.compliance.turns import turn_of
from sla.facts import rebuild_facts
from sla.models import Calendar, CalendarVersion, Clock, TeamCalendar
from tests.factories import ALWAYS, NOW
from tests.sla.pages import records_of
from tests.sla.waivers.waiving import waived_by
from tests.sla.world import HOUR, agree, assigned, hand_over, touched

MORNINGS = {9: (20, 2), 10: (30, 2), 11: (28, 3)}
AFTERNOONS = {14: (4, 30), 15: (3, 28)}
LATER, LONG_AGO = NOW + timedelta(days=2), NOW - timedelta(days=900)


def test_a_team_that_turns_worse_is_named_with_the_hour():
    turn = turn_of({"Berlin": MORNINGS, "Vienna": MORNINGS | AFTERNOONS}, SMALL_N)

    assert turn is not None
    assert (turn.team, turn.hour) == ("Vienna", 14)
    assert (turn.before.part, turn.before.whole) == (78, 85)
    assert (turn.after.part, turn.after.whole) == (7, 65)


@pytest.mark.parametrize(
    "hours",
    [
        pytest.param({}, id="no clocks"),
        pytest.param({9: (40, 4)}, id="one hour"),
        pytest.param(MORNINGS | {14: (27, 3), 15: (30, 4)}, id="alike"),
        pytest.param(MORNINGS | {14: (0, 9)}, id="too few"),
        pytest.param({9: (2, 30), 14: (30, 2)}, id="worse in the morning"),
        pytest.param({9: (90_000, 10_000), 14: (85_000, 15_000)}, id="sure but small"),
    ],
)
def test_where_nothing_turns_nobody_is_named(hours):
    assert turn_of({"Vienna": hours}, SMALL_N) is None


@pytest.fixture
def two_zones(rep, stranger, vienna):
    """Berlin keeps its promise; the stranger's team works by New York's time, and misses."""
    agree()
    calendar = Calendar.objects.create(name="New York")
    CalendarVersion.objects.create(
        calendar=calendar, number=1, timezone="America/New_York", weekly=ALWAYS, created_at=LONG_AGO
    )
    TeamCalendar.objects.create(team=vienna, calendar=calendar)
    for _ in range(3):
        hand_over(assigned(rep.owners.get()), touched(NOW + HOUR), now=LATER)
    hand_over(assigned(stranger.owners.get()), now=LATER)
    rebuild_facts()


def of(user, **kwargs):
    return by_hour(
        user,
        promise_kind="first_response",
        period=period("30d", today=LATER.date()),
        organisation=Organisation.current(),
        now=LATER,
        **kwargs,
    )


@pytest.mark.django_db
def test_hours_are_local_and_add_up_to_compliance(auditor, two_zones):
    found = of(auditor)

    starts = [clock.started_at.astimezone(_zone(clock)) for clock in Clock.objects.filter(scope="lead")]
    local = Counter((start.weekday(), start.hour) for start in starts)
    assert len(local) == 2
    first, last = min(hour for _, hour in local), max(hour for _, hour in local)
    assert [each.hour for each in found.hours] == list(range(first, last + 1))
    counted = {
        (day.weekday, each.hour): rate.whole
        for day in found.week
        for each, rate in zip(found.hours, day.hours, strict=True)
        if rate.whole
    }
    assert counted == local
    total = compliance(
        auditor,
        promise_kind="first_response",
        by=By.TEAM,
        period=period("30d", today=LATER.date()),
        organisation=Organisation.current(),
        now=LATER,
    ).total.figures
    assert sum(each.all.part for each in found.hours) == total.met == 3
    assert sum(each.all.whole for each in found.hours) == total.decided == 4


def _zone(clock):
    return ZoneInfo(clock.calendar_version.timezone)


@pytest.mark.django_db
def test_the_database_finds_the_hour_that_was_counted(auditor, two_zones):
    for clock in Clock.objects.filter(scope="lead").select_related("calendar_version"):
        local = clock.started_at.astimezone(_zone(clock))

        hour, weekday = local.hour, local.weekday()

        def found(clock=clock, **start):
            return clock in Clock.objects.started_at(**start, zone="Europe/Berlin")

        assert found(hour=hour, weekday=weekday)
        assert found(hour=hour)
        assert found(weekday=weekday)
        assert not found(hour=(hour + 1) % 24, weekday=weekday)
        assert not found(hour=hour, weekday=(weekday + 1) % 7)


@pytest.mark.django_db
@pytest.mark.parametrize(("who", "seen"), [("auditor", 4), ("head", 4), ("manager", 3), ("rep", 3), ("colleague", 0)])
def test_hours_stay_behind_the_wall(request, two_zones, who, seen):
    found = of(request.getfixturevalue(who))

    assert sum(each.all.whole for each in found.hours) == seen


@pytest.mark.django_db
def test_what_became_due_since_facts_were_kept_is_counted(auditor, administrator, two_zones):
    """As the sweep will write it down: by where it started, as missed, and as waived where it is."""
    before = of(auditor)
    hand_over(now=NOW, timezone="")
    rebuild_facts()
    running = Clock.objects.get(scope="lead", verdict="running")

    after = of(auditor)

    assert running.is_overdue(LATER)
    assert (after.clocks, before.clocks) == (5, 4)
    local = running.started_at.astimezone(_zone(running))
    places = [(each.hour, place) for place, each in enumerate(after.hours) if each.hour == local.hour]
    (day,) = [each for each in after.week if each.weekday == local.weekday()]
    assert day.hours[places[0][1]].whole - day.hours[places[0][1]].part >= 1
    waived_by(administrator, Clock.objects.filter(pk=running.pk))
    rebuild_facts()
    assert (of(auditor).waived, of(auditor, without_waived=True).clocks) == (1, 4)


@pytest.mark.django_db
def test_a_share_leads_to_its_misses_and_the_file_has_the_numbers(client, auditor, stranger, two_zones):
    client.force_login(auditor)
    with time_machine.travel(LATER, tick=False):
        page = client.get(reverse("sla:hours"), {"period": "30d"})
        rows = records_of(client.get(page.context["csv_url"]))
        cells = [cell for _, cells in page.context["rows"] for cell in cells if cell[0].whole]
        of_hour, of_day, of_team = (client.get(href) for rate, href in cells if rate.part < rate.whole)
        kept = [(rate.whole, client.get(href)) for rate, href in cells if rate.part == rate.whole]

    assert of_team.context["page"].paginator.count == of_day.context["page"].paginator.count == 1
    assert of_hour.context["page"].paginator.count == 1
    assert [(n, behind.context["page"].paginator.count) for n, behind in kept] == [(n, n) for n, _ in kept]
    assert len(kept) == 3
    assert all(html.escape(href) in page.content.decode() for _, href in cells)
    assert f"team {stranger.team}, started between" in of_team.context["headline"]
    assert ", started on a Wednesday between" in of_day.context["headline"]
    for is_part in (
        lambda row: row["team"] == "All" and row["weekday"] == "All",
        lambda row: row["team"] != "All",
        lambda row: row["weekday"] != "All",
    ):
        assert sum(int(row["met or missed"]) for row in rows if is_part(row)) == 4
    assert "were kept about as often at any hour" in page.context["headline"]


@pytest.mark.django_db
def test_without_clocks_the_page_says_so(client, auditor):
    client.force_login(auditor)

    page = client.get(reverse("sla:hours"))

    assert page.status_code == 200
    assert page.context["headline"].startswith("No data: no clock of the first-response promises")


@pytest.mark.django_db
def test_the_headline_says_who_turns_when(client, auditor, rep):
    """A team that keeps all of the morning's and nothing of the afternoon's."""
    agree()
    morning, afternoon = NOW.replace(hour=8), NOW.replace(hour=14)  # 9:00 and 15:00 in Berlin
    for _ in range(30):
        hand_over(assigned(rep.owners.get(), morning), touched(morning + HOUR), at=morning, now=LATER)
        hand_over(assigned(rep.owners.get(), afternoon), at=afternoon, now=LATER)
    rebuild_facts()
    client.force_login(auditor)

    with time_machine.travel(LATER, tick=False):
        page = client.get(reverse("sla:hours"), {"period": "30d"})

    assert page.context["headline"] == (
        "Berlin kept 0\u00a0% of what started from 15:00 on and 100\u00a0% of what started before in the last 30 days."
    )


@pytest.mark.django_db
def test_the_api_says_the_same(client, auditor, two_zones):
    client.force_login(auditor)
    with time_machine.travel(LATER, tick=False):
        answer = client.get("/api/v1/hours/", {"period": "30d"}).json()

    found = of(auditor)
    assert answer["n"] == 4
    assert [(each["hour"], each["compliance"]["whole"]) for each in answer["hours"]] == [
        (each.hour, each.all.whole) for each in found.hours
    ]
    assert [[rate["part"] for rate in day["hours"]] for day in answer["week"]] == [
        [rate.part for rate in day.hours] for day in found.week
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "last"),
    [({"hour": "24"}, 23), ({"hour": "-1"}, 23), ({"weekday": "7"}, 6), ({"weekday": "Monday"}, 6)],
)
@pytest.mark.parametrize("name", ["sla:misses", "sla:clocks", "sla:waiver-new"])
def test_an_hour_or_day_that_does_not_exist_is_refused(client, head, two_zones, name, asked, last):
    """Without it there would be many more clocks than somebody means, and to waive."""
    client.force_login(head)
    with time_machine.travel(LATER, tick=False):
        page = client.get(reverse(name), asked | {"period": "30d"})

    assert page.status_code == 400
    assert f"is no whole number from 0 to {last}." in page.content.decode()
