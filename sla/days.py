"""The clocks of one day as arrays, as its facts count them."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from leadgap.accounts.models import Organisation
from leads.models import HandOff
from sla.calendars import NEVER
from sla.clocks import Verdict
from sla.columns import arrays, code
from sla.judging.calendars import WALL_TIME, Calendars
from sla.judging.pausing import pauses_of_clocks
from sla.judging.stored import stored_clocks
from sla.judging.zones import Zones
from sla.models import CalendarVersion, Clock
from sla.speed import CLOSED, NOT_DONE
from sla.starts import START, Starts, starts
from sla.timelines.windows import Seconds
from sla.waits import WAITING, measured
from sla.waivers.marks import waived
from sla.zone_keys import packed

Columns = dict[str, NDArray[Any]]

SCOPES = [Clock.Scope.LEAD.value, Clock.Scope.OWNER.value]
LEAD = SCOPES.index(Clock.Scope.LEAD)
OF_HAND_OFFS = ("first_team", "answering_team", "source", "campaign")
OUTCOMES = ["won", "lost"]
# What may be so without the promised act. What would have come after an end is not known.
WITHOUT_THE_ACT = (Verdict.MISSED, Verdict.RUNNING, Verdict.ENDED)


def clocks_of(day: date) -> Columns:
    """Return the clocks of the hand-offs of a day, with all that facts tell apart and count; 0 stands for none.

    `late` and `waited` are seconds of the missed (`is_late`) and of those without the act (`is_unanswered`), and both
    stand in `waiting` of those that wait on (`waits`), as facts keep them. `start` is that of `sla.starts`.
    """
    hand_offs = arrays(
        HandOff.objects.filter(day=day).order_by("pk"),
        id="pk",
        first_team="first_team_id",
        answering_team="answering_team_id",
        source="source_id",
        campaign="campaign_id",
        outcome=code("outcome", OUTCOMES),
    )
    # By keys of hand-offs: joined to their day, PostgreSQL may read all clocks that there are.
    found: Columns = stored_clocks().of(hand_offs["id"])
    found |= {"calendar": found["calendar_version"], "scope": (found["number"] > 0).astype(np.int64)}
    found["is_waived"] = waived(found["hand_off"], found["promise"], found["number"])
    found |= _times_of(found)
    found["start"] = _starts_of(found)
    rows = hand_offs["id"].searchsorted(found["hand_off"])
    found |= {name: hand_offs[name][rows] for name in OF_HAND_OFFS}
    found |= _endings_of(found, hand_offs["outcome"][rows])
    for name in (*OF_HAND_OFFS, "team", "owner", "segment"):
        found[name][found[name] == NEVER] = 0
    is_lead = found["scope"] == LEAD
    found["owner"][is_lead] = 0
    return found


def _times_of(clocks: Columns) -> Columns:
    """Return how late the missed clocks are, and how long those without the act have waited."""
    verdict, is_stopped = clocks["verdict"], clocks["stopped"] < NEVER
    is_late = (verdict == Verdict.MISSED) & (clocks["due"] < NEVER)
    is_unanswered = np.isin(verdict, WITHOUT_THE_ACT) & ~is_stopped
    late, waited = np.zeros(verdict.size, np.int64), np.zeros(verdict.size, np.int64)
    waits, waiting = np.zeros(verdict.size, np.bool_), np.zeros(verdict.size, WAITING)
    rows = np.flatnonzero(is_late | is_unanswered)
    if rows.size:
        some = {name: column[rows] for name, column in clocks.items()}
        zones = Zones.of_clocks(some["hand_off"], some["promise"], some["calendar"])
        calendars = Calendars.all()
        histories = calendars.together(calendars.read_in(some["calendar"], zones))
        pauses = pauses_of_clocks(some["hand_off"], some["promise"])
        ends = np.where((is_late & is_stopped)[rows], some["stopped"], some["ended"])
        found = measured(np.where(is_late[rows], some["due"], some["started"]), ends, histories, pauses)
        late[rows] = np.where(is_late[rows], found.seconds, 0)
        waited[rows] = histories.elapsed_many(some["started"], found.since, pauses)
        waits[rows] = found.waits
        waiting["since"][rows] = np.where(found.waits, found.since, 0)
        waiting["late"], waiting["waited"] = late, waited
        by_hours = np.flatnonzero(found.waits & (some["calendar"] != WALL_TIME))
        waiting["calendar"][rows[by_hours]] = packed(some["calendar"][by_hours], zones and zones.take(by_hours))
    return {
        "is_late": is_late,
        "is_unanswered": is_unanswered,
        "late": late,
        "waited": waited,
        "waits": waits,
        "waiting": waiting,
    }


def _endings_of(clocks: Columns, outcome: Seconds) -> Columns:
    """Return which were closed, and how they ended."""
    closed = np.empty(outcome.size, CLOSED)
    closed["elapsed"] = np.where(clocks["elapsed"] == NEVER, NOT_DONE, clocks["elapsed"])
    closed["is_met"] = clocks["verdict"] == Verdict.MET
    closed["is_won"] = outcome == OUTCOMES.index("won")
    closed["is_waived"] = clocks["is_waived"]
    return {"is_closed": outcome != NEVER, "closed": closed}


def _starts_of(clocks: Columns) -> Starts:
    """Return when in the week each started: by the time where its calendar is, the organisation's for real time."""
    found = np.zeros(clocks["promise"].size, START)
    versions, which = np.unique(clocks["calendar"], return_inverse=True)
    zones = dict(CalendarVersion.objects.filter(pk__in=versions.tolist()).values_list("pk", "timezone"))
    for place, version in enumerate(versions.tolist()):
        rows = np.flatnonzero(which == place)
        zone = ZoneInfo(zones[version]) if version in zones else Organisation.current().zone
        is_met, is_waived = clocks["verdict"][rows] == Verdict.MET, clocks["is_waived"][rows]
        found[rows] = starts(clocks["started"][rows], zone, is_met=is_met, is_waived=is_waived)
    return found
