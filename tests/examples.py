"""What the second run of the suite, on PostgreSQL and Redis, leaves to the first on the embedded default."""

from __future__ import annotations

import pytest
from django.conf import settings

run_once = pytest.mark.skipif(
    not settings.ON_SQLITE, reason="starts programs with surroundings of their own: run on the embedded default"
)


def examples(number: int) -> int:
    """Return with how many examples a property is tried: a quarter, others, in the second run."""
    return number if settings.ON_SQLITE else number // 4
