"""An entry of a timeline, as `{% timeline entries %}` shows it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened. `at` None: the time is unknown; `zone` empty: the reader's.

    `undo` is the key under which the reader can take it back; None: they cannot.
    """

    at: dt.datetime | None
    title: str
    icon: str = "circle"
    side: str = ""
    by: str = ""
    body: str = ""
    zone: str = ""
    voided: bool = False
    undo: int | None = None
