"""Every case of a pattern, for a file. It names no rep, as the page names none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from leadgap.exports import batched
from sla.compliance.patterns import Cases
from sla.hand_off_lines import with_hand_offs

# What tells a case of each pattern: an instant, or seconds that count.
TOLD: Mapping[str, str] = {
    "not_contacted": "accepted at",
    "just_in_time": "seconds before due",
    "decided_just_in_time": "seconds before due",
    "in_bursts": "first touch at",
    "short_calls": "called at",
}
_BATCH = 500


class _Case(NamedTuple):
    hand_off: int
    told: int


def lines(pattern: str, cases: Cases) -> Iterator[Sequence[object]]:
    """Yield the header and a line for each case, the newest first."""
    told = TOLD[pattern]
    is_instant = told.endswith(" at")
    yield ("hand-off", "handed over at", "source", "team", told)
    for some in batched(map(_Case, cases.hand_off.tolist(), cases.told.tolist()), _BATCH):
        for hand_off, case in with_hand_offs(some):
            yield (
                hand_off.external_id,
                hand_off.handed_off_at,
                hand_off.source.name,
                hand_off.team.name if hand_off.team else "",
                datetime.fromtimestamp(case.told, UTC) if is_instant else case.told,
            )
