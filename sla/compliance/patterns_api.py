"""Reading patterns: what the page says of them, with the same care. Reps read their own first, and nobody is named."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from leadgap.accounts.models import Role
from leadgap.api import person_of
from sla.compliance.api import OF_ONE, RateSerializer, asked_of_clocks
from sla.compliance.pattern_words import Section, pattern_headline, sections
from sla.compliance.patterns import LATER, NAMED, patterns
from sla.patterns import AroundDue


class AroundDueSerializer(serializers.Serializer[AroundDue]):
    """What was stopped just before it was due, and in as long a stretch after: by chance about as many."""

    before = serializers.IntegerField()
    after = serializers.IntegerField()
    is_uneven = serializers.BooleanField(help_text="More before than chance gives.")


class PatternSerializer(serializers.Serializer[Section]):
    """One pattern. It deserves a question, and proves nothing."""

    pattern = serializers.CharField(source="key")
    title = serializers.CharField()
    said = serializers.CharField(help_text="What was found.")
    same = serializers.CharField(allow_blank=True, help_text="What else would look the same.")
    rate = RateSerializer()
    around = AroundDueSerializer(allow_null=True)
    hand_offs = serializers.SerializerMethodField(help_text=f"The newest it was found in, {NAMED} at most.")

    def get_hand_offs(self, section: Section) -> list[int]:
        return [hand_off.pk for hand_off in section.hand_offs]


class PatternsSerializer(serializers.Serializer[Any]):
    """Patterns of all clocks together: there is no score, and no ranking of people."""

    headline = serializers.CharField()
    period = serializers.CharField(source="found.period.name")
    start = serializers.DateField(source="found.period.start", allow_null=True)
    end = serializers.DateField(
        source="found.period.end", allow_null=True, help_text="The first day that is not part of it."
    )
    is_own = serializers.BooleanField(
        help_text=f"These are yours, and you see them first. false: what is older than {LATER.days} days."
    )
    waived = serializers.IntegerField(
        source="found.waived", help_text="Waived clocks, counted here unless `waivers=without` leaves them out."
    )
    self_reported = serializers.IntegerField(
        source="found.self_reported", help_text="Of first responses just in time: by touches that were logged by hand."
    )
    since = serializers.DateField(
        source="found.since",
        allow_null=True,
        help_text="Of so many, only hand-offs from this day on are looked at; null: all of the period.",
    )
    patterns = PatternSerializer(many=True, help_text="Those that have anything to be measured on.")


class PatternsView(APIView):
    """What deserves a question in how clocks are kept, over the clocks in your scope."""

    @extend_schema(
        operation_id="patterns",
        responses=PatternsSerializer,
        parameters=[each for each in OF_ONE if each.name != "promise"],
    )
    def get(self, request: Request) -> Response:
        user = person_of(request)
        found = patterns(user, **asked_of_clocks(request))
        said = {"found": found, "headline": pattern_headline(found), "patterns": list(sections(found))}
        return Response(PatternsSerializer(said | {"is_own": user.role == Role.REP}).data)
