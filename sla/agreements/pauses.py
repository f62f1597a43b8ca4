"""What pauses a promise, as it is written: what is wrong with it, and how it is said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from leadgap.ui.words import STAGES as WORDS
from leads.lifecycle import ENDED
from leads.models import Reason
from sla.models import Promise, Signature
from sla.models.promises import side_of
from sla.pausing import STAGES


def waiting_reasons() -> list[Reason]:
    """Return the reasons for waiting, also those that are not offered any more: a promise may name them from before."""
    return [reason for reason in Reason.objects.all() if Reason.Use.WAITING in reason.uses]


def stages_refused(kind: str, starts: str, stops: str) -> dict[str, str]:
    """Return the stages that cannot pause such a promise, each with why."""
    refused: dict[str, str] = {}
    if kind != Promise.Kind.RATING and starts == Promise.Start.HAND_OFF:
        refused["new"] = "the hand-off, which makes a lead new, starts the clock"
    elif starts == Promise.Start.ACCEPTANCE:
        refused = dict.fromkeys(("new", "accepted"), "the acceptance starts the clock")
    if kind == Promise.Kind.DECISION or stops == Promise.Stop.ACCEPTED:
        refused |= dict.fromkeys(("accepted", "qualified"), "the acceptance stops the clock")
    elif stops == Promise.Stop.QUALIFIED:
        refused["qualified"] = "the qualification stops the clock"
    return refused


def stages_on_offer(kind: str) -> list[str]:
    """Return the stages that can pause a promise of this kind, however it starts and stops."""
    if side_of(kind) != Signature.Side.SALES or kind == Promise.Kind.DECISION:
        return []
    return [stage for stage in STAGES if stage != "new" or kind != Promise.Kind.ATTEMPTS]


def wrong_with_pauses(
    kind: str, starts: str, stops: str, paused_by: str, reasons: Sequence[str], stages: Sequence[str]
) -> Iterator[str]:
    """Say everything that is wrong with what pauses a promise."""
    if side_of(kind) != Signature.Side.SALES:
        if paused_by != Promise.PausedBy.LEAD or reasons or stages:
            yield "Marketing’s promises are never paused, so nothing is chosen."
        return
    if reasons and paused_by != Promise.PausedBy.LEAD:
        yield "its time runs on while Sales waits for the lead, so no reason for waiting can pause it."
    known = {reason.key for reason in waiting_reasons()} if reasons else set()
    for reason in reasons:
        if reason not in known:
            yield f"there is no reason for waiting called “{reason}”."
    refused = stages_refused(kind, starts, stops)
    for stage in stages:
        if stage in ENDED:
            yield f"nothing is expected of Sales once a lead is {stage}, so that stage cannot pause it."
        elif stage not in STAGES:
            yield f"there is no stage called “{stage}”."
        elif stage in refused:
            yield f"{refused[stage]}, so the stage {WORDS[stage].text} cannot pause it."


def pauses_sentence(promise: Promise) -> str:
    """Return what is signed of the pauses of a promise; "" where they are as ever: any wait for the lead."""
    text = ""
    if promise.paused_by == Promise.PausedBy.NOTHING:
        text += " Its time runs on while Sales waits for the lead."
    elif promise.paused_for:
        labels = {reason.key: reason.label for reason in waiting_reasons()}
        why = " or ".join(f"“{labels.get(key, key)}”" for key in promise.paused_for)
        text += f" Its time stands still while Sales waits for the lead for the reason {why}, and runs on for others."
    if promise.paused_in:
        stages = " or ".join(str(WORDS[stage].text) for stage in STAGES if stage in promise.paused_in)
        text += f" Its time stands still while the lead’s stage is {stages}."
    return text
