"""Working time: the calendars, the weeks ahead as they will be counted, and the editor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from leadgap.accounts.models import Organisation
from leadgap.accounts.requests import SignedInRequest, posted
from sla.again.calendars import calendar_rehearsal
from sla.again.services import may_judge_again
from sla.again.words import calendar_headline
from sla.agreements.sentences import hours_of
from sla.models import Calendar, CalendarVersion
from sla.working_time import (
    CalendarOvertaken,
    CalendarRefused,
    may_change_calendar,
    may_make_calendars,
    save_calendar,
    teams_given_by,
)
from sla.working_time import revision as revision_of_calendar
from sla.working_time.correcting import is_correctable
from sla.working_time.days import WEEKS, clock_changes, weeks
from sla.working_time.forms import CalendarForm
from sla.working_time.ics import LARGEST, Entries, NotACalendarFile, read_ics
from sla.working_time.owners import owners_seen_by
from sla.working_time.proposals import NoProposals, proposed


@dataclass(frozen=True, slots=True)
class _Proposals:
    """Days to tick, names by ISO date; what is wrong with the question, or what of the answer is left out."""

    days: Mapping[str, str]
    problem: str = ""
    notes: Sequence[str] = ()


LENGTH, A_YEAR = timedelta(weeks=WEEKS), timedelta(days=365)
# The years of which a page of a calendar can be asked for.
YEARS = (2000, 2100)


@require_safe
def calendars(request: SignedInRequest) -> HttpResponse:
    """All calendars, each with its hours and who keeps it."""
    found = Calendar.objects.shared().prefetch_related("versions", "team_calendars__team")
    rows = []
    for each in found:
        current = max(each.versions.all(), key=lambda version: version.number)
        today = timezone.now().astimezone(ZoneInfo(current.timezone)).date()
        coming = next(iter(current.days_off(today)), None)
        rows.append(
            (each, current, hours_of(current.weekly), coming, [kept.team for kept in each.team_calendars.all()])
        )
    context = {
        "rows": rows,
        "may_make": may_make_calendars(request.user),
        "may_judge_again": may_judge_again(request.user),
        "sees_people": owners_seen_by(request.user).exists(),
    }
    return render(request, "sla/calendars.html", context)


@require_safe
def calendar(request: SignedInRequest, pk: int) -> HttpResponse:
    """Four weeks, day by day: the next ones, or from the day that the address names."""
    shown = get_object_or_404(Calendar.objects.filter(owner=None), pk=pk)
    current = shown.current()
    compiled = current.compiled()
    now = timezone.now()
    today = now.astimezone(ZoneInfo(current.timezone)).date()
    start = _day_of(request.GET.get("from", "")) or today
    monday = start - timedelta(days=start.weekday())
    opens_at = compiled.due(now, 0)  # now when open, else the next opening
    context = {
        "calendar": shown,
        "current": current,
        "hours": hours_of(current.weekly),
        "weeks": weeks(compiled, current.named_days, start),
        "is_ahead": start == today,
        "earlier": monday - LENGTH,
        "later": monday + LENGTH,
        "clock_changes": clock_changes(current.timezone, today - A_YEAR, today + A_YEAR),
        "today": today,
        "is_open": opens_at is not None and opens_at <= now,
        "opens_at": opens_at,
        "teams": [kept.team for kept in shown.team_calendars.select_related("team")],
        "versions": shown.versions.order_by("-number"),
        "holidays": current.days_off(today),
        "other_days": current.other_days(today),
        "may_change": may_change_calendar(request.user, shown),
    }
    return render(request, "sla/calendar.html", context)


def _day_of(text: str) -> date | None:
    """Return a day of an address, where the calendar can show it."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if YEARS[0] <= day.year <= YEARS[1] else None


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    """Make a calendar, beginning with the customary week."""
    return _editor(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change hours and holidays from now on, and say which teams keep the calendar."""
    return _editor(request, get_object_or_404(Calendar.objects.filter(owner=None), pk=pk))


def _editor(request: SignedInRequest, shown: Calendar | None) -> HttpResponse:
    """Asking for holidays, of a country or of a file, keeps what was typed and saves nothing."""
    may = may_change_calendar(request.user, shown) if shown else may_make_calendars(request.user)
    if not may:
        raise PermissionDenied
    now = timezone.now()
    # A file that was chosen is read first, whichever button sent it.
    proposes = request.method == "POST" and (bool({"propose", "read"} & request.POST.keys()) or bool(request.FILES))
    zone = Organisation.current().timezone
    proposals = _proposals(request, zone, now) if proposes else _Proposals({})
    is_unfinished = proposes or "tick" in request.POST
    form = CalendarForm(_typed(request), calendar=shown, zone=zone, proposed=proposals.days, user=request.user)
    if is_unfinished:
        form.errors.clear()  # what is empty is still to be typed
    current = shown.current() if shown else None
    corrects = current is not None and is_correctable(current, now)
    revision = request.POST.get("revision") or (revision_of_calendar(shown) if shown else "")
    rehearsed = None
    if request.method == "POST" and not is_unfinished and form.is_valid():
        try:
            if shown and "rehearse" in request.POST:
                rehearsed = calendar_rehearsal(lambda: _save(shown, form.cleaned_data, request, now), now=now)
            else:
                saved = _save(shown, form.cleaned_data, request, now, if_revision=revision)
                messages.success(request, _what_counts(saved, current))
                return redirect("sla:calendar", saved.pk)
        except CalendarOvertaken as refusal:
            form.refuse(refusal.problems)
            revision = revision_of_calendar(Calendar.objects.get(pk=shown.pk)) if shown else ""
        except CalendarRefused as refusal:
            form.refuse(refusal.problems)
    context: dict[str, Any] = {
        "calendar": shown,
        "current": current,
        "revision": revision,
        "corrects": corrects,
        "form": form,
        "offers_teams": teams_given_by(request.user).exists(),
        "proposals": proposals,
        "proposes": proposes,
        "may_judge_again": may_judge_again(request.user),
    }
    if rehearsed:
        context |= {"rehearsed": rehearsed, "rehearsed_headline": calendar_headline(rehearsed)}
    failed = proposals.problem or (not is_unfinished and (form.errors or form.weekly_errors))
    return render(request, "sla/calendar-edit.html", context, status=422 if failed else 200)


def _typed(request: SignedInRequest) -> QueryDict | None:
    """Return what was typed, if anything; with all days ticked that were offered, where that is asked for."""
    data = posted(request)
    if data is not None and "tick" in data:
        data = data.copy()
        data.setlist("holidays", data.getlist("offered"))
    return data


def _what_counts(saved: Calendar, before: CalendarVersion | None) -> str:
    """Say since when the saved hours count; `before` are those that were shown, None of a new calendar."""
    if before is not None and saved.current().pk != before.pk:
        return _("Saved. It counts from now on.")
    if before is None or before.number == 1:
        return _("Saved. These hours count for all hand-offs, earlier ones too.")
    return _("Saved. These hours count since version %(number)s began.") % {"number": before.number}


def _save(
    shown: Calendar | None,
    given: Mapping[str, Any],
    request: SignedInRequest,
    now: datetime,
    *,
    if_revision: str = "",
) -> Calendar:
    """Write the calendar and the teams that keep it, all or nothing."""
    return save_calendar(
        shown,
        name=given.get("name", ""),
        timezone=given["timezone"],
        weekly=given["weekly"],
        holidays=[{"date": day, "name": name} for day, name in given["days_off"]],
        exceptions=given["other_days"],
        teams=list(given["teams"]),
        if_revision=if_revision,
        user=request.user,
        now=now,
    )


def _proposals(request: SignedInRequest, zone: str, now: datetime) -> _Proposals:
    """Return what is proposed for this year and the next: the days of a file, else the holidays of a country."""
    years = range(now.year, now.year + 2)
    file = request.FILES.get("file")
    try:
        if isinstance(file, UploadedFile):
            asked = request.POST.get("timezone", "")
            entries = read_ics(
                file.read(LARGEST + 1), timezone=asked if asked in available_timezones() else zone, years=years
            )
            return _Proposals(entries.days, notes=_left_out(entries, years))
        if "read" in request.POST:
            return _Proposals({}, problem=_("Choose a file first."))
        country, region = request.POST.get("country", "").strip().upper(), request.POST.get("region", "").strip()
        return _Proposals(proposed(country, region, years))
    except (NoProposals, NotACalendarFile) as problem:
        return _Proposals({}, problem=str(problem))


def _left_out(entries: Entries, years: range) -> list[str]:
    """Say which entries of a file are not proposed."""
    notes = []
    if entries.hours:
        n = len(entries.hours)
        notes.append(
            ngettext(
                "%(n)s entry with times of day is left out: write it under the days with other hours.",
                "%(n)s entries with times of day are left out: write them under the days with other hours.",
                n,
            )
            % {"n": n}
        )
    if entries.elsewhere:
        n, first, last = entries.elsewhere, years[0], years[-1]
        notes.append(
            ngettext(
                "%(n)s entry outside %(first)s and %(last)s is left out.",
                "%(n)s entries outside %(first)s and %(last)s are left out.",
                n,
            )
            % {"n": n, "first": first, "last": last}
        )
    return notes
