"""The editor of calendars: what is typed, what is refused, and what becomes of it."""

import pytest
from django.urls import reverse

from sla.models import Calendar, CalendarVersion, TeamCalendar
from tests.factories import NOW, CalendarFactory, ClockFactory, TeamFactory
from tests.sla.pages import text_of
from tests.sla.working_time.hours import form

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.mark.django_db
def test_a_calendar_is_made(as_, head):
    team = TeamFactory()
    data = form(
        mon="9–12:30, 13:30 - 18",
        tue="00:00–24:00",
        wed="",
        more="2026-12-24 Christmas Eve\n\n2026-12-31",
        teams=[team.pk],
    )

    client = as_(head)
    response = client.post(reverse("sla:calendar-new"), data)

    calendar = Calendar.objects.get()
    assert response["Location"] == reverse("sla:calendar", args=[calendar.pk])
    assert "Saved. These hours count for all hand-offs, earlier ones too." in text_of(client.get(response["Location"]))
    current = calendar.current()
    assert current.weekly == {"mon": [["09:00", "12:30"], ["13:30", "18:00"]], "tue": [["00:00", "24:00"]]}
    assert current.holidays == [
        {"date": "2026-12-24", "name": "Christmas Eve"},
        {"date": "2026-12-31", "name": "Day off"},
    ]
    assert [kept.team for kept in calendar.team_calendars.all()] == [team]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("22–6", [["22:00", "06:00"]]),
        ("13–1", [["13:00", "01:00"]]),
        ("09:00–05:00", [["09:00", "05:00"]]),
        ("1–5, 9–12", [["01:00", "05:00"], ["09:00", "12:00"]]),
    ],
)
def test_a_night_is_no_afternoon(as_, head, typed, read):
    as_(head).post(reverse("sla:calendar-new"), form(mon=typed, tue=""))

    assert Calendar.objects.get().current().weekly == {"mon": read}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        pytest.param({"mon": ""}, "This calendar never opens", id="never-opens"),
        pytest.param({"mon": "nine to five"}, "“nine to five” is not a time span.", id="words"),
        pytest.param({"mon": "9–9"}, "is no time at all", id="no-time"),
        pytest.param({"mon": "9 to 5"}, "Is “5” in the afternoon? Write 17:00 if it is, and 05:00", id="afternoon"),
        pytest.param({"mon": "9–12, 1:30–5"}, "Is “1:30” in the afternoon? Write 13:30", id="after-lunch"),
        pytest.param({"exceptions": "2026-03-10 9–12, 1–3"}, "2026-03-10: Is “1” in the afternoon?", id="that-day"),
        pytest.param({"mon": "9–12, 11–13"}, "two windows overlap", id="overlap"),
        pytest.param({"mon": "9–25"}, "is not a time", id="no-such-hour"),
        pytest.param({"name": ""}, "Write something here.", id="no-name"),
        pytest.param({"name": "Taken"}, "A calendar named Taken exists.", id="taken"),
        pytest.param({"timezone": "Mars/Olympus"}, "is not one of the available choices", id="zone"),
        pytest.param({"more": "24.12.2026 Christmas Eve"}, "does not begin with a date like", id="date"),
        pytest.param({"more": "\n".join(["2026-12-24 x"] * 501)}, "at most 500 days off", id="too-many"),
    ],
)
def test_a_refusal_keeps_the_form(as_, head, changes, said):
    CalendarFactory(name="Taken")

    response = as_(head).post(reverse("sla:calendar-new"), form(**{"tue": ""} | changes))

    assert response.status_code == 422
    assert said in text_of(response)
    assert 'name="mon"' in text_of(response)
    assert Calendar.objects.count() == CalendarVersion.objects.count() == 1


@pytest.mark.django_db
def test_saving_what_was_shown_changes_nothing(as_, head):
    calendar = CalendarFactory(
        version__weekly={"mon": [["09:00", "12:30"], ["13:30", "18:00"]]},
        version__holidays=[{"date": "2026-12-25", "name": "Christmas Day"}],
    )
    team = TeamFactory()
    TeamCalendar.objects.create(team=team, calendar=calendar)
    url = reverse("sla:calendar-edit", args=[calendar.pk])
    shown = as_(head).get(url).context["form"]
    data = {name: shown[name].value() for name in ("timezone", "holidays", "teams", *DAYS) if shown[name].value()}

    as_(head).post(url, data)

    assert calendar.versions.count() == 1
    assert [kept.team for kept in calendar.team_calendars.all()] == [team]


@pytest.mark.django_db
def test_to_read_a_file_that_was_not_chosen_saves_nothing(as_, head):
    calendar = CalendarFactory(name="Office")

    response = as_(head).post(
        reverse("sla:calendar-edit", args=[calendar.pk]), form(more="2026-12-24 Christmas Eve", read="1")
    )

    assert response.status_code == 422
    assert "Choose a file first." in text_of(response)
    assert "2026-12-24 Christmas Eve" in text_of(response)
    assert calendar.current().holidays == []


@pytest.mark.django_db
def test_a_calendar_is_not_saved_over_a_newer_one(as_, head, administrator):
    calendar = CalendarFactory(name="Office")
    url = reverse("sla:calendar-edit", args=[calendar.pk])
    read = as_(head).get(url).context["revision"]
    theirs = form(more="2026-12-24 Christmas Eve", revision=read)
    as_(administrator).post(url, theirs)
    mine = form(tue="10:00–12:00", revision=read)

    refused = as_(head).post(url, mine)

    assert refused.status_code == 422
    assert "Somebody has changed these hours since you opened them" in text_of(refused)
    assert "10:00–12:00" in text_of(refused)
    assert [each["date"] for each in calendar.current().holidays] == ["2026-12-24"]
    assert as_(administrator).post(url, theirs).status_code == 302  # the same again is no conflict
    assert as_(head).post(url, mine | {"revision": refused.context["revision"]}).status_code == 302
    assert calendar.current().weekly["tue"] == [["10:00", "12:00"]]


@pytest.mark.django_db
def test_a_calendar_is_not_taken_from_a_team_that_it_was_given_meanwhile(as_, head, administrator, berlin):
    calendar = CalendarFactory(name="Office")
    url = reverse("sla:calendar-edit", args=[calendar.pk])
    read = as_(head).get(url).context["revision"]
    as_(administrator).post(url, form(revision=read, teams=[berlin.pk]))

    assert as_(head).post(url, form(revision=read)).status_code == 422

    assert TeamCalendar.objects.get().team == berlin


@pytest.mark.django_db
def test_an_edit_is_another_version_and_hands_teams_over(as_, head):
    calendar = CalendarFactory(version__holidays=[{"date": "2026-12-25", "name": "Christmas Day"}])
    ClockFactory(calendar_version=calendar.current(), verdict="missed")
    old, new = TeamFactory(), TeamFactory()
    TeamCalendar.objects.create(team=old, calendar=calendar)

    as_(head).post(
        reverse("sla:calendar-edit", args=[calendar.pk]), {"timezone": "UTC", "fri": "10–12", "teams": [new.pk]}
    )

    current = calendar.current()
    assert (current.number, current.timezone, current.weekly, current.holidays) == (
        2,
        "UTC",
        {"fri": [["10:00", "12:00"]]},
        [],
    )
    assert [kept.team for kept in calendar.team_calendars.all()] == [new]


@pytest.mark.django_db
def test_hours_stand_as_they_run_however_they_were_typed(as_, head):
    client = as_(head)

    client.post(
        reverse("sla:calendar-new"), form(mon="22–6, 9–12", tue="9–12, 22–6", exceptions="2026-03-10 22–6, 9–12 Fair")
    )

    pk = Calendar.objects.get().pk
    page = client.get(reverse("sla:calendar", args=[pk]))
    assert page.context["hours"] == ["Monday–Tuesday 09:00–12:00 and 22:00–06:00"]
    assert "09:00–12:00, 22:00–06:00 Fair" in text_of(page)
    editor = client.get(reverse("sla:calendar-edit", args=[pk]))
    assert "2026-03-10 09:00–12:00, 22:00–06:00 Fair" in text_of(editor)
    assert editor.context["form"]["mon"].value() == "09:00–12:00, 22:00–06:00"


@pytest.mark.django_db
def test_nights_and_days_with_other_hours_are_kept_and_shown(as_, head):
    client = as_(head)
    sent = form(mon="22–6", exceptions="2026-03-10 9:00-12:00, 13–14:30 Stocktaking\n2026-03-11 10–11")

    client.post(reverse("sla:calendar-new"), sent)

    calendar = Calendar.objects.get()
    version = calendar.current()
    assert version.weekly == {"mon": [["22:00", "06:00"]]}
    assert version.exceptions == [
        {"date": "2026-03-10", "windows": [["09:00", "12:00"], ["13:00", "14:30"]], "name": "Stocktaking"},
        {"date": "2026-03-11", "windows": [["10:00", "11:00"]], "name": "Other hours"},
    ]
    page = text_of(client.get(reverse("sla:calendar", args=[calendar.pk])))
    assert 'Monday <span class="unbroken">22:00–06:00,</span> Europe/Vienna.' in page
    assert "Stocktaking" in page
    editor = text_of(client.get(reverse("sla:calendar-edit", args=[calendar.pk])))
    assert "2026-03-10 09:00–12:00, 13:00–14:30 Stocktaking" in editor


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "why"),
    [
        pytest.param({"exceptions": "Friday 9–12"}, "is not a date with hours", id="no-date"),
        pytest.param({"exceptions": "2026-03-10"}, "is not a date with hours", id="no-hours"),
        pytest.param({"exceptions": "2026-03-10 9–9"}, "is no time at all", id="no-time"),
        pytest.param({"exceptions": "2026-03-10 9–12\n2026-03-10 13–14"}, "stands here twice", id="twice"),
        pytest.param({"exceptions": "2026-03-10 9–12", "more": "2026-03-10 Off"}, "is a day off, and", id="also-off"),
        pytest.param({"mon": "22–6", "tue": "5–9"}, "The night of Monday closes at 06:00", id="night-into-morning"),
    ],
)
def test_wrong_other_hours_are_refused_beside_their_field(as_, head, changes, why):
    response = as_(head).post(reverse("sla:calendar-new"), form(**changes))

    assert response.status_code == 422
    assert why in text_of(response)
    assert not Calendar.objects.exists()
