from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from feedback.desk import acts, speech, story
from feedback.desk.belonging import belonging
from feedback.desk.context import queue_rows, row_context
from feedback.desk.promises import promise_rows
from feedback.desk.queue import Show, waiting
from feedback.desk.queue_words import headline, what_waits
from feedback.desk.weeks import weeks, working_day
from leadgap.accounts.models import Role, User
from leadgap.accounts.requests import SignedInRequest
from leadgap.rates import SmallN
from leadgap.ui.formats import city, percent
from leadgap.ui.htmx import render_page
from leads.intake.fields import QUALIFIED_BY_MARKETING
from leads.models import HandOff
from sla.agreements import current, judging
from sla.agreements.explaining import explained
from sla.models import Clock, Promise
from sla.months.waiting import qualified_at
from sla.waivers.services import may_waive
from sla.working_time.owners import owners_seen_by
from sla.working_time.readers import readers_zone

PAGE = 25
# What is typed into the forms of a lead's page, by which these are told apart: an earlier touch may have a length too.
TYPED = ("text", "occurred_at", "length_seconds", "amount")
TITLES = {Show.ANSWER: "To answer", Show.RATE: "To rate", Show.OPEN: "Open"}


@require_safe
@vary_on_headers("HX-Request", "HX-Boosted", "HX-History-Restore-Request")
def queue(request: SignedInRequest) -> HttpResponse:
    """What waits for Sales, soonest due first."""
    if request.user.role == Role.MARKETER:
        raise PermissionDenied("The queue is where Sales answers and rates leads.")
    now = timezone.now()
    name = request.GET.get("show", "")
    show = Show(name) if name in list(Show) else Show.ANSWER
    line = waiting(request.user, show, now=now)
    page: Page[HandOff] = Paginator(cast(Any, line), PAGE).get_page(request.GET.get("page"))
    url = reverse("desk:queue")
    context = {
        "show": show,
        "page": page,
        "rows": queue_rows(request.user, page.object_list, show, now=now),
        "tabs": [(title, f"{url}?show={each}") for each, title in TITLES.items()],
        "current_tab": f"{url}?show={show}",
        "headline": headline(show, line, is_own=request.user.role == Role.REP, now=now),
        "is_unmatched": not line.count() and request.user.role == Role.REP and not request.user.owners.exists(),
        "next": None if line.count() else _next(request.user, now=now),
    }
    return render_page(request, "desk/queue.html", "desk/_queue.html", context)


@require_safe
def hand_off(request: SignedInRequest, pk: int) -> HttpResponse:
    """One hand-off: why it was handed over, its clocks, its ratings, and all that happened."""
    found = get_object_or_404(HandOff.objects.visible_to(request.user).for_list(), pk=pk)
    return hand_off_page(request, found, now=timezone.now())


def hand_off_page(
    request: SignedInRequest, found: HandOff, *, now: datetime, why: str = "", wrong: str = ""
) -> HttpResponse:
    """Return the page of a hand-off this person may see.

    With `why` an act was refused, for what stands in the field `wrong`; what was typed stands there still.
    """
    typed = typed_in(request) if why else {}
    refused = next(iter(typed), "")
    organisation = request.organisation
    clocks = list(
        Clock.objects.filter(hand_off=found)
        .select_related("promise__version", "calendar_version", "owner", "team")
        .order_by("scope", "promise__position", "promise", "number")
    )
    version = clocks[0].promise.version if clocks else judging(found.handed_off_at)
    row = row_context(request.user, found, Show.ANSWER, now=now)
    context = row | {
        "promises": promise_rows(found, clocks, grace=organisation.grace, now=now),
        "may_waive": may_waive(request.user),
        "version": version,
        "belonging": belonging(request.user, found, version, now=now),
        "definition": explained(request.user, found, version, now=now),
        "contact": list(story.contact(found)),
        "qualified_at": qualified_at(found.lead.attributes.get(QUALIFIED_BY_MARKETING)),
        "facts": list(story.facts(request.user, found, zone=row["zone"], now=now)),
        "timeline": story.timeline(
            request.user, found, zone=row["zone"], undoable={each.pk for each in row["undoable"]}, now=now
        ),
        "siblings": HandOff.objects.visible_to(request.user).filter(lead=found.lead).exclude(pk=found.pk).for_list(),
        "may_rate_for_marketing": acts.may_rate_for_marketing(request.user),
        "speech_buttons": speech.buttons(request.user, found),
        "may_speak": acts.may_work(request.user, found) or acts.may_rate_for_marketing(request.user),
        "organisation": organisation,
        "next": reverse("desk:hand-off", args=[found.pk]),
        "typed": dict.fromkeys(TYPED, "") | typed,
        "refused": refused,
        "wrong": wrong if wrong in typed else refused,
        "why": why,
    }
    return render(request, "desk/hand_off.html", context, status=422 if why else 200)


def typed_in(request: SignedInRequest) -> dict[str, str]:
    """Return what a person has typed into a form of the page, and chosen beside it; the first names the form."""
    typed = {name: value for name in TYPED if (value := request.POST.get(name, ""))}
    return typed | {"channel": request.POST.get("channel", "")} if typed else {}


@require_safe
def my_week(request: SignedInRequest) -> HttpResponse:
    """A rep's own weeks: nobody else's figures, and no ranking."""
    if request.user.role != Role.REP:
        raise PermissionDenied("My week is a rep's own.")
    now = timezone.now()
    organisation = request.organisation
    small_n = SmallN(organisation.few, organisation.indicative)
    found = weeks(request.user, today=now.astimezone(organisation.zone).date(), small_n=small_n)
    context = {
        "weeks": found,
        "this": found[0],
        "promised": _promised(found[0].promises or _promised_now(now)),
        "working_day": working_day(request.user),
        "next": _next(request.user, now=now),
        "hours_url": _hours_url(request.user),
        "weeks_city": city(organisation.timezone) if organisation.timezone != readers_zone(request.user) else "",
    }
    return render(request, "desk/my_week.html", context)


def _promised_now(now: datetime) -> list[Promise]:
    """Return what holds for a lead that comes now, where none of this week says it."""
    version = current(now)
    return list(version.promises.filter(kind=Promise.Kind.FIRST_RESPONSE)[:1]) if version else []


def _promised(promises: Iterable[Promise]) -> str:
    """95 % within 4 working hours or 15 working minutes and 90 % within 3 working days."""
    by_goal: dict[str, list[str]] = {}
    for promise in promises:
        by_goal.setdefault(percent(promise.goal), []).append(promise.target_words)
    said = [f"{goal} within {get_text_list(list(dict.fromkeys(words)), _('or'))}" for goal, words in by_goal.items()]
    return get_text_list(said, _("and"))


def _hours_url(user: User) -> str:
    """Return where a rep's own hours are kept; "" where they own nothing."""
    owners = list(owners_seen_by(user)[:2])
    if len(owners) == 1:
        return reverse("sla:owner-hours", args=[owners[0].pk])
    return reverse("sla:people-hours") if owners else ""


def _next(user: User, *, now: datetime) -> tuple[str, str] | None:
    """Return what waits for a rep, as words and an address: answers, then ratings, then what is open; or None."""
    for show in Show:
        line = waiting(user, show, now=now)
        if line.count():
            return what_waits(show, line, is_own=user.role == Role.REP), f"{reverse('desk:queue')}?show={show}"
    return None
