"""What static/css/tokens.css promises: everyone can read everything and tell the sides apart, in both themes."""

from pathlib import Path

import pytest
from django.conf import settings

from tests.ui.colour import SIGHT, contrast, distance, tokens

CSS = Path(settings.BASE_DIR) / "static" / "css"
TOKENS = tokens(CSS / "tokens.css")
THEMES = pytest.mark.parametrize("theme", ["light", "dark"])
SURFACES = ["canvas", "sunken", "raised", "hover", "well"]


def test_the_ruler_measures_what_is_known():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert distance("#000000", "#ffffff", "normal") == pytest.approx(100, abs=0.1)
    assert distance("#ff0000", "#00a000", "normal") > 3 * distance("#c00000", "#6a5a00", "protanopia")


@THEMES
@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("ink", ["ink", "soft", "faint", "sales", "marketing", "met", "missed"])
def test_text_can_be_read_on_every_surface(theme, surface, ink):
    assert contrast(TOKENS[theme][ink], TOKENS[theme][surface]) >= 4.5


@THEMES
@pytest.mark.parametrize("hue", ["sales", "marketing", "met", "missed"])
def test_text_can_be_read_on_its_own_tint_and_on_its_own_fill(theme, hue):
    colours = TOKENS[theme]

    assert contrast(colours[hue], colours[f"{hue}-tint"]) >= 4.5
    assert contrast(colours["on-ink"], colours[hue]) >= 4.5


@THEMES
def test_the_side_bar_and_the_buttons_can_be_read(theme):
    colours = TOKENS[theme]

    assert contrast(colours["soft"], colours["press-1"]) >= 4.5
    assert contrast(colours["ink"], colours["press-2"]) >= 4.5
    assert contrast(colours["ink"], colours["press-3"]) >= 4.5
    assert contrast(colours["on-ink"], colours["ink"]) >= 4.5
    assert contrast(colours["on-ink"], colours["ink-hover"]) >= 4.5
    assert contrast("#ffffff", colours["toast"]) >= 4.5


@THEMES
@pytest.mark.parametrize("mark", ["field", "sales", "marketing", "met", "missed", "faint"])
def test_marks_and_the_borders_of_fields_stand_out(theme, mark):
    assert contrast(TOKENS[theme][mark], TOKENS[theme]["canvas"]) >= 3


@THEMES
@pytest.mark.parametrize("sight", SIGHT)
def test_the_sides_are_told_apart_with_every_kind_of_sight(theme, sight):
    assert distance(TOKENS[theme]["sales"], TOKENS[theme]["marketing"], sight) >= 20


@THEMES
@pytest.mark.parametrize("sight", SIGHT)
def test_met_and_missed_are_told_apart_with_every_kind_of_sight(theme, sight):
    assert distance(TOKENS[theme]["met"], TOKENS[theme]["missed"], sight) >= 6


@pytest.mark.parametrize("sheet", sorted(CSS.glob("*.css")), ids=lambda path: path.name)
def test_colours_are_named_in_one_place(sheet):
    text = sheet.read_text()

    if sheet.name != "tokens.css":
        assert "#" not in text.replace("#{", "")
        assert "rgb(" not in text
        assert "light-dark(" not in text
