"""Clocks as rows of the table, drawn: of three hand-offs, by calendars of three zones, some of them waived."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from leads.models import Assignment
from sla.models import Clock, WaivedClock, Waiver
from tests.factories import (
    LONG_WEEK,
    AgreementFactory,
    CalendarFactory,
    HandOffFactory,
    PromiseFactory,
    SegmentFactory,
    UserFactory,
)

# The Saturday before Europe changes its clocks, with the change of New York three weeks behind.
BEGIN = datetime(2026, 3, 28, 12, tzinfo=UTC)
ZONES = ("Europe/Berlin", "Asia/Kolkata", "America/St_Johns")
MINUTE = timedelta(minutes=1)
HAND_OFFS = 3

minutes = st.integers(-4 * 1440, 4 * 1440)
later = st.none() | st.integers(0, 3 * 1440)
drawn = st.fixed_dictionaries(
    {
        "hand_off": st.integers(0, HAND_OFFS - 1),
        "kind": st.sampled_from(["first_response", "decision"]),
        "number": st.integers(0, 2),
        "started": minutes,
        "due": later,
        "stopped": later,
        "ended": later,
        "verdict": st.sampled_from([*Clock.Verdict.values, "running", "running"]),
        "calendar": st.none() | st.integers(0, len(ZONES) - 1),
        "segment": st.none() | st.integers(0, 1),
    }
)
rows = st.lists(drawn, max_size=10, unique_by=lambda row: (row["hand_off"], row["kind"], row["number"]))
# Of which hand-off, kind and number, and whether it was taken back.
waivers = st.lists(
    st.tuples(
        st.integers(0, HAND_OFFS - 1), st.sampled_from(["first_response", "decision"]), st.integers(0, 2), st.booleans()
    ),
    max_size=6,
)


# Some minute; or exactly when a running clock is due, or some time after.
instants = st.tuples(minutes, st.none() | st.tuples(st.integers(0, 9), st.booleans()))


class World:
    """Three hand-offs, two promises, two segments of which another version has the first too, a calendar a zone."""

    def __init__(self) -> None:
        version = AgreementFactory()
        self.hand_offs = HandOffFactory.create_batch(HAND_OFFS)
        self.promises = {kind: PromiseFactory(version=version, kind=kind) for kind in ("first_response", "decision")}
        self.segments = [SegmentFactory(version=version, source=name, name=name) for name in "ab"]
        self.in_another_version = SegmentFactory(
            version=AgreementFactory(number=2, effective_on=date(2026, 2, 1)), source="a", name="a"
        )
        calendars = [
            CalendarFactory(version__timezone=zone, **({"version__weekly": LONG_WEEK} if place else {}))
            for place, zone in enumerate(ZONES)
        ]
        self.calendars = [calendar.current() for calendar in calendars]
        self.user = UserFactory()

    def store(self, drawn: list[dict[str, Any]]) -> list[Clock]:
        """Write those that a judge could write, and return them."""
        Clock.objects.bulk_create(clock for row in drawn if could_be(clock := self._clock(row)))
        return list(Clock.objects.for_list())

    def _clock(self, row: dict[str, Any]) -> Clock:
        started = BEGIN + row["started"] * MINUTE
        due, stopped, ended = (
            None if row[name] is None else started + row[name] * MINUTE for name in ("due", "stopped", "ended")
        )
        return Clock(
            hand_off=self.hand_offs[row["hand_off"]],
            promise=self.promises[row["kind"]],
            scope="owner" if row["number"] else "lead",
            number=row["number"],
            started_at=started,
            due_at=due,
            stopped_at=stopped,
            ended_at=ended,
            verdict=row["verdict"],
            calendar_version=None if row["calendar"] is None else self.calendars[row["calendar"]],
            segment=None if row["segment"] is None else self.segments[row["segment"]],
        )

    def waive(self, drawn: list[tuple[int, str, int, bool]]) -> set[tuple[int, str, int]]:
        """Write waivers, and return what is waived by one that stands."""
        for place, kind, number, is_taken_back in drawn:
            waiver = Waiver.objects.create(
                reason="outage",
                note="x",
                covers="x",
                clock_count=1,
                asked={},
                made_by=self.user,
                made_at=BEGIN,
                **({"taken_back_at": BEGIN, "taken_back_by": self.user} if is_taken_back else {}),
            )
            hand_off, held_at = self.hand_offs[place], None
            if number:
                held_at = BEGIN + timedelta(hours=number)
                Assignment.objects.get_or_create(
                    hand_off=hand_off, number=number, assigned_at=held_at, until=held_at + timedelta(hours=1)
                )
            WaivedClock.objects.create(
                waiver=waiver, hand_off=hand_off, kind=kind, scope="owner" if number else "lead", held_at=held_at
            )
        return {
            (self.hand_offs[place].pk, kind, number)
            for place, kind, number, is_taken_back in drawn
            if not is_taken_back
        }


def could_be(clock: Clock) -> bool:
    """Return whether it stopped in time where it is met, was due where it is missed, and ended alone where it ended."""
    if clock.verdict == Clock.Verdict.MET:
        return clock.stopped_at is not None and (clock.due_at is None or clock.stopped_at <= clock.due_at)
    if clock.verdict == Clock.Verdict.ENDED:
        return clock.stopped_at is None and clock.ended_at is not None
    return clock.verdict != Clock.Verdict.MISSED or clock.due_at is not None


def instant(when: tuple[int, tuple[int, bool] | None], clocks: list[Clock], after: timedelta) -> datetime:
    minute, of_a_clock = when
    dues = [clock.due_at for clock in clocks if clock.due_at and clock.verdict == Clock.Verdict.RUNNING]
    if not dues or of_a_clock is None:
        return BEGIN + minute * MINUTE
    place, is_after = of_a_clock
    return dues[place % len(dues)] + (after if is_after else timedelta(0))
