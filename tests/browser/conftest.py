"""A real Chromium. Whatever it complains about on the console, a broken rule of the CSP included, fails the test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

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
