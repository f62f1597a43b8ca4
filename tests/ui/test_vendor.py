"""What was vendored is what stands in static/vendor, and nothing asks the network for more."""

import hashlib
import json
import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
VENDOR = ROOT / "static" / "vendor"
MANIFEST = json.loads((VENDOR / "manifest.json").read_text())
LOCK = json.loads((ROOT / "deploy" / "vendor" / "package-lock.json").read_text())["packages"]


def test_every_file_is_listed():
    assert {path.name for path in VENDOR.iterdir()} == {*MANIFEST, "manifest.json"}


@pytest.mark.parametrize("name", MANIFEST)
def test_a_file_is_what_was_built(name):
    assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == MANIFEST[name]["sha256"]


@pytest.mark.parametrize("source", sorted({source for entry in MANIFEST.values() for source in entry["from"]}))
def test_a_source_is_pinned_with_its_integrity_and_without_an_address(source):
    name, version = source.rsplit(" ", 1)
    pinned = LOCK[f"node_modules/{name}"]

    assert pinned["version"] == version
    assert pinned["integrity"].startswith("sha512-")
    assert "resolved" not in pinned


def test_every_icon_asked_for_is_in_the_sprite():
    listed = (ROOT / "deploy" / "vendor" / "icons.txt").read_text().split()
    drawn = re.findall(r'<symbol id="([^"]+)"', (VENDOR / "icons.svg").read_text())

    assert drawn == listed == sorted(listed)


@pytest.mark.parametrize(
    "path", [*VENDOR.glob("*.css"), *(ROOT / "static" / "css").glob("*.css")], ids=lambda path: path.name
)
def test_style_sheets_load_only_files_of_ours(path):
    for address in re.findall(r"url\(([^)]*)\)", path.read_text()):
        assert address.strip("'\"").startswith("../"), address
        assert (path.parent / address.strip("'\"")).resolve().exists(), address
