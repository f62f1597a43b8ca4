"""What waits for Marketing's answer is what a plain reading of hand-offs and their clocks says, in its order."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedback.desk import queue
from feedback.replies import waiting
from leads.lifecycle import UNDO
from leads.models import HandOff
from sla.models import Clock
from tests.factories import NOW, CampaignFactory, LeadFactory, PromiseFactory, SourceFactory

pytestmark = pytest.mark.django_db

MINUTE, LONG_AGO = timedelta(minutes=1), NOW - timedelta(days=1)
REASONS = ["no-budget", "budget", "no-need"]

# Minutes ago, on both sides of the instant from which a rating can no longer be undone.
ago = st.sampled_from([0, 1, 9, 10, 11, 12])
drawn = st.fixed_dictionaries(
    {
        "waiting": st.none() | ago,
        "rated": st.none() | ago | st.just("when it began to wait"),
        "answered": st.none() | ago,
        "reasons": st.lists(st.sampled_from(REASONS), unique=True),
        "source": st.integers(0, 2),
        "campaign": st.none() | st.integers(0, 1),
        # When the reply is due, in minutes; and whether there is a clock at all, or one that waits no longer.
        "clock": st.none() | st.fixed_dictionaries({"due": st.integers(-2, 2), "is_over": st.booleans()}),
    }
)
# What the list is narrowed to: a source, a campaign by their places, a reason.
ASKED = [(None, None, ""), (1, None, ""), (None, 0, ""), (0, 1, "no-need"), *((None, None, why) for why in REASONS)]


class World:
    """A promise to reply, and one lead that is handed over and over again."""

    def __init__(self) -> None:
        self.promise, self.lead = PromiseFactory(kind="reply"), LeadFactory()
        self.sources = SourceFactory.create_batch(3)
        self.campaigns = CampaignFactory.create_batch(2, source=self.sources[0])

    def store(self, rows: list[dict[str, Any]]) -> list[tuple[HandOff, datetime | None]]:
        """Write hand-offs, and return them with the instant at which a reply is due that has not come."""
        hand_offs = HandOff.objects.bulk_create([self._hand_off(row, str(n)) for n, row in enumerate(rows)])
        dues: list[datetime | None] = []
        for hand_off, row in zip(hand_offs, rows, strict=True):
            dues.append(None)
            if row["clock"]:
                due = NOW + row["clock"]["due"] * MINUTE
                is_over = row["clock"]["is_over"] or hand_off.waiting_since is None
                fields = {"verdict": "met", "stopped_at": LONG_AGO} if is_over else {"verdict": "running"}
                Clock.objects.create(
                    hand_off=hand_off, promise=self.promise, scope="lead", started_at=LONG_AGO, due_at=due, **fields
                )
                dues[-1] = None if is_over else due
        return list(zip(hand_offs, dues, strict=True))

    def _hand_off(self, row: dict[str, Any], name: str) -> HandOff:
        since = _before(row["waiting"])
        rated = since if row["rated"] == "when it began to wait" else _before(row["rated"])
        return HandOff(
            lead=self.lead,
            system=self.lead.system,
            external_id=name,
            source=self.sources[row["source"]],
            campaign=None if row["campaign"] is None else self.campaigns[row["campaign"]],
            handed_off_at=LONG_AGO,
            day=LONG_AGO.date(),
            recorded_at=NOW,
            raised_at=LONG_AGO,
            waiting_since=since,
            sales_rating=1 if rated else None,
            sales_rated_at=rated,
            sales_answered_at=_before(row["answered"]),
            sales_reasons=row["reasons"],
        )


def _before(minutes: int | None) -> datetime | None:
    return None if minutes is None else NOW - minutes * MINUTE


def waits(hand_off: HandOff) -> bool:
    """Return whether Marketing owes an answer: to anything but a rating that Sales may still undo."""
    said = [at for at in (hand_off.sales_rated_at, hand_off.sales_answered_at) if at]
    may_be_undone = any(at > NOW - UNDO for at in said)
    is_owed_to_rating = hand_off.waiting_since == hand_off.sales_rated_at
    return hand_off.waiting_since is not None and not (may_be_undone and is_owed_to_rating)


def order(each: tuple[HandOff, datetime | None]) -> tuple[bool, Any, int]:
    """What is due, soonest first, then what waits for the shortest time; of two alike the later recorded."""
    hand_off, due = each
    is_due = due is not None and due >= NOW
    return not is_due, due if is_due else NOW - hand_off.waiting_since, -hand_off.pk


@pytest.fixture
def world(marketer):
    return World()


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(drawn, min_size=3, max_size=9), most=st.integers(1, 9))
def test_what_waits_for_marketing_is_what_a_plain_reading_says(world, marketer, rows, most):
    with transaction.atomic(), patch.object(queue, "MOST", most), patch.object(waiting, "MOST", most):
        told = sorted((each for each in world.store(rows) if waits(each[0])), key=order)
        for source, campaign, reason in ASKED:
            only = {
                "source": 0 if source is None else world.sources[source].pk,
                "campaign": 0 if campaign is None else world.campaigns[campaign].pk,
                "reason": reason,
            }
            expected = [
                (hand_off, due)
                for hand_off, due in told
                if only["source"] in {0, hand_off.source_id}
                and only["campaign"] in {0, hand_off.campaign_id}
                and (not reason or reason in hand_off.sales_reasons)
            ]

            line = waiting.line(marketer, now=NOW, **only)

            assert line.waiting[0:most] == [hand_off for hand_off, _ in expected[:most]]
            assert (line.waiting.count(), line.waiting.is_cut) == (min(len(expected), most), len(expected) > most)
            assert line.count == len(expected)
            assert line.overdue == sum(due is not None and due < NOW for _, due in expected)
            by_source = Counter(hand_off.source.name for hand_off, _ in expected).most_common()
            stands_out = len(by_source) > 1 and by_source[0][1] > by_source[1][1]
            assert (line.source, line.of_source) == (by_source[0] if stands_out else ("", 0))
        transaction.set_rollback(True)
