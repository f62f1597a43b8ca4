"""Terms and drafts for the tests of agreements, and what the editor sends of them."""

from datetime import date
from decimal import Decimal

from django.urls import reverse

from sla import agreements
from sla.agreements import PromiseTerms
from sla.models import AgreementVersion
from tests.factories import NOW, CalendarFactory

TODAY = date(2026, 3, 4)
FIRST = PromiseTerms("first_response", 60, "minutes", Decimal("0.95"))
ATTEMPTS = PromiseTerms("attempts", 10, "wall_days", Decimal("0.9"), attempts=5)
RATING = PromiseTerms("rating", 2, "days", Decimal("0.9"))


def state_of(version):
    version.refresh_from_db()
    return version.state


def page(name, version):
    return reverse(f"sla:{name}", args=[version.number])


def a_draft(manager, **fields):
    terms = agreements.TEMPLATES[0].terms(CalendarFactory(name="Office"))
    version = agreements.draft(terms=terms, user=manager, now=NOW)
    AgreementVersion.objects.filter(pk=version.pk).update(**{"effective_on": date(2026, 4, 1)} | fields)
    version.refresh_from_db()
    return version


def form_of(version, **changes):
    """What the editor sends when nothing was touched."""
    terms = agreements.terms_of(version)
    data = {
        "title": terms.title,
        "calendar": terms.calendar.pk,
        "effective_on": str(terms.effective_on or ""),
        "condition-TOTAL_FORMS": "2",
        "condition-INITIAL_FORMS": "0",
        "line-TOTAL_FORMS": "2",
        "line-INITIAL_FORMS": "0",
        "condition-0-joined": "and",
        "condition-0-field": "has_email",
        "condition-0-operator": "present",
        "condition-0-sentence": "The lead can be reached.",
        "condition-1-joined": "or",
        "condition-1-field": "has_phone",
        "condition-1-operator": "present",
    }
    for promise in terms.promises:
        data |= {
            f"{promise.kind}-is_made": "on",
            f"{promise.kind}-target": str(promise.target),
            f"{promise.kind}-unit": promise.unit,
            f"{promise.kind}-goal": f"{promise.goal:.0%}".removesuffix("%"),
            f"{promise.kind}-attempts": str(promise.attempts or ""),
        }
    for month in terms.months:
        goal = month.goal if month.kind == "volume" else month.goal * 100
        data |= {f"{month.kind}-is_made": "on", f"{month.kind}-goal": f"{goal:f}"}
        if month.fields:
            data[f"{month.kind}-fields_known"] = list(month.fields)
    return data | changes
