"""What a person does with one hand-off. Every act is a POST, refused in words, and answers with the row as it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from feedback.desk import doing, story
from feedback.desk.acts import may_rate_for_marketing, may_work
from feedback.desk.context import row_context
from feedback.desk.forms import CloseForm, LoggedTouchForm, MessageForm, RatingForm, ReasonForm
from feedback.desk.queue import Show, waiting
from feedback.desk.queue_words import headline
from feedback.desk.speech import offered
from feedback.desk.views import hand_off_page, typed_in
from feedback.ratings import services
from leadgap.accounts.models import Role, User
from leadgap.accounts.requests import SignedInRequest
from leadgap.ui.htmx import wants_fragment
from leads.journal import Refused
from leads.lifecycle import Kind
from leads.models import Event, HandOff, Reason
from leads.undoing import undo as take_back
from leads.undoing import undoable
from sla.working_time.readers import readers_zone

Form = TypeVar("Form", bound=forms.Form)
Act = Callable[[SignedInRequest, HandOff, datetime], Event]


class Unclear(Exception):
    """The form has to be corrected; the text says how, and `field` where, if it is known."""

    def __init__(self, text: str, field: str = "") -> None:
        super().__init__(text)
        self.field = field


def act(may: Callable[[User, HandOff], bool]) -> Callable[[Act], Callable[..., HttpResponse]]:
    """Make a view of an act: outside the wall 404, forbidden 403, refused 422 with the sentence."""

    def decorate(do: Act) -> Callable[..., HttpResponse]:
        @wraps(do)
        def view(request: SignedInRequest, pk: int) -> HttpResponse:
            hand_off = get_object_or_404(HandOff.objects.visible_to(request.user).for_list(), pk=pk)
            if not may(request.user, hand_off):
                raise PermissionDenied("This hand-off is yours to read, and somebody else's to act on.")
            now = timezone.now()
            try:
                event = do(request, hand_off, now)
            except (Refused, Unclear) as refusal:
                return _answer(request, hand_off, now, problem=str(refusal), wrong=getattr(refusal, "field", ""))
            return _answer(request, hand_off, now, event=event)

        return require_POST(view)

    return decorate


def _answer(
    request: SignedInRequest,
    hand_off: HandOff,
    now: datetime,
    *,
    event: Event | None = None,
    problem: str = "",
    wrong: str = "",
) -> HttpResponse:
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = reverse("desk:hand-off", args=[hand_off.pk])
    if wants_fragment(request):
        read_again = HandOff.objects.for_list().get(pk=hand_off.pk)
        name = request.POST.get("show", "")
        show = Show(name) if name in list(Show) else Show.ANSWER
        context = row_context(request.user, read_again, show, now=now) | {"problem": problem, "next": back}
        line = waiting(request.user, show, now=now)
        context["headline"] = headline(show, line, is_own=request.user.role == Role.REP, now=now)
        return render(request, "desk/_row_and_headline.html", context, status=422 if problem else 200)
    if event is None:
        if typed_in(request):
            return hand_off_page(request, hand_off, now=now, why=problem, wrong=wrong)
        messages.error(request, problem)
    elif event.kind == Kind.VOIDED:
        messages.success(request, f"Taken back: {hand_off.lead}.")
    else:
        # An address among the tags offers to undo there; see templates/components/toasts.html.
        messages.success(request, f"{story.title(event)}: {hand_off.lead}.", extra_tags=_undo_url(event))
    return redirect(back)


def _undo_url(event: Event) -> str:
    return f"{reverse('desk:undo', args=[event.hand_off_id])}?event={event.pk}"


def _clean(form: Form) -> dict[str, Any]:
    if not form.is_valid():
        said = " ".join(str(problem) for problems in form.errors.values() for problem in problems)
        raise Unclear(said, field=next(iter(form.errors)))
    return form.cleaned_data


@act(may_work)
def touch(request: SignedInRequest, hand_off: HandOff, now: datetime) -> Event:
    with timezone.override(readers_zone(request.user)):
        given = _clean(LoggedTouchForm(request.POST))
    return doing.touch(user=request.user, hand_off=hand_off, now=now, **given)


@act(may_work)
def accept(request: SignedInRequest, hand_off: HandOff, now: datetime) -> Event:
    return doing.step(user=request.user, hand_off=hand_off, kind=Kind.ACCEPTED, now=now)


@act(may_work)
def qualify(request: SignedInRequest, hand_off: HandOff, now: datetime) -> Event:
    return doing.step(user=request.user, hand_off=hand_off, kind=Kind.QUALIFIED, now=now)


@act(may_work)
def wait(request: SignedInRequest, hand_off: HandOff, now: datetime) -> Event:
    """Say that Sales waits for the lead, and why if somebody wants to."""
    given = _clean(ReasonForm(request.POST, use=Reason.Use.WAITING, required=False))
    return doing.wait(user=request.user, hand_off=hand_off, now=now, **given)


@act(may_work)
def go_on(request: SignedInRequest, hand_off: HandOff, now: datetime) -> Event:
    return doing.step(user=request.user, hand_off=hand_off, kind=Kind.RESUMED, now=now)


@act(may_work)
def reject(request: SignedInRequest, hand_off: HandOff, now: datetime) -> Event:
    given = _clean(ReasonForm(request.POST, use=Reason.Use.REJECTION))
    return doing.give_reason(user=request.user, hand_off=hand_off, kind=Kind.REJECTED, now=now, **given)


@act(may_work)
def recycle(request: SignedInRequest, hand_off: HandOff, now: datetime) -> Event:
    given = _clean(ReasonForm(request.POST, use=Reason.Use.RECYCLING))
    return doing.give_reason(user=request.user, hand_off=hand_off, kind=Kind.RECYCLED, now=now, **given)


@act(may_work)
def close(request: SignedInRequest, hand_off: HandOff, now: datetime) -> Event:
    given = _clean(CloseForm(request.POST))
    if given["outcome"] == "won":
        return doing.win(user=request.user, hand_off=hand_off, amount=given["amount"], now=now)
    if not given["reason"]:
        raise Unclear("Choose a reason: Marketing learns from it.")
    return doing.give_reason(user=request.user, hand_off=hand_off, kind=Kind.LOST, reason=given["reason"], now=now)


@act(may_work)
def rate(request: SignedInRequest, hand_off: HandOff, now: datetime) -> Event:
    given = _clean(RatingForm(request.POST))
    return services.rate(
        hand_off=hand_off,
        user=request.user,
        value=given["rating"] or None,
        reasons=given["reasons"],
        now=now,
    )


@act(lambda user, hand_off: may_rate_for_marketing(user))
def rate_for_marketing(request: SignedInRequest, hand_off: HandOff, now: datetime) -> Event:
    value = _clean(RatingForm(request.POST))["rating"]
    if not value:
        raise Unclear("Marketing's rating is a number from 1 to 5.")
    return services.rate_for_marketing(hand_off=hand_off, user=request.user, value=value, now=now)


@act(lambda user, hand_off: may_work(user, hand_off) or may_rate_for_marketing(user))
def undo(request: SignedInRequest, hand_off: HandOff, now: datetime) -> Event:
    """Take back one act of this person, or the last, while its ten minutes last."""
    if key := request.GET.get("event", ""):
        event = hand_off.events.filter(pk=key).first() if key.isdecimal() else None
    else:
        event = next(iter(undoable(request.user, [hand_off], now=now).get(hand_off.pk, [])), None)
    if event is None:
        raise Unclear("There is nothing of yours to take back: what you do can be undone for ten minutes.")
    return take_back(event=event, user=request.user, now=now)


@act(lambda user, hand_off: may_work(user, hand_off) or may_rate_for_marketing(user))
def say(request: SignedInRequest, hand_off: HandOff, now: datetime) -> Event:
    """Ask, reply or dispute, as this person's side may."""
    given = _clean(MessageForm(request.POST, offered=offered(request.user, hand_off)))
    return doing.say(user=request.user, hand_off=hand_off, kind=Kind(given["kind"]), text=given["text"], now=now)
