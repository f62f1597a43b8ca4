"""Making and changing calendars: what is refused, what is kept, who is judged again."""

import pytest

from leadgap.audit.models import AuditEntry
from leads.models import HandOff
from sla.judging import judge_stale, spread_calendars
from sla.models import Calendar, CalendarVersion, TeamCalendar
from sla.working_time import (
    CalendarRefused,
    change_calendar,
    keep_calendar,
    make_calendar,
    may_change_calendar,
    may_make_calendars,
    save_calendar,
)
from tests.factories import LONG_WEEK, NOW, AgreementFactory, CalendarFactory, ClockFactory, OwnerFactory
from tests.sla.world import HOUR, agree, assigned, clock_of, hand_over, touched

pytestmark = pytest.mark.django_db

WEEK = {"mon": [["09:00", "12:30"], ["13:30", "18:00"]], "tue": [["09:00", "17:00"]]}
CHRISTMAS = [{"date": "2026-12-25", "name": "Christmas"}, {"date": "2026-01-01", "name": "New Year"}]


def make(**fields):
    given = {
        "name": "Office",
        "timezone": "Europe/Vienna",
        "weekly": WEEK,
        "holidays": CHRISTMAS,
        "user": None,
        "now": NOW,
    }
    return make_calendar(**given | fields)


def test_a_calendar_is_made_with_its_first_version(administrator):
    calendar = make(user=administrator, name="  Office ", weekly=WEEK | {"sun": []})

    version = calendar.current()
    assert (calendar.name, version.number, version.timezone, version.weekly) == ("Office", 1, "Europe/Vienna", WEEK)
    assert [day["name"] for day in version.holidays] == ["New Year", "Christmas"]
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor, entry.data["weekly"]) == ("calendar.made", administrator, WEEK)


@pytest.mark.parametrize(
    ("fields", "field", "problem"),
    [
        pytest.param({"weekly": {}}, "weekly", "never opens", id="never-opens"),
        pytest.param({"weekly": {"mon": []}}, "weekly", "never opens", id="opens-on-no-day"),
        pytest.param({"weekly": {"mon": [["09:00", "09:00"]]}}, "weekly", "is no time at all", id="no-time"),
        pytest.param(
            {"weekly": {"mon": [["09:00", "12:00"], ["11:00", "13:00"]]}}, "weekly", "overlap", id="overlapping"
        ),
        pytest.param({"timezone": "Mars/Olympus"}, "timezone", "is not a time zone", id="unknown-zone"),
        pytest.param({"name": "taken"}, "name", "A calendar named Taken exists.", id="taken-name"),
        pytest.param({"name": " "}, "name", "cannot be blank", id="no-name"),
    ],
)
def test_what_cannot_be_a_calendar_is_refused_and_leaves_nothing(fields, field, problem):
    CalendarFactory(name="Taken")

    with pytest.raises(CalendarRefused) as refused:
        make(**fields)

    (said,) = refused.value.problems[field]
    assert problem in said
    assert (Calendar.objects.count(), CalendarVersion.objects.count(), AuditEntry.objects.count()) == (1, 1, 0)


def test_a_change_is_another_version_and_says_what_changed(administrator):
    calendar = make()
    ClockFactory(calendar_version=calendar.current(), verdict="missed")

    change_calendar(
        calendar, timezone="Europe/Vienna", weekly={"mon": WEEK["mon"]}, holidays=CHRISTMAS, user=administrator, now=NOW
    )

    assert [version.weekly for version in calendar.versions.order_by("number")] == [WEEK, {"mon": WEEK["mon"]}]
    assert AuditEntry.objects.get(action="calendar.changed").data == {"weekly": [WEEK, {"mon": WEEK["mon"]}]}


def test_the_same_again_is_no_change():
    calendar = make()

    again = change_calendar(
        calendar, timezone="Europe/Vienna", weekly=WEEK, holidays=CHRISTMAS, user=None, now=NOW + HOUR
    )

    assert (again.number, calendar.versions.count()) == (1, 1)
    assert not AuditEntry.objects.filter(action="calendar.changed").exists()


def test_a_change_to_nothing_is_refused():
    calendar = make()

    with pytest.raises(CalendarRefused, match="never opens"):
        change_calendar(calendar, timezone="Europe/Vienna", weekly={}, holidays=(), user=None, now=NOW)

    assert calendar.versions.count() == 1


def test_two_changes_at_once_are_not_mixed(monkeypatch):
    calendar = make()
    first = calendar.current()
    ClockFactory(calendar_version=first, verdict="missed")
    change_calendar(calendar, timezone="UTC", weekly=WEEK, holidays=(), user=None, now=NOW)

    monkeypatch.setattr(Calendar, "current", lambda _: first)
    with pytest.raises(CalendarRefused, match="at the same moment"):
        change_calendar(calendar, timezone="Europe/Paris", weekly=WEEK, holidays=(), user=None, now=NOW)

    assert calendar.versions.count() == 2


def test_a_change_moves_running_clocks(organisation):
    agreement = agree()
    hand_off = hand_over()

    change_calendar(
        agreement.calendar, timezone="Europe/Berlin", weekly=LONG_WEEK, holidays=(), user=None, now=NOW + HOUR
    )
    spread_calendars()
    judge_stale(now=NOW + HOUR)

    assert clock_of(hand_off).due_at == NOW + 4 * HOUR


def test_a_team_gets_its_own_calendar_and_gives_it_back(organisation, vienna, administrator):
    agree()
    owner = OwnerFactory(team=vienna)
    hand_off, answered = hand_over(assigned(owner)), hand_over(assigned(owner), touched(NOW + HOUR))
    boston = CalendarFactory(name="Boston", version__timezone="America/New_York")

    keep_calendar(vienna, boston, user=administrator, now=NOW)
    keep_calendar(vienna, boston, user=administrator, now=NOW)
    assert set(HandOff.objects.unjudged()) == {hand_off}
    judge_stale(now=NOW)

    assert clock_of(hand_off).calendar_version == boston.current()
    assert clock_of(answered).calendar_version != boston.current()
    assert [entry.data for entry in AuditEntry.objects.all()] == [{"calendar": ["", "Boston"]}]

    keep_calendar(vienna, None, user=administrator, now=NOW)
    judge_stale(now=NOW)

    assert clock_of(hand_off).calendar_version != boston.current()
    assert not TeamCalendar.objects.exists()


def test_the_calendar_of_a_first_team_moves_the_lead_clock_of_what_was_passed_on(organisation, vienna, berlin):
    agree()
    passed_on = hand_over(assigned(OwnerFactory(team=vienna)), assigned(OwnerFactory(team=berlin), NOW + HOUR))
    boston = CalendarFactory(name="Boston", version__timezone="America/New_York")

    keep_calendar(vienna, boston, user=None, now=NOW + HOUR)
    judge_stale(now=NOW + HOUR)

    assert clock_of(passed_on).calendar_version == boston.current()
    assert clock_of(passed_on, number=2).calendar_version != boston.current()


@pytest.mark.parametrize(
    ("who", "may"),
    [("manager", True), ("administrator", True), ("marketer", False), ("rep", False), ("auditor", False)],
)
def test_who_makes_calendars(request, who, may):
    assert may_make_calendars(request.getfixturevalue(who)) is may


@pytest.fixture
def berlins(berlin):
    """A calendar that Berlin keeps and nobody else goes by."""
    calendar = CalendarFactory(name="Berlin office")
    TeamCalendar.objects.create(team=berlin, calendar=calendar)
    return calendar


def test_a_manager_changes_what_judges_nobody_outside_the_branch(berlins, manager, other_manager, head, administrator):
    assert may_change_calendar(manager, berlins)
    assert not may_change_calendar(other_manager, berlins)
    assert may_change_calendar(head, berlins)
    assert may_change_calendar(administrator, berlins)


def _kept_by_another_team(calendar, vienna):
    TeamCalendar.objects.create(team=vienna, calendar=calendar)


def _named_by_an_agreement(calendar, vienna):
    AgreementFactory(calendar=calendar)


def _followed_by_an_owner_elsewhere(calendar, vienna):
    CalendarFactory(owner=OwnerFactory(team=vienna), follows=calendar)


def _followed_by_an_owner_without_a_team(calendar, vienna):
    CalendarFactory(owner=OwnerFactory(team=None), follows=calendar)


def _kept_by_nobody(calendar, vienna):
    calendar.team_calendars.all().delete()


@pytest.mark.parametrize(
    "happens",
    [
        _kept_by_another_team,
        _named_by_an_agreement,
        _followed_by_an_owner_elsewhere,
        _followed_by_an_owner_without_a_team,
        _kept_by_nobody,
    ],
)
def test_what_others_go_by_is_changed_by_who_acts_for_all_of_sales(berlins, manager, head, vienna, happens):
    happens(berlins, vienna)

    assert not may_change_calendar(manager, berlins)
    assert may_change_calendar(head, berlins)


@pytest.mark.parametrize(("names", "problem"), [(["Vienna"], "your own branch"), ([], "Choose a team of your branch")])
def test_a_manager_makes_calendars_for_the_own_branch(manager, vienna, names, problem):
    new = {"name": "Nights", "timezone": "UTC", "weekly": WEEK, "holidays": ()}
    teams = [vienna for _ in names]

    with pytest.raises(CalendarRefused, match=problem):
        save_calendar(None, **new, teams=teams, user=manager, now=NOW)
    assert not Calendar.objects.exists()

    save_calendar(None, **new, teams=[manager.team], user=manager, now=NOW)
    assert TeamCalendar.objects.get().team == manager.team
