"""The one door that points right: what changed in the journal, said within its transaction.

`handoffs_changed` carries `ids` (list of hand-off keys), `days` (set of dates whose facts are touched, the old day
included when a hand-off moved) and the journal's `now`. Receivers judge a few at once and leave many stale for the job.
"""

from django.dispatch import Signal

handoffs_changed = Signal()
