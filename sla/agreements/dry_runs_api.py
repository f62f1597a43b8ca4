"""Rehearsing an agreement by the API: what a version would have said, and whom it flips. The page's own numbers."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from leadgap.accounts.models import Organisation
from leadgap.api import ReadViewSet, key_asked
from leadgap.pagination import Pagination
from sla import agreements
from sla.agreements.api import PromiseSerializer
from sla.agreements.dry_run import AT_MOST as MOST_LOOKED_AT
from sla.agreements.dry_run import DryRun, PromiseDryRun
from sla.agreements.flips import readable
from sla.agreements.words import dry_run_headline
from sla.compliance.api import PERIOD, RateSerializer, ResponseSerializer, period_asked
from sla.models import AgreementVersion, Promise
from sla.months.api import MonthSerializer
from sla.months.rehearsal import AT_MOST, rehearsed


class DryRunPromiseSerializer(serializers.Serializer[PromiseDryRun]):
    """One promise of the version, on the hand-offs that fall under it; and today's of its kind, on the same ones."""

    promise = PromiseSerializer()
    kept = RateSerializer(help_text="By this version.")
    today = RateSerializer(help_text="As it is judged today; an overdue clock counts as missed.")
    kept_without_waived = RateSerializer(source="kept_beside.without_waived")
    today_without_waived = RateSerializer(source="today_beside.without_waived")
    kept_waived = RateSerializer(source="kept_beside.waived", help_text="Of the hand-offs in `kept`: waived today.")
    today_waived = RateSerializer(source="today_beside.waived", help_text="Of those in `today`.")
    newly_met = serializers.IntegerField(source="better", help_text="Missed today, met by this version.")
    newly_missed = serializers.IntegerField(source="worse")
    running = serializers.IntegerField()
    ended = serializers.IntegerField()
    no_data = serializers.IntegerField()
    newly = serializers.IntegerField(help_text="Met or missed by this version, and neither today.")
    no_longer = serializers.IntegerField(help_text="Met or missed today, and neither by this version.")
    response = ResponseSerializer()
    working_day = serializers.IntegerField(help_text="How many seconds that count make a day.")


class LoadDaySerializer(serializers.Serializer[Any]):
    weekday = serializers.IntegerField(help_text="0 for Monday.")
    by_this_version = serializers.ListField(child=serializers.FloatField(), help_text="In the order of the hours.")
    today = serializers.ListField(
        child=serializers.FloatField(), allow_null=True, help_text="null: none has a first response to give."
    )


class LoadSerializer(serializers.Serializer[Any]):
    """How many first responses fall due for a rep, on average, by the local weekday and hour."""

    reps = serializers.IntegerField(help_text="How many owners it is the average of.")
    weeks = serializers.FloatField(help_text="And how many weeks.")
    hours = serializers.ListField(child=serializers.IntegerField(), help_text="From each to the next.")
    days = LoadDaySerializer(many=True)


class DryRunSerializer(serializers.Serializer[DryRun]):
    """What a version would have said of a period, as if it had been in force. Nothing is written."""

    headline = serializers.SerializerMethodField()
    period = serializers.CharField(source="period.name")
    start = serializers.DateField(source="period.start", allow_null=True)
    end = serializers.DateField(source="period.end", allow_null=True, help_text="The first day that is not part of it.")
    hand_offs = serializers.IntegerField()
    is_all = serializers.BooleanField(help_text="false where only the newest were looked at.")
    qualified = RateSerializer(source="qualified_share", help_text="Meet the definition, of these hand-offs.")
    unpromised = serializers.IntegerField(help_text="Of segments to which nothing is promised.")
    promises = DryRunPromiseSerializer(many=True)
    load = serializers.SerializerMethodField(help_text="null: no first response is asked of anybody.")
    months = serializers.SerializerMethodField(
        help_text="What Marketing's months would have come to, each whole, the newest first; the one that goes on too."
    )
    has_earlier_months = serializers.SerializerMethodField(help_text=f"Only the newest {AT_MOST} are said.")

    def get_headline(self, run: DryRun) -> str:
        return dry_run_headline(run)

    @extend_schema_field(LoadSerializer(allow_null=True))
    def get_load(self, run: DryRun) -> Any:
        load, today = run.load, run.load_today
        if load is None:
            return None
        beside = [counts for _, counts in today.days] if today else [None] * len(load.days)
        days = [
            {"weekday": day, "by_this_version": counts, "today": now}
            for (day, counts), now in zip(load.days, beside, strict=True)
        ]
        return LoadSerializer({"reps": load.reps, "weeks": load.weeks, "hours": load.hours, "days": days}).data

    @extend_schema_field(MonthSerializer(many=True))
    def get_months(self, run: DryRun) -> Any:
        return MonthSerializer(self.context["rehearsed"].months, many=True).data

    def get_has_earlier_months(self, run: DryRun) -> bool:
        return not self.context["rehearsed"].is_all


class DryRunFlipSerializer(serializers.Serializer[Any]):
    """A hand-off whose clock is met in one way of judging and missed in the other."""

    hand_off = serializers.IntegerField(source="flip.hand_off")
    clock = serializers.IntegerField(source="flip.clock", help_text="Today's.")
    promise = serializers.IntegerField(source="row.promise.pk", help_text="Of the version.")
    kind = serializers.ChoiceField(Promise.Kind.choices, source="row.promise.kind")
    today = serializers.CharField(source="flip.today", help_text="met or missed; an overdue clock is missed.")
    by_this_version = serializers.CharField(source="flip.then")


class FlipsPagination(Pagination):
    """As `Pagination`, but one page may hold all: each is judged anew."""

    max_page_size = MOST_LOOKED_AT


OF_PROMISE = OpenApiParameter("promise", OpenApiTypes.INT, description="Key of one promise of the version.")


class DryRunViewSet(ReadViewSet):
    """A version that you may read, judged on past hand-offs."""

    queryset = AgreementVersion.objects.none()
    serializer_class = DryRunSerializer
    pagination_class = FlipsPagination
    lookup_field = "number"

    def get_queryset(self) -> QuerySet[AgreementVersion]:
        return AgreementVersion.objects.visible_to(self.person).for_page()

    @extend_schema(operation_id="dry_run", parameters=PERIOD)
    def retrieve(self, request: Request, number: int) -> Response:
        """Count how each promise would have been kept, beside how it is today, and what it asks of a rep."""
        version = self.get_object()
        run, organisation = self._run(version), Organisation.current()
        months = rehearsed(version, period=run.period, organisation=organisation, now=self.now)
        return Response(DryRunSerializer(run, context={"rehearsed": months}).data)

    @extend_schema(
        operation_id="dry_run_flips", parameters=[*PERIOD, OF_PROMISE], responses=DryRunFlipSerializer(many=True)
    )
    def list(self, request: Request, number: int) -> Response:
        """Name the hand-offs that flip and that you may open, promise by promise, the newest first."""
        version = self.get_object()
        only = key_asked(request, "promise", version.promises.all())
        found = readable(self._run(version), version, user=self.person, now=self.now)
        flips = [{"row": row, "flip": flip} for row, mine in found if only in {None, row.promise.pk} for flip in mine]
        return self.get_paginated_response(DryRunFlipSerializer(self.paginate_queryset(flips), many=True).data)

    def _run(self, version: AgreementVersion) -> DryRun:
        return agreements.dry_run(version, period=period_asked(self.request, self.now), now=self.now)
