"""Clocks of each verdict to count, and what compliance says of them."""

from datetime import timedelta

from leadgap.accounts.models import Organisation
from leadgap.periods import period
from leads import dirty
from sla.compliance import By, compliance
from sla.facts import rebuild_facts
from sla.models import DirtyClockDay
from tests.factories import NOW, ClockFactory, HandOffFactory, SourceFactory
from tests.sla.world import HOUR

LATER = NOW + timedelta(days=1)
ALL = period("all", today=LATER.date())


def clocks(promise, team=None, owner=None, source=None, at=NOW, scope="lead", **verdicts):
    """Make so many clocks of each verdict; the met took an hour, the missed are not answered."""
    for verdict, n in verdicts.items():
        for _ in range(n):
            hand_off = HandOffFactory(
                team=team, owner=owner, source=source or SourceFactory(), handed_off_at=at, first_team=team
            )
            answer = {"stopped_at": at + HOUR, "elapsed": 3600} if verdict == "met" else {}
            ClockFactory(
                hand_off=hand_off,
                promise=promise,
                team=team,
                owner=owner,
                verdict=verdict,
                scope=scope,
                number=int(scope == "owner"),
                due_at=at + 4 * HOUR,
                **answer,
            )
    dirty.mark(DirtyClockDay, [hand_off.day])
    rebuild_facts()


def ask(user, by=By.TEAM, *, kind="first_response", now=NOW, chosen=ALL, **more):
    organisation = Organisation.current()
    return compliance(user, promise_kind=kind, by=by, period=chosen, organisation=organisation, now=now, **more)


def figures(found):
    return {row.name: (row.figures.met, row.figures.missed) for row in found.rows}
