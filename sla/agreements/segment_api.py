"""Reading the segments of a version, with how many of the latest leads fall into each: the numbers of the page."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from leadgap.api import person_of
from sla.agreements.belonging import belonging
from sla.agreements.drafting import terms_of
from sla.criteria import read
from sla.models import AgreementVersion, Promise, Segment


class SegmentPromiseSerializer(serializers.ModelSerializer[Promise]):
    goal = serializers.FloatField()

    class Meta:
        model = Promise
        fields = ["id", "kind", "target", "unit", "goal", "attempts"]
        read_only_fields = fields


class CountedSegmentSerializer(serializers.ModelSerializer[Segment]):
    reading = serializers.SerializerMethodField(help_text="The conditions in words.")
    promises = SegmentPromiseSerializer(
        many=True, help_text="Its own; what is not among them is promised as to every lead."
    )
    hand_offs = serializers.IntegerField(help_text="Of the last 90 days, how many belong to it.")

    class Meta:
        model = Segment
        fields = ["id", "name", "is_promised", "conditions", "reading", "promises", "hand_offs"]
        read_only_fields = fields

    def get_reading(self, segment: Segment) -> str:
        return read(segment.conditions).reading


class CountedSegmentsSerializer(serializers.Serializer[Any]):
    """In their order: a lead belongs to the first whose conditions it meets, else to none."""

    hand_offs = serializers.IntegerField(help_text="Of the last 90 days, the newest 50 000 at most.")
    rest = serializers.IntegerField(help_text="How many of them belong to none.")
    segments = CountedSegmentSerializer(many=True)


class SegmentsView(APIView):
    """The segments of a version of the agreement."""

    @extend_schema(operation_id="segments", responses=CountedSegmentsSerializer)
    def get(self, request: Request, number: int) -> Response:
        versions = AgreementVersion.objects.visible_to(person_of(request)).for_page()
        version = get_object_or_404(versions.prefetch_related("segments__promises"), number=number)
        found = belonging(terms_of(version).segments, now=timezone.now())
        segments = list(version.segments.all())
        for segment, count in zip(segments, found.counts, strict=True):
            segment.hand_offs = count  # type: ignore[attr-defined]
        return Response(
            CountedSegmentsSerializer({"hand_offs": found.hand_offs, "rest": found.rest, "segments": segments}).data
        )
