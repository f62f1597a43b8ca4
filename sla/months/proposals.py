"""Lead values proposed from what became of the leads of the last twelve months. A person ticks what is taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, Sum

from leadgap.ui.formats import money, number, percent
from leads.lifecycle import ENDED
from leads.models import HandOff, Source
from sla.criteria import read
from sla.definitions import condition
from sla.months.worth import Past, Worth, worth_of

A_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Proposal:
    """An amount in whole units of the currency, and in words what it was made of."""

    amount: int
    words: str


def proposals(definition: Mapping[str, Any], *, today: date, currency: str) -> dict[int | None, Proposal]:
    """Return a proposal for each of Marketing's sources, and under None for every other one.

    Of qualified leads that came to an end, whichever: a lead that was rejected or never reached is worth nothing too.
    Empty where nobody knows what a won lead brought.
    """
    ended = HandOff.objects.filter(
        condition(read(definition)),
        source__side=Source.Side.MARKETING,
        stage__in=[stage.value for stage in ENDED],
        day__gt=today - A_YEAR,
        day__lte=today,
    )
    won = Q(outcome="won")
    rows = (
        ended.order_by()
        .values_list("source")
        .annotate(
            ended=Count("pk"),
            won=Count("pk", filter=won),
            paid=Count("value", filter=won),
            revenue=Sum("value", filter=won),
        )
    )
    pasts = {source: Past(n, n_won, paid, float(revenue or 0)) for source, n, n_won, paid, revenue in rows}
    return {
        source: Proposal(round(worth.amount), _words(worth, currency))
        for source, worth in worth_of(pasts).items()
        if worth.amount is not None
    }


def _words(worth: Worth, currency: str) -> str:
    return (
        f"{percent(worth.close_rate, 1)} won × {money(worth.average, currency, 0)}; "
        f"{number(worth.past.won)} won of {number(worth.past.ended)}"
    )
