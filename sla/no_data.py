"""Why a clock has no data: what nobody knows, and how it can be known."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext as _

from leads.lifecycle import ENDED
from sla.compliance.words import NOBODY_KNOWS
from sla.models import Clock, Promise


class Why(NamedTuple):
    """What is not known, as the beginning of a sentence; a name for it, and what to do. Without a name: nothing."""

    unknown: str
    name: str = ""
    advice: str = ""
    act: str = ""


def why(clock: Clock) -> Why:
    """Return why this clock without data has none. Its hand-off should be at hand (`for_list`)."""
    kind = clock.promise.kind
    if kind == Promise.Kind.REPLY:
        return Why("It was raised before both sides talked here")
    if kind == Promise.Kind.RATING and _is_unasked(clock):
        return Why(
            "Nobody had asked Sales for a rating when the lead was handed over",
            _("Nobody was asked for a rating."),
            _(
                "This lead came before ratings were promised, and before Sales had rated any. What is handed over from "
                "the signature on is missed where it is not rated. If Sales rated elsewhere, import that."
            ),
            _("Import ratings"),
        )
    if kind != Promise.Kind.RATING and _is_over_since_who_knows_when(clock):
        return Why(
            "The lead is closed, and nobody knows since when",
            _("No data on when it was closed."),
            _(
                "Closed before it was due, this promise would have ended: nothing is expected of a closed lead. Import "
                "the times of closing."
            ),
            _("Import leads"),
        )
    unknown = f"Nobody knows {NOBODY_KNOWS[kind]}"
    if clock.promise.paused_in:
        unknown += ", or when the lead came into its stages"
    return Why(unknown, *_no_feed(clock))


def _no_feed(clock: Clock) -> tuple[str, str, str]:
    kind = clock.promise.kind
    if kind == Promise.Kind.DECISION:
        return (
            _("No data on decisions."),
            _(
                "The system that this lead came from does not tell whether Sales accepted it, or when. Import the "
                "times of acceptance, or accept and reject in LeadGap."
            ),
            _("Import leads"),
        )
    if kind == Promise.Kind.RATING and not clock.promise.paused_in:
        return (
            _("No data on ratings."),
            _("Sales has rated this lead, and nobody knows when. Import the times of ratings."),
            _("Import ratings"),
        )
    if clock.promise.attempts and clock.hand_off.attempts:
        return (
            _("No data on further attempts."),
            _(
                "The system that this lead came from tells of a first touch at most. Import its activities, or log "
                "touches in LeadGap."
            ),
            _("Import activities"),
        )
    return (
        _("No touch data."),
        _(
            "The system that this lead came from does not tell what Sales does. Import its activities, or log touches "
            "in LeadGap."
        ),
        _("Import activities"),
    )


def _is_unasked(clock: Clock) -> bool:
    """Whether nobody had asked Sales for a rating when the lead was handed over."""
    hand_off = clock.hand_off
    is_undated = hand_off.sales_answered_at is None and (hand_off.sales_unsure or hand_off.sales_rating is not None)
    since = hand_off.system.ratings_from
    return not is_undated and (since is None or hand_off.handed_off_at is None or hand_off.handed_off_at < since)


def _is_over_since_who_knows_when(clock: Clock) -> bool:
    """Whether the end alone is unknown: what is promised would have been told."""
    hand_off = clock.hand_off
    if hand_off.closed_at is not None or hand_off.stage not in ENDED:
        return False
    is_decision = clock.promise.kind == Promise.Kind.DECISION
    since = hand_off.system.decisions_from if is_decision else hand_off.system.touches_from
    return since is not None and clock.started_at >= since
