"""The pages of owners' own hours and time off: what is written down, shown before it is saved, and refused."""

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from leadgap.accounts.models import Owner
from leads.models import HandOff
from sla.judging import judge_stale, spread_calendars
from sla.models import Calendar
from tests.factories import NOW, OFFICE_WEEK, OwnerFactory
from tests.sla.pages import text_of
from tests.sla.working_time.hours import AFTERNOON, agree_by_owner, off
from tests.sla.world import HOUR, assigned, clock_of, hand_over

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW, tick=False)


def post(client, page, owner, **data):
    return client.post(reverse(f"sla:{page}", args=[owner.pk]), data)


def test_a_rep_writes_down_time_off_and_sees_it_in_the_weeks(as_, rep, office, owner):
    client = as_(rep)

    response = post(client, "time-off", owner, first="2026-03-10", begins="12:00", name="Dentist")

    assert response.status_code == 302
    page = text_of(client.get(response.url))
    assert "10 Mar 2026, 12:00–24:00" in page
    assert "Dentist" in page
    assert owner.calendar.current().time_off == [
        {"from": "2026-03-10T12:00", "until": "2026-03-11T00:00", "name": "Dentist"}
    ]


@pytest.mark.parametrize(
    ("ends", "said"),
    [
        pytest.param("15:00", "unless a head of Sales judges those days again", id="over"),
        pytest.param("15:01", "It counts from now on", id="not-over"),
    ],
)
def test_time_off_that_is_over_moves_nothing_and_says_so(as_, rep, office, owner, ends, said):
    """It is 15:00 in Berlin."""
    client = as_(rep)

    response = post(client, "time-off", owner, first="2026-03-04", begins="09:00", ends=ends)

    assert said in text_of(client.get(response.url))


def test_several_days_include_the_last_one(as_, manager, office, owner):
    client = as_(manager)

    post(client, "time-off", owner, first="2026-08-03", last="2026-08-14")

    assert "3 Aug 2026 – 14 Aug 2026" in text_of(client.get(reverse("sla:owner-hours", args=[owner.pk])))
    assert owner.calendar.current().time_off[0]["until"] == "2026-08-15T00:00"


def test_a_week_off_counts_nothing(as_, rep, office, owner):
    client = as_(rep)

    post(client, "time-off", owner, first="2026-03-09", last="2026-03-15")

    page = text_of(client.get(reverse("sla:owner-hours", args=[owner.pk])))
    assert page.count("</span> nothing</td>") == 1


def test_time_off_is_taken_out_again(as_, rep, office, owner):
    off(owner, AFTERNOON)

    post(as_(rep), "time-off-remove", owner, **{"from": AFTERNOON["from"], "until": AFTERNOON["until"]})

    assert owner.calendar.current().time_off == []


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ({}, "Write a date like"),
        ({"first": "2026-03-10", "last": "2026-03-09"}, "The last day lies before the first."),
        ({"first": "2026-03-10", "begins": "12:00", "ends": "11:00"}, "It ends before it has begun."),
        ({"first": "2026-03-10", "last": "2029-03-10"}, "longer than a year"),
        ({"first": "tomorrow"}, "Write a date like"),
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
    client.post(url, {"follows": office.pk, "has_own_hours": "", "timezone": "Europe/Vienna", "mon": ""})
    assert owner.calendar.current().weekly == OFFICE_WEEK


def test_what_was_typed_into_hours_that_are_not_wanted_is_no_mistake(as_, manager, office, owner):
    url = reverse("sla:owner-hours-edit", args=[owner.pk])

    response = as_(manager).post(
        url, {"follows": office.pk, "has_own_hours": "", "timezone": "Nowhere", "mon": "nine to five"}
    )

    assert response.status_code == 302
    assert owner.calendar.current().weekly == OFFICE_WEEK


def test_an_owners_hours_are_not_saved_over_newer_ones(as_, manager, rep, office, owner):
    url = reverse("sla:owner-hours-edit", args=[owner.pk])
    read = as_(manager).get(url).context["revision"]
    sent = {"follows": office.pk, "has_own_hours": "own", "timezone": "Europe/Vienna", "revision": read}
    as_(rep).post(url, sent | {"mon": "9-13"})
    off(owner, AFTERNOON)  # no matter: the form says nothing of time off

    refused = as_(manager).post(url, sent | {"tue": "10-12"})

    assert refused.status_code == 422
    assert "Somebody has changed these hours since you opened them" in text_of(refused)
    assert owner.calendar.current().weekly == {"mon": [["09:00", "13:00"]]}
    assert as_(rep).post(url, sent | {"mon": "9-13"}).status_code == 302
    as_(manager).post(url, sent | {"tue": "10-12", "revision": refused.context["revision"]})
    assert owner.calendar.current().weekly == {"tue": [["10:00", "12:00"]]}
    assert owner.calendar.current().time_off == [AFTERNOON]


def test_hours_that_overlap_are_refused_in_the_form(as_, manager, office, owner):
    sent = {"follows": office.pk, "has_own_hours": "own", "timezone": "Europe/Vienna", "mon": "9–12, 11–13"}

    response = as_(manager).post(reverse("sla:owner-hours-edit", args=[owner.pk]), sent)

    assert response.status_code == 422
    assert "two windows overlap" in text_of(response)
    assert not Calendar.objects.filter(owner=owner).exists()


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
    assert "4 Mar 2026, Fair" in said
    for _ in range(18):
        off(OwnerFactory(team=berlin), AFTERNOON)

    assert queries()[0] == few


@pytest.mark.parametrize(
    ("who", "status", "leads_on"),
    [("administrator", 200, True), ("manager", 200, False), ("auditor", 200, False), ("marketer", 404, False)],
)
def test_before_anybody_has_had_a_lead_the_list_says_what_to_do(request, as_, who, status, leads_on):
    person = request.getfixturevalue(who)
    Owner.objects.all().delete()

    page = as_(person).get(reverse("sla:people-hours"))

    assert page.status_code == status
    assert ("No owner yet." in text_of(page)) == (status == 200)
    assert (reverse("leads:import-new") in text_of(page)) == leads_on


def test_own_calendars_are_offered_to_no_agreement_and_shown_on_no_list(as_, manager, office, owner):
    off(owner, AFTERNOON)
    client = as_(manager)

    assert "owner:" not in text_of(client.get(reverse("sla:calendars")))
    assert client.get(reverse("sla:calendar", args=[owner.calendar.pk])).status_code == 404
    assert list(Calendar.objects.shared()) == [office]


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
    assert "5 Mar 2026, 14:00–15:30 Dentist" in page
    assert "10 Mar 2026 – 12 Mar 2026 Skiing" in page
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
