"""What is posted from a row of the desk."""

from __future__ import annotations

from django.urls import reverse

HTMX = {"HX-Request": "true"}
ACTS = {
    "touch": {"channel": "call", "result": "connected"},
    "accept": {},
    "reject": {"reason": "too-small"},
    "recycle": {"reason": "not-now"},
    "rate": {"rating": "4", "reasons": ["good-fit"]},
}


def post(client, act, hand_off, headers=HTMX, **data):
    return client.post(reverse(f"desk:{act}", args=[hand_off.pk]), ACTS.get(act, {}) | data, headers=headers)
