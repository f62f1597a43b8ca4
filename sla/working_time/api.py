"""Working time by the API: calendars are read by everyone, and made and changed by who may do so on the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from leadgap.accounts.models import Team
from leadgap.accounts.models.organisation import validate_zone
from leadgap.accounts.naturally import naturally
from leadgap.api import Conflict, IfRevision, ReadViewSet, Sent, need, read, said
from sla.again.calendars import calendar_rehearsal
from sla.again.hours_api import RehearsedHoursSerializer
from sla.agreements.api import WorkingTimeSerializer
from sla.models import Calendar
from sla.timelines.hours import WEEKDAYS
from sla.working_time.forms import MOST_HOLIDAYS
from sla.working_time.services import (
    CalendarOvertaken,
    CalendarRefused,
    may_change_calendar,
    may_make_calendars,
    revision,
    save_calendar,
)

KEPT_BY = (
    "A manager changes calendars that judge nobody outside the own branch; every other, an agreement’s too, a head of "
    "Sales or an administrator."
)


class CalendarSerializer(serializers.ModelSerializer[Calendar]):
    """A calendar that agreements and teams can keep, with its hours as they are now."""

    teams = serializers.SerializerMethodField(help_text="Those that keep it, by name.")
    current = serializers.SerializerMethodField()
    revision = serializers.SerializerMethodField(help_text="Of its hours and teams: send it as `if_revision`.")

    class Meta:
        model = Calendar
        fields = ["id", "name", "teams", "current", "revision"]
        read_only_fields = fields

    def get_teams(self, calendar: Calendar) -> list[str]:
        return sorted((kept.team.name for kept in calendar.team_calendars.all()), key=naturally)

    def get_revision(self, calendar: Calendar) -> str:
        return revision(calendar)

    @extend_schema_field(WorkingTimeSerializer)
    def get_current(self, calendar: Calendar) -> dict[str, Any]:
        return WorkingTimeSerializer(calendar.current()).data


class Windows(serializers.ListField):
    """Spans of local time, `[["09:00", "12:30"], ["13:30", "18:00"]]`; ("22:00", "06:00") lasts until the morning."""

    child = serializers.ListField(child=serializers.CharField(max_length=5), min_length=2, max_length=2)


class WeekSerializer(Sent):
    """The hours of each weekday; one that is not named is closed."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        return {day: Windows(required=False) for day in WEEKDAYS}


class DayOffSerializer(Sent):
    date = serializers.DateField()
    name = serializers.CharField(max_length=100)


class OtherDaySerializer(DayOffSerializer):
    windows = Windows()


class HoursSerializer(Sent):
    """Working time as a whole: it takes the place of what was there."""

    timezone = serializers.CharField(validators=[validate_zone], help_text="Such as Europe/Berlin.")
    weekly = WeekSerializer()
    holidays = serializers.ListField(child=DayOffSerializer(), max_length=MOST_HOLIDAYS)
    exceptions = serializers.ListField(
        child=OtherDaySerializer(), max_length=MOST_HOLIDAYS, help_text="Days with other hours."
    )
    teams = serializers.SlugRelatedField(
        slug_field="name",
        queryset=Team.objects.filter(archived_at=None),
        many=True,
        required=False,
        help_text="Exactly these teams keep it, by name; without it, those that did.",
    )


class ChangedCalendarSerializer(HoursSerializer):
    if_revision = IfRevision()


class NewCalendarSerializer(HoursSerializer):
    name = serializers.CharField(max_length=100)
    holidays = serializers.ListField(child=DayOffSerializer(), default=list, max_length=MOST_HOLIDAYS)
    exceptions = serializers.ListField(
        child=OtherDaySerializer(), default=list, max_length=MOST_HOLIDAYS, help_text="Days with other hours."
    )


class CalendarViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ReadViewSet):
    """The calendars of teams and agreements."""

    queryset = Calendar.objects.none()
    serializer_class = CalendarSerializer
    lookup_value_regex = "[0-9]+"

    def get_queryset(self) -> QuerySet[Calendar]:
        return Calendar.objects.shared().prefetch_related("versions__calendar", "team_calendars__team")

    @extend_schema(request=NewCalendarSerializer, responses={201: CalendarSerializer})
    def create(self, request: Request) -> Response:
        """Make a calendar with its first version. One that never opens is refused."""
        need(may_make_calendars(self.person), "Managers and administrators make calendars. Everyone reads them.")
        return self._saved(self._change(None, NewCalendarSerializer(data=request.data)), status.HTTP_201_CREATED)

    @extend_schema(request=ChangedCalendarSerializer)
    def update(self, request: Request, pk: str) -> Response:
        """Give a calendar other hours, as another version; the same ones again change nothing."""
        return self._saved(self._change(self._to_change(), ChangedCalendarSerializer(data=request.data)))

    @extend_schema(request=ChangedCalendarSerializer, responses=RehearsedHoursSerializer)
    @action(detail=True, methods=["post"], writes_nothing=True)
    def rehearse(self, request: Request, pk: str) -> Response:
        """Say what these hours would do to the clocks that are running. Nothing is written."""
        change = self._change(self._to_change(), ChangedCalendarSerializer(data=request.data))
        with refusals():
            found = calendar_rehearsal(change, now=self.now)
        return Response(RehearsedHoursSerializer(found).data)

    def _to_change(self) -> Calendar:
        calendar: Calendar = self.get_object()
        need(may_change_calendar(self.person, calendar), KEPT_BY)
        return calendar

    def _change(self, calendar: Calendar | None, sent: HoursSerializer) -> Callable[[], Calendar]:
        given: dict[str, Any] = {
            "name": "",
            "teams": [kept.team for kept in calendar.team_calendars.all()] if calendar else [],
        }
        given |= read(sent)
        return lambda: save_calendar(calendar, **given, user=self.person, now=self.now)

    def _saved(self, change: Callable[[], Calendar], code: int = status.HTTP_200_OK) -> Response:
        with refusals():
            saved = change()
        return Response(self.get_serializer(self.get_queryset().get(pk=saved.pk)).data, code)


@contextmanager
def refusals() -> Iterator[None]:
    """Answer a refusal of hours: 409 where somebody has changed them meanwhile, else 400."""
    try:
        yield
    except CalendarOvertaken as refusal:
        raise Conflict(said(refusal.problems)) from refusal
    except CalendarRefused as refusal:
        raise ValidationError(said(refusal.problems)) from refusal
