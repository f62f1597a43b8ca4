"""Small specs for the tests."""

from leads.intake.mapping import Spec, spec_from

CRM = {"key": "crm", "name": "The CRM"}


def hand_offs(fields=None, **options) -> Spec:
    """A spec of hand-offs: columns by field, or what a field is read from."""
    given = {"external_id": "Id", "source": "Source"} | (fields or {})
    return spec_from({"kind": "hand_offs", "system": CRM, "fields": _fields(given), "timezone": "UTC"} | options)


def activities(fields=None, **options) -> Spec:
    given = {"hand_off": "Id", "occurred_at": "When", "state": {"constant": "touched"}} | (fields or {})
    return spec_from({"kind": "activities", "system": CRM, "fields": _fields(given), "timezone": "UTC"} | options)


def _fields(given):
    return {name: {"column": one} if isinstance(one, str) else one for name, one in given.items()}
