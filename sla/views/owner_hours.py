"""Whose working time differs from their team's: their hours, and when they are off."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from leadgap.accounts.models import Organisation, Owner, Role
from leadgap.accounts.requests import SignedInRequest, posted
from sla.again.calendars import owner_rehearsal
from sla.again.words import calendar_headline
from sla.agreements.sentences import hours_of
from sla.models import CalendarVersion
from sla.working_time import CalendarOvertaken, CalendarRefused
from sla.working_time.correcting import is_correctable
from sla.working_time.days import Off, weeks
from sla.working_time.ics import LARGEST, NotACalendarFile, read_ics
from sla.working_time.owner_forms import OwnerHoursForm, TimeOffForm
from sla.working_time.owners import (
    add_time_off,
    calendars_of,
    keep_hours,
    may_keep_hours,
    owners_seen_by,
    remove_time_off,
)
from sla.working_time.owners import revision as revision_of_owner
from sla.working_time.time_off_file import proposed_time_off, stretches_of, ticked_value

# Owners that the page lists.
MOST = 500


@require_safe
def people(request: SignedInRequest) -> HttpResponse:
    """The owners in one's scope: whose hours they go by, and when each is off next."""
    now = timezone.now()
    owners = owners_seen_by(request.user).select_related("team", "calendar__follows")
    owners = owners.prefetch_related("calendar__versions").order_by("team", "name", "pk").distinct()
    rows = []
    for owner in owners[:MOST]:
        own = getattr(owner, "calendar", None)
        current = own.current() if own else None
        coming = _coming(current, now)[:1] if current else []
        rows.append((owner, own, hours_of(current.weekly) if current else [], coming[0] if coming else None))
    if not rows and request.user.role in {Role.REP, Role.MARKETER}:
        raise Http404
    off_now = sum(1 for _owner, _own, _hours, coming in rows if coming and coming.begins <= now)
    return render(request, "sla/people-hours.html", {"rows": rows, "off_now": off_now, "most": MOST})


@require_safe
def hours(request: SignedInRequest, pk: int) -> HttpResponse:
    return _page(request, _owner(request, pk), TimeOffForm())


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say whose days off an owner keeps, and which hours."""
    owner = _writable(request, pk)
    now = timezone.now()
    own, base, current = calendars_of(owner, now)
    if base is None or current is None:
        messages.error(request, _("Make a calendar first: an owner follows one for its days off."))
        return redirect("sla:owner-hours", pk)
    has_own_hours = own is not None and own.has_own_hours
    form = OwnerHoursForm(posted(request), follows=base, has_own_hours=has_own_hours, current=current)
    corrects = own is not None and is_correctable(current, now)
    revision = request.POST.get("revision") or revision_of_owner(calendars_of(owner, now))
    context: dict[str, Any] = {"owner": owner, "form": form, "corrects": corrects, "current": current}
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def keep() -> CalendarVersion:
            return keep_hours(
                owner,
                follows=given["follows"],
                timezone=given["timezone"],
                weekly=given["weekly"],
                if_revision="" if "rehearse" in request.POST else revision,
                user=request.user,
                now=now,
            )

        try:
            if "rehearse" in request.POST:
                context |= _rehearsed(keep, owner, now)
            else:
                is_corrected = keep().pk == current.pk and own is not None
                messages.success(request, _("Saved.") if is_corrected else _("Saved. It counts from now on."))
                return redirect("sla:owner-hours", pk)
        except CalendarOvertaken as refusal:
            form.refuse(refusal.problems)
            revision = revision_of_owner(calendars_of(owner, now))
        except CalendarRefused as refusal:
            form.refuse(refusal.problems)
    context["revision"] = revision
    failed = form.errors or form.weekly_errors
    return render(request, "sla/owner-hours-edit.html", context, status=422 if failed else 200)


_OVER = gettext_lazy(
    "Written down. It is over: what was judged stays as it was, unless a head of Sales judges those days again."
)


@require_POST
def take_off(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write down time off; the same stretch twice is written once."""
    owner, now = _writable(request, pk), timezone.now()
    form = TimeOffForm(request.POST)
    if form.is_valid():
        stretch = form.stretch

        def change() -> CalendarVersion:
            return add_time_off(owner, [stretch], user=request.user, now=now)

        try:
            if "rehearse" in request.POST:
                return _page(request, owner, form, more=_rehearsed(change, owner, now))
            zone = ZoneInfo(change().timezone)
        except CalendarRefused as refusal:
            for text in (text for texts in refusal.problems.values() for text in texts):
                form.add_error(None, text)
        else:
            is_over = datetime.fromisoformat(stretch["until"]).replace(tzinfo=zone) <= now
            messages.success(request, _OVER if is_over else _("Written down. It counts from now on."))
            return redirect("sla:owner-hours", pk)
    return _page(request, owner, form, status=422)


@require_POST
def from_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """Propose the time off of an iCalendar file, of which nothing is ticked; or write down what was ticked."""
    owner, now = _writable(request, pk), timezone.now()
    current = calendars_of(owner, now).current
    zone = current.timezone if current else Organisation.current().timezone
    file = request.FILES.get("file")
    more: dict[str, Any] = {}
    try:
        if isinstance(file, UploadedFile):
            entries = read_ics(file.read(LARGEST + 1), timezone=zone, years=range(now.year, now.year + 2))
            found = proposed_time_off(entries, now.astimezone(ZoneInfo(zone)).replace(tzinfo=None))
            more = {"proposes": True, "proposals": [(off, ticked_value(off)) for off in found]}
        elif stretches := stretches_of(request.POST.getlist("stretch")):
            add_time_off(owner, stretches, user=request.user, now=now)
            messages.success(request, _("Written down. It counts from now on."))
            return redirect("sla:owner-hours", pk)
        else:
            more = {"file_problem": _("Choose a file, or tick what is time off.")}
    except (NotACalendarFile, CalendarRefused) as problem:
        more = {"file_problem": str(problem)}
    return _page(request, owner, TimeOffForm(), status=422 if "file_problem" in more else 200, more=more)


@require_POST
def put_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take time off out again; what is not there is no trouble."""
    owner = _writable(request, pk)
    begins, ends = request.POST.get("from", ""), request.POST.get("until", "")
    remove_time_off(owner, begins, ends, user=request.user, now=timezone.now())
    messages.success(request, _("Taken out. It counts from now on."))
    return redirect("sla:owner-hours", pk)


def _owner(request: SignedInRequest, pk: int) -> Owner:
    return get_object_or_404(owners_seen_by(request.user).select_related("team", "user").distinct(), pk=pk)


def _writable(request: SignedInRequest, pk: int) -> Owner:
    owner = _owner(request, pk)
    if not may_keep_hours(request.user, owner):
        raise PermissionDenied
    return owner


def _coming(current: CalendarVersion, now: datetime) -> list[Off]:
    return [Off(*stretch) for stretch in current.stretches_off if stretch[1] > now]


def _rehearsed(change: Callable[[], CalendarVersion], owner: Owner, now: datetime) -> dict[str, Any]:
    """Return what a page says of a change before it is made: the four weeks then, and what it does to clocks."""
    version, found = owner_rehearsal(change, owner, now=now)
    today = now.astimezone(ZoneInfo(version.timezone)).date()
    return {
        "rehearsed": found,
        "rehearsed_headline": calendar_headline(found),
        "weeks": weeks(version.compiled(), version.named_days, today, version.stretches_off),
        "today": today,
    }


def _page(
    request: SignedInRequest,
    owner: Owner,
    form: TimeOffForm,
    status: int = 200,
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Four weeks as they will be counted, and the time off to come; `more` is said instead or beside."""
    now = timezone.now()
    own, base, current = calendars_of(owner, now)
    context: dict[str, Any] = {
        "owner": owner,
        "is_me": owner.user_id == request.user.pk,
        "own": own,
        "base": base,
        "current": current,
        "form": form,
        "may_keep": may_keep_hours(request.user, owner),
    }
    if current is not None:
        today = now.astimezone(ZoneInfo(current.timezone)).date()
        coming = _coming(current, now)
        context |= {
            "hours": hours_of(current.weekly),
            "weeks": weeks(current.compiled(), current.named_days, today, current.stretches_off),
            "today": today,
            "coming": coming,
            "is_off": bool(coming) and coming[0].begins <= now,
            "versions": own.versions.order_by("-number") if own else [],
        }
    return render(request, "sla/owner-hours.html", context | dict(more or {}), status=status)
