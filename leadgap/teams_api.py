"""The tree of teams by the API: who may on the page reads it, adds to it and moves what is in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from leadgap.accounts.models import Role, Team
from leadgap.accounts.permissions import may_manage_people
from leadgap.accounts.services import teams as services
from leadgap.accounts.services.refusals import Refused, TeamAboveItself
from leadgap.api import Conflict, ReadViewSet, need


class TeamSerializer(serializers.ModelSerializer[Team]):
    class Meta:
        model = Team
        fields = ["id", "name", "parent", "archived_at"]
        read_only_fields = fields


class TeamTermsSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=100)
    parent = serializers.PrimaryKeyRelatedField(  # type: ignore[assignment]
        queryset=Team.objects.filter(archived_at=None), allow_null=True, help_text="The team above; null: at the top."
    )


class TeamViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ReadViewSet):
    """All teams, by name, each with the one above it."""

    queryset = Team.objects.none()
    serializer_class = TeamSerializer
    lookup_value_regex = "[0-9]+"

    def get_queryset(self) -> QuerySet[Team]:
        need(self.person.role in {Role.ADMINISTRATOR, Role.AUDITOR}, "Administrators keep the teams.")
        return Team.objects.order_by("name", "pk")

    @extend_schema(request=TeamTermsSerializer, responses={201: TeamSerializer})
    def create(self, request: Request) -> Response:
        """Add a team."""
        given = self._read(request)
        with _refusals():
            team = services.add_team(**given, actor=self.person, now=self.now)
        return Response(TeamSerializer(team).data, status.HTTP_201_CREATED)

    @extend_schema(request=TeamTermsSerializer)
    def update(self, request: Request, pk: str) -> Response:
        """Rename a team or move it, with all that is below it. It cannot be above itself."""
        team = self.get_object()
        given = self._read(request)
        with _refusals():
            services.change_team(team=team, **given, actor=self.person, now=self.now)
        return Response(TeamSerializer(team).data)

    def _read(self, request: Request) -> dict[str, Any]:
        need(may_manage_people(self.person), "Administrators keep the teams.")
        given = TeamTermsSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        return given.validated_data


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except TeamAboveItself as refusal:
        raise ValidationError({"parent": [str(refusal)]}) from refusal
    except Refused as refusal:
        raise Conflict({"name": [str(refusal)]}) from refusal
