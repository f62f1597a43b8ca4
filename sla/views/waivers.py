from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from operator import itemgetter
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from leadgap.accounts.models import Organisation, Owner, User
from leadgap.accounts.naming import names_for
from leadgap.accounts.requests import SignedInRequest, posted, whole_number
from leadgap.ui.asked_period import DAYS
from leadgap.ui.formats import number
from sla.compliance.slices import By, offered_to
from sla.compliance.wall import within
from sla.judging.zones import zone_of
from sla.models import Clock, WaivedClock, Waiver
from sla.views.misses import Asked
from sla.waivers.chosen import Chosen, filtered, one
from sla.waivers.forms import ALL, WaivedForm, WaiverForm
from sla.waivers.preview import lines_of, preview
from sla.waivers.services import WaiverRefused, may_read_waivers, may_take_back, may_waive, take_back, waive
from sla.waivers.words import preview_headline

A_PAGE = 50


Shown = tuple[Chosen, tuple[str, str], WaivedForm | None]  # with the way back, in words and address, and the filter


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    """What waiving these clocks would do, and the form that does it."""
    if not may_waive(request.user):
        raise PermissionDenied
    now, organisation = timezone.now(), Organisation.current()
    chosen, back, narrowing = _one(request) if "clock" in request.GET else _filtered(request, organisation, now)
    form = WaiverForm(posted(request))
    if form.is_bound and form.is_valid():
        try:
            waiver = waive(
                chosen.clocks,
                covers=chosen.covers,
                asked=chosen.asked,
                expected=whole_number(request.POST.get("expected", "")),
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
    context = {
        "chosen": chosen,
        "back": back,
        "narrowing": narrowing,
        "form": form,
        "found": found,
        "headline": preview_headline(found),
    }
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
        "clocks": [
            (clock, Clock.Verdict.MISSED if clock.is_overdue(now) else clock.verdict, zone_of(clock)) for clock in page
        ],
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


def _one(request: SignedInRequest) -> Shown:
    clock = get_object_or_404(Clock.objects.visible_to(request.user).for_list(), pk=whole_number(request.GET["clock"]))
    return one(clock), (str(clock.hand_off.lead), reverse("desk:hand-off", args=[clock.hand_off_id])), None


def _filtered(request: SignedInRequest, organisation: Organisation, now: datetime) -> Shown:
    get = _with_days(request.GET, now.astimezone(organisation.zone).date())
    named, scope = get.copy(), get.get("scope", "")
    is_of_all = named.get("promise") == ALL
    if is_of_all:
        del named["promise"]
    asked = Asked.of(named, request.user, organisation, now)
    asked = replace(asked, kind="" if is_of_all else asked.kind, scope=scope if scope in Clock.Scope else "")
    form = WaivedForm(
        get,
        offered=offered_to(request.user, organisation),
        branch=within(request.user).get("team"),
        reps=_reps(request.user, organisation),
    )
    form.is_valid()
    kept = {name: value for name, value in get.items() if name != "scope" and value != ALL}
    return filtered(asked, request.user), (_("Misses"), f"{reverse('sla:misses')}?{urlencode(kept)}"), form


def _with_days(get: QueryDict, today: date) -> QueryDict:
    """Return what the address asks for; of today where it names no days, for nobody waives 90 days by default."""
    if any(get.get(name) for name in (*DAYS, "week")):
        return get
    given = get.copy()
    given["start"] = given["end"] = today.isoformat()
    return given


def _reps(user: User, organisation: Organisation) -> dict[int, str]:
    if By.OWNER not in offered_to(user, organisation):
        return {}
    owners = Owner.objects.filter(**{f"{name}__in": keys for name, keys in within(user).items()})
    return dict(sorted(names_for(owners, user, organisation).items(), key=itemgetter(1)))


def _headline(found: Waiver) -> str:
    count = found.clock_count
    said = ngettext("%(n)s clock is waived", "%(n)s clocks are waived", count) % {"n": number(count)}
    if found.taken_back_at:
        said = ngettext("%(n)s clock was waived", "%(n)s clocks were waived", count) % {"n": number(count)}
        return f"{said}, and {_('this was taken back')}."
    return f"{said}: {found.get_reason_display().lower()}."
