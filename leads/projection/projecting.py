"""All parts of a projection, each from its own kinds of events. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from leads.lifecycle import LEADS_TO, Kind
from leads.projection.course import follow
from leads.projection.pauses import pause
from leads.projection.ratings import rate
from leads.projection.stages import settle
from leads.projection.state import Projection
from leads.projection.talk import LOW, talk
from leads.standing import Happening, standing

_TOLD_TOGETHER = (
    (Kind.ASSIGNED.value, Kind.TOUCHED.value),
    tuple(kind.value for kind in LEADS_TO),
    (Kind.PAUSED.value, Kind.RESUMED.value),
    (Kind.RATED.value,),
    (Kind.ASKED.value, Kind.DISPUTED.value, Kind.REPLIED.value),
    (Kind.RULED.value, Kind.VOIDED.value),
)
_GROUPS = {kind: place for place, kinds in enumerate(_TOLD_TOGETHER) for kind in kinds}


def project(handed_off_at: datetime | None, events: Iterable[Happening], *, is_of_marketing: bool = True) -> Projection:
    """Return the state that these events leave a hand-off in; `handed_off_at` is None where it is unknown.

    `is_of_marketing` says whether its source belongs to Marketing.
    """
    state = Projection()
    groups: tuple[list[Happening], ...] = ([], [], [], [], [], [])
    for event in standing(events):
        groups[_GROUPS[event.kind]].append(event)
    course, stages, pauses, ratings, said, _ = groups
    if course:
        follow(state, handed_off_at, course)
    if stages:
        settle(state, handed_off_at, stages)
    if pauses:
        pause(state, handed_off_at, pauses)
    if ratings:
        rate(state, handed_off_at, ratings)
    rated_low_at = state.sales_rated_at if is_of_marketing and state.sales_rating in LOW else None
    if said or rated_low_at:
        talk(state, handed_off_at, said, rated_low_at)
    return state
