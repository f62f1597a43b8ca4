import pytest
from django.db import connection

from leadgap.home import searching
from leadgap.home.searching import find_hand_offs
from leads.models import Lead
from tests.factories import HandOffFactory, LeadFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def asker():
    return UserFactory(role="administrator")


@pytest.fixture
def leads():
    names = [("Ada Lovelace", "Engines"), ("Grace Hopper", "Navy of Ada"), ("Alan Turing", "Bletchley")]
    return {name: HandOffFactory(lead=LeadFactory(name=name, company=company)) for name, company in names}


@pytest.mark.parametrize("many", [1, 2000], ids=["read in their order", "looked up by key"])
@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("lovelace", ["Ada Lovelace"]),
        ("OVEL", ["Ada Lovelace"]),
        ("bletch", ["Alan Turing"]),
        ("ada", ["Grace Hopper", "Ada Lovelace"]),
        ("ad", ["Grace Hopper", "Ada Lovelace"]),
        ("a", ["Alan Turing", "Grace Hopper", "Ada Lovelace"]),
        ("ce", []),  # two letters begin a word
        ("zebra", []),
        ("100%", []),
    ],
)
def test_a_part_of_a_name_or_company(monkeypatch, asker, leads, many, words, names):
    monkeypatch.setattr(searching, "MANY", many)

    assert find_hand_offs(asker, words, limit=10) == [leads[name] for name in names]


def test_the_latest_come_first_up_to_the_limit(asker, leads):
    assert find_hand_offs(asker, "a", limit=2) == [leads["Alan Turing"], leads["Grace Hopper"]]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no index of parts of names")
def test_postgresql_has_an_index_of_the_very_expression():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")

    plan = searching._named(Lead.objects.order_by(), "zeb").explain()

    assert "leads_lead_triples" in plan
