"""Trials by the API: a proposed version is tried on some teams, seen how it goes, and tried no longer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from leadgap.accounts.models import Team
from leadgap.api import Conflict, Sent, need, person_of, read
from leadgap.ui.filters import not_there
from sla import agreements
from sla.agreements.api import PromiseSerializer
from sla.agreements.viewset import WRITERS
from sla.compliance.api import RateSerializer
from sla.models import AgreementVersion, Trial


class BeginTrialSerializer(Sent):
    teams = serializers.ListField(
        child=serializers.IntegerField(), allow_empty=False, help_text="Keys of teams; those below them are included."
    )

    def validate_teams(self, keys: list[int]) -> list[Team]:
        offered = {team.pk: team for team in agreements.offered_teams(person_of(self.context["request"]))}
        if unknown := [key for key in keys if key not in offered]:
            raise serializers.ValidationError(not_there(unknown[0]))
        return [offered[key] for key in dict.fromkeys(keys)]


class TeamOnTrialSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    kept = RateSerializer(help_text="With those below it.")


class PromiseOnTrialSerializer(serializers.Serializer[Any]):
    """One promise, over the hand-offs of the trial as of now."""

    promise = PromiseSerializer()
    kept = RateSerializer()
    running = serializers.IntegerField()
    median = serializers.FloatField(allow_null=True, help_text="Of the answered, in seconds that count.")
    teams = TeamOnTrialSerializer(many=True)


class TrialSerializer(serializers.Serializer[Any]):
    """What the version says of what came to these teams since the trial began. Nobody is notified of it."""

    begun_at = serializers.DateTimeField()
    until = serializers.DateTimeField(allow_null=True, help_text="null while it goes on.")
    hand_offs = serializers.IntegerField()
    is_all = serializers.BooleanField(help_text="false where only the newest were looked at.")
    promises = PromiseOnTrialSerializer(many=True)


class TrialView(APIView):
    """The trial of a version that you may read."""

    @extend_schema(operation_id="trial", responses=TrialSerializer)
    def get(self, request: Request, number: int) -> Response:
        """How it goes by now."""
        return Response(_shown(_trial(_version(request, number)), timezone.now()))

    @extend_schema(operation_id="begin_trial", request=BeginTrialSerializer, responses={201: TrialSerializer})
    def post(self, request: Request, number: int) -> Response:
        """Try a proposed version on these teams from now on. It has one trial, until both sides have signed it."""
        version, user, now = _version(request, number), person_of(request), timezone.now()
        need(agreements.may_draft(user), WRITERS)
        given = read(BeginTrialSerializer(data=request.data, context={"request": request}))
        try:
            trial = agreements.begin_trial(version, **given, user=user, now=now)
        except agreements.Refused as refusal:
            raise Conflict(str(refusal)) from refusal
        return Response(_shown(trial, now), status.HTTP_201_CREATED)


class EndTrialView(APIView):
    """Trying a version no longer."""

    @extend_schema(operation_id="end_trial", request=None, responses=TrialSerializer)
    def post(self, request: Request, number: int) -> Response:
        """End the trial. What it has found stays; ended twice it has ended once."""
        version, now = _version(request, number), timezone.now()
        need(agreements.may_draft(person_of(request)), WRITERS)
        trial = _trial(version)
        agreements.end_trial(trial, user=person_of(request), now=now)
        trial.refresh_from_db(fields=["ended_at"])
        return Response(_shown(trial, now))


def _version(request: Request, number: int) -> AgreementVersion:
    return get_object_or_404(AgreementVersion.objects.visible_to(person_of(request)), number=number)


def _trial(version: AgreementVersion) -> Trial:
    trial = Trial.objects.filter(version=version).select_related("version").first()
    if trial is None:
        raise NotFound("There is no trial of this version.")
    return trial


def _shown(trial: Trial, now: datetime) -> Any:
    found = agreements.trial_run(trial, now=now)
    promises = [
        {
            "promise": row.promise,
            "kept": row.kept,
            "running": row.running,
            "median": row.response.median,
            "teams": [
                {"id": team.pk, "name": team.name, "kept": kept}
                for team, kept in zip(found.teams, found.kept_by_team(row), strict=True)
            ],
        }
        for row in found.run.promises
    ]
    said = {"begun_at": found.begun_at, "until": found.until, "promises": promises}
    return TrialSerializer(said | {"hand_offs": found.run.hand_offs, "is_all": found.run.is_all}).data
