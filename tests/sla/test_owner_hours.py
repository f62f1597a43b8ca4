"""Owners' own hours and time off: who keeps them, what they change, how they are counted and explained."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from leadgap.audit.models import AuditEntry
from leads.models import HandOff
from sla.explain import Kind, explain
from sla.judging import judge, judge_stale, spread_calendars
from sla.models import Calendar, Clock, Promise, TeamCalendar
from sla.working_time import CalendarRefused, change_calendar
from sla.working_time.owners import change_time_off, keep_hours, owners_seen_by
from tests.factories import NOW, OFFICE_WEEK, CalendarFactory, ClockFactory, OwnerFactory
from tests.sla.pages import text_of
from tests.sla.world import HOUR, agree, assigned, clock_of, hand_over, touched

pytestmark = pytest.mark.django_db

# NOW is a Wednesday, 15:00 in Berlin.
AFTERNOON = {"from": "2026-03-04T16:00", "until": "2026-03-05T13:00", "name": "Dentist"}


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def office():
    return CalendarFactory(name="Office")


@pytest.fixture
def owner(rep):
    return rep.owners.get()


def agree_by_owner(office, **targets):
    made = agree(calendar=office, **targets)
    Promise.objects.filter(version=made).update(calendar_of="owner")
    return made


def off(owner, *stretches, now=NOW - HOUR):
    return change_time_off(owner, lambda _: list(stretches), user=None, now=now)


def test_the_clocks_of_an_owner_stand_still_while_they_are_off(office, owner):
    agree_by_owner(office, first_response=4)
    off(owner, AFTERNOON)

    hand_off = hand_over(assigned(owner))

    # An hour today, and three tomorrow from 13:00 on.
    for number in (0, 1):
        assert clock_of(hand_off, number=number).due_at == datetime(2026, 3, 5, 15, tzinfo=UTC)


@pytest.mark.parametrize("calendar_of", ["team", "agreement"])
def test_time_off_counts_only_where_the_promise_goes_by_the_owner(office, owner, calendar_of):
    made = agree(calendar=office, first_response=4)
    Promise.objects.filter(version=made).update(calendar_of=calendar_of)
    off(owner, AFTERNOON)

    assert clock_of(hand_over(assigned(owner))).due_at == datetime(2026, 3, 5, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("calendar_of", "due"),
    [("agreement", datetime(2026, 3, 5, 10, tzinfo=UTC)), ("team", datetime(2026, 3, 4, 18, tzinfo=UTC))],
)
def test_a_promise_says_whether_the_team_or_the_agreement_counts(office, owner, calendar_of, due):
    made = agree(calendar=office, first_response=4)
    Promise.objects.filter(version=made).update(calendar_of=calendar_of)
    late = CalendarFactory(name="Late", version__weekly={"wed": [["09:00", "24:00"]]})
    TeamCalendar.objects.create(team=owner.team, calendar=late)

    assert clock_of(hand_over(assigned(owner))).due_at == due


def test_the_lead_clock_keeps_its_first_owner_and_owner_clocks_go_by_their_own(office, owner, colleague):
    agree_by_owner(office, first_response=4)
    off(owner, AFTERNOON)
    other = colleague.owners.get()

    hand_off = hand_over(assigned(owner), assigned(other, NOW + HOUR / 2), now=NOW + HOUR)

    assert clock_of(hand_off).due_at == datetime(2026, 3, 5, 15, tzinfo=UTC)
    assert clock_of(hand_off, number=2).due_at == datetime(2026, 3, 5, 10, 30, tzinfo=UTC)


def test_what_waits_in_a_team_goes_by_the_team_until_somebody_has_it(office, owner, berlin):
    agree_by_owner(office, first_response=4)
    off(owner, AFTERNOON)
    waiting = hand_over()

    assert clock_of(waiting).calendar_version.calendar == office


def test_time_off_moves_running_clocks_and_no_closed_ones(office, owner):
    agree_by_owner(office, first_response=1)
    running = hand_over(assigned(owner), at=NOW - HOUR / 2)
    answered = hand_over(assigned(owner, NOW - 3 * HOUR), touched(NOW - 2 * HOUR), at=NOW - 3 * HOUR)
    closed = clock_of(answered)

    off(owner, {"from": "2026-03-04T15:00", "until": "2026-03-04T16:00", "name": ""}, now=NOW)
    judge_stale(now=NOW)

    assert clock_of(running).due_at == datetime(2026, 3, 4, 15, 30, tzinfo=UTC)
    after = clock_of(answered)
    assert (after.due_at, after.calendar_version) == (closed.due_at, closed.calendar_version)


def test_more_time_off_moves_what_runs_on_the_version_before(office, owner):
    agree_by_owner(office, first_response=4)
    off(owner, AFTERNOON)
    hand_off = hand_over(assigned(owner))

    off(owner, {**AFTERNOON, "until": "2026-03-06T09:00"}, now=NOW)
    spread_calendars()
    judge_stale(now=NOW)

    assert clock_of(hand_off).due_at == datetime(2026, 3, 6, 11, tzinfo=UTC)


def test_owners_follow_the_days_off_of_a_calendar_and_its_hours_unless_they_have_their_own(office, owner, colleague):
    keep_hours(owner, follows=office, time_off=[AFTERNOON], user=None, now=NOW)
    half_days = {"mon": [["09:00", "13:00"]], "tue": []}
    ClockFactory(calendar_version=office.current(), verdict="missed")
    part_timer = colleague.owners.get()
    keep_hours(part_timer, follows=office, timezone="Asia/Kolkata", weekly=half_days, time_off=[], user=None, now=NOW)

    change_calendar(
        office,
        timezone="Europe/Vienna",
        weekly={"mon": [["08:00", "16:00"]]},
        holidays=[{"date": "2026-05-01", "name": "Labour Day"}],
        exceptions=[{"date": "2026-05-02", "windows": [["10:00", "12:00"]], "name": "Fair"}],
        user=None,
        now=NOW + HOUR,
    )

    whole, half = owner.calendar.current(), part_timer.calendar.current()
    assert (whole.number, whole.timezone, whole.weekly) == (2, "Europe/Vienna", {"mon": [["08:00", "16:00"]]})
    assert (whole.time_off, [each["name"] for each in whole.exceptions]) == ([AFTERNOON], ["Fair"])
    assert (half.number, half.timezone, half.weekly) == (2, "Asia/Kolkata", {"mon": [["09:00", "13:00"]]})
    assert ([each["name"] for each in half.holidays], half.exceptions) == (["Labour Day"], [])


def test_the_same_hours_again_change_nothing(office, owner):
    first = off(owner, AFTERNOON)

    assert off(owner, AFTERNOON, now=NOW) == first
    assert AuditEntry.objects.filter(action="owner.hours_changed").count() == 1


@pytest.mark.parametrize(
    ("stretch", "why"),
    [
        ({"from": "2026-03-05T13:00", "until": "2026-03-05T13:00"}, "does not end after it begins"),
        ({"from": "2026-03-05T13:00", "until": "2028-03-05T13:00"}, "longer than a year"),
        ({"from": "2126-03-05T13:00", "until": "2126-03-06T13:00"}, "in the years 2000 to 2100"),
    ],
    ids=["no-time", "too-long", "too-far"],
)
def test_impossible_time_off_is_refused_and_leaves_nothing(office, owner, stretch, why):
    with pytest.raises(CalendarRefused, match=why):
        off(owner, {**stretch, "name": ""})

    assert not Calendar.objects.filter(owner=owner).exists()


def test_own_hours_that_never_open_are_refused(office, owner):
    with pytest.raises(CalendarRefused, match="never opens"):
        keep_hours(owner, follows=office, timezone="UTC", weekly={}, time_off=[], user=None, now=NOW)


def test_time_off_without_any_calendar_is_refused(owner):
    with pytest.raises(CalendarRefused, match="Make one first"):
        off(owner, AFTERNOON)


def test_the_database_refuses_a_calendar_of_nobody_that_follows_one(office, owner):
    for wrong in ({"follows": office}, {"owner": owner}, {"has_own_hours": True}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Calendar.objects.create(name="Wrong", **wrong)


def test_an_explanation_says_time_off_and_names_it_for_those_who_may_know(office, owner):
    agree_by_owner(office, first_response=4)
    off(owner, AFTERNOON)
    clock = Clock.objects.for_list().get(pk=clock_of(hand_over(assigned(owner))).pk)

    def told(**options):
        explanation = explain(clock, now=NOW + timedelta(days=1), **options)
        return [(each.kind, each.name) for each in explanation.stretches if each.kind == Kind.TIME_OFF], explanation

    named, explanation = told(names_time_off=True)
    assert named == [(Kind.TIME_OFF, "Dentist")]
    assert told()[0] == [(Kind.TIME_OFF, "")]
    assert explanation.seconds(Kind.TIME_OFF) == 21 * 3600
    assert explanation.counted == 1 * 3600 + 2 * 3600


# The pages.


def post(client, page, owner, **data):
    return client.post(reverse(f"sla:{page}", args=[owner.pk]), data)


def test_a_rep_writes_down_time_off_and_sees_it_in_the_weeks(as_, rep, office, owner):
    client = as_(rep)

    response = post(client, "time-off", owner, first="2026-03-10", begins="12:00", name="Dentist")

    assert response.status_code == 302
    page = text_of(client.get(response.url))
    assert "10 March 2026, 12:00–24:00" in page
    assert "Dentist" in page
    assert owner.calendar.current().time_off == [
        {"from": "2026-03-10T12:00", "until": "2026-03-11T00:00", "name": "Dentist"}
    ]


def test_several_days_include_the_last_one(as_, manager, office, owner):
    client = as_(manager)

    post(client, "time-off", owner, first="2026-08-03", last="2026-08-14")

    assert "3 August 2026 – 14 August 2026" in text_of(client.get(reverse("sla:owner-hours", args=[owner.pk])))
    assert owner.calendar.current().time_off[0]["until"] == "2026-08-15T00:00"


def test_time_off_is_taken_out_again(as_, rep, office, owner):
    off(owner, AFTERNOON)

    post(as_(rep), "time-off-remove", owner, **{"from": AFTERNOON["from"], "until": AFTERNOON["until"]})

    assert owner.calendar.current().time_off == []


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ({}, "This field is required."),
        ({"first": "2026-03-10", "last": "2026-03-09"}, "does not end after it begins"),
        ({"first": "2026-03-10", "begins": "12:00", "ends": "11:00"}, "does not end after it begins"),
        ({"first": "2026-03-10", "last": "2029-03-10"}, "longer than a year"),
        ({"first": "tomorrow"}, "Enter a valid date."),
    ],
    ids=["no-day", "backwards", "backwards-hours", "too-long", "words"],
)
def test_wrong_time_off_is_refused_in_the_form(as_, rep, office, owner, data, why):
    response = post(as_(rep), "time-off", owner, **data)

    assert response.status_code == 422
    assert why in text_of(response)


def test_a_manager_gives_a_part_timer_hours_of_their_own(as_, manager, office, owner):
    client = as_(manager)
    url = reverse("sla:owner-hours-edit", args=[owner.pk])
    sent = {"follows": office.pk, "has_own_hours": "own", "timezone": "Europe/Vienna", "mon": "9-13", "tue": "22-6"}

    assert client.post(url, sent).status_code == 302

    assert owner.calendar.current().weekly == {"mon": [["09:00", "13:00"]], "tue": [["22:00", "06:00"]]}
    assert "Hours of their own, with the days off of Office." in text_of(
        client.get(reverse("sla:owner-hours", args=[owner.pk]))
    )
    client.post(url, {"follows": office.pk, "has_own_hours": "", "timezone": "Europe/Vienna", "mon": "rubbish" * 0})
    assert owner.calendar.current().weekly == OFFICE_WEEK


def test_the_list_counts_who_is_off_and_asks_the_same_for_twenty_as_for_two(as_, manager, office, owner, berlin):
    client = as_(manager)
    off(owner, {"from": "2026-03-04T00:00", "until": "2026-03-05T00:00", "name": "Fair"})

    def queries():
        with CaptureQueriesContext(connection) as captured:
            page = client.get(reverse("sla:people-hours"))
        return len(captured), text_of(page)

    queries()
    few, said = queries()
    assert "One person is off now." in said
    assert "4 March 2026, Fair" in said
    for _ in range(18):
        off(OwnerFactory(team=berlin), AFTERNOON)

    assert queries()[0] == few


def test_own_calendars_are_offered_to_no_agreement_and_shown_on_no_list(as_, manager, office, owner):
    off(owner, AFTERNOON)
    client = as_(manager)

    assert "owner:" not in text_of(client.get(reverse("sla:calendars")))
    assert client.get(reverse("sla:calendar", args=[owner.calendar.pk])).status_code == 404
    assert list(Calendar.objects.shared()) == [office]


def test_people_see_their_own_hours_managers_their_branch(rep, colleague, manager, other_manager, marketer, auditor):
    def seen(user):
        return {owner.name for owner in owners_seen_by(user)}

    assert seen(rep) == {"Rita Rep"}
    assert {"Rita Rep", "Colin Colleague"} <= seen(manager)
    assert "Rita Rep" not in seen(other_manager)
    assert seen(marketer) == set()
    assert "Rita Rep" in seen(auditor)


def test_judging_many_owners_asks_no_more_queries_than_judging_one(office, berlin):
    agree_by_owner(office, first_response=4)
    owners = [OwnerFactory(team=berlin) for _ in range(12)]
    for number, each in enumerate(owners):
        off(each, {"from": f"2026-03-04T{15 + number % 3}:00", "until": "2026-03-05T10:00", "name": ""})
    made = [hand_over(assigned(each)) for each in owners]

    def queries(hand_offs):
        with CaptureQueriesContext(connection) as captured:
            judge([each.pk for each in hand_offs], now=NOW)
        return len(captured)

    assert queries(made) == queries(made[:1])


def test_time_off_shows_what_it_changes_and_saves_nothing(as_, rep, office, owner, time_machine):
    time_machine.move_to(NOW, tick=False)
    agree_by_owner(office, first_response=4)
    hand_off = hand_over(assigned(owner))
    due = clock_of(hand_off).due_at

    page = post(as_(rep), "time-off", owner, first="2026-03-05", name="Dentist", rehearse="1")

    text = page.content.decode()
    assert page.status_code == 200
    assert "2 running clocks will be due at another time; none is missed by it." in text
    assert "time off: Dentist" in text
    assert 'value="2026-03-05"' in text
    assert not Calendar.objects.filter(owner=owner).exists()
    assert clock_of(hand_off).due_at == due
    assert not HandOff.objects.unjudged().exists()


def test_own_hours_show_what_they_change_as_saving_then_does(as_, manager, office, owner, time_machine):
    time_machine.move_to(NOW + HOUR, tick=False)
    agree_by_owner(office, first_response=4)
    hand_off = hand_over(assigned(owner))
    client = as_(manager)
    typed = {"follows": office.pk, "has_own_hours": "own", "timezone": "Europe/Berlin", "wed": "9-18", "fri": "9-12"}

    text = post(client, "owner-hours-edit", owner, **typed, rehearse="1").content.decode()
    assert "2 running clocks will be due at another time; none is missed by it." in text
    assert "Nothing is saved yet." in text
    assert not Calendar.objects.filter(owner=owner).exists()

    post(client, "owner-hours-edit", owner, **typed)
    spread_calendars()
    judge_stale(now=NOW + HOUR)
    assert clock_of(hand_off).due_at == datetime(2026, 3, 6, 9, tzinfo=UTC)
    assert "a change corrects them" in client.get(reverse("sla:owner-hours-edit", args=[owner.pk])).content.decode()


FILE = """BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
UID:1
SUMMARY:Skiing
DTSTART;VALUE=DATE:20260310
DTEND;VALUE=DATE:20260313
END:VEVENT
BEGIN:VEVENT
UID:2
SUMMARY:Dentist
DTSTART:20260305T130000Z
DTEND:20260305T143000Z
END:VEVENT
BEGIN:VEVENT
UID:3
SUMMARY:Long past
DTSTART;VALUE=DATE:20260105
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n")


def test_time_off_comes_from_a_file_as_far_as_it_is_ticked(as_, rep, office, owner, time_machine):
    time_machine.move_to(NOW, tick=False)
    client = as_(rep)

    page = post(client, "time-off-file", owner, file=SimpleUploadedFile("me.ics", FILE.encode())).content.decode()
    assert "2 entries are proposed: tick what is time off." in page
    assert "5 March 2026, 14:00–15:30 Dentist" in page
    assert "10 March 2026 – 12 March 2026 Skiing" in page
    assert "checked" not in page.partition('id="from-file"')[2]
    assert not Calendar.objects.filter(owner=owner).exists()

    ticked = ["2026-03-10T00:00|2026-03-13T00:00|Skiing", "no stretch"]
    for _twice in range(2):
        assert post(client, "time-off-file", owner, stretch=ticked).status_code == 302
    assert owner.calendar.current().time_off == [
        {"from": "2026-03-10T00:00", "until": "2026-03-13T00:00", "name": "Skiing"}
    ]
    assert owner.calendar.versions.count() == 1


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ({"file": SimpleUploadedFile("me.ics", b"no calendar")}, "This is no iCalendar file."),
        ({}, "Choose a file, or tick what is time off."),
        ({"stretch": "2026-03-10T00:00|2026-03-09T00:00|Back"}, "does not end after it begins"),
    ],
    ids=["no-calendar", "nothing", "backwards"],
)
def test_a_file_that_cannot_be_read_is_said(as_, rep, office, owner, data, why):
    page = post(as_(rep), "time-off-file", owner, **data)

    assert page.status_code == 422
    assert why in page.content.decode()
    assert not Calendar.objects.filter(owner=owner).exists()
