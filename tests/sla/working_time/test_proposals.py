"""Holidays that are proposed, by country or from a file: nothing is kept that was not ticked."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from sla.models import Calendar
from sla.working_time import proposals
from sla.working_time.proposals import NoProposals, proposed
from tests.factories import NOW, CalendarFactory
from tests.sla.pages import text_of
from tests.sla.working_time.hours import form


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def told(monkeypatch):
    """The library's answer without the process that asks it."""
    days = {"2026-01-06": "Epiphany", "2026-12-25": "Christmas Day"}
    monkeypatch.setattr("sla.views.calendars.proposed", lambda country, region, years: days)
    return days


@pytest.mark.django_db
def test_proposed_holidays_are_not_ticked_and_nothing_is_saved(as_, head, told):
    calendar = CalendarFactory(version__holidays=[{"date": "2026-12-25", "name": "Christmas Day"}])
    data = form(propose="1", country="at", mon="10–11", holidays=["2026-12-25 Christmas Day"])

    response = as_(head).post(reverse("sla:calendar-edit", args=[calendar.pk]), data)

    said = text_of(response)
    assert response.status_code == 200
    assert "2 days are proposed: tick what you keep." in said
    assert 'value="2026-12-25 Christmas Day" class="form-check-input" id="id_holidays_1" checked' in said
    assert 'value="2026-01-06 Epiphany" class="form-check-input" id="id_holidays_0">' in said
    assert 'value="10–11"' in said
    assert calendar.versions.count() == 1


@pytest.mark.django_db
def test_proposals_do_not_ask_for_what_is_still_empty(as_, head, told):
    response = as_(head).post(reverse("sla:calendar-new"), form(propose="1", country="at", name=""))

    assert response.status_code == 200
    assert "Write something here." not in text_of(response)


@pytest.mark.django_db
def test_all_that_is_offered_can_be_ticked_at_once_and_nothing_is_saved(as_, head):
    calendar = CalendarFactory()
    offered = ["2026-01-06 Epiphany", "2026-12-25 Christmas Day"]

    response = as_(head).post(
        reverse("sla:calendar-edit", args=[calendar.pk]), form(tick="1", offered=offered, holidays=[], mon="10–11")
    )

    said = text_of(response)
    assert response.status_code == 200
    assert [said.count(f'value="{day}" class="form-check-input"') for day in offered] == [1, 1]
    assert said.count(" checked") >= len(offered)
    assert 'value="10–11"' in said
    assert calendar.versions.count() == 1


@pytest.mark.django_db
def test_a_ticked_proposal_is_kept(as_, head):
    calendar = CalendarFactory()
    data = form(holidays=["2026-01-06 Epiphany"])

    as_(head).post(reverse("sla:calendar-edit", args=[calendar.pk]), data)

    assert calendar.current().holidays == [{"date": "2026-01-06", "name": "Epiphany"}]


@pytest.mark.django_db
def test_a_country_that_is_none_is_said(as_, head):
    response = as_(head).post(reverse("sla:calendar-new"), form(propose="1", country="X9"))

    assert response.status_code == 422
    assert "A country is two letters" in text_of(response)


# The library, in its own process.


def test_the_library_answers_from_a_process_of_its_own():
    found = proposed("DE", "BY", [2026])

    assert found["2026-06-04"] == "Corpus Christi"
    assert "2026-06-04" not in proposed("DE", "BE", [2026])


@pytest.mark.parametrize(
    ("country", "region", "said"),
    [
        ("QQ", "", "No holidays are known of “QQ”."),
        ("DE", "XX", "DE has no region “XX”. It has BB, BE"),
        ("de", "", "A country is two letters"),
        ("DE", "--help; rm", "A country is two letters"),
    ],
)
def test_what_the_library_does_not_know_is_said(country, region, said):
    with pytest.raises(NoProposals, match=said):
        proposed(country, region, [2026])


def test_the_answer_is_plain_json(capsys):
    assert json.loads(json.dumps(proposals._answer("AT", "", [2026])))["days"]["2026-10-26"] == "National Day"


def a_file(*days, name="off.ics"):
    entries = "".join(
        f"BEGIN:VEVENT\r\nUID:{day}\r\nSUMMARY:Closed\r\nDTSTART;VALUE=DATE:{day}\r\nEND:VEVENT\r\n" for day in days
    )
    body = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y\r\n{entries}END:VCALENDAR\r\n"
    return SimpleUploadedFile(name, body.encode(), content_type="text/calendar")


@pytest.mark.django_db
@pytest.mark.parametrize("button", ["read", "save"], ids=["read", "saved-before-it-was-read"])
def test_a_file_is_proposed_and_nothing_is_ticked_or_saved(as_, head, button):
    sent = form(file=a_file("20260501", "20190501"), **{button: "1"})

    response = as_(head).post(reverse("sla:calendar-new"), sent)

    said = text_of(response)
    assert response.status_code == 200
    assert "One day is proposed: tick what you keep. 1 entry outside 2026 and 2027 is left out." in said
    assert 'value="2026-05-01 Closed" class="form-check-input"' in said
    assert "checked" not in said
    assert not Calendar.objects.exists()


@pytest.mark.django_db
def test_a_file_that_is_none_is_said_and_what_was_typed_stays(as_, head):
    sent = form(file=SimpleUploadedFile("holidays.pdf", b"%PDF-1.7"), mon="07:00–11:00")

    response = as_(head).post(reverse("sla:calendar-new"), sent)

    assert response.status_code == 422
    assert "This is no iCalendar file." in text_of(response)
    assert 'value="07:00–11:00"' in text_of(response)
