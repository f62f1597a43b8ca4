"""Reading the board and Marketing's months: the same numbers as the page, from the same functions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from leadgap.accounts.models import Organisation
from sla.compliance.api import KeptSerializer, RateSerializer
from sla.models import MonthlyPromise
from sla.months.board import Board, NoSuchMonth, board, month_asked
from sla.months.month import BurnUp, Month, Point
from sla.months.waiting import DEFAULT_DAYS, waits_on_board
from sla.months.words import days_words

VERDICT = "met, missed or running; empty where nothing came that could keep it."


class PointSerializer(serializers.Serializer[Point]):
    """Sums up to the end of a day."""

    day = serializers.DateField()
    is_working = serializers.BooleanField()
    target = serializers.FloatField(help_text="Promised by then.")
    delivered = serializers.FloatField(allow_null=True, help_text="null for days to come.")
    accepted = serializers.FloatField(allow_null=True)


class BurnUpSerializer(serializers.Serializer[BurnUp]):
    kind = serializers.ChoiceField([MonthlyPromise.Kind.VOLUME.value, MonthlyPromise.Kind.VALUE.value])
    goal = serializers.FloatField(help_text="Of the days on which it was promised.")
    delivered = serializers.FloatField()
    accepted = serializers.FloatField()
    attainment = serializers.FloatField(allow_null=True, help_text="Delivered ÷ promised.")
    ahead = serializers.FloatField(allow_null=True, help_text="Of what was due by yesterday; negative: behind.")
    needed = serializers.FloatField(allow_null=True, help_text="A working day; null without a working day left.")
    working_days_left = serializers.IntegerField(help_text="From today on.")
    verdict = serializers.CharField(allow_blank=True, help_text=VERDICT)


class ShareSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField([MonthlyPromise.Kind.ACCEPTED_SHARE.value, MonthlyPromise.Kind.COMPLETENESS.value])
    goal = serializers.FloatField()
    rate = RateSerializer()
    verdict = serializers.CharField(allow_blank=True, help_text=VERDICT)


class MonthSerializer(serializers.Serializer[Month]):
    """One month of the whole company. All counts but the first are of qualified leads of Marketing's sources."""

    month = serializers.CharField(source="name", help_text="2026-03")
    handed_over = serializers.IntegerField(source="all.handed_over")
    qualified = serializers.IntegerField(source="all.qualified")
    undecided = serializers.IntegerField(source="all.undecided")
    past_due = serializers.IntegerField(source="all.past_due", help_text="Never decided on.")
    adherence = RateSerializer(help_text="Met the definition in force.")
    accepted = RateSerializer(help_text="Of the accepted and rejected.")
    fair = RateSerializer(help_text="The same where Sales kept its first-response promise.")
    amounts = serializers.SerializerMethodField()
    shares = serializers.SerializerMethodField()

    @extend_schema_field(BurnUpSerializer(many=True))
    def get_amounts(self, month: Month) -> Any:
        return BurnUpSerializer(_many(month.burn_ups.values()), many=True).data

    @extend_schema_field(ShareSerializer(many=True))
    def get_shares(self, month: Month) -> Any:
        shares = [
            {"kind": kind, "goal": month.goals[kind], "rate": rate, "verdict": month.verdict(kind)}
            for kind, rate in month.shares.items()
        ]
        return ShareSerializer(shares, many=True).data


class BurnUpDaysSerializer(serializers.Serializer[BurnUp]):
    kind = serializers.CharField()
    days = PointSerializer(source="points", many=True)


class MonthDaysSerializer(MonthSerializer):
    burn_ups = serializers.SerializerMethodField()

    @extend_schema_field(BurnUpDaysSerializer(many=True))
    def get_burn_ups(self, month: Month) -> Any:
        return BurnUpDaysSerializer(_many(month.burn_ups.values()), many=True).data


class ClockedSerializer(KeptSerializer):
    """One promise that is kept hand-off by hand-off, over the lead clocks of the month's hand-offs."""

    promise = serializers.CharField(source="key")
    name = serializers.CharField()


class BoardSerializer(serializers.Serializer[Board]):
    """Both sides' month. The whole company, and nobody by name."""

    month = serializers.CharField(source="month.name", help_text="2026-03")
    start = serializers.DateField(source="period.start")
    end = serializers.DateField(source="period.end", help_text="The first day that is not part of it.")
    sales = ClockedSerializer(many=True)
    marketing = ClockedSerializer(many=True, help_text="Its promises of each hand-off.")
    marketing_month = MonthSerializer(source="month", help_text="Its promises of the month.")
    qualified_not_handed_over = serializers.SerializerMethodField(
        help_text=f"For longer than {days_words(DEFAULT_DAYS)}; null: not this month, or nothing waits."
    )

    def get_qualified_not_handed_over(self, found: Board) -> int | None:
        return waits_on_board(found.month, now=self.context["now"])


MONTH = OpenApiParameter("month", OpenApiTypes.STR, description="Like 2026-03; default: the last one known.")


class BoardView(APIView):
    """What both sides promised for a month, and what came of it."""

    @extend_schema(operation_id="board", responses=BoardSerializer, parameters=[MONTH])
    def get(self, request: Request) -> Response:
        now = timezone.now()
        found = _board(request.query_params.get("month", ""), now)
        return Response(BoardSerializer(found, context={"now": now}).data)


class MonthsView(APIView):
    """Marketing's month, and those of the eleven before it in which something was promised, newest first."""

    @extend_schema(operation_id="months", responses=MonthSerializer(many=True), parameters=[MONTH])
    def get(self, request: Request) -> Response:
        found = _board(request.query_params.get("month", ""), timezone.now())
        return Response(MonthSerializer(_many([found.month, *found.earlier]), many=True).data)


class MonthView(APIView):
    """One month, with its burn-up day by day."""

    @extend_schema(operation_id="month", responses=MonthDaysSerializer)
    def get(self, request: Request, month: str) -> Response:
        return Response(MonthDaysSerializer(_board(month, timezone.now()).month).data)


def _many(rows: Iterable[Any]) -> Any:
    """Return rows as a serializer of many takes them, which its stubs do not know."""
    return list(rows)


def _board(text: str, now: datetime) -> Board:
    organisation = Organisation.current()
    try:
        return board(month_asked(text, organisation=organisation, now=now), organisation=organisation, now=now)
    except NoSuchMonth as error:
        raise ValidationError({"month": str(error)}) from error
