"""Reading clocks and compliance: the same numbers as the pages, from the same functions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import mixins, serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from leadgap.accounts.models import Organisation, Owner
from leadgap.accounts.naming import labels_for
from leadgap.api import ReadViewSet, person_of
from leadgap.exports import csv_response
from leadgap.periods import DEFAULT, PRESETS, UnknownPeriod, period
from leadgap.rates import Rate
from sla.compliance import By, Compliance, ComplianceRow, NotOffered, compliance, offered_to
from sla.compliance.exports import compliance_rows
from sla.explain import Kind, explain
from sla.models import Clock, Promise


class ClockSerializer(serializers.ModelSerializer[Clock]):
    """A clock as it was last judged; one that is past due reads missed, also before the sweep has written it down."""

    promise_kind = serializers.ChoiceField(Promise.Kind.choices, source="promise.kind")
    agreement_version = serializers.IntegerField(source="promise.version.number")
    owner = serializers.SerializerMethodField(help_text="Under the name you may see; null where none is shown.")
    team = serializers.CharField(source="team.name", default=None, allow_null=True)
    verdict = serializers.SerializerMethodField()

    class Meta:
        model = Clock
        fields = [
            "id",
            "hand_off",
            "promise",
            "promise_kind",
            "agreement_version",
            "scope",
            "number",
            "calendar_version",
            "owner",
            "team",
            "started_at",
            "due_at",
            "stopped_at",
            "ended_at",
            "elapsed",
            "verdict",
            "is_self_reported",
        ]
        read_only_fields = fields

    @extend_schema_field(OpenApiTypes.STR)
    def get_owner(self, clock: Clock) -> str | None:
        return self.context["labels"].get(clock.owner_id)

    @extend_schema_field(serializers.ChoiceField(Clock.Verdict.choices))
    def get_verdict(self, clock: Clock) -> str:
        return Clock.Verdict.MISSED if clock.is_overdue(self.context["now"]) else clock.verdict


class StretchSerializer(serializers.Serializer[Any]):
    """Time of one kind. Open time counts, also before anybody had the hand-off (routing) and after due (late)."""

    start = serializers.DateTimeField()
    end = serializers.DateTimeField()
    kind = serializers.ChoiceField([kind.value for kind in Kind])
    name = serializers.CharField(allow_blank=True, help_text="Of the holiday.")
    length = serializers.IntegerField(help_text="Seconds.")
    counted = serializers.IntegerField(help_text="Seconds that the clock has counted.")


class ExplanationSerializer(serializers.Serializer[Any]):
    until = serializers.DateTimeField()
    timezone = serializers.CharField(allow_blank=True, help_text="The calendar's; empty for promises in real time.")
    target = serializers.IntegerField(help_text="Seconds.")
    counted = serializers.IntegerField(help_text="Seconds; the sum of the stretches.")
    stretches = StretchSerializer(many=True)


class ExplainedClockSerializer(ClockSerializer):
    explanation = serializers.SerializerMethodField()

    class Meta(ClockSerializer.Meta):
        fields = [*ClockSerializer.Meta.fields, "explanation"]
        read_only_fields = fields

    @extend_schema_field(ExplanationSerializer)
    def get_explanation(self, clock: Clock) -> Mapping[str, Any]:
        return ExplanationSerializer(explain(clock, now=self.context["now"])).data


class ClockFilter(django_filters.FilterSet):
    promise_kind = django_filters.ChoiceFilter("promise__kind", choices=Promise.Kind.choices)
    verdict = django_filters.ChoiceFilter(choices=Clock.Verdict.choices, method="with_verdict")
    due_after = django_filters.IsoDateTimeFilter("due_at", "gte")
    due_before = django_filters.IsoDateTimeFilter("due_at", "lt")
    team = django_filters.NumberFilter("team_id", label="Key of the team")

    class Meta:
        model = Clock
        fields = ["scope", "hand_off"]

    def with_verdict(self, clocks: Any, name: str, value: str) -> Any:
        """Keep what reads so now, whether or not the sweep has written it down."""
        now = timezone.now()
        if value == Clock.Verdict.MISSED:
            return clocks.missed(now)
        return clocks.running(now) if value == Clock.Verdict.RUNNING else clocks.filter(verdict=value)


class ClockViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ReadViewSet):
    """The clocks of the hand-offs in your scope. One by itself comes with every minute explained."""

    filterset_class = ClockFilter
    queryset = Clock.objects.none()

    def get_serializer_class(self) -> type[ClockSerializer]:
        return ExplainedClockSerializer if self.action == "retrieve" else ClockSerializer

    def get_serializer_context(self) -> dict[str, Any]:
        # All owners at once: two queries, however many clocks are shown.
        labels = labels_for(Owner.objects.all(), self.person, Organisation.current())
        return {**super().get_serializer_context(), "labels": labels}

    def get_queryset(self) -> QuerySet[Clock]:
        return Clock.objects.visible_to(self.person).for_list().order_by("-pk")


class RateSerializer(serializers.Serializer[Rate]):
    part = serializers.IntegerField()
    whole = serializers.IntegerField()
    value = serializers.FloatField(allow_null=True, help_text="null without a denominator.")
    low = serializers.FloatField(allow_null=True, help_text="Of the 95 % interval.")
    high = serializers.FloatField(allow_null=True)
    label = serializers.CharField(allow_blank=True, help_text="What few observations allow.")  # type: ignore[assignment]


class ResponseSerializer(serializers.Serializer[Any]):
    """Times of the answered clocks, in seconds that count."""

    n = serializers.IntegerField()
    median = serializers.FloatField(allow_null=True)
    p90 = serializers.FloatField(allow_null=True)
    p95 = serializers.FloatField(allow_null=True)


class ComplianceRowSerializer(serializers.Serializer[ComplianceRow]):
    """One slice. `compliance` is met ÷ (met + missed); `observed` is the same without self-reported acts."""

    key = serializers.SerializerMethodField(
        help_text="A team, owner or source by key, 0 for none; or the Monday of a week; empty for the total."
    )
    name = serializers.CharField()
    met = serializers.IntegerField(source="figures.met")
    missed = serializers.IntegerField(source="figures.missed")
    running = serializers.IntegerField(source="figures.running")
    ended = serializers.IntegerField(source="figures.ended")
    no_data = serializers.IntegerField(source="figures.no_data")
    unanswered = serializers.IntegerField(source="figures.unanswered", help_text="Of the missed: not done so far.")
    self_reported = serializers.IntegerField()
    goal = serializers.FloatField(allow_null=True)
    compliance = RateSerializer()
    observed = RateSerializer()
    answered = RateSerializer(help_text="Done at all, in time or late.")
    response = ResponseSerializer()

    @extend_schema_field({"oneOf": [{"type": "integer"}, {"type": "string"}]})
    def get_key(self, row: ComplianceRow) -> int | str:
        return row.key


class ComplianceSerializer(serializers.Serializer[Compliance]):
    promise = serializers.CharField(source="kind")
    scope = serializers.CharField()
    by = serializers.CharField()
    period = serializers.CharField(source="period.name")
    start = serializers.DateField(source="period.start", allow_null=True)
    end = serializers.DateField(source="period.end", allow_null=True, help_text="The first day that is not part of it.")
    total = ComplianceRowSerializer()
    rows = ComplianceRowSerializer(many=True)


PARAMETERS = [
    OpenApiParameter("promise", OpenApiTypes.STR, enum=Promise.Kind.values, default=Promise.Kind.FIRST_RESPONSE.value),
    OpenApiParameter("by", OpenApiTypes.STR, enum=[by.value for by in By], description="Default: team; of reps, week."),
    OpenApiParameter(
        "scope", OpenApiTypes.STR, enum=Clock.Scope.values, description="Rep figures are of owner clocks."
    ),
    OpenApiParameter("period", OpenApiTypes.STR, enum=list(PRESETS), default=DEFAULT),
    OpenApiParameter("start", OpenApiTypes.DATE, description="First day, instead of `period`."),
    OpenApiParameter("end", OpenApiTypes.DATE, description="Last day."),
    OpenApiParameter("source", OpenApiTypes.INT, description="Key of a source."),
    OpenApiParameter("team", OpenApiTypes.INT, description="Key of a team; those below it are included."),
]


class ComplianceView(APIView):
    """How one kind of promise was kept, over the clocks in your scope."""

    @extend_schema(operation_id="compliance", responses=ComplianceSerializer, parameters=PARAMETERS)
    def get(self, request: Request) -> Response:
        return Response(ComplianceSerializer(_asked(request)).data)


class ComplianceCsvView(APIView):
    """The same as a CSV file, a line a slice, the sum last."""

    @extend_schema(
        operation_id="compliance_csv", responses={(200, "text/csv"): OpenApiTypes.STR}, parameters=PARAMETERS
    )
    def get(self, request: Request) -> StreamingHttpResponse:
        found = _asked(request)
        return csv_response(f"compliance-{found.kind}-by-{found.by}.csv", compliance_rows(found))


def _asked(request: Request) -> Compliance:
    """Return what the address asks for. Raises ValidationError, with a sentence, for what makes no sense."""
    organisation, user, now = Organisation.current(), person_of(request), timezone.now()
    words = request.query_params
    kind = words.get("promise", Promise.Kind.FIRST_RESPONSE.value)
    if kind not in Promise.Kind.values:
        raise ValidationError(
            {"promise": f"“{kind}” is not a promise. Choose one of {', '.join(Promise.Kind.values)}."}
        )
    offered = offered_to(user, organisation)
    by = words.get("by", offered[0])
    if by not in offered:
        raise ValidationError({"by": f"“{by}” is not offered. Choose one of {', '.join(offered)}."})
    try:
        return compliance(
            user,
            promise_kind=kind,
            by=By(by),
            scope=words.get("scope", ""),
            period=period(
                words.get("period", ""),
                today=now.astimezone(organisation.zone).date(),
                start=words.get("start", ""),
                end=words.get("end", ""),
            ),
            organisation=organisation,
            now=now,
            only={name: _key(words[name], name) for name in ("source", "team") if words.get(name)},
        )
    except UnknownPeriod as error:
        raise ValidationError({"period": str(error)}) from error
    except NotOffered as error:
        raise ValidationError({"scope": str(error)}) from error


def _key(text: str, name: str) -> int:
    if not text.isdecimal():
        raise ValidationError({name: f"“{text}” is not a key. Keys are whole numbers."})
    return int(text)
