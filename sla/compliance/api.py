"""Reading compliance: the same numbers as the page, from the same functions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import StreamingHttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from leadgap.accounts.models import Organisation
from leadgap.api import key_asked, person_of
from leadgap.exports import csv_response
from leadgap.periods import DEFAULT, PRESETS, Period, UnknownPeriod, period
from leadgap.rates import Rate
from leadgap.ui.filters import not_offered
from leads.dirty import is_counting
from leads.known import teams_known_to
from leads.models import Source
from sla.compliance.exports import compliance_rows
from sla.compliance.figures import ComplianceRow
from sla.compliance.forms import WITHOUT
from sla.compliance.slices import By, offered_to
from sla.compliance.table import Compliance, NotOffered, compliance
from sla.models import Clock, DirtyClockDay, Promise, Segment


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


class LatenessSerializer(serializers.Serializer[ComplianceRow]):
    """How late the missed ones were, or are by now, in seconds that count and in the unit of the promise."""

    n = serializers.IntegerField(source="lateness.n")
    median = serializers.FloatField(source="lateness.median", allow_null=True)
    p90 = serializers.FloatField(source="lateness.p90", allow_null=True)
    unit = serializers.ChoiceField(
        Promise.Unit.choices, source="unit.key", default=None, allow_null=True, help_text="null: nothing is promised."
    )
    median_in_unit = serializers.SerializerMethodField()
    p90_in_unit = serializers.SerializerMethodField()

    def get_median_in_unit(self, row: ComplianceRow) -> float | None:
        return row.in_unit(row.lateness.median)

    def get_p90_in_unit(self, row: ComplianceRow) -> float | None:
        return row.in_unit(row.lateness.p90)


class KeptSerializer(serializers.Serializer[ComplianceRow]):
    """How clocks came out. `compliance` is met ÷ (met + missed); `observed` is the same without self-reported acts."""

    met = serializers.IntegerField(source="figures.met")
    missed = serializers.IntegerField(source="figures.missed")
    running = serializers.IntegerField(source="figures.running")
    due_soon = serializers.IntegerField(
        source="figures.soon", help_text="Of the running: at most an hour of the time that counts is left."
    )
    ended = serializers.IntegerField(source="figures.ended")
    no_data = serializers.IntegerField(source="figures.no_data")
    unanswered = serializers.IntegerField(source="figures.unanswered", help_text="Of the missed: not done so far.")
    self_reported = serializers.IntegerField()
    goal = serializers.FloatField(
        allow_null=True, help_text="By which all these clocks were judged; null where several goals did, or none."
    )
    goals = serializers.ListField(
        child=serializers.FloatField(), help_text="By which these clocks were judged, the lowest first."
    )
    compliance = RateSerializer()
    observed = RateSerializer()
    without_waived = RateSerializer(help_text="`compliance` without the waived clocks.")
    waived = RateSerializer(help_text="The waiver rate: waived ÷ (met + missed).")
    answered = RateSerializer(help_text="Done at all, in time or late.")


class ComplianceRowSerializer(KeptSerializer):
    """One slice."""

    key = serializers.SerializerMethodField(
        help_text="Of a team, owner, source, campaign or segment, 0 for none; the Monday of a week; empty: the total."
    )
    name = serializers.CharField()
    unpromised = serializers.IntegerField(
        help_text="Hand-offs in a segment without promises: they have no clock, and count nowhere else."
    )
    response = ResponseSerializer()
    late = LatenessSerializer(source="*")

    @extend_schema_field({"oneOf": [{"type": "integer"}, {"type": "string"}]})
    def get_key(self, row: ComplianceRow) -> int | str:
        return row.key


class ComplianceSerializer(serializers.Serializer[Compliance]):
    promise = serializers.CharField(source="kind")
    side = serializers.CharField(help_text="Which side keeps it.")
    scope = serializers.CharField()
    by = serializers.CharField()
    period = serializers.CharField(source="period.name")
    start = serializers.DateField(source="period.start", allow_null=True)
    end = serializers.DateField(source="period.end", allow_null=True, help_text="The first day that is not part of it.")
    is_counting = serializers.SerializerMethodField(
        help_text="Not all that has been told is counted yet: ask again in a minute."
    )
    in_other_time = serializers.IntegerField(
        help_text="Decided clocks that count real time where the promise of the version which judged the most counts "
        "working time, or the other way round: counted in the rates, their times not in the times of the total."
    )
    total = ComplianceRowSerializer()
    rows = ComplianceRowSerializer(many=True)

    def get_is_counting(self, found: Compliance) -> bool:
        return is_counting(DirtyClockDay)


PERIOD = [
    OpenApiParameter("period", OpenApiTypes.STR, enum=list(PRESETS), default=DEFAULT),
    OpenApiParameter("start", OpenApiTypes.DATE, description="First day, instead of `period`."),
    OpenApiParameter("end", OpenApiTypes.DATE, description="Last day."),
]
PARAMETERS = [
    OpenApiParameter("promise", OpenApiTypes.STR, enum=Promise.Kind.values, default=Promise.Kind.FIRST_RESPONSE.value),
    OpenApiParameter("by", OpenApiTypes.STR, enum=[by.value for by in By], description="Default: team; of reps, week."),
    OpenApiParameter(
        "scope", OpenApiTypes.STR, enum=Clock.Scope.values, description="Rep figures are of owner clocks."
    ),
    *PERIOD,
    OpenApiParameter("source", OpenApiTypes.INT, description="Key of a source."),
    OpenApiParameter("segment", OpenApiTypes.INT, description="Key of a segment; 0: every other lead."),
    OpenApiParameter("team", OpenApiTypes.INT, description="Key of a team; those below it are included."),
]
OF_ONE = [
    *(each for each in PARAMETERS if each.name not in {"by", "scope"}),
    OpenApiParameter("waivers", OpenApiTypes.STR, enum=[WITHOUT], description="Leave the waived clocks out."),
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


def asked_of_one(request: Request) -> dict[str, Any]:
    """Return what the address of the curve and of the hours asks for, as arguments."""
    return {"promise_kind": _kind(request), **asked_of_clocks(request)}


def asked_of_clocks(request: Request) -> dict[str, Any]:
    """Return the same without the promise."""
    now = timezone.now()
    return {
        "period": period_asked(request, now),
        "organisation": Organisation.current(),
        "now": now,
        "only": _only(request),
        "without_waived": _without_waived(request),
    }


def _without_waived(request: Request) -> bool:
    waivers = request.query_params.get("waivers", "")
    if waivers not in {"", WITHOUT}:
        raise ValidationError(
            {"waivers": f"“{waivers}” is not offered. Say “{WITHOUT}”, or nothing to count them all."}
        )
    return waivers == WITHOUT


def _kind(request: Request) -> str:
    kind = request.query_params.get("promise", Promise.Kind.FIRST_RESPONSE.value)
    if kind not in Promise.Kind.values:
        raise ValidationError(
            {"promise": f"“{kind}” is not a promise. Choose one of {', '.join(Promise.Kind.values)}."}
        )
    return kind


def period_asked(request: Request, now: datetime) -> Period:
    """Return the period of the address. Raises ValidationError, with a sentence, where it makes no sense."""
    words, today = request.query_params, now.astimezone(Organisation.current().zone).date()
    try:
        return period(words.get("period", ""), today=today, start=words.get("start", ""), end=words.get("end", ""))
    except UnknownPeriod as error:
        raise ValidationError({"period": str(error)}) from error


def _only(request: Request) -> dict[str, int]:
    user, segment = person_of(request), request.query_params.get("segment")
    if segment and By.SEGMENT not in offered_to(user, Organisation.current()):
        raise ValidationError({"segment": "By its segment a lead would tell its score before you have rated it."})
    asked = {
        "source": key_asked(request, "source", Source.objects.all()),
        "segment": 0 if segment == "0" else key_asked(request, "segment", Segment.objects.signed()),
        "team": key_asked(request, "team", teams_known_to(user)),
    }
    return {name: key for name, key in asked.items() if key is not None}


def _asked(request: Request) -> Compliance:
    """Return what the address asks for. Raises ValidationError, with a sentence, for what makes no sense."""
    organisation, user, now = Organisation.current(), person_of(request), timezone.now()
    words = request.query_params
    offered = offered_to(user, organisation)
    by = words.get("by", offered[0])
    if by not in offered:
        raise ValidationError({"by": not_offered(by, offered)})
    try:
        return compliance(
            user,
            promise_kind=_kind(request),
            by=By(by),
            scope=words.get("scope", ""),
            period=period_asked(request, now),
            organisation=organisation,
            now=now,
            only=_only(request),
        )
    except NotOffered as error:
        raise ValidationError({"scope": str(error)}) from error
