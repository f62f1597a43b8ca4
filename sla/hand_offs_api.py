"""A hand-off by itself, with the clauses of the definition that it met: what its page says, from the same function."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from leadgap.api import person_of
from leads import api
from leads.models import HandOff
from sla.agreements import judging
from sla.agreements.explaining import explained
from sla.criteria import Finding, State


class ComparedSerializer(serializers.Serializer[Any]):
    field = serializers.CharField()
    value = serializers.CharField(help_text="As the page writes it.")
    is_met = serializers.BooleanField()


class FindingSerializer(serializers.Serializer[Finding]):
    sentence = serializers.CharField()
    state = serializers.ChoiceField(
        [state.value for state in State], help_text="Unknown counts like not met: the lead does not say."
    )
    points = serializers.IntegerField(help_text="What the line gives where it is met; null for a clause.")
    values = ComparedSerializer(many=True)


class JudgedDefinitionSerializer(serializers.Serializer[Any]):
    """By the version of the agreement that judges the hand-off, from its snapshot: it never changes."""

    agreement_version = serializers.IntegerField()
    is_qualified = serializers.BooleanField(
        allow_null=True, help_text="null where it would tell the lead score to Sales before its rating."
    )
    clauses = FindingSerializer(many=True, help_text="All of them must be met.")
    lines = FindingSerializer(many=True, help_text="Those that give points.")
    points = serializers.IntegerField(allow_null=True, help_text="What it scores; null without points, or as above.")
    threshold = serializers.IntegerField(allow_null=True, help_text="The points that it takes.")


class ExplainedHandOffSerializer(api.HandOffSerializer):
    definition = serializers.SerializerMethodField(help_text="null where no version of the agreement judges it.")

    class Meta(api.HandOffSerializer.Meta):
        fields = [*api.HandOffSerializer.Meta.fields, "definition"]
        read_only_fields = fields

    @extend_schema_field(JudgedDefinitionSerializer(allow_null=True))
    def get_definition(self, hand_off: HandOff) -> Mapping[str, Any] | None:
        version = judging(hand_off.handed_off_at)
        found = explained(person_of(self.context["request"]), hand_off, version, now=self.context["now"])
        if version is None or found is None:
            return None
        said = {name: getattr(found, name) for name in ("is_qualified", "clauses", "lines", "points", "threshold")}
        return JudgedDefinitionSerializer({"agreement_version": version.number, **said}).data


class HandOffViewSet(api.HandOffViewSet):
    """Hand-offs in your scope, newest first. One by itself comes with the clauses of the definition that it met.

    Marketing's rating is null while Sales still rates blind.
    """

    def get_serializer_class(self) -> type[api.HandOffSerializer]:
        return ExplainedHandOffSerializer if self.action == "retrieve" else api.HandOffSerializer
