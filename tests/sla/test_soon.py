"""Due soon: the queue's badge, compliance and the board go by the same hour of the time that counts."""

from datetime import UTC, datetime, timedelta

import pytest

from feedback.desk.queue import Show, rows
from leadgap.accounts.models import Organisation
from leadgap.periods import period
from leadgap.ui.tags.badges import due
from leads.models import HandOff
from sla.compliance import By, compliance, totals
from sla.facts import rebuild_facts
from sla.judging import sweep_due
from sla.models import TeamCalendar
from tests.factories import OFFICE_WEEK, CalendarFactory, OwnerFactory, TeamFactory
from tests.sla.world import agree, assigned, hand_over

pytestmark = pytest.mark.django_db

FRIDAY = datetime(2026, 3, 6, 9, tzinfo=UTC)  # 10:00 in Berlin
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def owners(organisation):
    """In Berlin, in Kolkata, and one in Berlin who is away from Friday noon until Wednesday."""
    teams = TeamFactory(), TeamFactory()
    kolkata = CalendarFactory(version__timezone="Asia/Kolkata", version__weekly=OFFICE_WEEK)
    TeamCalendar.objects.create(team=teams[1], calendar=kolkata)
    found = [OwnerFactory(team=team) for team in (*teams, teams[0])]
    off = [{"from": "2026-03-06T12:00", "until": "2026-03-11T00:00", "name": ""}]
    CalendarFactory(owner=found[2], follows=kolkata, version__time_off=off)
    return found


def soon_in_queue(hand_offs, now):
    """Count what the queue marks."""
    found = [row for row in rows(hand_offs, Show.ANSWER, now=now) if row.clock]
    return sum(due(row.clock.due_at, now, left=row.left, day=row.working_day)["state"] == "soon" for row in found)


@pytest.mark.parametrize("unit", ["hours", "wall_hours"])
@pytest.mark.parametrize("calendar_of", ["agreement", "team", "owner", "lead"])
def test_queue_compliance_and_board_count_the_same(owners, auditor, calendar_of, unit):
    agree(first_response=6, unit=unit).promises.update(calendar_of=calendar_of)
    for place in range(18):
        zone = ("", "America/New_York", "Pacific/Auckland")[place // 3 % 3]
        hand_over(assigned(owners[place % 3], FRIDAY), at=FRIDAY - place * 13 * MINUTE, now=FRIDAY, timezone=zone)
    rebuild_facts()
    organisation, counted = Organisation.current(), []

    for hours in (0, 1.5, 2.5, 4, 5, 6, 6.75, 30, 63, 66, 70, 76, 110, 118):
        now = FRIDAY + hours * HOUR
        found = compliance(
            auditor,
            promise_kind="first_response",
            by=By.TEAM,
            period=period("all", today=now.date()),
            organisation=organisation,
            now=now,
        )
        [board] = totals(period=found.period, organisation=organisation, now=now)

        counted.append(soon_in_queue(HandOff.objects.all(), now))
        assert found.total.figures.soon == board.figures.soon == counted[-1]
    assert len(set(counted)) > 2


def test_on_a_friday_afternoon_it_is_also_what_is_due_on_monday_morning(organisation, auditor):
    agree(first_response=1)
    at = datetime(2026, 3, 6, 15, 30, tzinfo=UTC)  # 16:30 in Berlin, where the day ends at 17:00
    hand_over(at=at, now=at)

    for now in (at, at + 60 * HOUR):
        sweep_due(now=now)
        rebuild_facts()
        [board] = totals(period=period("all", today=now.date()), organisation=organisation, now=now)
        assert (board.figures.running, board.figures.soon) == (1, 1)


@pytest.mark.parametrize("calendar_of", ["owner", "lead"])
def test_it_is_counted_where_the_owner_or_the_lead_has_half_an_hour_left_of_the_week(
    auditor, organisation, calendar_of
):
    """In Berlin there are hours until Monday too, which say nothing of these."""
    agree(first_response=1).promises.update(calendar_of=calendar_of)
    owner = OwnerFactory(team=TeamFactory())
    mornings = dict.fromkeys(OFFICE_WEEK, [["08:00", "12:00"]])
    CalendarFactory(owner=owner, follows=CalendarFactory(), version__weekly=mornings)
    at = {"owner": FRIDAY + 1.5 * HOUR, "lead": FRIDAY + 12.5 * HOUR}[calendar_of]  # 11:30 in Berlin, 16:30 in New York
    hand_over(assigned(owner, at), at=at, now=at, timezone="America/New_York")
    rebuild_facts()
    now = at + HOUR

    [board] = totals(period=period("all", today=now.date()), organisation=organisation, now=now)

    assert board.figures.soon == soon_in_queue(HandOff.objects.all(), now) == 1
