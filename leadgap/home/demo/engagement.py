"""What Marketing saw of the demo company's leads before it handed them over. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from leadgap.home.demo import story

if TYPE_CHECKING:
    from leadgap.home.demo.story import SourceStory


def engagement(rng: Random, source: SourceStory, at: datetime) -> dict[str, Any]:
    """Return form fills, visits, pages and the day of the last form fill of a lead that is handed over at `at`.

    Who asks to talk has just filled in a form; others did some time ago. What Sales found itself was never seen.
    """
    if source.side != "marketing":
        return {}
    visits = 1 + min(int(rng.expovariate(0.3)), 30)
    days = 0 if source.segment is story.HOT else min(int(rng.expovariate(0.08)), 90)
    return {
        "Form fills": 1 + min(int(rng.expovariate(0.9)), visits),
        "Visits": visits,
        "Pages": visits * rng.randint(1, 5),
        "Last form fill": (at.astimezone(UTC) - timedelta(days=days)).date().isoformat(),
    }
