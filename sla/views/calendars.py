"""Working time: the calendars, the weeks ahead as they will be counted, and the editor."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from leadgap.accounts.models import Organisation
from leadgap.accounts.requests import SignedInRequest, posted
from sla.agreements.sentences import hours_of
from sla.models import Calendar
from sla.working_time import CalendarRefused, may_change_calendars, save_calendar
from sla.working_time.days import WEEKS, clock_changes, weeks
from sla.working_time.forms import CalendarForm
from sla.working_time.proposals import NoProposals, proposed

LENGTH, A_YEAR = timedelta(weeks=WEEKS), timedelta(days=365)
# The years of which a page of a calendar can be asked for.
YEARS = (2000, 2100)


@require_safe
def calendars(request: SignedInRequest) -> HttpResponse:
    """All calendars, each with its hours and who keeps it."""
    found = Calendar.objects.filter(archived_at=None).prefetch_related("versions", "team_calendars__team")
    rows = []
    for each in found:
        current = max(each.versions.all(), key=lambda version: version.number)
        today = timezone.now().astimezone(ZoneInfo(current.timezone)).date()
        coming = next(iter(current.days_off(today)), None)
        rows.append(
            (each, current, hours_of(current.weekly), coming, [kept.team for kept in each.team_calendars.all()])
        )
    context = {"rows": rows, "may_change": may_change_calendars(request.user)}
    return render(request, "sla/calendars.html", context)


@require_safe
def calendar(request: SignedInRequest, pk: int) -> HttpResponse:
    """Four weeks, day by day: the next ones, or from the day that the address names."""
    shown = get_object_or_404(Calendar, pk=pk)
    current = shown.current()
    compiled = current.compiled()
    now = timezone.now()
    today = now.astimezone(ZoneInfo(current.timezone)).date()
    start = _day_of(request.GET.get("from", "")) or today
    monday = start - timedelta(days=start.weekday())
    opens_at = compiled.due(now, 0)  # now when open, else the next opening
    names = {day["date"]: day["name"] for day in current.holidays}
    context = {
        "calendar": shown,
        "current": current,
        "hours": hours_of(current.weekly),
        "weeks": weeks(compiled, names, start),
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
        "may_change": may_change_calendars(request.user),
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
    return _editor(request, get_object_or_404(Calendar, pk=pk))


def _editor(request: SignedInRequest, shown: Calendar | None) -> HttpResponse:
    """Asking for holidays keeps what was typed and saves nothing."""
    if not may_change_calendars(request.user):
        raise PermissionDenied
    now = timezone.now()
    proposes = request.method == "POST" and "propose" in request.POST
    proposals, problem = _proposals(request, now) if proposes else ({}, "")
    zone = Organisation.current().timezone
    form = CalendarForm(posted(request), calendar=shown, zone=zone, proposed=proposals)
    if request.method == "POST" and not proposes and form.is_valid():
        try:
            saved = _save(shown, form.cleaned_data, request, now)
        except CalendarRefused as refusal:
            form.refuse(refusal.problems)
        else:
            messages.success(request, _("Saved. It counts from now on."))
            return redirect("sla:calendar", saved.pk)
    context = {"calendar": shown, "form": form, "proposals": len(proposals), "problem": problem, "proposes": proposes}
    failed = problem or (not proposes and (form.errors or form.weekly_errors))
    return render(request, "sla/calendar-edit.html", context, status=422 if failed else 200)


def _save(shown: Calendar | None, given: Mapping[str, Any], request: SignedInRequest, now: datetime) -> Calendar:
    """Write the calendar and the teams that keep it, all or nothing."""
    return save_calendar(
        shown,
        name=given.get("name", ""),
        timezone=given["timezone"],
        weekly=given["weekly"],
        holidays=[{"date": day, "name": name} for day, name in given["days_off"]],
        teams=list(given["teams"]),
        user=request.user,
        now=now,
    )


def _proposals(request: SignedInRequest, now: datetime) -> tuple[Mapping[str, str], str]:
    """Return the holidays of this year and the next, or what is wrong with the question."""
    country, region = request.POST.get("country", "").strip().upper(), request.POST.get("region", "").strip()
    try:
        return proposed(country, region, range(now.year, now.year + 2)), ""
    except NoProposals as unknown:
        return {}, str(unknown)
