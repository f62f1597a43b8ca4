from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from leadgap.accounts.models import Organisation
from leadgap.accounts.requests import SignedInRequest, posted
from leadgap.periods import days_between
from leadgap.ui.formats import number
from sla.compliance.slices import offered_to
from sla.compliance.table import within
from sla.compliance.words import when_of
from sla.models import Clock, Promise, WaivedClock, Waiver
from sla.querysets import ClockQuerySet
from sla.views.misses import Asked, started_words
from sla.waivers.forms import ALL, WaivedForm, WaiverForm
from sla.waivers.preview import lines_of, preview
from sla.waivers.services import WaiverRefused, may_read_waivers, may_take_back, may_waive, take_back, waive
from sla.waivers.words import preview_headline

A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Chosen:
    """The clocks that the address names: one, or those of a filter, whose form is shown then."""

    clocks: ClockQuerySet
    covers: str
    asked: dict[str, Any]
    back: tuple[str, str]  # words and address
    form: WaivedForm | None = None


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    """What waiving these clocks would do, and the form that does it."""
    if not may_waive(request.user):
        raise PermissionDenied
    now, organisation = timezone.now(), Organisation.current()
    chosen = _one(request) if "clock" in request.GET else _filtered(request, organisation, now)
    form = WaiverForm(posted(request))
    if form.is_bound and form.is_valid():
        try:
            waiver = waive(
                chosen.clocks,
                covers=chosen.covers,
                asked=chosen.asked,
                expected=_number(request.POST.get("expected", "")),
                user=request.user,
                now=now,
                **form.cleaned_data,
            )
        except WaiverRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Waived. Rates without waived clocks are being counted anew."))
            return redirect("sla:waiver", waiver.pk)
    found = preview(chosen.clocks, user=request.user, organisation=organisation, now=now)
    context = {"chosen": chosen, "form": form, "found": found, "headline": preview_headline(found)}
    return render(request, "sla/waiver-new.html", context, status=422 if form.errors else 200)


@require_safe
def waivers(request: SignedInRequest) -> HttpResponse:
    """All waivers over clocks of one's own branch, newest first, also those taken back.

    They may say what concerns a person. Reps and marketers read the reason on each clock that they may read.
    """
    if not may_read_waivers(request.user):
        raise PermissionDenied
    found = Waiver.objects.visible_to(request.user).for_list()
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    standing = Waiver.objects.visible_to(request.user).filter(taken_back_at=None).count()
    return render(request, "sla/waivers.html", {"page": page, "standing": standing, "role": request.user.role})


@require_safe
def waiver(request: SignedInRequest, pk: int) -> HttpResponse:
    """One waiver: why, over which clocks, and how they stand now."""
    now = timezone.now()
    found = get_object_or_404(Waiver.objects.visible_to(request.user).for_list(), pk=pk)
    hand_offs = WaivedClock.objects.filter(waiver=found).values("hand_off")
    clocks = Clock.objects.visible_to(request.user).filter(hand_off__in=hand_offs).waived(found)
    page = Paginator(clocks.for_list().order_by("-due_at", "-pk"), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "waiver": found,
        "lines": lines_of(clocks, now=now),
        "page": page,
        "clocks": [(clock, Clock.Verdict.MISSED if clock.is_overdue(now) else clock.verdict) for clock in page],
        "headline": _headline(found),
        "may_take_back": may_take_back(request.user, found),
    }
    return render(request, "sla/waiver.html", context)


@require_POST
def take_back_waiver(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let its clocks count as before."""
    found = get_object_or_404(Waiver.objects.visible_to(request.user), pk=pk)
    if not may_waive(request.user):
        raise PermissionDenied
    try:
        take_back(found, user=request.user, now=timezone.now())
    except WaiverRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Taken back. Its clocks count as before."))
    return redirect("sla:waiver", pk)


def _one(request: SignedInRequest) -> Chosen:
    clock = get_object_or_404(Clock.objects.visible_to(request.user).for_list(), pk=_number(request.GET["clock"]))
    # Who the lead is, a waiver must not keep: the person can be erased.
    kind, scope = Promise.Kind(clock.promise.kind).label, str(Clock.Scope(clock.scope).label).lower()
    return Chosen(
        Clock.objects.filter(pk=clock.pk),
        f"{kind}, the {scope} of hand-off {clock.hand_off_id}",
        {"hand_off": clock.hand_off_id, "promise": clock.promise.kind, "scope": clock.scope, "number": clock.number},
        (str(clock.hand_off.lead), reverse("desk:hand-off", args=[clock.hand_off_id])),
    )


def _filtered(request: SignedInRequest, organisation: Organisation, now: datetime) -> Chosen:
    get = request.GET
    asked = Asked.of(request, organisation, now)
    asked = replace(
        asked,
        kind="" if get.get("promise") == ALL else asked.kind,
        scope=get["scope"] if get.get("scope") in Clock.Scope else "",
    )
    form = WaivedForm(
        get or None, offered=offered_to(request.user, organisation), branch=within(request.user).get("team")
    )
    form.is_valid()
    kept = {name: value for name, value in get.items() if name != "scope" and value != ALL}
    return Chosen(
        asked.clocks(request.user),
        _covers(asked),
        _as_data(asked),
        (_("Misses"), f"{reverse('sla:misses')}?{urlencode(kept)}"),
        form,
    )


def _covers(asked: Asked) -> str:
    """First response, source Website, started between 16:00 and 17:00, 3 Nov 2026 to 4 Nov 2026"""
    parts = [
        str(Promise.Kind(asked.kind).label) if asked.kind else _("All promises"),
        asked.slice,
        f"{str(Clock.Scope(asked.scope).label).lower()}s" if asked.scope else "",
        started_words(asked).strip(", "),
    ]
    period = asked.period
    # A preset moves on; what was waived does not.
    if period.start and period.end:
        return ", ".join(filter(None, [*parts, days_between(period.start, period.end)]))
    return ", ".join(filter(None, parts)) + when_of(period)


def _as_data(asked: Asked) -> dict[str, Any]:
    days = {"start": asked.period.start, "end": asked.period.end}
    given = {"promise": asked.kind, "scope": asked.scope, "hour": asked.hour, "weekday": asked.weekday, **asked.only}
    return {name: value for name, value in given.items() if value not in {"", None}} | {
        name: day.isoformat() for name, day in days.items() if day
    }


def _number(text: str) -> int:
    """Return a whole number of an address or form; 0 for what is none."""
    return int(text) if text.isdecimal() and len(text) < 18 else 0


def _headline(found: Waiver) -> str:
    count = found.clock_count
    said = ngettext("%(n)s clock is waived", "%(n)s clocks are waived", count) % {"n": number(count)}
    if found.taken_back_at:
        said = ngettext("%(n)s clock was waived", "%(n)s clocks were waived", count) % {"n": number(count)}
        return f"{said}, and {_('this was taken back')}."
    return f"{said}: {found.get_reason_display().lower()}."
