"""The design system in a browser: read, drawn, driven by keys; with and without scripts, light and dark."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.screens import SIZES

pytestmark = [pytest.mark.urls("tests.browser.design_urls"), pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _gallery_template(settings):
    templates = settings.BASE_DIR / "tests" / "browser" / "templates"
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [templates, *settings.TEMPLATES[0]["DIRS"]]}]


@pytest.fixture
def gallery(page: Page, live_server):
    page.goto(f"{live_server.url}/gallery/")
    page.wait_for_load_state("networkidle")
    return page


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_every_component_can_be_read_by_everyone(page, live_server, accessible, theme, size):
    page.set_viewport_size(SIZES[size])
    page.emulate_media(color_scheme=theme)
    page.goto(f"{live_server.url}/gallery/")
    page.wait_for_load_state("networkidle")

    accessible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_sign_in_page_can_be_read_by_everyone(page, live_server, accessible, theme):
    page.emulate_media(color_scheme=theme)
    page.goto(f"{live_server.url}/accounts/sign-in/")

    accessible()


def test_a_chart_is_drawn_and_says_its_numbers_under_the_pointer(gallery):
    canvas = gallery.locator("#chart-promises-kept .chart-canvas")
    expect(canvas.locator("svg")).to_be_visible()

    canvas.hover(position={"x": 80, "y": 100})

    expect(canvas.locator(".chart-tip")).to_contain_text("W1")
    expect(canvas.locator(".chart-tip")).to_contain_text("80\u00a0% (70–90\u00a0%)")


@pytest.mark.parametrize("width", [390, 1280])
def test_the_last_label_of_a_line_is_not_cut_off(page, live_server, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{live_server.url}/gallery/")
    canvas = page.locator("#chart-long-labels .chart-canvas")

    label = canvas.locator("svg text").filter(has_text="14 working days")
    expect(label).to_be_visible()

    label, box = label.bounding_box(), canvas.bounding_box()
    assert label["x"] + label["width"] <= box["x"] + box["width"]


def test_a_click_on_a_bar_leads_to_its_rows(gallery):
    canvas = gallery.locator("#chart-clocks .chart-canvas")
    box = canvas.bounding_box()

    canvas.click(position={"x": box["width"] / 8 + 20, "y": box["height"] - 60})

    gallery.wait_for_url("**/gallery/?week=W1")


def test_a_question_can_be_answered_no(gallery):
    summary, question = gallery.locator(".confirm > summary"), gallery.get_by_text("312 hand-offs go.")
    expect(summary).to_have_text("Undo this import", use_inner_text=True)
    summary.click()
    expect(question).to_be_visible()
    expect(summary).to_have_text("Cancel", use_inner_text=True)

    summary.click()

    expect(question).to_be_hidden()


def test_the_numbers_of_a_chart_are_a_fold_away(gallery):
    chart = gallery.locator("#chart-promises-kept")
    expect(chart.locator("table")).to_be_hidden()

    chart.get_by_text("The numbers").click()

    expect(chart.locator("table")).to_be_visible()


def test_without_scripts_the_table_stands_in_the_place_of_the_chart(browser: Browser, live_server):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/gallery/")

    expect(page.locator("#chart-promises-kept table")).to_be_visible()
    expect(page.locator("#chart-promises-kept .chart-canvas")).to_be_hidden()
    context.close()


def test_the_theme_is_chosen_without_scripts_too(browser: Browser, live_server):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/accounts/sign-in/")

    page.get_by_title("Dark").click()

    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    context.close()


def test_the_theme_changes_at_once_and_stays(page, live_server):
    page.emulate_media(color_scheme="light")
    page.goto(f"{live_server.url}/accounts/sign-in/")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")

    with page.expect_response("**/ui/theme/"):
        page.get_by_title("Dark").click()

    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")


def test_a_chart_follows_the_theme(gallery):
    gallery.emulate_media(color_scheme="light")
    line = gallery.locator("#chart-promises-kept svg path[stroke]").last
    before = line.get_attribute("stroke")

    gallery.emulate_media(color_scheme="dark")

    expect(line).not_to_have_attribute("stroke", before)


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_a_chart_has_the_colours_of_both_sides_however_little_may_move(page, live_server, motion):
    page.emulate_media(reduced_motion=motion)
    page.goto(f"{live_server.url}/gallery/")

    strokes = page.locator("#chart-promises-kept svg path[stroke]")
    expect(strokes.first).to_be_attached()
    assert len({each.get_attribute("stroke") for each in strokes.all()}) > 2


def test_j_and_k_walk_from_row_to_row(gallery):
    gallery.keyboard.press("j")
    expect(gallery.locator("#row-1")).to_be_focused()
    gallery.keyboard.press("j")
    expect(gallery.locator("#row-2")).to_be_focused()
    gallery.keyboard.press("k")
    expect(gallery.locator("#row-1")).to_be_focused()


def test_a_key_presses_its_control_in_the_row_that_has_the_focus_only(gallery):
    gallery.evaluate("addEventListener('click', e => (window.clicked = e.target.dataset.key))")

    gallery.keyboard.press("a")
    gallery.keyboard.press("j")
    gallery.keyboard.press("a")
    assert gallery.evaluate("window.clicked") is None

    gallery.keyboard.press("j")
    gallery.keyboard.press("a")
    assert gallery.evaluate("window.clicked") == "a"


def test_a_toast_goes_when_clicked(gallery):
    toast = gallery.get_by_text("Saved.")

    toast.click()

    expect(toast).to_have_count(0)


def test_echarts_comes_only_with_a_chart(page, live_server):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto(f"{live_server.url}/accounts/sign-in/")
    page.wait_for_load_state("networkidle")

    assert asked
    assert not [url for url in asked if "echarts" in url or "charts.js" in url]
    assert all(url.startswith(live_server.url) or url.startswith("data:") for url in asked)
