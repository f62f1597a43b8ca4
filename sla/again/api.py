"""Judging the past again by the API: what would change is counted first, then it is done by a job."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from leadgap.accounts.models import Organisation
from leadgap.api import Conflict, ReadViewSet, Sent, need, parameters_of, read
from sla.again.flips import readable
from sla.again.forms import AgainForm
from sla.again.rehearsal import Flip, Line, Rehearsal
from sla.again.services import Asked, NothingChanges, OthersChange, judge_again, may_judge_again, rehearsal
from sla.again.words import rehearsal_headline
from sla.compliance.api import RateSerializer
from sla.models import AgreementVersion, Clock, JudgedAgain, Promise

ONLY_HEADS = "A head of Sales judges the past again, or an administrator."
# Of the verdicts that flip, how many are named.
NAMED = 1000
LATELY = timedelta(days=90)


class AskedSerializer(Sent):
    """Which hand-offs, by their days, and by what they are judged."""

    start = serializers.DateField(help_text="First day of the hand-offs.")
    end = serializers.DateField(help_text="Last day: three years at most.")
    version = serializers.SlugRelatedField(
        slug_field="number",
        queryset=AgreementVersion.objects.filter(state=AgreementVersion.State.SIGNED),
        default=None,
        allow_null=True,
        help_text="Number of a signed version whose first day has come; without it, the one in force at each hand-off.",
    )
    hours = serializers.ChoiceField(
        ["today"], required=False, help_text="By today's working hours; without it, by those counted then."
    )


class PreviewAskedSerializer(AskedSerializer):
    start = serializers.DateField(required=False, help_text="First day of the hand-offs; without it, 90 days ago.")
    end = serializers.DateField(required=False, help_text="Last day: three years at most; without it, today.")


class JudgeAgainSerializer(AskedSerializer):
    reason = serializers.CharField(max_length=500, help_text="It stands in the audit log, and beside every clock.")
    expected = serializers.IntegerField(help_text="How many clocks the preview said change: if they are others, 409.")


class ChangedLineSerializer(serializers.Serializer[Line]):
    """The clocks of one kind and scope. An overdue one counts as missed, before as after."""

    promise = serializers.ChoiceField(Promise.Kind.choices, source="kind")
    scope = serializers.ChoiceField(Clock.Scope.choices)
    before = RateSerializer()
    after = RateSerializer()
    newly_met = serializers.IntegerField()
    newly_missed = serializers.IntegerField()
    moved = serializers.IntegerField(help_text="Open clocks that will be due at another time, or get a verdict.")
    moved_missed = serializers.IntegerField(help_text="Of them: missed when judged again.")
    undone = serializers.IntegerField(help_text="Were met or missed, and are neither when judged again.")
    newly = serializers.IntegerField(help_text="There is a clock only when judged again.")
    no_longer = serializers.IntegerField(help_text="There is a clock only now.")


class FlipSerializer(serializers.Serializer[Flip]):
    hand_off = serializers.IntegerField()
    promise = serializers.ChoiceField(Promise.Kind.choices, source="kind")
    scope = serializers.ChoiceField(Clock.Scope.choices)
    before = serializers.CharField()
    after = serializers.CharField()


class RehearsalSerializer(serializers.Serializer[Rehearsal]):
    """What judging again would change. Nothing is written."""

    headline = serializers.SerializerMethodField()
    hand_offs = serializers.IntegerField()
    is_all = serializers.BooleanField(help_text="false where only the newest were looked at.")
    clocks = serializers.IntegerField(help_text="So many change. Send it as `expected`.")
    lines = ChangedLineSerializer(many=True)
    flips = serializers.SerializerMethodField(
        help_text=f"Of hand-offs that you may read, the newest first, {NAMED} at most. The lines count all."
    )

    def get_headline(self, found: Rehearsal) -> str:
        return rehearsal_headline(found)

    @extend_schema_field(FlipSerializer(many=True))
    def get_flips(self, found: Rehearsal) -> Any:
        return FlipSerializer(self.context["flips"][:NAMED], many=True).data


class JudgedAgainSerializer(serializers.ModelSerializer[JudgedAgain]):
    """One act. `changed` grows while its job works."""

    version = serializers.IntegerField(
        source="version.number", default=None, allow_null=True, help_text="null: the one in force at each hand-off."
    )
    made_by = serializers.CharField(source="made_by.name", default=None, allow_null=True)

    class Meta:
        model = JudgedAgain
        fields = [
            "id",
            "start",
            "end",
            "version",
            "by_todays_hours",
            "reason",
            "made_by",
            "made_at",
            "changed",
            "done_at",
        ]
        read_only_fields = fields


class JudgementViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ReadViewSet):
    """The acts by which the past was judged again, newest first."""

    queryset = JudgedAgain.objects.none()
    serializer_class = JudgedAgainSerializer
    lookup_value_regex = "[0-9]+"

    def get_queryset(self) -> QuerySet[JudgedAgain]:
        need(may_judge_again(self.person), ONLY_HEADS)
        return JudgedAgain.objects.select_related("version", "made_by")

    @extend_schema(parameters=[PreviewAskedSerializer], responses=RehearsalSerializer)
    @action(detail=False, pagination_class=None)
    def preview(self, request: Request) -> Response:
        """Count what would change, and name the verdicts that flip. Nothing is written."""
        need(may_judge_again(self.person), ONLY_HEADS)
        last = {"start": self._today - LATELY, "end": self._today}
        asked, _ = self._asked(PreviewAskedSerializer(data=last | parameters_of(request)))
        found = rehearsal(asked, now=self.now)
        context = {"flips": readable(found, user=self.person)}
        return Response(RehearsalSerializer(found, context=context).data)

    @extend_schema(request=JudgeAgainSerializer, responses={201: JudgedAgainSerializer})
    def create(self, request: Request) -> Response:
        """Judge these days again, as counted by the preview. A job does it; `done_at` says when it was over.

        Without `version` and `hours` it undoes what they have changed before; refused where nothing would change.
        """
        need(may_judge_again(self.person), ONLY_HEADS)
        asked, given = self._asked(JudgeAgainSerializer(data=request.data))
        try:
            job = judge_again(asked, expected=given["expected"], reason=given["reason"], user=self.person, now=self.now)
        except NothingChanges as refused:
            raise ValidationError({"version": [str(refused)]}) from None
        except OthersChange as refused:
            raise Conflict(str(refused)) from None
        act = self.get_queryset().get(pk=job.params["act"])
        return Response(JudgedAgainSerializer(act).data, status.HTTP_201_CREATED)

    @property
    def _today(self) -> date:
        return self.now.astimezone(Organisation.current().zone).date()

    def _asked(self, sent: AskedSerializer) -> tuple[Asked, dict[str, Any]]:
        """Return what was sent, by the rules of the page. Raises ValidationError with the field."""
        given = read(sent)
        version = given["version"] and given["version"].pk
        form = AgainForm({**given, "version": version}, today=self._today)
        if not form.is_valid():
            raise ValidationError({name: list(map(str, texts)) for name, texts in form.errors.items()})
        return form.asked, given
