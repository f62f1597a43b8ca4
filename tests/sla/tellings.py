"""What the journal is told of a hand-off, drawn; the promises it is judged by; and its story as one reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from hypothesis import strategies as st

from tests.sla.clocks_by_hand import Made, Story, Touch

DAY, DAYS = 24 * 60, 60
ZONES = ("", "Asia/Kolkata", "America/St_Johns")
Promises = list[tuple[Made, str]]  # with whose hours count, "" for real time
waits = st.integers(0, 300) | st.integers(0, 2 * DAY) | st.integers(0, 8 * DAY)


@dataclass
class Said:
    """An event as it is told."""

    at: int
    kind: str
    fields: dict[str, Any] = field(default_factory=dict)
    is_voided: bool = False  # after the change
    is_late: bool = False  # told after it, whenever it happened


# What the system tells of first of all.
HEARD = [Said(0, "touched", {"direction": "outbound"}), Said(0, "accepted"), Said(0, "replied", {"side": "marketing"})]


@dataclass
class Told:
    """A hand-off with all that will be told of it."""

    handed_off: int
    zone: str
    events: list[Said]


ENDS = ("rejected", "recycled", "won", "closed")
OWNERS = st.sampled_from([0, 1, 2, 3, 3])
WORKS = "works"  # Sales does not wait
REASONS = st.sampled_from([(), (), ("away",), ("away", "other")])
STAGES = st.sampled_from([(), (), ("new",), ("accepted",), ("qualified",), ("accepted", "qualified")])
SAYINGS = st.one_of(
    OWNERS.map(lambda owner: ("assigned", {"owner": owner})),
    st.fixed_dictionaries(
        {
            "direction": st.sampled_from(["outbound", "outbound", "inbound"]),
            "result": st.sampled_from(["", "no_answer", "connected"]),
            "automated": st.sampled_from([False, False, True]),
        }
    ).map(lambda said: ("touched", said)),
    st.sampled_from([(), ("away",), ("other",)]).map(lambda reasons: ("paused", {"reasons": reasons})),
    st.sampled_from(["paused", "resumed", "resumed", "accepted", "qualified", *ENDS]).map(lambda kind: (kind, {})),
    st.sampled_from([None, 1, 2, 3, 5]).map(lambda rating: ("rated", {"side": "sales", "rating": rating})),
    st.tuples(st.sampled_from(["asked", "disputed"]), st.just({"side": "sales"})),
    st.just(("replied", {"side": "marketing"})),
)


@st.composite
def tellings(draw: st.DrawFn, handed_offs: st.SearchStrategy[int]) -> Told:
    handed_off = draw(handed_offs)
    minutes = draw(st.lists(waits, max_size=12, unique=True))
    said = [(handed_off + minute, *draw(SAYINGS)) for minute in minutes]
    if draw(st.booleans()):
        # A wait from soon on, mostly over a weekend.
        since = handed_off + draw(st.integers(1, 300))
        until = since + draw(st.integers(1, 5 * DAY))
        rest = [each for each in said if each[0] not in (since, until)]
        said = [*rest, (since, "paused", {}), (until, "resumed", {})]
    events = [Said(*each) for each in said]
    for each in events:
        each.is_voided = each.kind != "assigned" and not draw(st.integers(0, 5))
        each.is_late = not draw(st.integers(0, 3))
    if draw(st.booleans()):
        events.append(Said(handed_off - draw(st.integers(1, 60)), "assigned", {"owner": draw(OWNERS)}))
    return Told(handed_off, draw(st.sampled_from(ZONES)), events)


@st.composite
def ratings(draw: st.DrawFn, minutes: st.SearchStrategy[int]) -> Said:
    """Return a rating by Sales."""
    said = Said(draw(minutes), "rated", {"side": "sales", "rating": 4})
    said.is_voided, said.is_late = draw(st.booleans()), draw(st.booleans())
    return said


@st.composite
def agreements(draw: st.DrawFn) -> Promises:
    """Return promises of each kind, with whose hours count."""

    def made(kind: str, **more: object) -> tuple[Made, str]:
        whose = draw(st.sampled_from(["team", "owner", "owner", "agreement", "lead", ""]))
        days = draw(st.integers(0, 2)) if whose else 0
        paused_by = draw(st.sampled_from(["lead", "nothing"])) if kind != "reply" else "lead"
        target = 60 * (8 * days or draw(st.integers(1, 14)))
        paused_for, paused_in = (draw(each) if kind != "reply" else () for each in (REASONS, STAGES))
        said = {"paused_by": paused_by, "paused_for": paused_for, "paused_in": paused_in}
        return Made(kind, target, days=days, **said, **more), whose

    attempts = draw(st.integers(2, 3))
    starts = draw(st.sampled_from(["hand_off", "assignment", "acceptance"]))
    stops = draw(st.sampled_from(["touch", "genuine", "connected", "qualified"]))
    return [
        made("first_response"),
        made("follow_up", starts=starts, stops=stops),
        made("decision"),
        made("attempts", attempts=attempts),
        made("rating", attempts=attempts),
        made("reply"),
    ]


def standing(events: Iterable[Said], until: int, is_after: bool) -> list[Said]:
    """Return what is known of these by then."""
    return [each for each in events if each.at < until and not (each.is_voided if is_after else each.is_late)]


def story_of(told: Told, until: int, is_after: bool) -> tuple[Story, list[int], Callable[[Made], np.ndarray]]:
    """Return what is known by then, who held the lead in turn, and the minutes that were no pause of a promise."""
    events = sorted(standing(told.events, until, is_after), key=lambda each: each.at)
    holders: list[int] = []
    starts: list[int] = []
    for each in events:
        if each.kind == "assigned" and (not holders or holders[-1] != each.fields["owner"]):
            holders.append(each.fields["owner"])
            starts.append(max(each.at, told.handed_off))

    def at(*kinds: str, **said: object) -> list[int]:
        return [
            each.at
            for each in events
            if each.kind in kinds and all(each.fields.get(name) == value for name, value in said.items())
        ]

    def first(*kinds: str, **said: object) -> int | None:
        return min(at(*kinds, **said), default=None)

    rating = next((each for each in events if each.kind == "rated" and each.fields["rating"] is not None), None)
    raised = at("asked", "disputed", side="sales")
    if rating is not None and rating.fields["rating"] <= 2:
        raised.append(rating.at)
    story = Story(
        told.handed_off,
        held=list(zip(starts, [*starts[1:], None], strict=True)) if starts else [],
        touches=[
            Touch(
                each.at,
                outbound=each.fields["direction"] == "outbound",
                connected=each.fields["result"] == "connected",
                automated=each.fields["automated"],
            )
            for each in events
            if each.kind == "touched"
        ],
        accepted=first("accepted"),
        rejected=first("rejected"),
        qualified=first("qualified"),
        closed=first(*ENDS),
        answered=first("rated"),
        raised=min(raised, default=None),
        replied=min((minute for minute in at("replied") if raised and minute >= min(raised)), default=None),
        # Whoever qualified or won it has accepted it, who knows when.
        is_decision_known=not (
            _stage(events) in ("qualified", "won") and first("accepted") is None and first("rejected") is None
        ),
    )
    return story, holders, _worked(events, story)


def _worked(events: list[Said], story: Story) -> Callable[[Made], np.ndarray]:
    """Return which minutes are no pause of a promise."""
    waits, stages = np.full(DAYS * DAY, WORKS, "U9"), np.full(DAYS * DAY, "new", "U9")
    for place, each in enumerate(events, 1):
        if each.kind == "resumed":
            waits[each.at :] = WORKS
        elif each.kind == "paused":
            said, before = "".join(each.fields.get("reasons", ())), waits[each.at]
            waits[each.at :] = said or (before if before != WORKS else "")
        stages[each.at :] = _stage(events[:place])

    def is_worked(made: Made) -> np.ndarray:
        is_paused = np.zeros(waits.size, bool)
        if made.kind == "reply":
            return ~is_paused
        if made.paused_by == "lead":
            is_paused |= np.isin(waits, made.paused_for) if made.paused_for else waits != WORKS
        if story.is_decision_known:
            is_paused |= np.isin(stages, made.paused_in)
        return ~is_paused

    return is_worked


def _stage(events: list[Said]) -> str:
    ends = [each.kind for each in events if each.kind in ENDS]
    steps = [stage for stage in ("qualified", "accepted") if any(each.kind == stage for each in events)]
    return ends[-1] if ends else steps[0] if steps else "new"
