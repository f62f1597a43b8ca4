"""The leads of a rep, and their rows on the screen."""

from __future__ import annotations

from playwright.sync_api import Page

from leads.models import HandOff

LONG = "Maximiliane " * 16
LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


def row(page: Page, hand_off: HandOff):
    return page.locator(f"#hand-off-{hand_off.pk}")


def ready(page: Page):
    page.wait_for_load_state("networkidle")
    return page
