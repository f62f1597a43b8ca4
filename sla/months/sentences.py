"""Marketing's month in the words of the agreement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from leadgap.accounts.models import Organisation
from leadgap.ui.formats import money, number, percent
from sla.criteria import field_of
from sla.models import MonthlyPromise

if TYPE_CHECKING:
    from decimal import Decimal

    from sla.models import AgreementVersion

Kind = MonthlyPromise.Kind


def month_sentences(version: AgreementVersion) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what Marketing promises of a month, each with its parts where it is a list."""
    promises = list(version.monthly_promises.all())
    if not promises:
        return
    currency = Organisation.current().currency
    for promise in promises:
        yield _sentence(promise, currency), _worth(version, currency) if promise.kind == Kind.VALUE else ()
    yield (
        "Marketing counts the leads of its own sources, in the month in which they are handed over. Where this is "
        "in force for a part of a month, that part of the goals is due that its working days are of the month’s.",
        (),
    )


def month_headline(version: AgreementVersion) -> str:
    """Return Marketing's promises in one sentence; empty where there are none."""
    goals = {promise.kind: promise for promise in version.monthly_promises.all()}
    volume, value, accepted = (goals.get(kind) for kind in (Kind.VOLUME, Kind.VALUE, Kind.ACCEPTED_SHARE))
    worth = f" worth {money(value.goal, Organisation.current().currency)}" if value else ""
    if volume or value:
        leads = f"{number(volume.goal)} qualified leads" if volume else "qualified leads"
        share = f", at least {share_words(accepted.goal)} of them accepted" if accepted else ""
        return f"Marketing hands over {leads}{worth} a month{share}."
    if accepted:
        return f"Marketing hands over leads of which at least {share_words(accepted.goal)} are accepted."
    first = next(iter(goals.values()), None)
    return _sentence(first, "") if first else ""


def fields_words(fields: Sequence[str]) -> str:
    """e-mail, company and source"""
    names = [field_label(name) for name in fields]
    return " and ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)


def field_label(name: str) -> str:
    field = field_of(name)
    return field.label if field else name


def share_words(goal: Decimal) -> str:
    return percent(goal, 0 if goal * 100 % 1 == 0 else 2)


def _sentence(promise: MonthlyPromise, currency: str) -> str:
    match promise.kind:
        case Kind.VOLUME:
            return f"Marketing hands over {number(promise.goal)} qualified leads a month."
        case Kind.VALUE:
            worth = money(promise.goal, currency)
            return f"Marketing hands over qualified leads worth {worth} a month. By its source a lead counts for:"
        case Kind.ACCEPTED_SHARE:
            return (
                f"Marketing hands over leads of which at least {share_words(promise.goal)} are accepted, "
                "of the qualified ones that Sales accepts or rejects."
            )
        case _:
            known = f"with {fields_words(promise.fields)} known"
            return f"Marketing hands over {share_words(promise.goal)} of its qualified leads {known}."


def _worth(version: AgreementVersion, currency: str) -> tuple[str, ...]:
    values = sorted(
        version.lead_values.select_related("source"), key=lambda each: (each.source is None, str(each.source))
    )
    lines = [f"{each.source or 'any other source'}: {money(each.amount, currency)}" for each in values]
    return (*lines, "any other source: nothing") if all(each.source for each in values) else tuple(lines)
