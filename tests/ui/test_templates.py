"""Rules that hold for every template of every room."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

from leadgap.ui.tags.icons import names

TEMPLATES = Path(settings.BASE_DIR) / "templates"
PAGES = sorted(path for path in TEMPLATES.rglob("*.html") if "emails" not in path.parts)


def name(path):
    return path.relative_to(TEMPLATES).as_posix()


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_the_content_security_policy_is_kept(path):
    html = re.sub(r"{#.*?#}|{% comment.*?endcomment %}", "", path.read_text(), flags=re.S)

    assert not re.search(r"<[^>]*\sstyle=", html), "no style attributes"
    assert not re.search(r"<[^>]*\son\w+=", html), "no event attributes"
    assert not re.search(r"<style|javascript:", html)
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", html), "scripts are files"
    assert not re.search(r"""(src|href)=["']?(https?:)?//""", html), "nothing from elsewhere"


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_it_can_be_compiled(path):
    get_template(name(path))


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_its_icons_exist(path):
    assert set(re.findall(r'{% icon "([^"]+)"', path.read_text())) <= names()


@pytest.mark.parametrize("path", sorted((TEMPLATES / "components").glob("*.html")), ids=lambda path: path.name)
def test_a_component_says_in_its_first_line_what_it_needs(path):
    assert path.read_text().startswith("{# {% "), path.read_text().splitlines()[0]
