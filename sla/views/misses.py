from __future__ import annotations

from calendar import day_name
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from leadgap.accounts.models import Organisation, Role, User
from leadgap.accounts.requests import SignedInRequest
from leadgap.exports import csv_response
from leadgap.periods import PRESETS, Period, UnknownPeriod, day_of
from leadgap.ui.asked_period import kept_of, period_of
from leadgap.ui.filters import FilterRefused, key_asked, name_of, not_offered
from leadgap.ui.formats import number
from sla.blind import tells_score
from sla.compliance import WORDS, By
from sla.compliance.forms import ONLY, WITHOUT, MissesForm
from sla.compliance.slices import offered_to, scopes_of, week_name
from sla.compliance.wall import names_asked, within
from sla.compliance.words import KINDS, no_promise, when_of
from sla.misses import clocks_of, described, lines
from sla.models import Clock, Promise, Signature
from sla.models.promises import side_of
from sla.querysets import ClockQuerySet
from sla.waivers.services import may_waive

A_PAGE = 50
# Nobody reads on; the file has all of them.
MOST = 1000


@dataclass(frozen=True, slots=True)
class Asked:
    """Which misses the address asks for."""

    kind: str
    scope: str
    period: Period
    only: dict[str, int]
    slice: str  # in words; "" for all
    offered: list[By]  # the cuts by which this person may pick single clocks
    hour: int | None = None  # of the day at which the clocks started
    weekday: int | None = None  # on which they did, 0 for Monday
    waivers: str = ""  # WITHOUT or ONLY; "" for all
    is_own: bool = False  # whether Sales promised it and a rep asks, who reads of the own clocks alone

    @classmethod
    def of(cls, get: QueryDict, user: User, organisation: Organisation, now: datetime) -> Asked:
        scope = get.get("scope", "")
        offered = _offered(user, organisation)
        if hidden := [by for by in By if get.get(by) and by not in offered]:
            raise FilterRefused(not_offered(hidden[0], offered))
        asked = {by: key_asked(get, by.value) for by in offered if by is not By.WEEK}
        only = {by.value: key for by, key in asked.items() if key is not None}
        cuts = [By(name) for name in only]
        kind = _one_of(Promise.Kind, get.get("promise", ""), "a promise") or Promise.Kind.FIRST_RESPONSE.value
        of_sales = scopes_of(user, cuts[-1] if cuts else By.SOURCE, organisation)
        # What Marketing promises no rep answers for: it has no owner clocks.
        allowed = of_sales if side_of(kind) == Signature.Side.SALES else [Clock.Scope.LEAD]
        # A preset goes before a week: it is what somebody has chosen since.
        monday = None if get.get("period") else _monday(get.get("week", ""))
        names = [
            name_of(WORDS[by][0], only[by], names_asked(by, only[by], user=user, organisation=organisation))
            for by in cuts
        ]
        return cls(
            offered=offered,
            hour=number_asked(get.get("hour", ""), 24),
            weekday=number_asked(get.get("weekday", ""), 7),
            waivers=_one_of({WITHOUT, ONLY}, get.get("waivers", ""), "a choice of waivers"),
            kind=kind,
            is_own=user.role == Role.REP and side_of(kind) == Signature.Side.SALES,
            scope=scope if scope in allowed else allowed[0],
            period=week_of(monday) if monday else period_of(get, organisation, now),
            only=only,
            slice=", ".join(f"{WORDS[by][0]} {name}" for by, name in zip(cuts, names, strict=True) if name),
        )

    @property
    def back(self) -> dict[str, str]:
        """Return promise and period as compliance knows them: it has no page of one week, and no replies for a rep."""
        is_counted = By.TEAM in self.offered or side_of(self.kind) == Signature.Side.SALES
        promise = {"promise": self.kind} if is_counted else {}
        return promise | ({} if self.period.name == "week" else kept_of(self.period))

    def clocks(self, user: User) -> ClockQuerySet:
        """Return all clocks of the slice, whatever their verdict."""
        return clocks_of(
            user,
            promise_kind=self.kind,
            scope=self.scope,
            period=self.period,
            only=self.only,
            hour=self.hour,
            weekday=self.weekday,
        )

    def missed(self, user: User, now: datetime, grace: timedelta) -> tuple[ClockQuerySet, ClockQuerySet]:
        """Return the missed ones with or without the waived: the confirmed, newest first, and those not yet so."""
        clocks = self.clocks(user).missed(now)
        if self.waivers:
            clocks = clocks.waived() if self.waivers == ONLY else clocks.not_waived()
        confirmed = clocks.confirmed(now, grace)
        fresh = clocks.filter(due_at__gt=now - grace, stopped_at=None, ended_at=None) if grace else clocks.none()
        return confirmed.order_by("-due_at", "-pk"), fresh


def _offered(user: User, organisation: Organisation) -> list[By]:
    return [by for by in offered_to(user, organisation) if by is not By.SEGMENT or not tells_score(user)]


@require_safe
def misses_page(request: SignedInRequest) -> HttpResponse:
    """Missed clocks, newest first, each with why in one line."""
    now, organisation = timezone.now(), request.organisation
    asked = Asked.of(request.GET, request.user, organisation, now)
    clocks, fresh = asked.missed(request.user, now, organisation.grace)
    page = Paginator(clocks.for_list()[:MOST], A_PAGE).get_page(request.GET.get("page"))
    is_cut = page.paginator.count == MOST and clocks[MOST : MOST + 1].exists()
    misses = described(page.object_list, user=request.user, organisation=organisation, now=now)
    context: dict[str, Any] = {
        "asked": asked,
        "form": MissesForm(request.GET or None, offered=asked.offered, branch=within(request.user).get("team")),
        "page": page,
        "fresh": fresh.count(),
        "grace": organisation.grace,
        "misses": misses,
        "has_reps": any(miss.owner for miss in misses),  # some readers see none beside a hand-off
        "headline": _headline(asked, page.paginator.count, is_cut=is_cut),
        "is_owner_scope": asked.scope == Clock.Scope.OWNER,
        "compliance_url": f"{reverse('sla:compliance')}?{urlencode(asked.back)}",
        "csv_url": f"{reverse('sla:misses-csv')}?{request.GET.urlencode()}",
        "may_waive": may_waive(request.user),
        "waive_url": waive_url(request, page.object_list[0]) if page.object_list else "",
        "now": now,
    }
    return render(request, "sla/misses.html", context)


@require_safe
def misses_csv(request: SignedInRequest) -> StreamingHttpResponse:
    """The same misses, all of them."""
    now, organisation = timezone.now(), request.organisation
    asked = Asked.of(request.GET, request.user, organisation, now)
    clocks, _ = asked.missed(request.user, now, organisation.grace)
    rows = lines(clocks, user=request.user, organisation=organisation, now=now)
    return csv_response(f"misses-{asked.kind}-{asked.period.name}.csv", rows)


def waive_url(request: SignedInRequest, newest: Clock) -> str:
    """Return the way to a waiver over the filter that is shown: of its lead clocks and owner clocks.

    Nobody means the 90 days of a preset: it opens on the days that were asked for, else on that of the newest miss.
    """
    kept = request.GET.copy()
    for name in ("page", "waivers", "scope"):
        kept.pop(name, None)
    if kept.get("period", "") in {"", *PRESETS} and not any(kept.get(name) for name in ("start", "end", "week")):
        kept.pop("period", None)
        kept["start"] = kept["end"] = newest.hand_off.day.isoformat()
    return f"{reverse('sla:waiver-new')}?{kept.urlencode()}"


def week_of(monday: date) -> Period:
    return Period("week", week_name(monday), monday, monday + timedelta(days=7))


def _headline(asked: Asked, count: int, *, is_cut: bool) -> str:
    promises, _ = KINDS[asked.kind]
    where = f" for {asked.slice}" if asked.slice else ""
    where += started_words(asked)
    when = when_of(asked.period)
    promises = {"": promises, WITHOUT: f"{promises} that are not waived", ONLY: f"waived {promises}"}[asked.waivers]
    if not count and not Promise.objects.filter(kind=asked.kind, version__state="signed").exists():
        return no_promise(asked.kind)
    if not count:
        return f"None of {'your' if asked.is_own else 'the'} {promises} was missed{where}{when}."
    noun = promises if count != 1 else promises.replace("promises that are", "promise that is").removesuffix("s")
    more = "More than " if is_cut else ""
    what = f"of your {promises}" if asked.is_own else noun
    return f"{more}{number(count)} {what} {'were' if count != 1 else 'was'} missed{where}{when}."


def started_words(asked: Asked) -> str:
    """, started on a Friday between 16:00 and 17:00,"""
    day = "" if asked.weekday is None else f" on a {day_name[asked.weekday]}"
    hour = "" if asked.hour is None else f" between {asked.hour}:00 and {asked.hour + 1}:00"
    return f", started{day}{hour}," if day or hour else ""


def _one_of(known: Collection[str], text: str, what: str) -> str:
    """Return what an address names; "" for nothing."""
    if text and text not in known:
        raise FilterRefused(f"“{text}” is not {what}. Choose one from the list.")
    return text


def number_asked(text: str, end: int) -> int | None:
    """Return the number that an address names; None where it names none. Raises FilterRefused for any other."""
    if not text:
        return None
    if not text.isdecimal() or int(text) >= end:
        raise FilterRefused(f"“{text}” is no whole number from 0 to {number(end - 1)}.")
    return int(text)


def _monday(text: str) -> date | None:
    if not text:
        return None
    try:
        return day_of(text)
    except UnknownPeriod as problem:
        raise FilterRefused(str(problem)) from problem
