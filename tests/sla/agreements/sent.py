"""Terms as they are sent to the API, and where to."""

from django.urls import reverse

LIST = reverse("api:agreement-list")
FIRST = {"kind": "first_response", "target": 60, "unit": "minutes", "goal": "0.9500"}


def terms(**changes):
    return {
        "title": "Ours",
        "calendar": {"name": "Office"},
        "promises": [FIRST],
        "effective_on": "2026-04-01",
    } | changes


def url_of(number, act="detail"):
    return reverse(f"api:agreement-{act}", args=[number])
