"""A real Chromium. Whatever it complains about on the console, a broken rule of the CSP included, fails the test."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page

from leads.journal import EventRecord, HandOffRecord, LeadRecord, record
from leads.models import HandOff, Reason
from tests.browser.desk import LONG, LONG_WORD
from tests.factories import CalendarFactory, CampaignFactory, ClockFactory, PromiseFactory, SystemFactory

CHROMIUM = "/usr/bin/chromium"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


@pytest.fixture(scope="session")
def base_url() -> None:
    """No fixed address: `live_server` has it. (The plugin's own fixture has a shape that pytest 10 gives up.)"""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return browser_type_launch_args | {"executable_path": CHROMIUM, "args": QUIET}


@pytest.fixture(autouse=True)
def _nothing_on_the_console(page: Page) -> Iterator[None]:
    complaints: list[str] = []
    page.on(
        "console", lambda message: complaints.append(message.text) if message.type in {"error", "warning"} else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield
    assert not complaints


@pytest.fixture
def accessible(page: Page):
    """Call it on a page that is ready: axe finds nothing to complain about, and nothing sticks out at the right."""

    def check() -> None:
        found = Axe().run(page).response["violations"]
        assert not found, [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found]
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")

    return check


@pytest.fixture
def cookies_of(client, live_server):
    """Call it with a person: signed in, with the session as the cookies of a browser."""

    def of(user) -> list[dict[str, str]]:
        client.force_login(user)
        return [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]

    return of


@pytest.fixture
def signed_in(page: Page, cookies_of, rep):
    page.context.add_cookies(cookies_of(rep))
    return page


@pytest.fixture
def leads(rep):
    """Three leads of the rep, two of whom have been spoken to; the first answer of each is promised."""
    now = timezone.now().replace(microsecond=0)
    for position, (key, use) in enumerate([("good-fit", "rating"), ("too-small", "rejection")]):
        Reason.objects.get_or_create(key=key, defaults={"label": key, "uses": [use], "position": position})
    owner, system = rep.owners.get(), SystemFactory()
    names = [LONG, "Bela Bartok", "Clara Schumann"]
    campaign = CampaignFactory(name=LONG_WORD)
    asked = {"all": [{"any": [{"field": "campaign", "operator": "one_of", "value": [LONG_WORD]}]}]}
    said = {"side": "sales", "owner_id": owner.pk}
    touch = {"channel": "call", "direction": "outbound", "result": "connected"}
    record(
        system=system,
        leads=[LeadRecord(f"L{number}", name=name, company="Example Works") for number, name in enumerate(names)],
        hand_offs=[
            HandOffRecord(
                f"H{number}",
                f"L{number}",
                source_id=campaign.source_id,
                campaign_id=campaign.pk,
                handed_off_at=now - timedelta(hours=3, minutes=number),
            )
            for number in range(3)
        ],
        events=[
            *(
                EventRecord(f"H{number}", "assigned", f"a{number}", now - timedelta(hours=2), **said)
                for number in range(3)
            ),
            *(
                EventRecord(f"H{number}", "touched", f"t{number}", now - timedelta(hours=1), **said, **touch)
                for number in (1, 2)
            ),
        ],
        now=now,
    )
    promise = PromiseFactory(version__calendar=CalendarFactory(), version__definition=asked)
    for hours, hand_off in enumerate(HandOff.objects.order_by("external_id"), 1):
        ClockFactory(
            hand_off=hand_off,
            promise=promise,
            owner=owner,
            team=owner.team,
            due_at=now + timedelta(hours=hours),
            calendar_version=promise.version.calendar.current(),
        )
    return list(HandOff.objects.order_by("external_id"))
