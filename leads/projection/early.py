"""What is dated before its hand-off. Pure."""

from __future__ import annotations

from datetime import datetime


def is_early(at: datetime | None, handed_off_at: datetime | None) -> bool:
    return at is not None and handed_off_at is not None and at < handed_off_at
