"""An agreement as a document for machines: all that is judged, in a stable order. The page's export is the same."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from leadgap.accounts.models import Organisation
from sla.agreements.drafting import revision
from sla.agreements.sentences import promise_sentence, text_of
from sla.agreements.terms_api import FORMAT, FORMAT_VERSION
from sla.models import (
    AgreementVersion,
    CalendarVersion,
    LeadValue,
    MonthlyPromise,
    Promise,
    Segment,
    Signature,
    TeamCalendar,
)


class SegmentSerializer(serializers.ModelSerializer[Segment]):
    """The first segment whose conditions a lead meets is its own."""

    class Meta:
        model = Segment
        fields = ["identity", "name", "position", "conditions", "is_promised"]
        read_only_fields = fields
        extra_kwargs = {"identity": {"help_text": "The same through all versions, whatever it is called."}}


class PromiseSerializer(serializers.ModelSerializer[Promise]):
    segment = serializers.CharField(
        source="segment.name", default=None, allow_null=True, help_text="null: for every other lead."
    )
    sentence = serializers.SerializerMethodField(help_text="As people read it.")

    class Meta:
        model = Promise
        fields = [
            "id",
            "segment",
            "kind",
            "position",
            "starts",
            "stops",
            "paused_by",
            "paused_for",
            "paused_in",
            "attempts",
            "target",
            "unit",
            "calendar_of",
            "goal",
            "sentence",
        ]
        read_only_fields = fields

    def get_sentence(self, promise: Promise) -> str:
        return promise_sentence(promise)


class MonthlyPromiseSerializer(serializers.ModelSerializer[MonthlyPromise]):
    class Meta:
        model = MonthlyPromise
        fields = ["kind", "position", "goal", "fields"]
        read_only_fields = fields


class LeadValueSerializer(serializers.ModelSerializer[LeadValue]):
    source = serializers.CharField(  # type: ignore[assignment]
        source="source.name", default=None, help_text="null: of any other source."
    )

    class Meta:
        model = LeadValue
        fields = ["source", "amount"]
        read_only_fields = fields


class WorkingTimeSerializer(serializers.ModelSerializer[CalendarVersion]):
    """A calendar as it is now: changes to calendars count from the moment they are made."""

    name = serializers.CharField(source="calendar.name")
    version = serializers.IntegerField(source="number")
    since = serializers.DateTimeField(source="created_at")

    class Meta:
        model = CalendarVersion
        fields = ["name", "version", "since", "counts_from", "timezone", "weekly", "holidays", "exceptions", "time_off"]
        read_only_fields = fields


class TeamWorkingTimeSerializer(serializers.Serializer[TeamCalendar]):
    team = serializers.CharField(source="team.name")
    calendar = serializers.SerializerMethodField()

    @extend_schema_field(WorkingTimeSerializer)
    def get_calendar(self, kept: TeamCalendar) -> dict[str, Any]:
        return WorkingTimeSerializer(kept.calendar.current()).data


class SignatureSerializer(serializers.ModelSerializer[Signature]):
    class Meta:
        model = Signature
        fields = ["side", "name", "signed_at", "text_hash"]
        read_only_fields = fields


class AgreementSerializer(serializers.ModelSerializer[AgreementVersion]):
    """One version. `format_version` grows when a field changes its meaning or goes; new fields may come at any time."""

    format = serializers.SerializerMethodField()
    format_version = serializers.SerializerMethodField()
    in_force_from = serializers.SerializerMethodField(help_text="null before both sides have signed.")
    segments = SegmentSerializer(many=True)
    promises = PromiseSerializer(many=True)
    monthly_promises = MonthlyPromiseSerializer(many=True)
    lead_values = LeadValueSerializer(many=True)
    calendar = serializers.SerializerMethodField(help_text="The agreement's.")
    team_calendars = serializers.SerializerMethodField(help_text="Of teams that have one of their own.")
    text = serializers.SerializerMethodField(help_text="The sentences; of a draft those that it would propose now.")
    revision = serializers.SerializerMethodField(help_text="Of what it says now: send it as `if_revision`.")
    text_hash = serializers.CharField(help_text="SHA-256 of the text in UTF-8; empty for a draft.")
    signatures = SignatureSerializer(many=True)

    class Meta:
        model = AgreementVersion
        fields = [
            "format",
            "format_version",
            "number",
            "state",
            "title",
            "effective_on",
            "is_retrospective",
            "in_force_from",
            "created_at",
            "proposed_at",
            "signed_at",
            "definition",
            "segments",
            "promises",
            "monthly_promises",
            "lead_values",
            "calendar",
            "team_calendars",
            "text",
            "text_hash",
            "revision",
            "signatures",
        ]
        read_only_fields = fields

    def get_format(self, version: AgreementVersion) -> str:
        return FORMAT

    def get_format_version(self, version: AgreementVersion) -> int:
        return FORMAT_VERSION

    def get_in_force_from(self, version: AgreementVersion) -> datetime | None:
        if version.state != AgreementVersion.State.SIGNED:
            return None
        return version.in_force_from(self.context["organisation"].zone).astimezone(UTC)

    @extend_schema_field(WorkingTimeSerializer)
    def get_calendar(self, version: AgreementVersion) -> dict[str, Any]:
        return WorkingTimeSerializer(version.calendar.current()).data

    @extend_schema_field(TeamWorkingTimeSerializer(many=True))
    def get_team_calendars(self, version: AgreementVersion) -> list[dict[str, Any]]:
        return self.context["team_calendars"]

    def get_revision(self, version: AgreementVersion) -> str:
        return revision(version)

    def get_text(self, version: AgreementVersion) -> str:
        return version.text or text_of(version)


def documents(versions: QuerySet[AgreementVersion]) -> QuerySet[AgreementVersion]:
    """Bring all that an export says of these versions, whatever their number."""
    return versions.select_related("calendar").prefetch_related(
        "segments",
        "promises__segment",
        "monthly_promises",
        "lead_values__source",
        "signatures",
        "calendar__versions__calendar",
    )


def document(version: AgreementVersion) -> dict[str, Any]:
    """Return what the API says of a version, in its zone, whoever asks."""
    with timezone.override(UTC):
        return AgreementSerializer(version, context=surroundings()).data


def surroundings() -> dict[str, Any]:
    """Return what an export needs beside the versions: the organisation, and the calendars of teams."""
    kept = TeamCalendar.objects.select_related("team", "calendar").prefetch_related("calendar__versions__calendar")
    return {
        "organisation": Organisation.current(),
        "team_calendars": [TeamWorkingTimeSerializer(each).data for each in kept.order_by("team", "pk")],
    }
