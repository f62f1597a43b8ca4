"""Hand-offs that were rated, and counted into the facts."""

from datetime import timedelta

from feedback.models import DirtyRatingDay
from feedback.scorecards import facts
from leads.dirty import mark
from tests.factories import NOW, HandOffFactory

TODAY = NOW.date()
LONG_AGO = NOW - timedelta(days=1)


def hand_off(marketing=None, sales=None, basis="individual", answered_at=LONG_AGO, **fields):
    given = {"day": TODAY}
    if marketing:
        given |= {"marketing_rating": marketing, "marketing_basis": basis}
    if sales:
        given |= {"sales_rating": sales, "sales_rated_at": answered_at, "sales_answered_at": answered_at}
    return HandOffFactory(**(given | fields))


def count(*days):
    mark(DirtyRatingDay, days or [TODAY])
    facts.rebuild_dirty(now=NOW)
