"""Working time in a browser: a rep writes down time off, a head of Sales reads days off from a file."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from sla.models import Calendar
from tests.factories import CalendarFactory

pytestmark = pytest.mark.django_db(transaction=True)


def open_as(user, page, cookies_of, live_server, path):
    page.context.add_cookies(cookies_of(user))
    page.goto(f"{live_server.url}{path}")


@pytest.mark.parametrize("width", [1440, 390])
def test_a_rep_writes_down_time_off_by_keyboard(page, cookies_of, live_server, rep, accessible, width):
    office = CalendarFactory(name="Office").versions.get()
    owner, day = rep.owners.get(), timezone.localdate(timezone=ZoneInfo(office.timezone))
    page.set_viewport_size({"width": width, "height": 844})
    open_as(rep, page, cookies_of, live_server, f"/calendars/people/{owner.pk}/")
    accessible()

    page.get_by_label("First day").fill(day.isoformat())
    page.get_by_label("What it is called").fill("Dentist")
    page.get_by_label("What it is called").press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text(f"{owner} is off now.")
    expect(page.get_by_text("time off: Dentist")).to_be_visible()
    accessible()
    page.get_by_role("button", name="Take out the time off").click()
    expect(page.get_by_text("None is written down.")).to_be_visible()


def test_days_of_a_file_are_ticked_by_a_person(page, cookies_of, live_server, head, accessible):
    open_as(head, page, cookies_of, live_server, "/calendars/new/")
    year = timezone.now().year + 1
    file = "\r\n".join(
        [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "BEGIN:VEVENT",
            "UID:1",
            "SUMMARY:Stocktaking",
            f"DTSTART;VALUE=DATE:{year}1230",
            "END:VEVENT",
            "END:VCALENDAR",
            "",
        ]
    )
    page.get_by_label("Name").fill("Vienna")
    page.get_by_label("or from a file (.ics)").set_input_files(
        {"name": "off.ics", "mimeType": "text/calendar", "buffer": file.encode()}
    )
    page.get_by_role("button", name="Read the file").click()
    accessible()

    page.get_by_label(f"30 Dec {year} Stocktaking").check()
    page.get_by_role("button", name="Save").last.click()

    expect(page.get_by_role("heading", name="Days off to come")).to_be_visible()
    assert Calendar.objects.get().current().holidays == [{"date": f"{year}-12-30", "name": "Stocktaking"}]
