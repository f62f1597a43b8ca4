"""Facts of a lead, and what a definition asks of them."""

from sla.criteria import read

FACTS = {
    "employees": 50,
    "score": 61.5,
    "country": "DE",
    "title": "Geschäftsführer Vertrieb",
    "industry": "",
    "city": None,
    "source": "Trade fair",
    "has_email": True,
    "has_phone": False,
    "attributes": {"Visits": "12", "Budget": 0, "Trial": True, "Depth": {"a": 1}},
}


def one(field, operator, value=None):
    return read({"all": [{"any": [{"field": field, "operator": operator, "value": value}]}]})


LARGE = {"field": "employees", "operator": "at_least", "value": 50}
HEAD = {"field": "title", "operator": "contains_any", "value": ["head"]}
