"""The tree of teams and who belongs to each, by the API.

Everybody reads the teams that they may name by key; who may on the pages reads all, adds to them and moves them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from leadgap.accounts.models import Role, Team, User
from leadgap.accounts.permissions import may_manage_people
from leadgap.accounts.services import teams as services
from leadgap.accounts.services.people import move_person
from leadgap.accounts.services.refusals import Refused, TeamAboveItself, TeamNameTaken
from leadgap.api import Conflict, ReadViewSet, Sent, need, read
from leads.known import teams_known_to

PERSON = OpenApiParameter("person", OpenApiTypes.INT, OpenApiParameter.PATH, description="Key of a member.")


class TeamSerializer(serializers.ModelSerializer[Team]):
    class Meta:
        model = Team
        fields = ["id", "name", "parent", "archived_at"]
        read_only_fields = fields


class TeamTermsSerializer(Sent):
    name = serializers.CharField(max_length=100)
    parent = serializers.PrimaryKeyRelatedField(  # type: ignore[assignment]
        queryset=Team.objects.filter(archived_at=None), allow_null=True, help_text="The team above; null: at the top."
    )


class MemberSerializer(serializers.ModelSerializer[User]):
    may_sign_in = serializers.BooleanField(source="is_active")

    class Meta:
        model = User
        fields = ["id", "name", "email", "role", "team", "may_sign_in"]
        read_only_fields = fields


class MembershipSerializer(Sent):
    email = serializers.EmailField(help_text="Of whom to put into the team, out of any other.")

    def validate_email(self, email: str) -> User:
        person = User.objects.filter(email=email.lower()).first()
        if person is None:
            raise ValidationError(f"Nobody here has the e-mail {email}.")
        return person


class TeamViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ReadViewSet):
    """The teams that you may name by key, by name, each with the one above it."""

    queryset = Team.objects.none()
    serializer_class = TeamSerializer
    lookup_value_regex = "[0-9]+"

    def get_queryset(self) -> QuerySet[Team]:
        if self.action not in {"list", "retrieve"}:
            need(self.person.role in {Role.ADMINISTRATOR, Role.AUDITOR}, "Administrators keep the teams.")
        return teams_known_to(self.person)

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

    @extend_schema(responses=MemberSerializer(many=True))
    @action(detail=True, pagination_class=None)
    def members(self, request: Request, pk: str) -> Response:
        """Who belongs to the team itself, by name, also who may no longer sign in."""
        return Response(MemberSerializer(self.get_object().members.all(), many=True).data)

    @extend_schema(request=MembershipSerializer, responses=MemberSerializer)
    @members.mapping.post
    def put_in(self, request: Request, pk: str) -> Response:
        """Put somebody into the team. What was handed over to them before stays with the team of then."""
        team = self.get_object()
        need(may_manage_people(self.person), "Administrators keep the teams.")
        given = read(MembershipSerializer(data=request.data))
        if team.archived_at is not None:
            raise Conflict(f"{team.name} is archived: nobody joins it.")
        return self._moved(given["email"], team)

    @extend_schema(request=None, responses=MemberSerializer, parameters=[PERSON])
    @action(detail=True, methods=["post"], url_path="members/(?P<person>[0-9]+)/take-out", url_name="take-out")
    def take_out(self, request: Request, pk: str, person: str) -> Response:
        """Let somebody belong to no team."""
        team = self.get_object()
        need(may_manage_people(self.person), "Administrators keep the teams.")
        return self._moved(get_object_or_404(team.members.all(), pk=person), None)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def archive(self, request: Request, pk: str) -> Response:
        """Take a team off the lists that nobody belongs to; its hand-offs and figures stay. Twice is once."""
        return self._after(services.archive_team)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, pk: str) -> Response:
        """Put an archived team back on the lists. Twice is once."""
        return self._after(services.restore_team)

    def _after(self, change: Callable[..., None]) -> Response:
        team = self.get_object()
        need(may_manage_people(self.person), "Administrators keep the teams.")
        with _refusals():
            change(team=team, actor=self.person, now=self.now)
        return Response(TeamSerializer(self.get_object()).data)

    def _moved(self, person: User, team: Team | None) -> Response:
        with _refusals():
            moved = move_person(person=person, team=team, actor=self.person, now=self.now)
        return Response(MemberSerializer(moved).data)

    def _read(self, request: Request) -> dict[str, Any]:
        need(may_manage_people(self.person), "Administrators keep the teams.")
        return read(TeamTermsSerializer(data=request.data))


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except TeamAboveItself as refusal:
        raise ValidationError({"parent": [str(refusal)]}) from refusal
    except TeamNameTaken as refusal:
        raise Conflict({"name": [str(refusal)]}) from refusal
    except Refused as refusal:
        raise Conflict(str(refusal)) from refusal
