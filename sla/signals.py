"""The one signal that `sla` sends to the right."""

from django.dispatch import Signal

# Sent in the transaction that wrote the verdicts, with `ids` (of hand-offs) and `days` (of those hand-offs).
verdicts_changed = Signal()
