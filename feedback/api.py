"""Reading scorecards: the same numbers as the pages, from the same function."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feedback.models import DirtyRatingDay
from feedback.scorecards.services import Card, League, scorecards
from feedback.scorecards.slices import By, offered_to
from leadgap.accounts.models import Organisation
from leadgap.api import key_asked, person_of
from leadgap.periods import DEFAULT, PRESETS, Period, UnknownPeriod, period
from leadgap.ui.filters import not_offered
from leads.dirty import is_counting
from leads.known import teams_known_to
from leads.models import Source


class CardSerializer(serializers.Serializer[Any]):
    """One slice. Rates carry part, whole, value and their 95 % interval; what has no denominator is null."""

    key = serializers.IntegerField(help_text="Of the slice; 0 for hand-offs without one.")
    name = serializers.CharField()
    is_flagged = serializers.BooleanField(help_text="The gap holds in this period and in the one before.")
    reasons = serializers.ListField(child=serializers.DictField())
    scorecard = serializers.DictField(help_text="Every number of the page; the glossary defines them.")
    fair = serializers.DictField(help_text="The same over the hand-offs for which Sales kept its first response.")


class LeagueSerializer(serializers.Serializer[Any]):
    by = serializers.ChoiceField([by.value for by in By])
    period = serializers.CharField()
    start = serializers.DateField(allow_null=True)
    end = serializers.DateField(allow_null=True, help_text="The first day that is not part of it.")
    is_counting = serializers.BooleanField(
        help_text="Not all that has been told is counted yet: ask again in a minute."
    )
    total = CardSerializer()
    cards = CardSerializer(many=True)


class ScorecardsView(APIView):
    """Scorecards by source, campaign, team or rep, over the hand-offs in your scope."""

    @extend_schema(
        operation_id="scorecards",
        responses=LeagueSerializer,
        parameters=[
            OpenApiParameter("by", OpenApiTypes.STR, enum=[by.value for by in By], default=By.SOURCE.value),
            OpenApiParameter("period", OpenApiTypes.STR, enum=list(PRESETS), default=DEFAULT),
            OpenApiParameter("start", OpenApiTypes.DATE, description="First day, instead of `period`."),
            OpenApiParameter("end", OpenApiTypes.DATE, description="Last day."),
            OpenApiParameter("source", OpenApiTypes.INT, description="Key of a source."),
            OpenApiParameter("team", OpenApiTypes.INT, description="Key of a team."),
        ],
    )
    def get(self, request: Request) -> Response:
        organisation, user = Organisation.current(), person_of(request)
        if user.role == "rep":
            raise PermissionDenied("Scorecards show Marketing’s ratings, and Sales rates before it sees them.")
        found = scorecards(
            user,
            by=_by(request, offered_to(user, organisation)),
            period=_period(request, organisation),
            organisation=organisation,
            only=_only(request),
        )
        return Response(league_data(found) | {"is_counting": is_counting(DirtyRatingDay)})


def league_data(found: League) -> dict[str, Any]:
    """Return a league as JSON takes it."""
    return {
        "by": found.by.value,
        "period": found.period.name,
        "start": found.period.start,
        "end": found.period.end,
        "total": _card(found.total),
        "cards": [_card(card) for card in found.cards],
    }


def _card(card: Card) -> dict[str, Any]:
    return {
        "key": card.key,
        "name": card.name,
        "is_flagged": card.is_flagged,
        "reasons": [{"reason": label, **asdict(rate)} for label, rate in card.reasons],
        "scorecard": asdict(card.scorecard),
        "fair": asdict(card.fair),
    }


def _by(request: Request, offered: list[By]) -> By:
    name = request.query_params.get("by", By.SOURCE)
    if name not in offered:
        raise ValidationError({"by": not_offered(name, offered)})
    return By(name)


def _period(request: Request, organisation: Organisation) -> Period:
    words = {name: request.query_params.get(name, "") for name in ("start", "end")}
    today = timezone.now().astimezone(organisation.zone).date()
    try:
        return period(request.query_params.get("period", ""), today=today, **words)
    except UnknownPeriod as error:
        raise ValidationError({"period": str(error)}) from error


def _only(request: Request) -> dict[str, int]:
    asked = {
        "source": key_asked(request, "source", Source.objects.all()),
        "team": key_asked(request, "team", teams_known_to(person_of(request))),
    }
    return {name: key for name, key in asked.items() if key is not None}
