import pytest

from leads.intake.forms.values import ValuesForm
from tests.leads.intake.specs import hand_offs

pytestmark = pytest.mark.django_db


def test_a_rating_as_spreadsheets_write_it_explains_itself():
    spec = hand_offs({"sales_rating": "Quality"})
    form = ValuesForm(spec, {"Quality": [("4", 9), ("5.0", 3), ("3.5", 1), ("6", 1)]})

    rows = next(rows for name, _, _, rows in form.groups() if name == "sales_rating")

    assert [row["choice"].value() for row in rows[:2]] == ["4", "5"]
    assert [row["text"] for row in rows if row["is_unsaid"]] == ["3.5", "6"]
    assert not any(row["is_guess"] for row in rows)
