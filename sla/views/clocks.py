from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from leadgap.accounts.models import User
from leadgap.accounts.naming import names_for
from leadgap.accounts.requests import SignedInRequest
from leadgap.ui.formats import city, to_the_minute
from sla import attempts
from sla.agreements.sentences import promise_sentence
from sla.band import band
from sla.blind import shown_segment
from sla.explain import Explanation, Kind, Stretch, explain
from sla.models import Clock, JudgedAgain, Waiver
from sla.no_data import why
from sla.waivers.marks import waivers_of
from sla.waivers.services import may_waive
from sla.working_time.owners import owners_seen_by

# A clock that nobody stopped for a year has hundreds of stretches: the first and the last tell the story.
FIRST, LAST = 40, 10
WORDS = {
    Kind.ROUTING: ("Open, before anybody had it", "counts"),
    Kind.OPEN: ("Open", "counts"),
    Kind.LATE: ("Open, after it was due", "counts, beyond the target"),
    Kind.CLOSED: ("Closed", "does not count"),
    Kind.HOLIDAY: ("Holiday", "does not count"),
    Kind.TIME_OFF: ("Time off", "does not count"),
    Kind.PAUSED: ("Paused", "does not count"),
}


@require_safe
def clock_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """One clock with all its time."""
    now, organisation = timezone.now(), request.organisation
    clocks = Clock.objects.visible_to(request.user).for_list()
    clock = get_object_or_404(clocks, pk=pk)
    knows_hours = _knows_time_off(request.user, clock)
    explanation = explain(clock, now=now, names_time_off=knows_hours)
    stretches = explanation.stretches
    rows = [(each, shown, *WORDS[each.kind]) for each, shown in zip(stretches, explanation.shown, strict=True)]
    folded = rows[FIRST:-LAST] if len(rows) > FIRST + LAST else []
    beside = list(clocks.filter(hand_off=clock.hand_off_id, promise=clock.promise_id).order_by("number"))
    waivers = waivers_of(beside)
    waiver = waivers.get(clock.pk)
    known = names_for({each.owner for each in beside if each.owner}, request.user, organisation)
    names = {each.pk: known.get(each.owner_id or 0) for each in beside}
    again = JudgedAgain.of(clock.hand_off.day)
    context: dict[str, Any] = {
        "clock": clock,
        "beside": [(each, _verdict(each, now), each.pk in waivers, names[each.pk]) for each in beside]
        if beside[1:]
        else [],
        "judged_back": (clock.hand_off.handed_off_at or now) < clock.promise.version.in_force_from(organisation.zone),
        "knows_hours": knows_hours,
        "verdict": _verdict(clock, now),
        "explanation": explanation,
        "no_data": why(clock) if clock.verdict == Clock.Verdict.NO_DATA else None,
        "city": city(explanation.timezone or timezone.get_current_timezone_name()),
        "headline": _headline(clock, explanation, now),
        "first": rows[:FIRST] if folded else rows,
        "folded": len(folded),
        "folded_counted": sum(shown for _, shown, *_ in folded),
        "last": rows[-LAST:] if folded else [],
        "counted": sum(explanation.shown),
        "band": band(stretches, clock.due_at),
        "side": clock.promise.side,
        "kinds": [(kind, _legend(kind, stretches)) for kind in WORDS if explanation.seconds(kind)],
        "promise": promise_sentence(clock.promise),
        "segment": shown_segment(request.user, clock, now=now),
        "owner": names[clock.pk],
        "unconfirmed": clock.is_unconfirmed(now, organisation.grace),
        "again": again,
        "again_reason": again.reason.removesuffix(".") if again else "",
        "waiver": waiver,
        "is_in_waivers": waiver and Waiver.objects.visible_to(request.user).filter(pk=waiver.pk).exists(),
        "may_waive": clock.may_count and not waiver and may_waive(request.user),
        "now": now,
    }
    return render(request, "sla/clock.html", context)


def _verdict(clock: Clock, now: datetime) -> str:
    return Clock.Verdict.MISSED if clock.is_overdue(now) else clock.verdict


def _legend(kind: Kind, stretches: Sequence[Stretch]) -> str:
    """Say what a colour of the band means, and of the pauses why."""
    paused = (each.name for each in stretches if each.kind == kind == Kind.PAUSED and each.name)
    names = dict.fromkeys(part for name in paused for part in name.split(", "))
    return ": ".join(filter(None, (WORDS[kind][0], ", ".join(names))))


def _knows_time_off(user: User, clock: Clock) -> bool:
    """Return whether this person may read what the time off in a clock is called."""
    owner = clock.calendar_version.calendar.owner_id if clock.calendar_version else None
    return owner is not None and owners_seen_by(user).filter(pk=owner).exists()


def _headline(clock: Clock, explanation: Explanation, now: datetime) -> str:
    """Answer "was this promise kept, and by how much?"."""
    day = explanation.working_day
    counted, target = to_the_minute(sum(explanation.shown), day), to_the_minute(explanation.target, day)
    # Due at closing time, it is late by nothing until work begins again.
    seconds = explanation.seconds(Kind.LATE)
    late = f"{to_the_minute(seconds, day)} after it was due" if seconds else "it was due at the close of hours"
    if clock.verdict == Clock.Verdict.NO_DATA:
        return f"{why(clock).unknown}, so this promise is neither kept nor missed."
    if clock.verdict == Clock.Verdict.MET and clock.promise.attempts:
        return f"Kept: {attempts.kept(clock)}. It took {counted} of {target}."
    if clock.verdict == Clock.Verdict.MET:
        return f"Kept: done after {counted}, within the promised {target}."
    if clock.verdict == Clock.Verdict.ENDED:
        return f"Ended after {counted}, before it was due: it counts neither as kept nor as missed."
    if clock.stopped_at is not None:
        if not seconds:
            return f"Missed: done after hours, when all of the promised {target} had passed."
        more = to_the_minute(seconds, day)
        return f"Missed: done after {counted}, {more} more than the promised {target}."
    if clock.promise.attempts and (clock.verdict == Clock.Verdict.MISSED or clock.is_overdue(now)):
        return f"Missed: {late}, with {attempts.made(clock.hand_off, clock.promise)}."
    if clock.verdict == Clock.Verdict.MISSED or clock.is_overdue(now):
        return f"Missed: {late}, and not done{'' if clock.ended_at else ' yet'}."
    used = f"{counted} of {target} have been used"
    if clock.promise.attempts:
        used = f"{attempts.made(clock.hand_off, clock.promise)}, and {used}"
    return f"{'Running' if clock.due_at else 'Paused'}: {used}."
