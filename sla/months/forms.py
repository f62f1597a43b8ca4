"""The part of the editor in which Marketing's month is promised: sentences with gaps, and what a lead is worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from leads.blind import SCORES
from leads.intake.fields import QUALIFIED_BY_MARKETING
from leads.models import Source
from sla.criteria import ATTRIBUTES
from sla.models import MonthlyPromise
from sla.months.proposals import Proposal
from sla.months.terms import AMOUNTS, VALUES, MonthTerms, ValueTerms

Kind = MonthlyPromise.Kind

# What a form calls the sources that are not named.
OTHER = "other"


class MonthForm(forms.Form):
    """One monthly promise. Shares are written in per cent."""

    is_made = forms.BooleanField(required=False)
    goal = forms.DecimalField(
        required=False,
        max_digits=14,
        decimal_places=4,
        widget=forms.NumberInput(attrs={"class": "form-control", "min": 0, "step": "any"}),
    )
    fields_known = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)

    use_required_attribute = False

    def __init__(
        self,
        data: QueryDict | None,
        *,
        kind: MonthlyPromise.Kind,
        made: MonthTerms | None,
        choices: Sequence[tuple[str, str]],
    ) -> None:
        super().__init__(data, prefix=kind.value, initial=_initial(made))
        self.kind = kind
        self.is_share = kind.value not in AMOUNTS
        if kind is Kind.COMPLETENESS:
            known = {key for key, _label in choices}
            lost = [(key, key) for key in (made.fields if made else ()) if key not in known]
            cast(forms.MultipleChoiceField, self.fields["fields_known"]).choices = [*choices, *lost]
        else:
            del self.fields["fields_known"]
        self.fields["is_made"].widget.attrs["aria-label"] = kind.label
        self.fields["goal"].widget.attrs["aria-label"] = (
            f"{kind.label}: {_('per cent') if self.is_share else _('goal')}"
        )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("is_made") and given.get("goal") is None and "goal" not in self.errors:
            self.add_error("goal", _("%(promise)s: fill in the number.") % {"promise": self.kind.label})
        return given

    @property
    def terms(self) -> MonthTerms | None:
        given = self.cleaned_data
        if not given["is_made"]:
            return None
        goal = given["goal"] / 100 if self.is_share else given["goal"]
        return MonthTerms(self.kind.value, goal, tuple(given.get("fields_known", ())))


class ValueForm(forms.Form):
    """What a lead of one source counts for. With `take`, what was proposed for it."""

    amount = forms.DecimalField(
        required=False,
        max_digits=14,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"class": "form-control", "min": 0, "step": "any"}),
    )

    use_required_attribute = False

    def __init__(
        self, data: QueryDict | None, *, source: Source | None, made: ValueTerms | None, proposal: Proposal | None
    ) -> None:
        super().__init__(
            _with_taken(data, prefix := f"value-{source.pk if source else OTHER}"),
            prefix=prefix,
            initial={"amount": f"{made.amount.normalize():f}" if made else None},
        )
        self.source, self.proposal = source, proposal
        self.name = source.name if source else _("any other source")
        self.fields["amount"].widget.attrs["aria-label"] = _("A lead of %(source)s") % {"source": self.name}

    @property
    def terms(self) -> ValueTerms | None:
        amount = self.cleaned_data["amount"]
        return None if amount is None else ValueTerms(self.source.pk if self.source else None, amount)


class MonthsEditor:
    """The forms of all monthly promises, and of the values of Marketing's sources."""

    def __init__(
        self,
        months: Sequence[MonthTerms],
        values: Sequence[ValueTerms],
        data: QueryDict | None,
        *,
        choices: Sequence[tuple[str, str]],
        proposals: Mapping[int | None, Proposal] | None = None,
    ) -> None:
        made = {each.kind: each for each in months}
        worth = {each.source: each for each in values}
        # What Marketing thinks of a lead, and since when, is nothing that a source knows of it.
        known = [(key, label) for key, label in choices if key not in {*SCORES, ATTRIBUTES + QUALIFIED_BY_MARKETING}]
        self.promises = [MonthForm(data, kind=kind, made=made.get(kind), choices=known) for kind in Kind]
        sources = Source.objects.filter(side=Source.Side.MARKETING, archived_at=None).order_by("name", "pk")
        self.proposals = proposals
        self.values = [
            ValueForm(
                data,
                source=source,
                made=worth.get(key := source.pk if source else None),
                proposal=(proposals or {}).get(key),
            )
            for source in (*sources, None)
        ]
        self.value_problems: list[str] = []

    def is_valid(self) -> bool:
        return all([*(form.is_valid() for form in self.promises), *(form.is_valid() for form in self.values)])

    @property
    def month_terms(self) -> tuple[MonthTerms, ...]:
        return tuple(form.terms for form in self.promises if form.terms)

    @property
    def value_terms(self) -> tuple[ValueTerms, ...]:
        return tuple(form.terms for form in self.values if form.terms)

    def refuse(self, name: str, text: str) -> bool:
        """Show a problem where it can be put right; False: it is none of these forms."""
        if name == VALUES:
            self.value_problems.append(text)
            return True
        found = next((form for form in self.promises if form.kind == name), None)
        if found is not None:
            found.add_error(None, text)
        return found is not None


def _initial(made: MonthTerms | None) -> dict[str, Any]:
    if made is None:
        return {"is_made": False}
    goal = made.goal if made.kind in AMOUNTS else made.goal * 100
    return {"is_made": True, "goal": f"{Decimal(goal).normalize():f}", "fields_known": list(made.fields)}


def _with_taken(data: QueryDict | None, prefix: str) -> QueryDict | None:
    """Put the proposal that was ticked in the place of what was typed."""
    if data is None or not data.get(f"{prefix}-take"):
        return data
    taken = data.copy()
    taken[f"{prefix}-amount"] = data.get(f"{prefix}-take", "")
    return taken
