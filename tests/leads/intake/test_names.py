"""A column of very many names is no list of names."""

import pytest

from leadgap.accounts.models import Owner
from leads.intake.names import TooManyNames
from leads.models import HandOff
from tests.leads.intake.files import counts, import_text
from tests.leads.intake.specs import hand_offs

pytestmark = pytest.mark.django_db


FLOOD = "Id,Source,Owner\n" + "".join(f"{n},Web,Owner {n}\n" for n in range(6))


def test_a_column_that_is_no_list_of_names_is_refused_before_anything_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr("leads.intake.names.MOST_NEW", 3)
    monkeypatch.setattr("leads.intake.importers.BATCH", 2)

    with pytest.raises(TooManyNames, match="“Owner”: More than 3 new owners: this column is no list of owners."):
        import_text(tmp_path, FLOOD, hand_offs({"owner": "Owner"}))

    assert not HandOff.objects.exists()
    assert not Owner.objects.exists()


def test_names_that_are_here_already_are_no_flood(tmp_path, monkeypatch):
    import_text(tmp_path, FLOOD, hand_offs({"owner": "Owner"}))
    monkeypatch.setattr("leads.intake.names.MOST_NEW", 3)

    assert counts(import_text(tmp_path, FLOOD, hand_offs({"owner": "Owner"})))["unchanged"] == 6


def test_a_flood_that_the_first_rows_do_not_tell_is_rejected_row_by_row(tmp_path, monkeypatch):
    monkeypatch.setattr("leads.intake.names.MOST_NEW", 3)
    monkeypatch.setattr("leads.intake.names.LOOKED_AT", 2)

    run = import_text(tmp_path, FLOOD, hand_offs({"owner": "Owner"}))

    assert (counts(run)["created"], counts(run)["rejected"]) == (3, 3)
    assert set(run.rejected_rows.values_list("reason", flat=True)) == {
        "More than 3 new owners: this column is no list of owners."
    }
