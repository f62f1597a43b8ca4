"""The clocks of one day as arrays, as its facts count them."""

from __future__ import annotations

from datetime import date

import numpy as np
from django.db.models import Q
from django.db.models.functions import Coalesce

from leads.models import HandOff
from sla.calendars import NEVER
from sla.clocks import Verdict
from sla.columns import Among, Arrays, Epoch, arrays, code, flag
from sla.judging.calendars import WALL_TIME, Calendars
from sla.judging.pausing import pauses_of_clocks
from sla.judging.stored import VERDICTS
from sla.judging.zones import Zones
from sla.lateness import lateness
from sla.models import Clock
from sla.waivers.marks import waived
from sla.zone_keys import packed

SCOPES = [Clock.Scope.LEAD.value, Clock.Scope.OWNER.value]
LEAD = SCOPES.index(Clock.Scope.LEAD)
OF_HAND_OFFS = ("first_team", "answering_team", "source", "campaign")


def clocks_of(day: date) -> Arrays:
    """Return the clocks of the hand-offs of a day, with all that facts tell apart and count; 0 stands for none."""
    hand_offs = arrays(
        HandOff.objects.filter(day=day).order_by("pk"),
        id="pk",
        first_team="first_team_id",
        answering_team="answering_team_id",
        source="source_id",
        campaign="campaign_id",
    )
    # By their keys: joined to the day, PostgreSQL may read all clocks that there are.
    found = arrays(
        Clock.objects.filter(Among("hand_off_id", hand_offs["id"])).order_by(),
        hand_off="hand_off_id",
        promise="promise_id",
        scope=code("scope", SCOPES),
        number="number",
        team="team_id",
        owner="owner_id",
        segment="segment_id",
        verdict=code("verdict", VERDICTS),
        calendar="calendar_version_id",
        due=Epoch("due_at"),
        over=Epoch(Coalesce("stopped_at", "ended_at")),
        elapsed="elapsed",
        is_self_reported=flag(Q(is_self_reported=True)),
    )
    found["is_waived"] = waived(found["hand_off"], found["promise"], found["number"]).astype(np.int64)
    found |= _lateness_of(found)
    rows = hand_offs["id"].searchsorted(found["hand_off"])
    found |= {name: hand_offs[name][rows] for name in OF_HAND_OFFS}
    for name in (*OF_HAND_OFFS, "team", "owner", "segment"):
        found[name][found[name] == NEVER] = 0
    is_lead = found["scope"] == LEAD
    found["owner"][is_lead] = 0
    return found


def _lateness_of(clocks: Arrays) -> Arrays:
    """Return how late each missed clock is: as facts keep it, whether it is at all, and whether it waits."""
    late, since, calendar, waits = (np.zeros(clocks["promise"].size, np.int64) for _ in range(4))
    is_late = (clocks["verdict"] == Verdict.MISSED) & (clocks["due"] < NEVER)
    rows = np.flatnonzero(is_late)
    if rows.size:
        some = {name: column[rows] for name, column in clocks.items()}
        zones = Zones.of_clocks(some["hand_off"], some["promise"], some["calendar"])
        calendars = Calendars.all()
        histories = calendars.together(calendars.read_in(some["calendar"], zones))
        found = lateness(some["due"], some["over"], histories, pauses_of_clocks(some["hand_off"], some["promise"]))
        late[rows], waits[rows] = found.late, found.waits
        since[rows] = np.where(found.waits, found.since, 0)
        by_hours = np.flatnonzero(found.waits & (some["calendar"] != WALL_TIME))
        calendar[rows[by_hours]] = packed(some["calendar"][by_hours], zones and zones.take(by_hours))
    is_late = is_late.astype(np.int64)
    return {"late": late, "since": since, "calendar": calendar, "is_late": is_late, "waits": waits}
