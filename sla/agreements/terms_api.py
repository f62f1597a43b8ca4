"""The terms of a version as the API takes them: the JSON that an export gives. What may stand in them the terms say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from rest_framework import serializers

from leadgap.api import Document, IfRevision, Sent
from leads.models import Source
from sla.agreements.drafting import Terms
from sla.agreements.promises import PromiseTerms
from sla.agreements.segments import SegmentTerms
from sla.models import Calendar, MonthlyPromise, Promise
from sla.months.terms import MonthTerms, ValueTerms

FORMAT, FORMAT_VERSION = "leadgap-agreement", 1


class SegmentTermsSerializer(Sent):
    told = frozenset({"position"})
    identity = serializers.UUIDField(
        default=None,
        allow_null=True,
        help_text="Which one it is, whatever its name; null: that of its name here or in force, or a new one.",
    )
    name = serializers.CharField()
    conditions = Document(help_text="As in a definition.")
    is_promised = serializers.BooleanField(default=True)


class PromiseTermsSerializer(Sent):
    told = frozenset({"id", "position", "sentence"})
    segment = serializers.CharField(
        default=None, allow_null=True, help_text="The name of one of `segments`; null: for every other lead."
    )
    kind = serializers.ChoiceField(Promise.Kind.choices)
    starts = serializers.ChoiceField(Promise.Start.choices, default=Promise.Start.HAND_OFF.value)
    stops = serializers.ChoiceField(Promise.Stop.choices, default=Promise.Stop.GENUINE.value)
    paused_by = serializers.ChoiceField(
        Promise.PausedBy.choices,
        default=Promise.PausedBy.LEAD.value,
        help_text="Whether the clocks of Sales stand still while it waits for the lead. Marketing’s are never paused.",
    )
    paused_for = serializers.ListField(
        child=serializers.CharField(),
        default=list,
        help_text="Keys of the reasons for which waiting is a pause; none: whatever the reason.",
    )
    paused_in = serializers.ListField(
        child=serializers.CharField(),
        default=list,
        help_text="Stages in which the clocks of Sales stand still: of `new`, `accepted`, `qualified`.",
    )
    attempts = serializers.IntegerField(default=None, allow_null=True)
    target = serializers.IntegerField(help_text="In `unit`: at least 1, at most a year.")
    unit = serializers.ChoiceField(Promise.Unit.choices)
    calendar_of = serializers.ChoiceField(Promise.CalendarOf.choices, default=Promise.CalendarOf.TEAM.value)
    goal = serializers.DecimalField(
        max_digits=5,
        decimal_places=4,
        help_text="A share: 0.95 for 95 %.",
        error_messages={"max_whole_digits": "The goal is a share: write 0.95 for 95 %."},
    )


class MonthTermsSerializer(Sent):
    told = frozenset({"position"})
    kind = serializers.ChoiceField(MonthlyPromise.Kind.choices)
    goal = serializers.DecimalField(max_digits=14, decimal_places=4)
    fields = serializers.ListField(  # type: ignore[assignment]
        child=serializers.CharField(), default=list, help_text="Of completeness: what must be known of a lead."
    )


class ValueTermsSerializer(Sent):
    source = serializers.SlugRelatedField(  # type: ignore[assignment]
        slug_field="name", queryset=Source.objects.all(), allow_null=True, help_text="null: of any other source."
    )
    amount = serializers.DecimalField(max_digits=14, decimal_places=2)


class CalendarNameSerializer(Sent):
    told = frozenset(["version", "since", "counts_from", "timezone", "weekly", "holidays", "exceptions", "time_off"])
    name = serializers.CharField(help_text="Of a calendar that is there.")


class TermsSerializer(Sent):
    """All that a draft says; promises and segments count in their order. What else an export says is passed over."""

    told = frozenset(
        [
            "number",
            "state",
            "in_force_from",
            "created_at",
            "proposed_at",
            "signed_at",
            "team_calendars",
            "text",
            "text_hash",
            "revision",
            "signatures",
        ]
    )

    format = serializers.ChoiceField([FORMAT], default=FORMAT)
    format_version = serializers.IntegerField(min_value=1, max_value=FORMAT_VERSION, default=FORMAT_VERSION)
    title = serializers.CharField(max_length=150)
    effective_on = serializers.DateField(default=None, allow_null=True, help_text="It takes this day to propose it.")
    is_retrospective = serializers.BooleanField(default=False)
    definition = Document(default=dict)
    segments = SegmentTermsSerializer(many=True, default=list)
    promises = PromiseTermsSerializer(many=True, default=list)
    monthly_promises = MonthTermsSerializer(many=True, default=list)
    lead_values = ValueTermsSerializer(many=True, default=list)
    calendar = CalendarNameSerializer()
    if_revision = IfRevision()

    def validate_calendar(self, given: Mapping[str, str]) -> Calendar:
        calendar = Calendar.objects.shared().filter(name=given["name"]).first()
        if calendar is None:
            raise serializers.ValidationError({"name": [f"There is no calendar called “{given['name']}”."]})
        return calendar

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        known = {segment["name"] for segment in given["segments"]}
        unknown = [each["segment"] for each in given["promises"] if each["segment"] not in {None, *known}]
        if unknown:
            raise serializers.ValidationError({"promises": f"There is no segment called “{unknown[0]}” in here."})
        return given

    @property
    def terms(self) -> Terms:
        """The terms that were read."""
        given = self.validated_data
        promises = _promises(given["promises"])
        return Terms(
            calendar=given["calendar"],
            promises=promises[None],
            definition=given["definition"],
            segments=[
                SegmentTerms(
                    each["name"], each["conditions"], promises[each["name"]], each["is_promised"], each["identity"]
                )
                for each in given["segments"]
            ],
            title=given["title"],
            effective_on=given["effective_on"],
            is_retrospective=given["is_retrospective"],
            months=tuple(
                MonthTerms(each["kind"], each["goal"], tuple(each["fields"])) for each in given["monthly_promises"]
            ),
            values=tuple(
                ValueTerms(each["source"] and each["source"].pk, each["amount"]) for each in given["lead_values"]
            ),
        )


def _promises(given: Sequence[Mapping[str, Any]]) -> defaultdict[str | None, list[PromiseTerms]]:
    """Return the promises by the name of their segment, None for every other lead."""
    found: defaultdict[str | None, list[PromiseTerms]] = defaultdict(list)
    for each in given:
        found[each["segment"]].append(PromiseTerms(**{name: each[name] for name in PromiseTerms.__slots__}))
    return found


def by_field(problems: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    """Return the problems of terms under the names that they have in the document: `promises.first_response`."""
    rooms = {"promises": Promise.Kind, "monthly_promises": MonthlyPromise.Kind}
    return {
        next((f"{room}.{name}" for room, kinds in rooms.items() if name in kinds.values), name): texts
        for name, texts in problems.items()
    }
