"""The OpenAPI document of the API: written when LeadGap is prepared, served as a file.

Not made on request: the generator is not safe with threads, and answers the first requests of a process with errors.
"""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.http import FileResponse, HttpResponseBase
from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import Direction, extend_schema
from rest_framework.decorators import api_view
from rest_framework.exceptions import NotFound
from rest_framework.request import Request

PATH = Path(settings.DATA_DIR, "openapi.json")
REFUSALS = {
    "400": "Something in the request cannot be so; the answer names it.",
    "401": "Neither signed in nor a valid key.",
    "403": "You may see this, but not do it.",
    "404": "There is no such row, or none that you may see.",
}
CONFLICT = {"409": "It makes sense, and conflicts with how things stand by now; the answer says how."}


class OnlyItsFields(OpenApiSerializerExtension):
    """A body says nothing but its fields, and what an answer told and is passed over: `leadgap.api.Sent`."""

    target_class = "leadgap.api.Sent"
    match_subclasses = True

    def map_serializer(self, auto_schema: AutoSchema, direction: Direction) -> dict[str, Any]:
        schema = auto_schema._map_serializer(self.target, direction, bypass_extensions=True)
        told = {name: {"description": "Told by an answer, and passed over."} for name in sorted(self.target.told)}
        return {**schema, "properties": {**schema["properties"], **told}, "additionalProperties": False}


def write() -> None:
    """Write the document anew; readers see the old one or the new one, whole."""
    hidden = PATH.with_name(".openapi.json")
    call_command("spectacular", "--format", "openapi-json", "--file", str(hidden), "--validate", "--fail-on-warn")
    hidden.replace(PATH)


@extend_schema(exclude=True)
@api_view(["GET"])
def document(request: Request) -> HttpResponseBase:
    if not PATH.exists():
        raise NotFound("The document is written by `python -m leadgap.prepare`, which has not run here.")
    return FileResponse(PATH.open("rb"), content_type="application/vnd.oai.openapi+json")


def add_refusals(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """A hook of drf-spectacular: every operation says which refusals it may answer with."""
    schema = {"type": "object", "properties": {"detail": {"type": "string"}}, "additionalProperties": {}}
    for operations in result["paths"].values():
        for method, operation in operations.items():
            for status, description in (REFUSALS if method == "get" else REFUSALS | CONFLICT).items():
                operation["responses"].setdefault(
                    status, {"description": description, "content": {"application/json": {"schema": schema}}}
                )
    return result
