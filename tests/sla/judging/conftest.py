import pytest

from sla.judging import writing


@pytest.fixture(params=["rows", "arrays"])
def both_ways_of_writing(request, monkeypatch):
    """PostgreSQL writes many clocks as arrays and few as rows: nobody may be able to tell which."""
    monkeypatch.setattr(writing, "MANY", 1 if request.param == "arrays" else 1_000_000)
