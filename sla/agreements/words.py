"""How a version stands and what its page says first."""

from __future__ import annotations

from calendar import day_name
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import zip_longest
from zoneinfo import ZoneInfo

from leadgap.rates import Rate
from leadgap.ui.formats import goals, number, percent
from leadgap.ui.timeline import TimelineEntry
from leadgap.ui.words import share
from sla.agreements.dry_run import DryRun, PromiseDryRun
from sla.agreements.load import Load
from sla.agreements.sentences import day_words, target_words
from sla.agreements.trials import TrialRun
from sla.compliance.words import KINDS, when_of
from sla.models import AgreementVersion, Comment, Promise, Signature

State = AgreementVersion.State


@dataclass(frozen=True, slots=True)
class Standing:
    """How a version stands among the others: a word for a badge, the sentence, and from which day it is in force."""

    word: str
    sentence: str
    since: date | None = None


def standings(versions: Sequence[AgreementVersion], *, zone: ZoneInfo, now: datetime) -> dict[int, Standing]:
    """Return how each version stands, by its key."""
    signed = sorted(
        (each for each in versions if each.state == State.SIGNED), key=lambda each: each.in_force_from(zone)
    )
    found = {each.pk: _unsigned(each, signed) for each in versions if each.state != State.SIGNED}
    for version, successor in zip_longest(signed, signed[1:]):
        since = version.in_force_from(zone).astimezone(zone)
        until = successor.in_force_from(zone).astimezone(zone) if successor else None
        if since > now:
            found[version.pk] = Standing("signed", f"It comes into force on {day_words(since)}.", since.date())
        elif until and until <= now:
            found[version.pk] = Standing(
                "superseded", f"It was in force {_days(since, until)}{_looking_back(version, 'judged')}.", since.date()
            )
        else:
            found[version.pk] = Standing(
                "in force", f"It has been in force since {day_words(since)}{_looking_back(version)}.", since.date()
            )
    return found


def headline(version: AgreementVersion) -> str:
    """Return the version in one sentence: its first promise, also to the segments, or that it has none."""
    promises = list(version.promises.all())
    promise = next((each for each in promises if each.segment_id is None), promises[0] if promises else None)
    if promise is None:
        whose = "nothing of Sales" if version.monthly_promises.exists() else "nothing yet"
        return f"Version {version.number} promises {whose}."
    act, whom = _ACTS[Promise.Kind(promise.kind)]
    names: dict[int | None, str] = {segment.pk: segment.name for segment in version.segments.all()}
    where = f" in {names[promise.segment_id]}" if promise.segment_id else ""
    others = [each for each in promises if each.kind == promise.kind and each != promise]
    apart = "".join(f", {names[each.segment_id]} within {target_words(each)}" for each in others)
    who = Signature.Side(promise.side).label
    return f"{who} {act} {percent(promise.goal)} of {whom}{where} within {target_words(promise)}{apart}."


def dry_run_headline(run: DryRun) -> str:
    """Say how the first kind of promise that can be judged would have been kept, of all segments, and how it was."""
    when = when_of(run.period)
    if not run.hand_offs:
        return f"Nothing was handed over{when}."
    judged = next((row for row in run.promises if row.kept.value is not None), None)
    if judged is None and not run.qualified:
        if run.hand_offs == 1:
            return f"No data: the only hand-off{when} is not qualified by this definition."
        return f"No data: none of the {number(run.hand_offs)} hand-offs{when} is qualified by this definition."
    if judged is None:
        return f"No data: none of these promises can be judged by what is known of the hand-offs{when}."
    promises, _open = KINDS[judged.promise.kind]
    who = Signature.Side(judged.promise.side).label
    rows = [row for row in run.promises if row.promise.kind == judged.promise.kind]
    kept, today = _pooled(row.kept for row in rows), _pooled(row.today for row in rows)
    goal = goals(sorted({row.promise.goal for row in rows}))
    text = f"{who} would have kept {share(kept)} of its {promises}{when} (goal {goal})"
    if today.value is None:
        return f"{text}."
    # Without those that are promised nothing now, it is another rate than that of compliance.
    judged_so = "on the same hand-offs, as they were judged" if run.unpromised else "as it was judged"
    return f"{text}; {judged_so}, it kept {share(today)}."


def _pooled(rates: Iterable[Rate]) -> Rate:
    rates = list(rates)
    return Rate.of(sum(each.part for each in rates), sum(each.whole for each in rates))


def trial_headline(version: AgreementVersion, found: TrialRun | None) -> str:
    """Say on whom a version is tried, and how its first promise that can be judged has gone."""
    if found is None:
        return f"Version {version.number} has not been tried."
    teams = ", ".join(team.name for team in found.teams)
    judged = next((row for row in found.run.promises if row.kept.value is not None), None)
    begins = f"On trial with {teams}" if found.until is None else f"The trial with {teams} is over"
    if judged is None:
        return f"{begins}: nothing has come due yet."
    promises, _open = KINDS[judged.promise.kind]
    kept = f"{number(judged.kept.part)} of {number(judged.kept.whole)} {promises} ({percent(judged.kept.value)})"
    return f"{begins}: {kept} were kept; {_goal(judged)}."


def said(comment: Comment) -> TimelineEntry:
    """Return a comment as the page shows it, in the colour of its side."""
    side = Signature.Side(comment.side).label if comment.side else ""
    return TimelineEntry(
        comment.written_at, comment.name, icon="chat-left-text", side=comment.side, by=str(side), body=comment.text
    )


_ACTS = {
    Promise.Kind.FIRST_RESPONSE: ("answers", "qualified leads"),
    Promise.Kind.FOLLOW_UP: ("follows up", "qualified leads"),
    Promise.Kind.DECISION: ("accepts or rejects", "qualified leads"),
    Promise.Kind.ATTEMPTS: ("keeps trying to reach", "qualified leads"),
    Promise.Kind.RATING: ("rates", "all leads"),
    Promise.Kind.REPLY: ("answers", "low ratings, questions and disputes"),
}


def _goal(row: PromiseDryRun) -> str:
    return f"goal {percent(row.promise.goal)}"


def _unsigned(version: AgreementVersion, signed: Iterable[AgreementVersion]) -> Standing:
    if version.state == State.DRAFT:
        return Standing("draft", "It is being written; nobody has signed it.")
    if version.state == State.WITHDRAWN:
        return Standing("withdrawn", "It was withdrawn and never came into force.")
    taken = max((each.effective_on for each in signed if each.effective_on), default=None)
    if taken and version.effective_on and taken >= version.effective_on:
        return Standing("proposed", "It cannot be signed: another version has taken its first day.")
    sides = {signature.side for signature in version.signatures.all()}
    waiting = " and of ".join(str(side.label) for side in Signature.Side if side.value not in sides)
    return Standing("proposed", f"It waits for the signature of {waiting}.")


def _looking_back(version: AgreementVersion, judges: str = "judges") -> str:
    return f", and {judges} what was handed over before as if it had been" if version.is_retrospective else ""


def _days(since: datetime, until: datetime) -> str:
    first, last = day_words(since), day_words(until)
    return f"on {first}" if first == last else f"from {first} to {last}"


def load_sentence(load: Load, today: Load | None) -> str:
    """Say when the most first responses are due, and how many a rep in a week, by a version and by today's."""
    whom = f"each of {number(load.reps)} owners" if load.reps != 1 else "the only owner"
    none = "none of these hand-offs has a first response to give"
    beside = f"{number(today.a_week, 1)}, the most {_most(today)}" if today else none
    return (
        f"{number(load.a_week, 1)} first responses fall due for {whom} in an average week, the most {_most(load)}. "
        f"By today’s agreement: {beside}."
    )


def _most(load: Load) -> str:
    day, hour, most = load.busiest
    return f"on {day_name[day]} between {hour}:00 and {hour + 1}:00 ({number(most, 2)})"
