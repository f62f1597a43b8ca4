"""Owners' hours and time off by the API: read and written by whom the pages let."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from leadgap.accounts.models import Owner
from leadgap.accounts.models.organisation import validate_zone
from leadgap.api import IfRevision, ReadViewSet, Sent, need, read
from sla.again.calendars import owner_rehearsal
from sla.again.hours_api import RehearsedHoursSerializer
from sla.models import Calendar, CalendarVersion
from sla.working_time.api import WeekSerializer, refusals
from sla.working_time.owners import (
    add_time_off,
    calendars_of,
    keep_hours,
    may_keep_hours,
    owners_seen_by,
    remove_time_off,
    revision,
)

Change = Callable[[], CalendarVersion]


class LocalMinute(serializers.CharField):
    """A time by the owner's own clock, such as 2026-08-03T12:00."""

    default_error_messages = {
        "local": "Say it by the clock where the owner is, to the minute and without a zone, such as 2026-08-03T12:00."
    }

    def to_internal_value(self, data: Any) -> str:
        try:
            at = datetime.fromisoformat(super().to_internal_value(data))
        except ValueError:
            self.fail("local")
        if at.tzinfo is not None or at.second or at.microsecond:
            self.fail("local")
        return at.isoformat(timespec="minutes")


class StretchOffSerializer(Sent):
    """Time off, by its edges."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        return {"from": LocalMinute(), "until": LocalMinute(help_text="From here on they work again.")}


class TimeOffSerializer(StretchOffSerializer):
    """Time off. What it is called is read by the owner and their managers."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        return {**super().get_fields(), "name": serializers.CharField(max_length=100, default="", allow_blank=True)}


class OwnerHoursTermsSerializer(Sent):
    follows = serializers.PrimaryKeyRelatedField(
        queryset=Calendar.objects.shared(), help_text="Key of the calendar whose days off they keep."
    )
    weekly = WeekSerializer(default=None, allow_null=True, help_text="Their own hours; null: those of that calendar.")
    timezone = serializers.CharField(validators=[validate_zone], required=False, help_text="Of their own hours.")
    if_revision = IfRevision()

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        if given["weekly"] is not None and "timezone" not in given:
            raise ValidationError({"timezone": ["Choose the time zone of these hours."]})
        return given


class CountingSerializer(serializers.ModelSerializer[CalendarVersion]):
    """The hours that count now."""

    since = serializers.DateTimeField(source="created_at")

    class Meta:
        model = CalendarVersion
        fields = ["since", "counts_from", "timezone", "weekly", "holidays", "exceptions", "time_off"]
        read_only_fields = fields


class OwnerSerializer(serializers.ModelSerializer[Owner]):
    team = serializers.CharField(source="team.name", default=None, allow_null=True)
    follows = serializers.SerializerMethodField(help_text="null: no calendar of their own.")
    has_own_hours = serializers.SerializerMethodField()

    class Meta:
        model = Owner
        fields = ["id", "name", "team", "follows", "has_own_hours"]
        read_only_fields = fields

    def get_follows(self, owner: Owner) -> int | None:
        return owner.calendar.follows_id if hasattr(owner, "calendar") else None

    def get_has_own_hours(self, owner: Owner) -> bool:
        return hasattr(owner, "calendar") and owner.calendar.has_own_hours


class OwnerHoursSerializer(OwnerSerializer):
    current = serializers.SerializerMethodField(
        help_text="Their own, or those of the team or agreement; null while there is no calendar."
    )

    revision = serializers.SerializerMethodField(help_text="Of these hours: send it as `if_revision`.")

    class Meta(OwnerSerializer.Meta):
        fields = [*OwnerSerializer.Meta.fields, "current", "revision"]
        read_only_fields = fields

    def get_revision(self, owner: Owner) -> str:
        return revision(calendars_of(owner, self.context["now"]))

    @extend_schema_field(CountingSerializer(allow_null=True))
    def get_current(self, owner: Owner) -> Mapping[str, Any] | None:
        current = calendars_of(owner, self.context["now"]).current
        return CountingSerializer(current).data if current else None


class OwnerHoursViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ReadViewSet):
    """Owners whose hours you may read: your own, those of your branch, or all. One comes with the hours that count."""

    queryset = Owner.objects.none()
    lookup_value_regex = "[0-9]+"

    def get_queryset(self) -> QuerySet[Owner]:
        owners = owners_seen_by(self.person).select_related("team", "calendar")
        return owners.order_by("team", "name", "pk").distinct()

    def get_serializer_class(self) -> type[OwnerSerializer]:
        return OwnerSerializer if self.action == "list" else OwnerHoursSerializer

    @extend_schema(request=OwnerHoursTermsSerializer)
    def update(self, request: Request, pk: str) -> Response:
        """Give an owner other hours from now on, beside the time off; the same ones again change nothing."""
        return self._kept(*self._hours(request))

    @extend_schema(request=OwnerHoursTermsSerializer, responses=RehearsedHoursSerializer)
    @action(detail=True, methods=["post"], writes_nothing=True)
    def rehearse(self, request: Request, pk: str) -> Response:
        """Say what these hours would do to the clocks that are running. Nothing is written."""
        return self._rehearsed(*self._hours(request))

    @extend_schema(request=TimeOffSerializer)
    @action(detail=True, methods=["post"], url_path="time-off")
    def time_off(self, request: Request, pk: str) -> Response:
        """Write down time off. It counts from now on; the same twice is written once."""
        return self._kept(*self._off(request))

    @extend_schema(request=TimeOffSerializer, responses=RehearsedHoursSerializer)
    @action(detail=True, methods=["post"], url_path="time-off/rehearse", writes_nothing=True)
    def rehearse_time_off(self, request: Request, pk: str) -> Response:
        """Say what this time off would do to the clocks that are running. Nothing is written."""
        return self._rehearsed(*self._off(request))

    @extend_schema(request=StretchOffSerializer)
    @action(detail=True, methods=["post"], url_path="time-off/take-out")
    def take_out(self, request: Request, pk: str) -> Response:
        """Take time off out again; what is not there is no trouble."""
        owner, given = self._given(StretchOffSerializer(data=request.data))
        edges = given["from"], given["until"]
        return self._kept(owner, lambda: remove_time_off(owner, *edges, user=self.person, now=self.now))

    def _hours(self, request: Request) -> tuple[Owner, Change]:
        owner, given = self._given(OwnerHoursTermsSerializer(data=request.data))
        return owner, lambda: keep_hours(owner, user=self.person, now=self.now, **given)

    def _off(self, request: Request) -> tuple[Owner, Change]:
        owner, given = self._given(TimeOffSerializer(data=request.data))
        return owner, lambda: add_time_off(owner, [given], user=self.person, now=self.now)

    def _given(self, sent: serializers.Serializer[Any]) -> tuple[Owner, dict[str, Any]]:
        owner: Owner = self.get_object()
        need(may_keep_hours(self.person, owner), "Owners and the managers of their branch keep these hours.")
        return owner, dict(read(sent))

    def _kept(self, owner: Owner, change: Change) -> Response:
        with refusals():
            change()
        return Response(self.get_serializer(self.get_object()).data)

    def _rehearsed(self, owner: Owner, change: Change) -> Response:
        with refusals():
            _, found = owner_rehearsal(change, owner, now=self.now)
        return Response(RehearsedHoursSerializer(found).data)
