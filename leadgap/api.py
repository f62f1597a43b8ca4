"""What the API of every room stands on: one wall, one `now` a response, and one way to refuse."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import cached_property
from rest_framework import serializers, status, viewsets
from rest_framework.exceptions import APIException, PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.settings import api_settings

from leadgap.accounts.models import User
from leadgap.revisions import LONGEST
from leadgap.ui.filters import not_offered, not_there


def person_of(request: Request) -> User:
    """Return who asks: the default permission lets nobody else through."""
    return cast(User, request.user)


class Conflict(APIException):
    """What is asked for makes sense, and conflicts with how things stand by now."""

    status_code = status.HTTP_409_CONFLICT
    default_code = "conflict"


class Sent(serializers.Serializer[Any]):
    """What a body says: nothing but its fields, and what is `told`, which an answer says and which is passed over."""

    told: frozenset[str] = frozenset()

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        for field in fields.values():
            if isinstance(field, serializers.ChoiceField):
                field.error_messages["invalid_choice"] = not_offered("{input}", map(str, field.choices))
            row = getattr(field, "child_relation", field)
            if isinstance(row, serializers.SlugRelatedField):
                row.error_messages["does_not_exist"] = "There is no “{value}” to choose."
            elif isinstance(row, serializers.PrimaryKeyRelatedField):
                row.error_messages["does_not_exist"] = not_there("{pk_value}")
        return fields

    def to_internal_value(self, data: Any) -> Any:
        known = {*self.fields, *self.told}
        if isinstance(data, Mapping) and (strange := [name for name in data if name not in known]):
            raise ValidationError({name: [f"There is no field “{name}” here."] for name in strange})
        return super().to_internal_value(data)


def read(sent: serializers.BaseSerializer[Any]) -> Any:
    """Return what was sent, by the names of its fields; 400 for what cannot be read."""
    sent.is_valid(raise_exception=True)
    return sent.validated_data


def parameters_of(request: Request) -> dict[str, str]:
    """Return the parameters of an address, to be read as a body is; the form of the answer is none of them."""
    given = request.query_params.dict().items()
    return {name: str(text) for name, text in given if name != api_settings.URL_FORMAT_OVERRIDE}


def said(problems: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Return the body of a refusal: what is wrong by field; what is of no field ("") stands under `detail`."""
    return {name or "detail": list(texts) if name else " ".join(texts) for name, texts in problems.items()}


def need(allowed: bool, why: str) -> None:
    """Refuse an act on what this person may know: 403, with the reason."""
    if not allowed:
        raise PermissionDenied(why)


def key_asked(request: Request, name: str, rows: QuerySet[Any]) -> int | None:
    """Return the key that a filter names, one of these rows; None where it names none. 400 for any other."""
    text = request.query_params.get(name, "")
    if text and not (text.isdecimal() and rows.filter(pk=int(text)).exists()):
        raise ValidationError({name: [not_there(text)]})
    return int(text) if text else None


class Document(serializers.JSONField):
    """JSON that is kept as it came, unless no database could keep it."""

    default_error_messages = {"unkept": "A text or number in here cannot be stored."}

    def to_internal_value(self, data: Any) -> Any:
        try:
            text = json.dumps(data, allow_nan=False, ensure_ascii=False)
            text.encode()
        except (ValueError, RecursionError):
            self.fail("unkept")
        if r"\u0000" in text:
            self.fail("unkept")
        return data


class IfRevision(serializers.CharField):
    """What is sent is written only over what was read under this revision; without one, over anything."""

    def __init__(self) -> None:
        told = "The `revision` under which it was read: over anything newer nothing is written (409)."
        super().__init__(default="", allow_blank=True, max_length=LONGEST, help_text=told)


class Instant(serializers.DateTimeField):
    """A point in time with its zone. A time without one is refused, never guessed."""

    default_error_messages = {"naive": "Say in which zone this is, such as 2026-03-04T14:00:00+01:00."}

    def enforce_timezone(self, value: datetime) -> datetime:
        if timezone.is_naive(value):
            self.fail("naive")
        return super().enforce_timezone(value)


class ReadViewSet(viewsets.GenericViewSet[Any]):
    """Rows that a person may read. Every queryset goes through `visible_to`.

    An action that says `writes_nothing` is open to keys that only read, though it is sent a body.
    """

    writes_nothing = False

    @property
    def person(self) -> User:
        return person_of(self.request)

    @cached_property
    def now(self) -> datetime:
        """One instant for the whole response, so that two rows cannot disagree about the time."""
        return timezone.now()

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "now": self.now}
