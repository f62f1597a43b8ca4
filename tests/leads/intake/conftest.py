import pytest

from leads.intake.handoffs import HandOffReader
from leads.intake.names import Names
from leads.intake.reading import Row
from tests.factories import NOW
from tests.leads.intake.specs import hand_offs


@pytest.fixture
def read():
    """Return a function that reads one row, given as texts by column, with a spec of these fields."""

    def read(cells, fields=None, *, may_create=True, **options):
        cells = {"Id": "L1", "Source": "Web"} | cells
        spec = hand_offs({"external_id": "Id", "source": "Source"} | (fields or {}), **options)
        names = Names(may_create=may_create)
        reader = HandOffReader(spec, list(cells), names, now=NOW)
        return reader.read(Row(7, list(cells.values())))

    return read
