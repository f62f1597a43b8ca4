"""What other hours would do to running clocks, as the API says it of calendars and of owners."""

from __future__ import annotations

from rest_framework import serializers

from sla.again.rehearsal import Line, Rehearsal
from sla.again.words import calendar_headline
from sla.models import Clock, Promise


class MovedLineSerializer(serializers.Serializer[Line]):
    """The running clocks of one kind and scope."""

    promise = serializers.ChoiceField(Promise.Kind.choices, source="kind")
    scope = serializers.ChoiceField(Clock.Scope.choices)
    moved = serializers.IntegerField(help_text="Those that will be due at another time.")
    moved_missed = serializers.IntegerField(help_text="Of them: missed at once.")


class RehearsedHoursSerializer(serializers.Serializer[Rehearsal]):
    """What saving these hours would do. Nothing is written, and what is closed stays as it was judged."""

    headline = serializers.SerializerMethodField()
    hand_offs = serializers.IntegerField(help_text="How many with a running clock were looked at.")
    is_all = serializers.BooleanField(help_text="false where only the newest were looked at.")
    lines = MovedLineSerializer(many=True)

    def get_headline(self, found: Rehearsal) -> str:
        return calendar_headline(found)
