"""The agreement by the API: read by everyone, written by both sides, signed by two people. The pages' own services."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from leadgap.accounts.models import Role
from leadgap.api import Conflict, ReadViewSet, Sent, need, read, said
from sla import agreements
from sla.agreements.api import AgreementSerializer, documents, surroundings
from sla.agreements.commenting import LONGEST
from sla.agreements.signing import WHO_SIGNS
from sla.agreements.terms_api import TermsSerializer, by_field
from sla.agreements.withdrawing import LONGEST_REASON
from sla.models import AgreementVersion, Comment, Signature

WRITERS = "Both sides write the agreement: managers, marketers and administrators. Everyone else reads it."


class SignSerializer(Sent):
    """Whose signature, and under which text: the `text_hash` of the version as it was read."""

    side = serializers.ChoiceField(Signature.Side.choices)
    text_hash = serializers.CharField(max_length=64)


class WithdrawSerializer(Sent):
    reason = serializers.CharField(
        max_length=LONGEST_REASON, default="", allow_blank=True, help_text="Needed once both sides have signed."
    )


class CommentSerializer(serializers.ModelSerializer[Comment]):
    side = serializers.ChoiceField(
        Signature.Side.choices, allow_blank=True, read_only=True, help_text="Empty: neither."
    )
    text = serializers.CharField(max_length=LONGEST)

    class Meta:
        model = Comment
        fields = ["id", "name", "side", "text", "written_at"]
        read_only_fields = ["id", "name", "written_at"]


class RemarkSerializer(Sent):
    text = serializers.CharField(max_length=LONGEST)


class AgreementViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ReadViewSet):
    """The versions of the agreement that you may read, newest first; drafts are for those who write them."""

    queryset = AgreementVersion.objects.none()
    serializer_class = AgreementSerializer
    lookup_field = "number"
    lookup_value_regex = "[0-9]+"

    def get_serializer_context(self) -> dict[str, Any]:
        return super().get_serializer_context() | surroundings()

    def get_queryset(self) -> QuerySet[AgreementVersion]:
        return documents(AgreementVersion.objects.visible_to(self.person))

    @extend_schema(request=TermsSerializer, responses={201: AgreementSerializer})
    def create(self, request: Request) -> Response:
        """Begin a draft that says this. What an export gives can be sent back."""
        need(agreements.may_draft(self.person), WRITERS)
        terms = self._given(request).terms
        with _refusals():
            drafted = agreements.draft(terms=terms, user=self.person, now=self.now)
        return self._shown(drafted.number, status.HTTP_201_CREATED)

    @extend_schema(request=TermsSerializer)
    def update(self, request: Request, number: str) -> Response:
        """Write other terms into a draft: all of them, as in a new one. Any other version stays as it is."""
        version = self._to_write()
        given = self._given(request)
        if_revision = given.validated_data["if_revision"]
        with _refusals():
            agreements.change_draft(version, terms=given.terms, if_revision=if_revision, user=self.person, now=self.now)
        return self._shown(version.number)

    @extend_schema(request=None, responses={201: AgreementSerializer})
    @action(detail=True, methods=["post"])
    def copy(self, request: Request, number: str) -> Response:
        """Begin a draft that says what this version says, without its day."""
        version = self._to_write()
        with _refusals(by_state=True):
            drafted = agreements.draft(terms=agreements.terms_like(version), user=self.person, now=self.now)
        return self._shown(drafted.number, status.HTTP_201_CREATED)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def propose(self, request: Request, number: str) -> Response:
        """Freeze the text of a draft, with its hash, and lay it before both sides."""
        version = self._to_write()
        with _refusals(by_state=True):
            agreements.propose(version, user=self.person, now=self.now)
        return self._shown(version.number)

    @extend_schema(request=SignSerializer)
    @action(detail=True, methods=["post"])
    def sign(self, request: Request, number: str) -> Response:
        """Sign the text of this hash for one side. The second signature, of another person, brings it into force."""
        version = self.get_object()
        given = read(SignSerializer(data=request.data))
        side = Signature.Side(given["side"])
        need(agreements.may_sign(self.person, side), WHO_SIGNS[side])
        with _refusals(by_state=True):
            agreements.sign(version, **given, user=self.person, now=self.now)
        return self._shown(version.number)

    @extend_schema(request=WithdrawSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, number: str) -> Response:
        """Take back a draft, a proposal, or a signed version before its first day. No version is deleted."""
        version = self._to_write()
        need(agreements.may_withdraw(self.person, version), "Both have signed: whoever signs takes it back.")
        given = read(WithdrawSerializer(data=request.data))
        with _refusals():
            agreements.withdraw(version, **given, user=self.person, now=self.now)
        return self._shown(version.number)

    @extend_schema(responses=CommentSerializer(many=True))
    @action(detail=True, pagination_class=None)
    def comments(self, request: Request, number: str) -> Response:
        """What was said about this version, the first thing first."""
        return Response(CommentSerializer(self.get_object().comments.all(), many=True).data)

    @extend_schema(request=RemarkSerializer, responses={201: CommentSerializer})
    @comments.mapping.post
    def comment(self, request: Request, number: str) -> Response:
        """Say something about this version. The same words twice in a row are said once."""
        version = self.get_object()
        need(self.person.role != Role.AUDITOR, "Auditors read everything and change nothing.")
        text = read(RemarkSerializer(data=request.data))["text"]
        with _refusals():
            comment = agreements.comment(version, text=text, user=self.person, now=self.now)
        return Response(CommentSerializer(comment).data, status.HTTP_201_CREATED)

    def _to_write(self) -> AgreementVersion:
        version: AgreementVersion = self.get_object()
        need(agreements.may_draft(self.person), WRITERS)
        return version

    def _given(self, request: Request) -> TermsSerializer:
        given = TermsSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        return given

    def _shown(self, number: int, code: int = status.HTTP_200_OK) -> Response:
        """Answer with the version as it is now."""
        return Response(self.get_serializer(self.get_queryset().get(number=number)).data, code)


@contextmanager
def _refusals(*, by_state: bool = False) -> Iterator[None]:
    """Answer a refusal: 409 where it is by how versions stand, always so where nothing was sent; else 400."""
    try:
        yield
    except agreements.Refused as refusal:
        problems = said(by_field(refusal.problems))
        if by_state or isinstance(refusal, agreements.Conflict):
            raise Conflict(problems) from refusal
        raise ValidationError(problems) from refusal
