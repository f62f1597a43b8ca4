"""How many of the latest leads fall into each segment of a version: the numbers of the page."""

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
from sla.models import AgreementVersion


class CountedSegmentSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField(help_text="By which compliance, curve and hours are asked for it.")
    name = serializers.CharField()
    hand_offs = serializers.IntegerField(help_text="Of the last 90 days, how many belong to it.")


class CountedSegmentsSerializer(serializers.Serializer[Any]):
    """In their order: a lead belongs to the first whose conditions it meets, else to none."""

    hand_offs = serializers.IntegerField(help_text="Of the last 90 days, the newest 50 000 at most.")
    rest = serializers.IntegerField(help_text="How many of them belong to none.")
    segments = CountedSegmentSerializer(many=True)


class SegmentsView(APIView):
    """How many of the latest leads fall into each segment of a version. What it says of them is in the version."""

    @extend_schema(operation_id="segments", responses=CountedSegmentsSerializer)
    def get(self, request: Request, number: int) -> Response:
        versions = AgreementVersion.objects.visible_to(person_of(request)).for_page()
        version = get_object_or_404(versions, number=number)
        found = belonging(terms_of(version).segments, now=timezone.now())
        counted = zip(version.segments.all(), found.counts, strict=True)
        segments = [{"id": segment.pk, "name": segment.name, "hand_offs": count} for segment, count in counted]
        return Response(
            CountedSegmentsSerializer({"hand_offs": found.hand_offs, "rest": found.rest, "segments": segments}).data
        )
