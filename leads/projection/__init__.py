"""From the events of a hand-off to its current state. Pure: no Django, no database, no clock reads.

The same set of events gives the same state, however it is shuffled, repeated or late. `leads.standing` says which of
them count, and in what order; four rules decide:

- An event whose time is unknown never overrules a dated one: it comes first where the last word counts (owner,
  stage), and last where the first counts (ratings).
- An act of Sales dated before the hand-off says what happened but not when: it is counted in `early_events`, its
  instant is taken as unknown, and an early touch is no touch. An early assignment holds from the hand-off.
- A stage that ends a hand-off is left only for another that ends it, or by voiding.
- Sales waits for Marketing's answer from its first low rating, question or dispute on, until Marketing replies: then,
  or in that instant. What has no time, or lies before the hand-off, starts and answers nothing. Nor does a low rating
  of a lead that Marketing has not handed over: what Sales, a referral or a partner found, Marketing cannot answer for.

It is a hot path: kinds are compared as plain texts, for looking up a member of an enumeration takes longer.
"""

from leads.projection.course import TIMES_KEPT
from leads.projection.projecting import project
from leads.projection.state import COLUMNS, Projection, Stretch, values
from leads.projection.talk import LOW

__all__ = ["COLUMNS", "LOW", "TIMES_KEPT", "Projection", "Stretch", "project", "values"]
