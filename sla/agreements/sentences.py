"""The agreement as people read and sign it: one sentence for each thing that is agreed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any

from django.utils.dateformat import format as date_format

from leadgap.ui.formats import percent
from sla.agreements.pauses import pauses_sentence
from sla.criteria import Clause, Definition, Line, read
from sla.models import AgreementVersion, Promise, Signature
from sla.months.sentences import month_sentences
from sla.timelines.hours import WEEKDAYS

_AFTER = {
    Promise.Kind.FIRST_RESPONSE: "Sales {act} within {target} of {start} for {of} qualified leads.",
    Promise.Kind.FOLLOW_UP: "Sales {act} {of} qualified leads within {target} of {start}.",
    Promise.Kind.DECISION: "Sales accepts or rejects {of} qualified leads within {target} of the hand-off.",
    Promise.Kind.ATTEMPTS: (
        "Sales makes at least {attempts} genuine attempts to reach {of} qualified leads within {target} of the "
        "hand-off, unless it speaks to the lead or closes it before."
    ),
    Promise.Kind.RATING: (
        "Sales rates {of_all} leads within {target} of the first conversation{or_} of closing the lead{attempt}, "
        "whichever comes first."
    ),
    Promise.Kind.REPLY: (
        "Marketing answers {goal} of Sales’ questions and disputes, and of its ratings of 1 or 2 of leads from "
        "Marketing’s own sources, within {target}."
    ),
}
# Whose working time is counted, where it is not the team's, as it is unless a promise says otherwise.
_CALENDAR_OF = {
    Promise.CalendarOf.OWNER: " This counts the owner’s working time.",
    Promise.CalendarOf.AGREEMENT: " This counts the working time of the agreement, for every team.",
    Promise.CalendarOf.LEAD: " This counts the working time of the agreement, by the clock where the lead is.",
}
# What stops each of the two, in its sentence.
_ACTS = {
    Promise.Kind.FIRST_RESPONSE: {
        Promise.Stop.TOUCH: "makes a first contact, or answers one of the lead’s,",
        Promise.Stop.GENUINE: "makes a first genuine contact",
        Promise.Stop.CONNECTED: "speaks to the lead for the first time",
        Promise.Stop.ACCEPTED: "accepts the lead",
        Promise.Stop.QUALIFIED: "qualifies the lead",
    },
    Promise.Kind.FOLLOW_UP: {
        Promise.Stop.TOUCH: "gets in touch with, or answers,",
        Promise.Stop.GENUINE: "follows up",
        Promise.Stop.CONNECTED: "speaks to",
        Promise.Stop.ACCEPTED: "accepts",
        Promise.Stop.QUALIFIED: "qualifies",
    },
}
_LAST_ATTEMPT = ", or of the last promised attempt"


_BULLET = "  – "


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is agreed, by which side it is kept ("" for both), and its parts when it is a list."""

    text: str
    side: str = ""
    parts: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "\n".join([self.text, *(_BULLET + part for part in self.parts)])


def sentences(version: AgreementVersion) -> list[Sentence]:
    """Return the sentences of a version as it stands now."""
    return [
        *_definition(read(version.definition)),
        *(Sentence(promise_sentence(each), each.side) for each in version.promises.all() if each.segment_id is None),
        *_segments(version),
        *(Sentence(text, "marketing", parts) for text, parts in month_sentences(version)),
        *_pauses(version),
        _working_time(version),
        _force(version),
    ]


def text_of(version: AgreementVersion) -> str:
    """Return the text that both sides sign."""
    return "\n".join([version.title, "", *map(str, sentences(version))])


def paragraphs(text: str) -> list[Sentence]:
    """Return the sentences of a signed text, without its title, as they were signed whatever has changed since."""
    lines = text.splitlines()
    found: list[Sentence] = []
    for line in lines[2:] if lines[1:2] == [""] else lines:
        if line.startswith(_BULLET) and found:
            found[-1] = replace(found[-1], parts=(*found[-1].parts, line.removeprefix(_BULLET)))
        elif line:
            first = line.partition(" ")[0].lower()
            found.append(Sentence(line, first if first in {"sales", "marketing"} else ""))
    return found


def promise_sentence(promise: Promise) -> str:
    waits = promise.kind == Promise.Kind.RATING and any(
        each.attempts and each.segment_id == promise.segment_id for each in promise.version.promises.all()
    )
    is_all = promise.goal == 1
    goal = "all" if is_all else percent(promise.goal, 0 if promise.goal * 100 % 1 == 0 else 2)
    said = _AFTER[Promise.Kind(promise.kind)].format(
        target=target_words(promise),
        goal=goal,
        of="all" if is_all else f"{goal} of",
        of_all="all" if is_all else f"{goal} of all",
        attempts=promise.attempts,
        act=_ACTS.get(Promise.Kind(promise.kind), {}).get(Promise.Stop(promise.stops), ""),
        start=Promise.Start(promise.starts).label,
        or_="," if waits else " or",
        attempt=_LAST_ATTEMPT if waits else "",
    )
    said += _CALENDAR_OF.get(Promise.CalendarOf(promise.calendar_of), "") if _is_by_hours(promise) else ""
    return said + pauses_sentence(promise)


def _is_by_hours(promise: Promise) -> bool:
    """Return whether a promise counts somebody's working time: Marketing's goes by the agreement's in any case."""
    return promise.is_business_time and promise.side == Signature.Side.SALES


def target_words(promise: Promise) -> str:
    """60 working minutes; 1 day."""
    return promise.target_words


def points_words(points: int, *, signed: bool = False) -> str:
    """60 points; signed +60 points, −1 point."""
    sign = ("+" if signed else "") if points > 0 else "−"
    return f"{sign}{abs(points)} point{'' if abs(points) == 1 else 's'}"


def hours_of(weekly: dict[str, Any]) -> list[str]:
    """Return the opening hours in words as they run, days with the same ones together: Monday–Friday 09:00–17:00."""
    days = [(day, tuple(sorted(tuple(window) for window in weekly.get(day, ())))) for day in WEEKDAYS]
    lines = []
    for windows, group in groupby(days, key=lambda pair: pair[1]):
        names = [WEEKDAYS[day] for day, _ in group]
        if windows:
            span = names[0] if len(names) == 1 else f"{names[0]}–{names[-1]}"
            lines.append(f"{span} {' and '.join(f'{opens}–{closes}' for opens, closes in windows)}")
    return lines


def definition_in_a_line(document: Mapping[str, Any]) -> str:
    """Write a definition as an agreement does, without its line breaks."""
    return " ".join(
        f"{each.text} {'; '.join(part.rstrip('.') for part in each.parts)}." if each.parts else each.text
        for each in _definition(read(document))
    )


def _definition(definition: Definition) -> Iterator[Sentence]:
    clauses = tuple(map(_clause, definition.clauses))
    if definition.takes_all:
        yield Sentence("Every lead that is handed over counts as qualified.")
    if clauses:
        yield Sentence("A lead is qualified when all of this holds:", parts=clauses)
    if definition.threshold is not None:
        who = "A lead is also qualified" if clauses else "A lead is qualified"
        enough = f"{who} when it scores at least {points_words(definition.threshold)}:"
        yield Sentence(enough, parts=tuple(map(_line, definition.lines)))


def _segments(version: AgreementVersion) -> Iterator[Sentence]:
    segments, promises = version.segments.all(), version.promises.all()
    if segments:
        yield Sentence(
            "A lead belongs to the first of these segments whose conditions it meets. "
            "What is promised to its segment holds instead of the same promise above; all else holds as for every lead."
        )
    for place, segment in enumerate(segments, 1):
        who = f"to segment {place}, “{segment.name}” ({read(segment.conditions).reading})"
        own = tuple(promise_sentence(each) for each in promises if each.segment_id == segment.pk)
        if not segment.is_promised:
            yield Sentence(f"Sales promises nothing {who}.", "sales")
        elif own:
            yield Sentence(f"Sales promises {who}:", "sales", own)
        else:
            yield Sentence(f"Sales promises {who} the same as to every other lead.", "sales")


def _clause(clause: Clause) -> str:
    """Return a clause as it is signed: in people's own words only together with what is judged."""
    if clause.sentence == clause.reading:
        return clause.sentence
    return f"{clause.sentence.rstrip('.')} ({clause.reading})."


def _line(line: Line) -> str:
    """+20 points: company size is at least 50"""
    return f"{points_words(line.points, signed=True)}: {_clause(line.clause)}"


def _pauses(version: AgreementVersion) -> Iterator[Sentence]:
    """Say once what pauses promises as ever; the others say what pauses them, or that nothing does."""
    sales = [each for each in version.promises.all() if each.side == Signature.Side.SALES]
    as_ever = [each for each in sales if each.paused_by == Promise.PausedBy.LEAD and not each.paused_for]
    if as_ever:
        others = "" if len(as_ever) == len(sales) else ", but for those that say otherwise"
        yield Sentence(f"While Sales waits for the lead, the time of its promises stands still{others}.")


def _working_time(version: AgreementVersion) -> Sentence:
    calendar = version.calendar.current()
    hours = ", ".join(hours_of(calendar.weekly))
    text = (
        f"Working time is {hours} in {calendar.timezone}, without the holidays of the calendar "
        f"“{version.calendar.name}”."
    )
    counted = {promise.calendar_of for promise in version.promises.all() if _is_by_hours(promise)}
    if counted & {Promise.CalendarOf.TEAM, Promise.CalendarOf.OWNER} or not counted:
        text += " A team that has a calendar of its own is judged by that."
    if Promise.CalendarOf.OWNER in counted:
        text += (
            " An owner’s working time is their own hours without their time off, or that of their team where they keep "
            "none. A lead that is passed on keeps the working time of its first owner."
        )
    if Promise.CalendarOf.LEAD in counted:
        text += (
            " By the clock where the lead is, these are the same hours in the lead’s own time zone, as it was known "
            f"at the hand-off; of a lead whose zone is not known, those of {calendar.timezone}."
        )
    return Sentence(f"{text} Changes to calendars count from the moment they are made.")


def day_words(day: date | None) -> str:
    """Write a day as an agreement does: 1 December 2026."""
    return date_format(day, "j F Y") if day else "the day that both sides will choose"


def _force(version: AgreementVersion) -> Sentence:
    text = f"This is in force from {day_words(version.effective_on)}, and not before both sides have signed."
    if version.is_retrospective:
        text += " Hand-offs before that, for which no agreement was in force, are judged as if it had been."
    return Sentence(text)
