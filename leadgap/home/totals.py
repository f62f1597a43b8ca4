"""What both sides come to, of the whole organisation: the same for everybody who signs in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from feedback.scorecards import services
from leadgap.rates import Rate, SmallN
from sla.compliance import totals
from sla.models import Promise, Signature
from sla.models.promises import side_of

if TYPE_CHECKING:
    from feedback.statistics import Scorecard
    from leadgap.accounts.models import Organisation
    from leadgap.periods import Period
    from sla.compliance import ComplianceRow


@dataclass(frozen=True, slots=True)
class BothSides:
    """The promises of both sides, each with how it was kept, and the scorecard of all hand-offs."""

    period: Period
    promises: list[ComplianceRow]
    scorecard: Scorecard
    small_n: SmallN

    @property
    def liked_by_marketing(self) -> Rate:
        """Share of the pairs that Marketing rated 4 or 5.

        Not of all its ratings: with a day chosen they would tell a rep what Marketing thinks of a lead not rated yet.
        """
        return Rate.of(self.scorecard.overrated.whole, self.scorecard.gap.n, self.small_n)

    @property
    def by_sales(self) -> list[ComplianceRow]:
        return [row for row in self.promises if side_of(str(row.key)) == Signature.Side.SALES]

    @property
    def by_marketing(self) -> list[ComplianceRow]:
        return [row for row in self.promises if side_of(str(row.key)) == Signature.Side.MARKETING]

    @property
    def first_response(self) -> ComplianceRow | None:
        return next((row for row in self.promises if row.key == Promise.Kind.FIRST_RESPONSE), None)


def both_sides(
    *, period: Period, organisation: Organisation, now: datetime, scorecard: Scorecard | None = None
) -> BothSides:
    """`scorecard` is that of all hand-offs of the organisation, where it has been read already."""
    return BothSides(
        period,
        totals(period=period, organisation=organisation, now=now),
        scorecard or services.total(period=period, organisation=organisation),
        SmallN(organisation.few, organisation.indicative),
    )
