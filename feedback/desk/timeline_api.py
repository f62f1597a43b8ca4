"""What happened to one hand-off, by the API: the events of its timeline, as blind as the page, and taking one back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feedback.desk.acts import may_rate_for_marketing, may_work
from feedback.desk.story import Happened, happened
from leadgap.accounts.models import User
from leadgap.api import Conflict, need, person_of
from leads.journal import BY_API, Refused
from leads.lifecycle import Kind
from leads.models import Event, HandOff
from leads.undoing import undo, undoable

THEIRS = "This hand-off is yours to read, and somebody else's to act on."


class RecordedSerializer(serializers.ModelSerializer[Event]):
    """An event as it stands in the journal."""

    external_id = serializers.SerializerMethodField(help_text="Under which it came by the API; else empty.")
    side = serializers.ChoiceField(Event.Side.choices, allow_blank=True)
    channel = serializers.ChoiceField(Event.Channel.choices, allow_blank=True)
    direction = serializers.ChoiceField(Event.Direction.choices, allow_blank=True)
    result = serializers.ChoiceField(Event.Result.choices, allow_blank=True)
    text = serializers.SerializerMethodField()

    class Meta:
        model = Event
        fields = [
            "id",
            "external_id",
            "hand_off",
            "kind",
            "side",
            "occurred_at",
            "recorded_at",
            "channel",
            "direction",
            "result",
            "self_reported",
            "length_seconds",
            "rating",
            "reasons",
            "amount",
            "text",
        ]
        read_only_fields = fields

    def get_external_id(self, event: Event) -> str:
        return event.key.removeprefix(BY_API) if event.key.startswith(BY_API) else ""

    def get_text(self, event: Event) -> str:
        return text_of(event)


class HappenedSerializer(RecordedSerializer):
    """One event of the timeline. What was taken back keeps neither its reasons nor its text."""

    kind = serializers.ChoiceField([kind.value for kind in Kind if kind != Kind.VOIDED])
    by = serializers.CharField(
        source="user", default=None, allow_null=True, help_text="Who did it here; null: a source system told of it."
    )
    owner = serializers.CharField(
        source="owner.name", default=None, allow_null=True, help_text="Assigned: to whom. Else by whom, if known."
    )
    team = serializers.CharField(source="team.name", default=None, allow_null=True)
    is_voided = serializers.SerializerMethodField(help_text="Taken back: it does not count.")
    may_take_back = serializers.SerializerMethodField(help_text="By you, while its ten minutes last.")

    class Meta(RecordedSerializer.Meta):
        fields = [
            *RecordedSerializer.Meta.fields,
            "automated",
            "basis",
            "by",
            "owner",
            "team",
            "is_voided",
            "may_take_back",
        ]
        read_only_fields = fields

    def get_is_voided(self, event: Event) -> bool:
        return event.pk in self.context["voided"]

    def get_may_take_back(self, event: Event) -> bool:
        return event.pk in self.context["undoable"]

    def to_representation(self, event: Event) -> dict[str, Any]:
        shown = super().to_representation(event)
        return shown | {"reasons": [], "text": ""} if shown["is_voided"] else shown


class TimelineView(APIView):
    """The events of a hand-off that you may read."""

    @extend_schema(operation_id="events", responses=HappenedSerializer(many=True))
    def get(self, request: Request, pk: int) -> Response:
        """What happened, the first thing first. Marketing's ratings are left out while Sales rates blind."""
        user, now = person_of(request), timezone.now()
        hand_off = get_object_or_404(HandOff.objects.visible_to(user), pk=pk)
        return Response(_shown(user, hand_off, happened(user, hand_off, now=now), now))


class TakeBackView(APIView):
    """Taking back what one did to a hand-off."""

    @extend_schema(operation_id="take_back_event", request=None, responses=HappenedSerializer)
    def post(self, request: Request, pk: int, event: int) -> Response:
        """Take back an act of your own, within ten minutes. It stays on record, voided."""
        user, now = person_of(request), timezone.now()
        hand_off = get_object_or_404(HandOff.objects.visible_to(user), pk=pk)
        found = next((each.event for each in happened(user, hand_off, now=now) if each.event.pk == event), None)
        if found is None:
            raise NotFound
        need(_may_act(user, hand_off), THEIRS)
        try:
            undo(event=found, user=user, now=now)
        except Refused as refusal:
            raise Conflict(str(refusal)) from refusal
        (shown,) = _shown(user, hand_off, [Happened(found, is_voided=True)], now)
        return Response(shown)


def text_of(event: Event) -> str:
    note: Any = getattr(event, "note", None)
    return note.text if note else ""


def _shown(user: User, hand_off: HandOff, told: Sequence[Happened], now: datetime) -> list[Any]:
    own = undoable(user, [hand_off], now=now)[hand_off.pk] if _may_act(user, hand_off) else []
    context = {"voided": {each.event.pk for each in told if each.is_voided}, "undoable": {event.pk for event in own}}
    return list(HappenedSerializer([each.event for each in told], many=True, context=context).data)


def _may_act(user: User, hand_off: HandOff) -> bool:
    return may_work(user, hand_off) or may_rate_for_marketing(user)
