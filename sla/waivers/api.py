"""Waivers by the API: counted first, made by managers over what is theirs, and taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from leadgap.accounts.models import Organisation, User
from leadgap.api import Conflict, ReadViewSet, Sent, need, parameters_of, read
from leadgap.periods import PRESETS, UnknownPeriod, period
from leadgap.ui.filters import not_there
from sla.compliance.api import RateSerializer
from sla.compliance.slices import WORDS, By, offered_to
from sla.compliance.wall import names_asked
from sla.models import Clock, Promise, Waiver
from sla.views.misses import Asked
from sla.waivers.chosen import Chosen, filtered, one
from sla.waivers.forms import ALL
from sla.waivers.preview import Preview, preview
from sla.waivers.services import (
    WaiverRefused,
    may_read_waivers,
    may_take_back,
    may_waive,
    take_back,
    waive,
)
from sla.waivers.words import preview_headline

ONLY_MANAGERS = "Managers waive clocks of their own branch, and administrators any."
# Of a row; 0 for none.
KEY: dict[str, Any] = {"min_value": 0, "max_value": 2**63 - 1, "required": False}
CUTS = [by for by in By if by is not By.WEEK]


class ClocksSerializer(Sent):
    """One clock, or all of a filter, whatever their verdict. Without a promise it is that of first response."""

    clock = serializers.IntegerField(**KEY, help_text="Key of one clock; then nothing else is asked.")
    promise = serializers.ChoiceField([*Promise.Kind.values, ALL], default=Promise.Kind.FIRST_RESPONSE.value)
    scope = serializers.ChoiceField(Clock.Scope.choices, required=False, help_text="Without it, both.")
    period = serializers.ChoiceField(list(PRESETS), required=False)
    start = serializers.DateField(required=False, help_text="First day of the hand-offs, instead of `period`.")
    end = serializers.DateField(required=False, help_text="Last day.")
    hour = serializers.IntegerField(min_value=0, max_value=23, required=False, help_text="In which the clocks started.")
    weekday = serializers.IntegerField(min_value=0, max_value=6, required=False, help_text="0 for Monday.")
    team = serializers.IntegerField(**KEY, help_text="Those below it are included.")
    first_team = serializers.IntegerField(**KEY)
    answering_team = serializers.IntegerField(**KEY)
    owner = serializers.IntegerField(**KEY)
    source = serializers.IntegerField(**KEY)  # type: ignore[assignment]
    campaign = serializers.IntegerField(**KEY)
    segment = serializers.IntegerField(**KEY)


class WaiveSerializer(ClocksSerializer):
    reason = serializers.ChoiceField(Waiver.Reason.choices)
    note = serializers.CharField(max_length=500, help_text="Read by everybody who may read one of the clocks.")
    expected = serializers.IntegerField(help_text="How many clocks the preview counted: if they are others, 409.")


class LineSerializer(serializers.Serializer[Any]):
    promise = serializers.CharField(source="kind")
    scope = serializers.CharField()
    clocks = serializers.IntegerField()
    met = serializers.IntegerField()
    missed = serializers.IntegerField()
    others = serializers.IntegerField(help_text="Neither met nor missed so far.")
    waived = serializers.IntegerField(help_text="By another waiver already.")


class EffectSerializer(serializers.Serializer[Any]):
    promise = serializers.CharField(source="kind")
    scope = serializers.CharField()
    team = serializers.CharField(allow_blank=True)
    before = RateSerializer(help_text="Compliance without waived clocks.")
    after = RateSerializer()


class PreviewSerializer(serializers.Serializer[Preview]):
    """What a waiver of these clocks would do. Nothing is written."""

    headline = serializers.SerializerMethodField()
    clocks = serializers.IntegerField(help_text="Send it as `expected`.")
    missed = serializers.IntegerField()
    lines = LineSerializer(many=True)
    effects = EffectSerializer(many=True)

    def get_headline(self, found: Preview) -> str:
        return preview_headline(found)


class WaiverRecordSerializer(serializers.ModelSerializer[Waiver]):
    made_by = serializers.CharField(source="made_by.name", default=None, allow_null=True)
    taken_back_by = serializers.CharField(source="taken_back_by.name", default=None, allow_null=True)

    class Meta:
        model = Waiver
        fields = [
            "id",
            "reason",
            "note",
            "covers",
            "clock_count",
            "asked",
            "made_by",
            "made_at",
            "taken_back_by",
            "taken_back_at",
        ]
        read_only_fields = fields


class WaiverViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ReadViewSet):
    """Waivers over clocks of your own branch, newest first, also those taken back."""

    queryset = Waiver.objects.none()
    serializer_class = WaiverRecordSerializer
    lookup_value_regex = "[0-9]+"

    def get_queryset(self) -> QuerySet[Waiver]:
        return Waiver.objects.visible_to(self.person).for_list()

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        need(may_read_waivers(self.person), "Of a clock that you may read, the clock says why it is waived.")
        return super().list(request, *args, **kwargs)

    @extend_schema(request=WaiveSerializer, responses={201: WaiverRecordSerializer})
    def create(self, request: Request) -> Response:
        """Waive one clock, or those of a filter, as counted by the preview. Later ones are not among them."""
        need(may_waive(self.person), ONLY_MANAGERS)
        given = read(WaiveSerializer(data=request.data))
        chosen = _chosen(given, self.person, self.now)
        try:
            waiver = waive(
                chosen.clocks,
                reason=given["reason"],
                note=given["note"],
                covers=chosen.covers,
                asked=chosen.asked,
                expected=given["expected"],
                user=self.person,
                now=self.now,
            )
        except WaiverRefused as refusal:
            raise Conflict(str(refusal)) from refusal
        return Response(WaiverRecordSerializer(waiver).data, status.HTTP_201_CREATED)

    @extend_schema(parameters=[ClocksSerializer], responses=PreviewSerializer)
    @action(detail=False, pagination_class=None, url_path="preview")
    def preview(self, request: Request) -> Response:
        """Say how many clocks a waiver would cover, and what it would do to the rates. Nothing is written."""
        need(may_waive(self.person), ONLY_MANAGERS)
        given = read(ClocksSerializer(data=parameters_of(request)))
        chosen = _chosen(given, self.person, self.now)
        found = preview(chosen.clocks, user=self.person, organisation=Organisation.current(), now=self.now)
        return Response(PreviewSerializer(found).data)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"], url_path="take-back")
    def take_back(self, request: Request, pk: str) -> Response:
        """Let the clocks of a waiver count as before: whoever made it, or whose branch they all are of."""
        waiver = self.get_object()
        need(may_waive(self.person), ONLY_MANAGERS)
        if waiver.taken_back_at is None:
            need(may_take_back(self.person, waiver), "It also covers clocks of other branches.")
        try:
            take_back(waiver, user=self.person, now=self.now)
        except WaiverRefused as refusal:
            raise Conflict(str(refusal)) from refusal
        return Response(WaiverRecordSerializer(self.get_object()).data)


def _chosen(given: Mapping[str, Any], user: User, now: datetime) -> Chosen:
    """Return the clocks that are asked for. What this person may not ask for is refused by its name."""
    if "clock" in given:
        clocks = Clock.objects.visible_to(user).select_related("promise")
        return one(get_object_or_404(clocks, pk=given["clock"]))
    organisation = Organisation.current()
    offered = offered_to(user, organisation)
    cuts = [by for by in CUTS if by in given]
    if refused := {by.value: f"Clocks are not told apart by {WORDS[by][0]} here." for by in cuts if by not in offered}:
        raise ValidationError(refused)
    names = {by: names_asked(by, given[by], user=user, organisation=organisation).get(given[by]) for by in cuts}
    unknown = [by.value for by, name in names.items() if not name]
    if unknown:
        raise ValidationError({name: not_there(given[name]) for name in unknown})
    edges = {name: day.isoformat() for name in ("start", "end") if (day := given.get(name))}
    try:
        over = period(given.get("period", ""), today=now.astimezone(organisation.zone).date(), **edges)
    except UnknownPeriod as problem:
        raise ValidationError({"period": str(problem)}) from problem
    asked = Asked(
        kind="" if given["promise"] == ALL else given["promise"],
        scope=given.get("scope", ""),
        period=over,
        only={by.value: given[by] for by in cuts},
        slice=", ".join(f"{WORDS[by][0]} {name}" for by, name in names.items()),
        offered=offered,
        hour=given.get("hour"),
        weekday=given.get("weekday"),
    )
    return filtered(asked, user)
