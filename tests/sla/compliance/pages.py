"""A company whose promises were kept or not, and its pages two days later."""

from datetime import timedelta

from django.urls import reverse

from sla.facts import rebuild_facts
from tests.factories import NOW
from tests.sla.world import HOUR, assigned, hand_over, touched

LATER = NOW + timedelta(days=2)


def company(owner, *, met=0, missed=0, unanswered=0):
    for n, answered_at in ((met, NOW + HOUR), (missed, NOW + 26 * HOUR), (unanswered, None)):
        for _ in range(n):
            hand_over(assigned(owner), *([touched(answered_at)] if answered_at else []), now=LATER)
    rebuild_facts()


def get(client, user, name, *args, **query):
    client.force_login(user)
    return client.get(reverse(name, args=args), query)
