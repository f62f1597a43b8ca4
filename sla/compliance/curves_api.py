"""Reading the curve, speed against outcome and the hours: the same numbers as the pages, from the same functions."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from leadgap.api import person_of
from sla.compliance.api import OF_ONE, RateSerializer, asked_of_one
from sla.compliance.curves import PromiseCurve, Within, promise_curve
from sla.compliance.hours import ByHour, Hour, Weekday, by_hour
from sla.compliance.outcomes import outcome_by_speed
from sla.speed import Difference, SpeedAndOutcome, Stretch


class WithinSerializer(serializers.Serializer[Within]):
    seconds = serializers.IntegerField(help_text="That count.")
    share = serializers.FloatField(source="point.share")
    low = serializers.FloatField(source="point.low", help_text="Of the 95 % interval.")
    high = serializers.FloatField(source="point.high")


class CurveSerializer(serializers.Serializer[PromiseCurve]):
    """The share of clocks whose promised act came within a time; Kaplan and Meier's estimate."""

    promise = serializers.CharField(source="kind")
    scope = serializers.CharField()
    period = serializers.CharField(source="period.name")
    n = serializers.IntegerField(source="curve.n")
    answered = serializers.IntegerField(source="curve.answered")
    target = serializers.IntegerField(
        allow_null=True, help_text="That all these clocks were given, in seconds that count; null where they differ."
    )
    goal = serializers.FloatField(
        allow_null=True, help_text="By which all these clocks were judged; null where target or goal differ."
    )
    median = serializers.FloatField(allow_null=True, help_text="null while fewer than half are answered.")
    reached = serializers.FloatField(allow_null=True, help_text="The time within which the goal is reached.")
    waived = serializers.IntegerField(help_text="Waived clocks, counted here unless `waivers=without` leaves them out.")
    in_other_time = serializers.IntegerField(
        help_text="Clocks that count real time where the promise counts working time, or the other way round: left out."
    )
    working_day = serializers.IntegerField(help_text="How many seconds that count make a day.")
    points = WithinSerializer(many=True)


class SpeedStretchSerializer(serializers.Serializer[Stretch]):
    since = serializers.IntegerField(allow_null=True, help_text="Seconds that count; answered later than this.")
    until = serializers.IntegerField(allow_null=True, help_text="Not later than this. Both null: not answered.")
    won = RateSerializer(help_text="Of the closed.")


class DifferenceSerializer(serializers.Serializer[Difference]):
    """Share won in time less share won late, source for source (Mantel and Haenszel)."""

    value = serializers.FloatField()
    low = serializers.FloatField(source="interval.low", help_text="Of the 95 % interval.")
    high = serializers.FloatField(source="interval.high")


class SpeedSerializer(serializers.Serializer[SpeedAndOutcome]):
    """How closed hand-offs ended, by the time until the promised act."""

    in_time = RateSerializer(help_text="Won of the closed whose promise was met.")
    late = RateSerializer(help_text="Won of the closed whose promise was missed.")
    difference = DifferenceSerializer(allow_null=True, help_text="null where there are too few to say.")
    stretches = SpeedStretchSerializer(many=True)


class SpeedView(APIView):
    """Whether what was done in time was won more often, over the lead clocks in your scope."""

    @extend_schema(
        operation_id="speed",
        responses=SpeedSerializer,
        parameters=OF_ONE,
    )
    def get(self, request: Request) -> Response:
        asked, user = asked_of_one(request), person_of(request)
        curve = promise_curve(user, **asked)
        return Response(SpeedSerializer(outcome_by_speed(user, curve=curve, **asked)).data)


class CurveView(APIView):
    """How quickly a kind of promise is kept, also by those still waiting, over the clocks in your scope."""

    @extend_schema(
        operation_id="curve",
        responses=CurveSerializer,
        parameters=OF_ONE,
    )
    def get(self, request: Request) -> Response:
        return Response(CurveSerializer(promise_curve(person_of(request), **asked_of_one(request))).data)


class HourSerializer(serializers.Serializer[Hour]):
    hour = serializers.IntegerField(help_text="From this hour to the next, on any day.")
    compliance = RateSerializer(source="all")


class WeekdaySerializer(serializers.Serializer[Weekday]):
    weekday = serializers.IntegerField(help_text="0 for Monday.")
    hours = RateSerializer(many=True, help_text="In the order of the hours.")


class HoursSerializer(serializers.Serializer[ByHour]):
    """Compliance by the local weekday and hour at which the clocks started."""

    promise = serializers.CharField(source="kind")
    period = serializers.CharField(source="period.name")
    n = serializers.IntegerField(source="clocks")
    waived = serializers.IntegerField(help_text="Waived clocks, counted here unless `waivers=without` leaves them out.")
    hours = HourSerializer(many=True)
    week = WeekdaySerializer(many=True)


class HoursView(APIView):
    """At which hour of the week promises are missed, over the clocks in your scope."""

    @extend_schema(
        operation_id="hours",
        responses=HoursSerializer,
        parameters=OF_ONE,
    )
    def get(self, request: Request) -> Response:
        return Response(HoursSerializer(by_hour(person_of(request), **asked_of_one(request))).data)
