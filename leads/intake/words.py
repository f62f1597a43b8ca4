"""The words in which pages speak of fields and of what values stand for."""

from __future__ import annotations

from leads.intake.fields import ACTIVITIES, HAND_OFFS, UNSURE, Field, Type
from leads.models import Reason

KINDS = {HAND_OFFS: "Leads handed to Sales", ACTIVITIES: "Activities of Sales"}
RATINGS = {
    "5": "5 · highly qualified",
    "4": "4 · qualified",
    "3": "3 · maybe",
    "2": "2 · poor fit",
    "1": "1 · not a lead",
}
STAGES = {
    "accepted": "Accepted",
    "qualified": "Qualified",
    "won": "Won",
    "lost": "Lost",
    "rejected": "Rejected",
    "recycled": "Recycled",
    "closed": "Closed",
}
ACTS = (
    {
        "": "Says nothing by itself",
        "touched": "A touch by Sales",
        "touched paused": "A touch; now waiting for the lead",
        "paused": "Waiting for the lead",
    }
    | {f"touched {stage}": f"A touch; {word.lower()}" for stage, word in STAGES.items()}
    | STAGES
)
OTHERS = {
    "individual": "A person’s judgement",
    "score_band": "A band of the lead score",
    "default": "A default of the source or campaign",
    "call": "Call",
    "email": "E-mail",
    "meeting": "Meeting",
    "chat": "Chat",
    "social": "Social",
    "other": "Other",
    "outbound": "By Sales",
    "inbound": "By the lead",
    "connected": "Reached the lead",
    "no_answer": "No answer",
    "yes": "Yes",
    "no": "No",
}
SIDES = {
    "marketing": "Marketing",
    "sales": "Sales (self-sourced)",
    "referral": "Referral",
    "partner": "Partner",
}
# Chosen for a value about which nothing is said.
NOT_SAID = "?"


def choices_of(field: Field) -> list[tuple[str, str]]:
    """Return what a value of this field can stand for, with the words for it."""
    if field.type == Type.RATING:
        unsure = [(UNSURE, "Could not tell")] if field.name == "sales_rating" else []
        return [*RATINGS.items(), *unsure, ("", "Not rated"), (NOT_SAID, "Reject these rows")]
    if field.type == Type.ACTS:
        return [*ACTS.items(), (NOT_SAID, "Unknown: report these rows")]
    if field.type == Type.YES_NO:
        return [("yes", "Yes"), ("no", "No"), (NOT_SAID, "Reject these rows")]
    if field.name == "outcome":
        return [("", "Open"), *STAGES.items(), (NOT_SAID, "Reject these rows")]
    if field.name == "reason":
        reasons = Reason.objects.filter(archived_at=None).values_list("key", "label")
        return [("", "None of these"), *reasons]
    if field.name == "waiting_reason":
        offered = [each for each in Reason.objects.filter(archived_at=None) if Reason.Use.WAITING in each.uses]
        return [("", "None of these"), *((each.key, each.label) for each in offered)]
    return [*((choice, OTHERS[choice]) for choice in field.choices), ("", "Empty"), (NOT_SAID, "Reject these rows")]
