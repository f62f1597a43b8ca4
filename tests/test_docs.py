"""The documentation says what the code does."""

import json
import re
from pathlib import Path

from django.conf import settings

from leads.intake.fields import FIELDS
from leads.intake.mapping import specs_from

ROOT = Path(settings.BASE_DIR)
READS = re.compile(
    r"""(?:env\.\w+|environ\.get|environ\.setdefault|getenv)\(\s*f?["'](\w+)["']"""
    r"""|environ\[["'](\w+)["']\]"""
)
# Names that a program we start wants to be told, and nobody sets for LeadGap.
NOT_OURS = {"DJANGO_SETTINGS_MODULE", "PYTHONWARNINGS"}
READ_BY_GUNICORN = {"FORWARDED_ALLOW_IPS"}


def variables_read() -> set[str]:
    rooms = ("leadgap", "leads", "sla", "feedback", "deploy")
    files = [path for room in rooms for path in (ROOT / room).rglob("*.py") if "node_modules" not in path.parts]
    found = {name for path in files for match in READS.finditer(path.read_text()) for name in match.groups() if name}
    return found - NOT_OURS | READ_BY_GUNICORN


def variables_documented() -> set[str]:
    lines = (ROOT / "docs" / "settings.md").read_text().splitlines()
    return {name for line in lines if line.startswith("| `") for name in re.findall(r"`([A-Z_]+)`", line.split("|")[1])}


def test_every_environment_variable_is_explained_and_every_explained_one_exists() -> None:
    assert variables_documented() == variables_read()


def test_the_search_for_variables_finds_them() -> None:
    assert {"LEADGAP_URL", "DATABASE_URL", "WEB_CONCURRENCY", "PORT"} <= variables_read()


def test_every_make_target_that_the_documentation_names_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    named = {target for page in pages if page.exists() for target in re.findall(r"`make ([a-z-]+)", page.read_text())}

    assert named <= targets


def test_every_field_of_an_import_is_explained() -> None:
    page = (ROOT / "docs" / "importing.md").read_text()
    explained = {
        kind: set(re.findall(r"^\| `(\w+)` \|", page.partition(f"(`{kind}`)")[2].partition("###")[0], re.MULTILINE))
        for kind in FIELDS
    }

    assert explained == {kind: set(fields) for kind, fields in FIELDS.items()}


def test_the_mapping_that_the_documentation_shows_can_be_read() -> None:
    page = (ROOT / "docs" / "importing.md").read_text()

    (spec,) = specs_from(json.loads(page.partition("```json")[2].partition("```")[0]))

    assert spec.fields["sales_rating"].values["Hot"] == "5"


def test_links_between_pages_lead_somewhere() -> None:
    pages = [ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")]
    broken = [
        f"{page.relative_to(ROOT)} → {target}"
        for page in pages
        if page.exists()
        for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text())
        if not (page.parent / target).exists()
    ]

    assert broken == []


def test_decisions_that_the_code_names_exist() -> None:
    rooms = ("leadgap", "leads", "sla", "feedback", "tests", "benchmarks")
    files = [path for room in rooms for path in (ROOT / room).rglob("*.py")]
    named = {name for path in files for name in re.findall(r"docs/adr/[\w-]+\.md", path.read_text())}

    assert named
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []
