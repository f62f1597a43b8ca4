from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from leadgap.accounts.models import Organisation, Owner, Role, User
from leadgap.accounts.naming import names_for
from leadgap.accounts.requests import SignedInRequest
from leadgap.exports import csv_response
from leadgap.rates import TOO_FEW
from leadgap.ui.asked_period import kept_of, period_in
from leadgap.ui.formats import duration, number
from leads.dirty import counting
from leads.models import HandOff
from sla.agreements.drafting import may_draft
from sla.agreements.sentences import promise_sentence, target_words
from sla.compliance import WORDS, By, Compliance, ComplianceRow, compliance, offered_to
from sla.compliance.exports import compliance_rows
from sla.compliance.forms import WITHOUT, ComplianceForm
from sla.compliance.pictures import by_week_chart
from sla.compliance.wall import who, within
from sla.compliance.words import WEEK, clocks_counted, headline, next_step, notes_of_weeks
from sla.models import CalendarVersion, DirtyClockDay, Promise
from sla.waivers.services import may_read_waivers

# Of hundreds of campaigns, so many are shown before the others are folded.
MOST, ALL = 20, "all"
ANSWERED: Mapping[str, str] = {
    Promise.Kind.FIRST_RESPONSE: "Followed up at all",
    Promise.Kind.FOLLOW_UP: "Followed up at all",
    Promise.Kind.DECISION: "Decided at all",
    Promise.Kind.ATTEMPTS: "Pursued to the end",
    Promise.Kind.RATING: "Rated at all",
    Promise.Kind.REPLY: "Replied to at all",
}


@require_safe
def compliance_page(request: SignedInRequest) -> HttpResponse:
    """One kind of promise: kept how often, by week, and by the cut that was chosen."""
    now = timezone.now()
    form, found = _found(request, now)
    csv_url = f"{reverse('sla:compliance-csv')}?{request.GET.urlencode()}"
    by_week_url = f"{reverse('sla:compliance-csv')}?{_query(request, by=By.WEEK)}"
    zones = CalendarVersion.objects.order_by().values_list("timezone", flat=True).distinct()
    notes = notes_of_weeks(found, list(zones))
    rows, rest = found.folded(MOST if found.by is By.CAMPAIGN and request.GET.get("rows") != ALL else len(found.rows))
    is_empty = not found.total.figures.clocks
    still_counting = counting(DirtyClockDay, is_empty=is_empty) if found.promises.all or not is_empty else ""
    below = [] if still_counting else found.below[:3]  # nobody is named by what is half counted
    all_query = slice_query(found, found.total, form.only)
    chosen = kept_of(found.period) | form.only
    unlisted = _under_pseudonyms(found, request.user, request.organisation)
    context: dict[str, Any] = {
        "form": form,
        "compliance": found,
        "is_own": request.user.role == Role.REP,
        "headline": (is_empty and still_counting)
        or headline(
            found,
            who=form.team_name or who(request.user),
            source=form.leads_of,
        ),
        "counting": "" if is_empty else still_counting,
        "next_step": next_step(found),
        "slice_word": WORDS[found.by][0],
        "counted": clocks_counted(found),
        "promise": promise_sentence(found.promise) if found.promise else "",
        "apart": [(str(each.segment), target_words(each)) for each in found.apart],
        "rows": [
            (
                row,
                "" if row.key in unlisted else slice_query(found, row, form.only),
                notes.get(str(row.key)) if found.by is By.WEEK else "",
                _late(row),
            )
            for row in rows
        ],
        "rest": rest,
        "rest_late": _late(rest) if rest else None,
        "all_url": f"{reverse('sla:compliance')}?{_query(request, rows=ALL)}",
        "leads_query": _leads_query(request.user, found, form),
        "below_goal": below[0].goal if len({row.goal for row in below}) == 1 else None,
        "below": [(row, _reasons_url(found, row, form.only)) for row in below],
        "curve_query": urlencode({"promise": found.kind} | chosen),
        "patterns_query": urlencode(chosen),
        "all_query": all_query,
        "lists": _lists(found.total, all_query),
        "answered_label": ANSWERED[found.kind],
        "spread": _spread(found),
        "late": _late(found.total),
        "chart": by_week_chart(
            found, href=lambda week: week_url(found, week, form.only), csv_url=by_week_url, notes=notes
        ),
        "csv_url": csv_url,
        "shows_waivers": may_read_waivers(request.user),
        "may_draft": may_draft(request.user),
        "now": now,
    }
    if not found.total.figures.clocks:
        readable = HandOff.objects.visible_to(request.user)
        context["are_undated"] = readable.exists() and not readable.exclude(handed_off_at=None).exists()
    return render(request, "sla/compliance.html", context)


@require_safe
def compliance_csv(request: SignedInRequest) -> StreamingHttpResponse:
    """The same numbers as the page, a line a slice."""
    _, found = _found(request, timezone.now())
    return csv_response(f"compliance-{found.kind}-by-{found.by}-{found.period.name}.csv", compliance_rows(found))


def _under_pseudonyms(found: Compliance, user: User, organisation: Organisation) -> set[int]:
    """Return the reps whose misses are not listed for this person: each hand-off would say whose it is."""
    if found.by is not By.OWNER:
        return set()
    owners = Owner.objects.filter(pk__in=[row.key for row in found.rows])
    return {owner.pk for owner in owners} - names_for(owners, user, organisation).keys()


def slice_query(found: Compliance, row: ComplianceRow, only: dict[str, int]) -> str:
    """Return what names the clocks behind a row, for the list of its misses and for that of the others."""
    if found.by is By.WEEK and row.key:
        return week_query(found, row, only)
    kept = {found.by.value: row.key} if row.key != "" else {}
    return urlencode(_common(found) | kept_of(found.period) | only | kept)


def _lists(total: ComplianceRow, query: str) -> dict[str, str]:
    """Return where each figure of all clocks leads; "" of nothing."""
    clocks, misses = reverse("sla:clocks"), reverse("sla:misses")
    counted = {
        "kept": (total.compliance.part, f"{clocks}?{query}&verdict=met"),
        "unwaived": (total.without_waived.part, f"{clocks}?{query}&verdict=met&waivers={WITHOUT}"),
        "done": (total.answered.part, f"{clocks}?{query}&verdict=done"),
        "timed": (total.response.n, f"{clocks}?{query}&verdict=done"),
        "late": (total.lateness.n, f"{misses}?{query}"),
        "running": (total.figures.running, f"{clocks}?{query}&verdict=running"),
        "ended": (total.figures.ended, f"{clocks}?{query}&verdict=ended"),
        "no_data": (total.figures.no_data, f"{clocks}?{query}&verdict=no_data"),
    }
    return {name: href if n else "" for name, (n, href) in counted.items()}


def _leads_query(user: User, found: Compliance, form: ComplianceForm) -> str:
    """Return what names the hand-offs behind a row but for its key; "" where no list of this person's tells them so."""
    only = {name: key for name, key in form.only.items() if name != found.by}
    if user.role == Role.REP or found.by not in {By.SOURCE, By.CAMPAIGN} or only.keys() - {By.SOURCE.value}:
        return ""
    return urlencode(kept_of(found.period) | only | {found.by.value: ""})


def _reasons_url(found: Compliance, row: ComplianceRow, only: dict[str, int]) -> str:
    """Return where to look why a row is below the goal: at which hours, or at the misses of a campaign or no team."""
    if found.by is By.CAMPAIGN or not row.key:
        return f"{reverse('sla:misses')}?{slice_query(found, row, only)}"
    return hours_url(found, row, only)


def hours_url(found: Compliance, row: ComplianceRow, only: dict[str, int]) -> str:
    """Return the way to the hours of the day at which a team or source misses, of the clocks that were chosen."""
    column = By.SOURCE if found.by is By.SOURCE else By.TEAM
    kept = {"promise": found.kind} | kept_of(found.period) | only | {column.value: row.key}
    return f"{reverse('sla:hours')}?{urlencode(kept)}"


def week_url(found: Compliance, week: ComplianceRow, only: dict[str, int]) -> str:
    """Return the way to the misses of a week, or of the days of it that lie in the period."""
    return f"{reverse('sla:misses')}?{week_query(found, week, only)}"


def week_query(found: Compliance, week: ComplianceRow, only: dict[str, int]) -> str:
    """Return what names the clocks of such a week."""
    monday = date.fromisoformat(str(week.key))
    start, end = found.period.start or monday, found.period.end or monday + WEEK
    days: dict[str, Any] = {"week": week.key}
    if monday < start or monday + WEEK > end:
        days = {"start": max(monday, start), "end": min(monday + WEEK, end) - timedelta(days=1)}
    return urlencode(_common(found) | days | only)


def _spread(found: Compliance) -> str:
    total, times = found.total, found.total.response
    said = f"p90 {duration(times.p90, total.working_day)} · n\u00a0{number(times.n)}"
    return f"{said} · {total.unit.counts}" if found.in_other_time and total.unit else said


def _late(row: ComplianceRow) -> tuple[str, str] | None:
    """Return median and p90 of how late the missed ones were, in words, of too few no p90.

    None where none was missed, or nothing is promised.
    """
    late = row.lateness
    if row.unit is None or not late.n:
        return None
    p90 = "" if row.small_n.label(late.n) == TOO_FEW else row.unit.written(late.p90)
    return row.unit.written(late.median), p90


def _common(found: Compliance) -> dict[str, Any]:
    return {"promise": found.kind, "scope": found.scope}


def _found(request: SignedInRequest, now: datetime) -> tuple[ComplianceForm, Compliance]:
    organisation, wall = request.organisation, within(request.user)
    form = ComplianceForm(request.GET or None, offered=offered_to(request.user, organisation), branch=wall.get("team"))
    period = period_in(form, request.GET, organisation, now)
    found = compliance(
        request.user,
        promise_kind=form.chosen_promise,
        by=form.chosen_by,
        period=period,
        organisation=organisation,
        now=now,
        only=form.only,
        wall=wall,
    )
    return form, found


def _query(request: SignedInRequest, **changes: str) -> str:
    parameters = request.GET.copy()
    for name, value in changes.items():
        parameters[name] = value
    return parameters.urlencode()
