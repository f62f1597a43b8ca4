"""Which segment each hand-off of a batch belongs to, by one query: judging, dry run and editor ask here."""

from __future__ import annotations

from collections.abc import Sequence

from leads.models import HandOff
from sla.columns import Among, arrays
from sla.definitions import first_of
from sla.segments import Segment
from sla.timelines.windows import Seconds


def segments_of(ids: Seconds, segments: Sequence[Segment]) -> Seconds:
    """Return the key of each hand-off's segment, NEVER for none. The hand-offs exist, in the order of their keys."""
    definitions = {segment.key: segment.definition for segment in segments}
    hand_offs = HandOff.objects.filter(Among("pk", ids)).order_by("pk")
    return arrays(hand_offs, segment=first_of(definitions))["segment"]
