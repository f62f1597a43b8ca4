"""Reading clocks: the same verdicts and explanations as the pages, from the same functions."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import mixins, serializers

from leadgap.accounts.models import Organisation, Owner
from leadgap.accounts.naming import names_for, shows_rep_figures
from leadgap.api import ReadViewSet, person_of
from leads import api_filters
from leads.api_filters import KeyFilter, WordFilter
from sla.agreements.api import PromiseSerializer
from sla.blind import shown_segment
from sla.criteria import facts_of
from sla.explain import Kind, explain
from sla.hand_offs_api import FindingSerializer
from sla.models import AgreementVersion, Clock, Promise, Segment, Signature, Waiver
from sla.models.promises import CHOOSING
from sla.waivers.marks import waivers_of


class WaiverSerializer(serializers.ModelSerializer[Waiver]):
    class Meta:
        model = Waiver
        fields = ["reason", "note", "made_at"]
        read_only_fields = fields


class ClockSerializer(serializers.ModelSerializer[Clock]):
    """A clock as it was last judged; one that is past due reads missed, also before the sweep has written it down."""

    promise_kind = serializers.ChoiceField(Promise.Kind.choices, source="promise.kind")
    attempts = serializers.IntegerField(
        source="promise.attempts", allow_null=True, help_text="Promised; null for other kinds of promise."
    )
    starts = serializers.SerializerMethodField(
        help_text="What starts a first response or follow-up; null for other kinds of promise."
    )
    stops = serializers.SerializerMethodField(
        help_text="What stops a first response or follow-up; null for other kinds of promise."
    )
    paused_by = serializers.SerializerMethodField(
        help_text="Whether waiting for the lead pauses it; null for Marketing’s promise, which nothing pauses."
    )
    paused_for = serializers.ListField(
        child=serializers.CharField(),
        source="promise.paused_for",
        help_text="Only these reasons to wait do; none: any.",
    )
    paused_in = serializers.ListField(
        child=serializers.CharField(), source="promise.paused_in", help_text="Stages in which it stands still."
    )
    agreement_version = serializers.IntegerField(source="promise.version.number")
    owner = serializers.SerializerMethodField(help_text="null for whom you see under a pseudonym.")
    team = serializers.CharField(source="team.name", default=None, allow_null=True)
    segment = serializers.SerializerMethodField(
        help_text="Of the lead; null for none, and where it would tell the lead score to Sales before its rating."
    )
    calendar = serializers.SerializerMethodField(
        help_text="By whose hours it counts; null for real time, and for an owner’s own calendar."
    )
    calendar_version = serializers.IntegerField(
        source="calendar_version.number", default=None, allow_null=True, help_text="Its number; null for real time."
    )
    verdict = serializers.SerializerMethodField()
    is_confirmed = serializers.SerializerMethodField(
        help_text="false: missed so far, and late events may still take it back within the organisation's grace."
    )
    waiver = serializers.SerializerMethodField(help_text="Why it is waived; null where it is not.")

    class Meta:
        model = Clock
        fields = [
            "id",
            "hand_off",
            "promise",
            "promise_kind",
            "attempts",
            "starts",
            "stops",
            "paused_by",
            "paused_for",
            "paused_in",
            "agreement_version",
            "scope",
            "number",
            "calendar",
            "calendar_version",
            "owner",
            "team",
            "segment",
            "started_at",
            "due_at",
            "stopped_at",
            "ended_at",
            "elapsed",
            "verdict",
            "is_self_reported",
            "is_confirmed",
            "waiver",
        ]
        read_only_fields = fields

    @extend_schema_field(serializers.ChoiceField(Promise.Start.choices, allow_null=True))
    def get_starts(self, clock: Clock) -> str | None:
        return clock.promise.starts if clock.promise.kind in CHOOSING else None

    @extend_schema_field(serializers.ChoiceField(Promise.Stop.choices, allow_null=True))
    def get_stops(self, clock: Clock) -> str | None:
        return clock.promise.stops if clock.promise.kind in CHOOSING else None

    @extend_schema_field(serializers.ChoiceField(Promise.PausedBy.choices, allow_null=True))
    def get_paused_by(self, clock: Clock) -> str | None:
        return clock.promise.paused_by if clock.promise.side == Signature.Side.SALES else None

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_owner(self, clock: Clock) -> str | None:
        return self.context["names"].get(clock.owner_id)

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_segment(self, clock: Clock) -> str | None:
        segment = self._segment(clock)
        return segment.name if segment else None

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_calendar(self, clock: Clock) -> str | None:
        calendar = clock.calendar_version.calendar if clock.calendar_version else None
        return calendar.name if calendar and calendar.owner_id is None else None

    @extend_schema_field(serializers.ChoiceField(Clock.Verdict.choices))
    def get_verdict(self, clock: Clock) -> str:
        return Clock.Verdict.MISSED if clock.is_overdue(self.context["now"]) else clock.verdict

    def _segment(self, clock: Clock) -> Segment | None:
        return shown_segment(person_of(self.context["request"]), clock, now=self.context["now"])

    def get_is_confirmed(self, clock: Clock) -> bool:
        return not clock.is_unconfirmed(self.context["now"], self.context["grace"])

    @extend_schema_field(WaiverSerializer(allow_null=True))
    def get_waiver(self, clock: Clock) -> Mapping[str, Any] | None:
        waiver = self.context["waivers"].get(clock.pk)
        return WaiverSerializer(waiver).data if waiver else None


class StretchSerializer(serializers.Serializer[Any]):
    """Time of one kind. Open time counts, also before anybody had the hand-off (routing) and after due (late)."""

    start = serializers.DateTimeField()
    end = serializers.DateTimeField()
    kind = serializers.ChoiceField([kind.value for kind in Kind])
    name = serializers.CharField(
        allow_blank=True, help_text="Of the holiday, or why it was paused. What time off is for is not said."
    )
    because = serializers.ListField(
        child=serializers.CharField(),
        help_text="Of paused time: `waiting`, `waiting:KEY` of its reason, `stage:NAME`, or several of them.",
    )
    length = serializers.IntegerField(help_text="Seconds.")
    counted = serializers.IntegerField(help_text="Seconds that the clock has counted.")


class ExplanationSerializer(serializers.Serializer[Any]):
    until = serializers.DateTimeField()
    timezone = serializers.CharField(
        allow_blank=True, help_text="In which the calendar is read; empty for promises in real time."
    )
    leads_zone = serializers.CharField(
        allow_blank=True,
        allow_null=True,
        help_text="Where working time goes by the clock of the lead: its zone, empty where it is not known.",
    )
    target = serializers.IntegerField(help_text="Seconds.")
    counted = serializers.IntegerField(help_text="Seconds; the sum of the stretches.")
    attempts = serializers.ListField(
        child=serializers.DateTimeField(), help_text="When those that the promise counts were made."
    )
    told_after = serializers.IntegerField(
        allow_null=True, help_text="Seconds after which a self-reported touch was written down; null of what is not."
    )
    stretches = StretchSerializer(many=True)


class ExplainedClockSerializer(ClockSerializer):
    promised = serializers.SerializerMethodField(
        help_text="The promise, as in `/agreements/N/`. Its segment is null as the clock's is."
    )
    segment_clauses = serializers.SerializerMethodField(
        help_text="Of the lead's segment, with the values by which the lead meets each; null where the segment is."
    )
    explanation = serializers.SerializerMethodField()

    class Meta(ClockSerializer.Meta):
        fields = [*ClockSerializer.Meta.fields, "promised", "segment_clauses", "explanation"]
        read_only_fields = fields

    @extend_schema_field(PromiseSerializer)
    def get_promised(self, clock: Clock) -> Mapping[str, Any]:
        said = PromiseSerializer(clock.promise).data
        return said if self._segment(clock) else {**said, "segment": None}

    @extend_schema_field(FindingSerializer(many=True, allow_null=True))
    def get_segment_clauses(self, clock: Clock) -> list[Any] | None:
        segment, hand_off = self._segment(clock), clock.hand_off
        if segment is None:
            return None
        facts = facts_of(hand_off.snapshot, handed_off_at=hand_off.handed_off_at, day=hand_off.day)
        return [FindingSerializer(each).data for each in segment.rule.definition.explain(facts).clauses]

    @extend_schema_field(ExplanationSerializer)
    def get_explanation(self, clock: Clock) -> Mapping[str, Any]:
        return ExplanationSerializer(explain(clock, now=self.context["now"])).data


def _promises(request: Any) -> QuerySet[Promise]:
    return Promise.objects.filter(version__in=_versions(request))


def _versions(request: Any) -> QuerySet[AgreementVersion]:
    return AgreementVersion.objects.filter(state=AgreementVersion.State.SIGNED)


def _owners(request: Any) -> QuerySet[Owner]:
    """Return whose clocks this person may ask for: only their own where figures are not told by rep."""
    user, known = person_of(request), api_filters.owners(request)
    return known if shows_rep_figures(user, Organisation.current()) else known.filter(user=user)


class ClockFilter(django_filters.FilterSet):
    promise_kind = WordFilter("promise__kind", Promise.Kind.values)
    verdict = WordFilter("verdict", Clock.Verdict.values, method="with_verdict")
    scope = WordFilter("scope", Clock.Scope.values)
    due_after = django_filters.IsoDateTimeFilter("due_at", "gte")
    due_before = django_filters.IsoDateTimeFilter("due_at", "lt")
    started_after = django_filters.IsoDateTimeFilter("started_at", "gte")
    started_before = django_filters.IsoDateTimeFilter("started_at", "lt")
    promise = KeyFilter(queryset=_promises, label="Key of the promise, one of a signed version")
    agreement_version = KeyFilter(
        "promise__version", queryset=_versions, to_field_name="number", label="Number of a signed version"
    )
    source = KeyFilter("hand_off__source", queryset=api_filters.sources, label="Key of the source")
    campaign = KeyFilter("hand_off__campaign", queryset=api_filters.campaigns, label="Key of the campaign")
    owner = KeyFilter(queryset=_owners, label="Key of the owner, where figures may be told by owner")
    team = KeyFilter(queryset=api_filters.teams, label="Key of the team")
    hand_off = KeyFilter(queryset=api_filters.hand_offs, label="Key of the hand-off")

    class Meta:
        model = Clock
        fields = ()

    def with_verdict(self, clocks: Any, name: str, value: str) -> Any:
        """Keep what reads so now, whether or not the sweep has written it down."""
        now = timezone.now()
        if value == Clock.Verdict.MISSED:
            return clocks.missed(now)
        return clocks.running(now) if value == Clock.Verdict.RUNNING else clocks.filter(verdict=value)


class ClockViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ReadViewSet):
    """The clocks of the hand-offs in your scope. One by itself comes with every minute explained."""

    filterset_class = ClockFilter
    queryset = Clock.objects.none()
    waivers: Mapping[int, Waiver] = MappingProxyType({})

    def paginate_queryset(self, queryset: Any) -> Any:
        page = super().paginate_queryset(queryset)
        self.waivers = waivers_of(page or [])
        return page

    def get_object(self) -> Clock:
        clock: Clock = super().get_object()
        self.waivers = waivers_of([clock])
        return clock

    def get_serializer_class(self) -> type[ClockSerializer]:
        return ExplainedClockSerializer if self.action == "retrieve" else ClockSerializer

    def get_serializer_context(self) -> dict[str, Any]:
        # All owners at once: two queries, however many clocks are shown.
        organisation = Organisation.current()
        names = names_for(Owner.objects.all(), self.person, organisation)
        return {
            **super().get_serializer_context(),
            "names": names,
            "waivers": self.waivers,
            "grace": organisation.grace,
        }

    def get_queryset(self) -> QuerySet[Clock]:
        return Clock.objects.visible_to(self.person).for_list().order_by("-pk")
