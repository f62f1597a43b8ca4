"""What a person does with one hand-off, by the API: the acts of the desk, each once for its external id."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django import forms
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from feedback.desk import doing
from feedback.desk.acts import may_rate_for_marketing, may_work, side_of
from feedback.desk.forms import LONGEST, NOT_A_CALL, CloseForm, RatingForm, ReasonForm, TouchForm
from feedback.desk.speech import SPEECH, offered
from feedback.desk.timeline_api import THEIRS, RecordedSerializer, TimelineView, text_of
from feedback.ratings import services
from leadgap.accounts.models import User
from leadgap.api import Conflict, Instant, Sent, need, person_of, read
from leads.journal import AlreadyRecorded, BeforeHandOff, InFuture, Refused, TooLongAgo, known_event
from leads.lifecycle import DATED_BACK, LONGEST_TOUCH, Kind
from leads.models import Event, HandOff, Reason

# What is said with each kind, and what may be.
TAKES: Mapping[Kind, tuple[frozenset[str], frozenset[str]]] = {
    Kind.TOUCHED: (frozenset({"channel", "result"}), frozenset({"occurred_at", "length_seconds"})),
    Kind.ACCEPTED: (frozenset(), frozenset()),
    Kind.QUALIFIED: (frozenset(), frozenset()),
    Kind.PAUSED: (frozenset(), frozenset({"reason"})),
    Kind.RESUMED: (frozenset(), frozenset()),
    Kind.REJECTED: (frozenset({"reason"}), frozenset()),
    Kind.RECYCLED: (frozenset({"reason"}), frozenset()),
    Kind.WON: (frozenset(), frozenset({"amount"})),
    Kind.LOST: (frozenset({"reason"}), frozenset()),
    Kind.RATED: (frozenset({"rating"}), frozenset({"reasons", "side"})),
    **dict.fromkeys(SPEECH, (frozenset({"text"}), frozenset())),
}
USES = {Kind.REJECTED: Reason.Use.REJECTION, Kind.RECYCLED: Reason.Use.RECYCLING, Kind.LOST: Reason.Use.LOSS}
NOT_MARKETING = "Only Marketing says this here."


class ActSerializer(Sent):
    """What somebody did. `touched` needs channel and result, `rejected`, `recycled` and `lost` a reason, `rated` a
    rating, `asked`, `replied` and `disputed` a text; `paused` may give a reason. Only a touch may
    be dated; all else happens now.
    """

    kind = serializers.ChoiceField([kind.value for kind in TAKES])
    external_id = serializers.CharField(
        max_length=150, help_text="Your own key for this act: sent again, it is done once and answered 200."
    )
    occurred_at = Instant(
        required=False, help_text=f"Of a touch, with its zone, at most {DATED_BACK.days} days ago; without it, now."
    )
    channel = serializers.ChoiceField(Event.Channel.choices, required=False)
    result = serializers.ChoiceField(Event.Result.choices, required=False)
    length_seconds = serializers.IntegerField(
        min_value=0, max_value=LONGEST_TOUCH, required=False, help_text="Of a call, if it was measured."
    )
    reason = serializers.CharField(required=False, help_text="The key of a reason.")
    amount = serializers.DecimalField(max_digits=14, decimal_places=2, min_value=0, required=False)
    rating = serializers.IntegerField(
        min_value=1, max_value=5, required=False, allow_null=True, help_text="null: could not tell."
    )
    reasons = serializers.ListField(child=serializers.CharField(), required=False, help_text="Keys of reasons.")
    side = serializers.ChoiceField(
        Event.Side.choices, required=False, help_text="Of a rating; without it, the side for which you speak."
    )
    text = serializers.CharField(max_length=LONGEST, required=False)

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        kind = Kind(given["kind"])
        needed, allowed = TAKES[kind]
        said = given.keys() - {"kind", "external_id"}
        missing = dict.fromkeys(sorted(needed - said), f"“{kind}” needs this.")
        strange = dict.fromkeys(sorted(said - needed - allowed), f"This says nothing with “{kind}”.")
        if missing or strange:
            raise ValidationError(missing | strange)
        if "length_seconds" in given and given["channel"] != Event.Channel.CALL:
            raise ValidationError({"length_seconds": NOT_A_CALL})
        return given


class HandOffEventsView(TimelineView):
    """The events of a hand-off that you may read, and the acts of the desk on one that you may act on."""

    @extend_schema(
        operation_id="record_event",
        request=ActSerializer,
        responses={
            201: RecordedSerializer,
            200: OpenApiResponse(RecordedSerializer, description="Recorded before under this external id."),
        },
    )
    def post(self, request: Request, pk: int) -> Response:
        """Record what you did, once for each external id of the system that the hand-off came from."""
        user, now = person_of(request), timezone.now()
        hand_off = get_object_or_404(HandOff.objects.visible_to(user).select_related("system"), pk=pk)
        given = read(ActSerializer(data=request.data))
        act = _permitted(user, hand_off, given)
        known = known_event(hand_off.system, given["external_id"])
        if known is None:
            try:
                event = act(now)
            except AlreadyRecorded as already:
                known = already.event
            except Refused as refusal:
                if isinstance(refusal, (InFuture, BeforeHandOff, TooLongAgo)) and "occurred_at" in given:
                    raise ValidationError({"occurred_at": [str(refusal)]}) from refusal
                raise Conflict(str(refusal)) from refusal
            else:
                return Response(RecordedSerializer(event).data, status.HTTP_201_CREATED)
        if not _is_same(known, user, hand_off, given):
            raise Conflict({"external_id": ["This external id is taken by another event."]})
        return Response(RecordedSerializer(known).data)


def _permitted(user: User, hand_off: HandOff, given: Mapping[str, Any]) -> Callable[[datetime], Event]:
    """Return the act, to be done at an instant. Whoever may not do it gets 403."""
    kind = Kind(given["kind"])
    common: dict[str, Any] = {"user": user, "hand_off": hand_off, "external_id": given["external_id"]}
    if kind == Kind.RATED and given.get("side", side_of(user)) == Event.Side.MARKETING:
        need(may_rate_for_marketing(user), NOT_MARKETING)
        return partial(_rate_for_marketing, given, common)
    if kind in SPEECH:
        need(may_work(user, hand_off) or may_rate_for_marketing(user), THEIRS)
        need(kind != Kind.DISPUTED or side_of(user) == Event.Side.SALES, "Only Sales disputes a lead.")
        return partial(_say, kind, given["text"], common)
    need(may_work(user, hand_off), THEIRS)
    return partial(_work, kind, given, common)


def _work(kind: Kind, given: Mapping[str, Any], common: dict[str, Any], now: datetime) -> Event:
    if kind == Kind.TOUCHED:
        touched = _clean(TouchForm(dict(given)))
        return doing.touch(now=now, length_seconds=given.get("length_seconds"), **common, **touched)
    if kind == Kind.RATED:
        found = _clean(RatingForm({"rating": given["rating"] or 0, "reasons": given.get("reasons", [])}))
        return services.rate(value=found["rating"] or None, reasons=found["reasons"], now=now, **common)
    if kind == Kind.WON:
        return doing.win(amount=_clean(CloseForm({"outcome": "won", **given}))["amount"], now=now, **common)
    if kind in USES:
        reason = _clean(ReasonForm(dict(given), use=USES[kind]))["reason"]
        return doing.give_reason(kind=kind, reason=reason, now=now, **common)
    if kind == Kind.PAUSED:
        return doing.wait(**_clean(ReasonForm(dict(given), use=Reason.Use.WAITING, required=False)), now=now, **common)
    return doing.step(kind=kind, now=now, **common)


def _rate_for_marketing(given: Mapping[str, Any], common: dict[str, Any], now: datetime) -> Event:
    if given["rating"] is None:
        raise ValidationError({"rating": ["Marketing's rating is a number from 1 to 5."]})
    if "reasons" in given:
        raise ValidationError({"reasons": ["Marketing rates without reasons."]})
    return services.rate_for_marketing(value=given["rating"], now=now, **common)


def _say(kind: Kind, text: str, common: dict[str, Any], now: datetime) -> Event:
    if kind not in offered(common["user"], common["hand_off"]):
        raise Conflict("A side replies to what the other has raised, and nothing waits for that here.")
    return doing.say(kind=kind, text=text, now=now, **common)


def _clean(form: forms.Form) -> dict[str, Any]:
    if not form.is_valid():
        raise ValidationError({name: list(map(str, texts)) for name, texts in form.errors.items()})
    return form.cleaned_data


def _is_same(event: Event, user: User, hand_off: HandOff, given: Mapping[str, Any]) -> bool:
    """Return whether this person sends again what they sent then."""
    told = {
        name: given[name]
        for name in ("channel", "result", "length_seconds", "rating", "amount", "side")
        if name in given
    }
    kept = {name: getattr(event, name) for name in told}
    is_theirs = (event.user_id, event.hand_off_id, event.kind) == (user.pk, hand_off.pk, given["kind"])
    reasons = given.get("reasons", [given["reason"]] if "reason" in given else [])
    is_told = (set(reasons), given.get("text", "")) == (set(event.reasons), text_of(event))
    # The journal keeps whole seconds.
    at = given.get("occurred_at", event.occurred_at)
    return is_theirs and kept == told and is_told and at.replace(microsecond=0) == event.occurred_at
