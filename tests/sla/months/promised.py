"""What Marketing promises for a month, by an agreement to large companies."""

from decimal import Decimal

from sla.models import LeadValue, MonthlyPromise

BIG = {"all": [{"any": [{"field": "employees", "operator": "at_least", "value": 50}]}]}
GOALS = {"volume": 110, "value": 5000, "accepted_share": "0.55", "completeness": "0.9"}


def promise(version, values=None, **goals):
    """Give a version these monthly promises, and its sources their values."""
    for place, (kind, goal) in enumerate((goals or GOALS).items()):
        fields = ["has_email", "country"] if kind == "completeness" else []
        MonthlyPromise.objects.create(version=version, kind=kind, goal=Decimal(goal), fields=fields, position=place)
    for source, amount in (values or {None: 10}).items():
        LeadValue.objects.create(version=version, source=source, amount=amount)
    return version
