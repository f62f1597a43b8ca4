import pytest

from leads.intake.forms.values import ValuesForm
from tests.factories import SourceFactory
from tests.leads.intake.specs import hand_offs

pytestmark = pytest.mark.django_db


def test_a_rating_as_spreadsheets_write_it_explains_itself():
    spec = hand_offs({"sales_rating": "Quality"})
    form = ValuesForm(spec, {"Quality": [("4", 9), ("5.0", 3), ("3.5", 1), ("6", 1)]})

    rows = next(rows for name, _, _, rows in form.groups() if name == "sales_rating")

    assert [row["choice"].value() for row in rows[:2]] == ["4", "5"]
    assert [row["text"] for row in rows if row["is_unsaid"]] == ["3.5", "6"]
    assert not any(row["is_guess"] for row in rows)


SOURCES = {"Source": [("Webinar", 9), ("Employee Referral", 3), ("Cold call", 2), ("Known", 1)]}


def sources_of(form):
    return next(rows for name, _, _, rows in form.groups() if name == "source")


def test_a_source_whose_name_says_its_side_is_given_to_it_as_a_guess():
    SourceFactory(name="Known", side="partner")
    form = ValuesForm(hand_offs({"source": "Source"}), SOURCES)

    rows = sources_of(form)

    assert [row["side"] and row["side"].value() for row in rows] == ["marketing", "referral", "sales", None]
    assert [row["is_guess"] for row in rows] == [False, True, True, False]


def test_a_side_that_a_person_has_seen_is_no_guess_any_more():
    given = {f"source-{place}": text for place, (text, _) in enumerate(SOURCES["Source"])}
    sides = {"side-0": "marketing", "side-1": "marketing", "side-2": "sales", "side-3": "partner"}
    form = ValuesForm(hand_offs({"source": "Source"}), SOURCES, given | sides)
    assert form.is_valid()

    rows = sources_of(ValuesForm(form.spec, SOURCES))

    assert [row["side"].value() for row in rows] == ["marketing", "marketing", "sales", "partner"]
    assert not any(row["is_guess"] for row in rows)
