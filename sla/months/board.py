"""Both sides on one board: what Sales promised for each hand-off, and what Marketing promised for the month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from leadgap.periods import Period
from sla.compliance.table import totals
from sla.models import Promise, Signature
from sla.models.promises import side_of
from sla.months.reading import MONTHS, before, following, last_known_day, months_between

if TYPE_CHECKING:
    from leadgap.accounts.models import Organisation
    from sla.compliance.figures import ComplianceRow
    from sla.months.month import Month


class NoSuchMonth(ValueError):
    """The words name no month that can be looked at."""


@dataclass(frozen=True, slots=True)
class Board:
    """One month of the whole company; `earlier` are those before it in which something was promised, newest first."""

    month: Month
    earlier: list[Month]
    clocked: list[ComplianceRow]  # the promises of both sides that are kept hand-off by hand-off

    @property
    def sales(self) -> list[ComplianceRow]:
        return [row for row in self.clocked if side_of(str(row.key)) == Signature.Side.SALES]

    @property
    def marketing(self) -> list[ComplianceRow]:
        return [row for row in self.clocked if side_of(str(row.key)) == Signature.Side.MARKETING]

    @property
    def period(self) -> Period:
        return period_of_month(self.month.first, self.month.label)

    @property
    def first_response(self) -> ComplianceRow | None:
        return next((row for row in self.sales if row.key == Promise.Kind.FIRST_RESPONSE), None)


def board(start: date, *, organisation: Organisation, now: datetime) -> Board:
    """Return the board of the month that begins on this day. The whole company, and nobody by name."""
    *earlier, month = months_between(before(start, MONTHS - 1), start, organisation=organisation, now=now)
    clocked = totals(period=period_of_month(start, month.label), organisation=organisation, now=now)
    return Board(month, [each for each in reversed(earlier) if each.goals], clocked)


def month_asked(text: str, *, organisation: Organisation, now: datetime) -> date:
    """Return the first day of the month that is asked for, like 2026-03; without words of the one worth looking at.

    That is this month, or the last of which anything is known. Raises NoSuchMonth with a sentence.
    """
    this = now.astimezone(organisation.zone).date().replace(day=1)
    if not text:
        last = last_known_day()
        return min(this, last.replace(day=1)) if last else this
    try:
        asked = date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise NoSuchMonth(f"“{text}” is not a month. A month is written like 2026-03.") from error
    if not date(1950, 1, 1) <= asked <= following(this):
        raise NoSuchMonth(f"“{text}” is too far away: there is nothing to be seen yet.")
    return asked


def period_of_month(start: date, label: str) -> Period:
    return Period(f"{start:%Y-%m}", label, start, following(start))
