"""The queue under a rep's hands: by keys, by thumb, without scripts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect

from leads.journal import EventRecord, HandOffRecord, LeadRecord, record
from leads.models import HandOff, Reason
from sla.models import Clock
from tests.factories import CalendarFactory, ClockFactory, PromiseFactory, SourceFactory, SystemFactory

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 390, "height": 844}
LONG = "Maximiliane " * 16
THUMB = 44


def cookies(client, live_server, user):
    client.force_login(user)
    return [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]


@pytest.fixture
def signed_in(client, page: Page, live_server, rep):
    page.context.add_cookies(cookies(client, live_server, rep))
    return page


@pytest.fixture
def leads(rep):
    """Three leads of the rep, two of whom have been spoken to; the first answer of each is promised."""
    now = timezone.now().replace(microsecond=0)
    for position, (key, use) in enumerate([("good-fit", "rating"), ("too-small", "rejection")]):
        Reason.objects.get_or_create(key=key, defaults={"label": key, "uses": [use], "position": position})
    owner, system = rep.owners.get(), SystemFactory()
    names = [LONG, "Bela Bartok", "Clara Schumann"]
    said = {"side": "sales", "owner_id": owner.pk}
    touch = {"channel": "call", "direction": "outbound", "result": "connected"}
    record(
        system=system,
        leads=[LeadRecord(f"L{number}", name=name, company="Example Works") for number, name in enumerate(names)],
        hand_offs=[
            HandOffRecord(
                f"H{number}",
                f"L{number}",
                source_id=SourceFactory().pk,
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
    promise = PromiseFactory(version__calendar=CalendarFactory())
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


def row(page: Page, hand_off: HandOff):
    return page.locator(f"#hand-off-{hand_off.pk}")


def ready(page: Page):
    page.wait_for_load_state("networkidle")
    return page


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [{"width": 1440, "height": 900}, PHONE], ids=["desk", "phone"])
def test_the_desk_can_be_read_by_everyone(signed_in, live_server, leads, accessible, theme, size):
    signed_in.set_viewport_size(size)
    signed_in.emulate_media(color_scheme=theme)
    lead = f"/hand-offs/{leads[1].pk}/"
    for path in ("/queue/", "/queue/?show=rate", "/queue/?show=open", lead, "/my-week/", "/profile/", "/search/?q=e"):
        ready(signed_in).goto(f"{live_server.url}{path}")

        accessible()


def test_a_rep_answers_with_keys_and_goes_on_from_the_same_row(signed_in, live_server, leads):
    signed_in.goto(f"{live_server.url}/queue/?show=open")
    ready(signed_in).keyboard.press("j")
    expect(row(signed_in, leads[0])).to_be_focused()

    with signed_in.expect_response("**/touch/"):
        signed_in.keyboard.press("r")

    expect(row(signed_in, leads[0])).to_be_focused()
    signed_in.keyboard.press("j")
    expect(row(signed_in, leads[1])).to_be_focused()
    leads[0].refresh_from_db()
    assert leads[0].first_connected_at is not None


def test_while_the_queue_is_open_its_sentence_and_the_time_left_stay_true(signed_in, live_server, leads):
    Clock.objects.update(calendar_version=None)  # real time, which no evening interrupts
    signed_in.clock.install()
    signed_in.goto(f"{live_server.url}/queue/")
    heading, left = signed_in.locator("h1"), ready(signed_in).locator("[data-left]").first
    expect(heading).to_contain_text("1 lead waits for an answer")
    before = left.inner_text()

    signed_in.clock.run_for(120_000)

    expect(left).not_to_have_text(before)

    signed_in.keyboard.press("j")
    with signed_in.expect_response("**/touch/"):
        signed_in.keyboard.press("r")
    expect(heading).to_have_text("Nothing waits for an answer.")


def test_a_rep_rates_with_keys_and_takes_it_back(signed_in, live_server, leads):
    signed_in.goto(f"{live_server.url}/queue/?show=rate")
    this = row(signed_in, leads[1])
    expect(this.get_by_text("Save the rating")).to_be_hidden()

    for key in ("j", "4", "a"):
        ready(signed_in).keyboard.press(key)
    with signed_in.expect_response("**/rate/"):
        signed_in.keyboard.press("Enter")

    expect(this.get_by_title("4, qualified")).to_be_visible()
    leads[1].refresh_from_db()
    assert (leads[1].sales_rating, leads[1].sales_reasons) == (4, ["good-fit"])

    with signed_in.expect_response("**/undo/*"):
        this.get_by_role("button", name="Undo").click()

    expect(this.get_by_text("I could not tell")).to_be_visible()
    leads[1].refresh_from_db()
    assert leads[1].sales_rating is None


def test_a_wrong_touch_is_taken_back_with_a_key(signed_in, live_server, leads):
    signed_in.goto(f"{live_server.url}/queue/?show=open")
    ready(signed_in).keyboard.press("j")
    with signed_in.expect_response("**/touch/"):
        signed_in.keyboard.press("n")
    expect(row(signed_in, leads[0]).get_by_text("Call, no answer")).to_be_visible()

    with signed_in.expect_response("**/undo/*"):
        signed_in.keyboard.press("u")

    expect(row(signed_in, leads[0]).get_by_text("Call, no answer")).to_have_count(0)
    expect(row(signed_in, leads[0])).to_be_focused()
    leads[0].refresh_from_db()
    assert leads[0].touches == 0


def test_a_rating_needs_no_more_than_tab_space_and_enter(signed_in, live_server, leads):
    signed_in.goto(f"{live_server.url}/hand-offs/{leads[0].pk}/")
    ready(signed_in).locator("[name=rating]").first.focus()

    for key in ("ArrowRight", "ArrowRight", "Tab"):
        signed_in.keyboard.press(key)
    expect(signed_in.get_by_role("button", name="Save the rating")).to_be_focused()
    with signed_in.expect_navigation():
        signed_in.keyboard.press("Enter")

    expect(signed_in.get_by_role("status").get_by_role("button", name="Undo")).to_be_visible()
    leads[0].refresh_from_db()
    assert leads[0].sales_rating == 3


def test_a_lead_is_rejected_by_keys_alone(signed_in, live_server, leads):
    signed_in.goto(f"{live_server.url}/queue/?show=open")
    for key in ("j", "x", "Escape"):
        ready(signed_in).keyboard.press(key)
    expect(row(signed_in, leads[0]).locator("summary")).to_be_focused()
    signed_in.keyboard.press("x")
    expect(row(signed_in, leads[0]).locator("[name=reason]")).to_be_focused()

    for key in ("ArrowDown", "Tab"):
        signed_in.keyboard.press(key)
    with signed_in.expect_response("**/reject/"):
        signed_in.keyboard.press("Enter")

    expect(row(signed_in, leads[0]).get_by_role("button", name="Undo")).to_be_visible()
    leads[0].refresh_from_db()
    assert (leads[0].stage, len(leads[0].reasons)) == ("rejected", 1)


def test_two_clicks_are_one_touch(signed_in, live_server, leads):
    signed_in.goto(f"{live_server.url}/hand-offs/{leads[0].pk}/")

    ready(signed_in).get_by_role("button", name="Reached").first.dblclick()

    expect(signed_in.get_by_role("status").get_by_role("button", name="Undo")).to_be_visible()
    leads[0].refresh_from_db()
    assert leads[0].touches == 1


@pytest.fixture
def phone(browser: Browser, client, live_server, rep):
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    context.add_cookies(cookies(client, live_server, rep))
    yield context
    context.close()


@pytest.fixture
def scriptless(browser: Browser, client, live_server, rep):
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True, java_script_enabled=False)
    context.add_cookies(cookies(client, live_server, rep))
    yield context
    context.close()


def rate_in_two_taps(context: BrowserContext, live_server, hand_off):
    page = context.new_page()
    page.goto(f"{live_server.url}/queue/?show=rate")
    page.wait_for_load_state("networkidle")
    this = row(page, hand_off)

    this.locator("label", has_text="poor fit").tap()
    this.get_by_text("Save the rating").tap()

    return page, this


def test_on_a_phone_two_taps_rate_a_lead(phone, live_server, leads):
    _, this = rate_in_two_taps(phone, live_server, leads[1])

    expect(this.get_by_title("2, poor fit")).to_be_visible()
    leads[1].refresh_from_db()
    assert leads[1].sales_rating == 2


def test_without_scripts_two_taps_rate_a_lead_too(scriptless, live_server, leads):
    page, this = rate_in_two_taps(scriptless, live_server, leads[1])

    expect(this).to_have_count(0)
    expect(page.locator("h1")).to_have_text("1 lead waits for your rating.")
    leads[1].refresh_from_db()
    assert leads[1].sales_rating == 2


def test_without_scripts_a_lead_is_rejected_with_a_reason(scriptless, live_server, leads):
    page = scriptless.new_page()
    page.goto(f"{live_server.url}/queue/?show=open")
    this = row(page, leads[0])

    this.get_by_text("Reject", exact=True).tap()
    this.get_by_label("Why? Marketing learns from it.").select_option("too-small")
    this.get_by_role("button", name="Reject the lead").tap()

    expect(this).to_have_count(0)
    leads[0].refresh_from_db()
    assert (leads[0].stage, leads[0].reasons) == ("rejected", ["too-small"])


def test_without_scripts_a_wrong_touch_is_taken_back_after_the_lead_has_left_the_list(scriptless, live_server, leads):
    page = scriptless.new_page()
    page.goto(f"{live_server.url}/queue/")
    this = row(page, leads[0])
    this.get_by_role("button", name="Reached").tap()
    undo = page.get_by_role("status").get_by_role("button", name="Undo")
    expect(undo).to_be_visible()
    leads[0].refresh_from_db()
    assert leads[0].touches == 1

    undo.tap()

    expect(page.get_by_role("status")).to_contain_text("Taken back")
    leads[0].refresh_from_db()
    assert leads[0].touches == 0


@pytest.mark.parametrize(
    "path", ["/queue/?show=open", "/queue/?show=rate", "/hand-offs/{}/", "/my-week/", "/profile/", "/search/?q=example"]
)
def test_on_a_phone_everything_is_as_large_as_a_thumb(phone, live_server, leads, path):
    page = phone.new_page()
    page.goto(live_server.url + path.format(leads[1].pk))
    if "rate" in path:
        page.locator("label", has_text="maybe").first.tap()
    for menu in page.locator("header details, .more").all():
        menu.locator("summary").tap()

    # A link within a sentence has the sentence around it; the name in a row has the row's left half.
    pressed = page.locator("a:not(.skip, p a, .queue-name a), .btn, button, select, summary, .rate-option, .pick")
    pressed = pressed.filter(visible=True)

    small = [box for box in (each.bounding_box() for each in pressed.all()) if min(box["height"], box["width"]) < THUMB]
    assert pressed.count() > 5
    assert not small, small


@pytest.mark.parametrize("path", ["/queue/?show=open", "/hand-offs/{}/"])
def test_on_a_phone_a_menu_stays_on_the_screen(phone, live_server, leads, path):
    page = phone.new_page()
    page.goto(live_server.url + path.format(leads[1].pk))
    menus = page.locator(".queue-acts .menu")

    for menu in menus.all():
        menu.locator("summary").tap()
        box = menu.locator(".menu-panel").bounding_box()

        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE["width"]
        page.keyboard.press("Escape")
    assert menus.count()
