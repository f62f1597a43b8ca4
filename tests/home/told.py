"""What a demo company holds, in a form that two of them can be compared by."""

from django.apps import apps

from leads.models import Event, HandOff

HAND_OFF = (
    "external_id", "source__name", "campaign__name", "owner__name", "team__name", "handed_off_at", "stage", "outcome",
    "first_touch_at", "first_genuine_at", "first_connected_at", "touches", "attempts", "accepted_at", "decided_at",
    "closed_at", "value", "reasons", "pauses", "sales_rating", "sales_reasons", "marketing_rating", "snapshot",
)  # fmt: skip
EVENT = ("key", "kind", "occurred_at", "owner__name", "rating", "result", "channel", "reason", "amount")

# What a rebuild of daily facts leaves for its own bookkeeping, and what is never deleted.
KEPT = {"audit.auditentry", "feedback.dirtyratingday", "sla.dirtyclockday", "contenttypes.contenttype"}


def state():
    """All that has been told, without keys and the times of telling."""
    hand_offs = sorted(map(str, HandOff.objects.values_list(*HAND_OFF)))
    names = [name for name in EVENT if name.split("__")[0] in {field.name for field in Event._meta.get_fields()}]
    return hand_offs, sorted(map(str, Event.objects.values_list(*names)))


def rows():
    """Return how many rows each table of the rooms has."""
    rooms = ("accounts", "leads", "sla", "feedback", "home")
    models = [model for room in rooms for model in apps.get_app_config(room).get_models()]
    return {model._meta.label_lower: model._default_manager.count() for model in models} | dict.fromkeys(KEPT, 0)
