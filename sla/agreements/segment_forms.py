"""The editor of one segment: its name, which leads belong to it, and what Sales promises them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leadgap.accounts.forms.base import Helped
from leadgap.ui.formats import percent
from sla.agreements.definition_forms import BLANK_ROWS, CONDITION, ConditionFormSet, with_more_rows
from sla.agreements.definition_rows import AND, definition_of, rows_of
from sla.agreements.fields import field_groups
from sla.agreements.forms import PromiseForm, initial_of
from sla.agreements.pauses import waiting_reasons
from sla.agreements.promises import PromiseTerms
from sla.agreements.segments import LONGEST_NAME, SegmentTerms
from sla.models import Promise, Signature
from sla.models.promises import side_of

NOTHING = SegmentTerms("", {})


class SegmentForm(Helped):
    name = forms.CharField(
        label=_("Name"), max_length=LONGEST_NAME, widget=forms.TextInput(attrs={"placeholder": _("Hot inbound")})
    )
    is_unpromised = forms.BooleanField(
        label=_("Sales promises these leads nothing: no clock runs, and they are counted apart"), required=False
    )


class SegmentEditor:
    """All forms of one segment. Unbound it shows the terms, bound it reads others.

    `general` are the promises to every lead, which hold where the segment says nothing.
    """

    def __init__(
        self,
        terms: SegmentTerms,
        general: Sequence[PromiseTerms],
        data: QueryDict | None = None,
        *,
        more_rows: bool = False,
    ) -> None:
        if data is not None and more_rows:
            data = with_more_rows(data)
        self._identity = terms.identity
        self.segment = SegmentForm(data, initial={"name": terms.name, "is_unpromised": not terms.is_promised})
        rows = [*rows_of(terms.conditions), *[{"joined": AND}] * BLANK_ROWS]
        self.conditions = ConditionFormSet(
            data,
            initial=rows if data is None else None,
            prefix=CONDITION,
            form_kwargs={"groups": field_groups()},
        )
        own = {promise.kind: promise for promise in terms.promises}
        every = {promise.kind: promise for promise in general}
        kinds = [kind for kind in Promise.Kind if side_of(kind) == Signature.Side.SALES]
        initial = {kind: initial_of(own.get(kind) or every.get(kind)) for kind in kinds}
        reasons = waiting_reasons()
        self.promises = [
            (PromiseForm(data, kind=kind, initial=initial[kind], reasons=reasons), _said(every.get(kind)))
            for kind in kinds
        ]
        if data is None:
            for form, _note in self.promises:
                form.initial["is_made"] = form.kind in own
        self.problems: list[str] = []

    def is_valid(self, *, needs_name: bool = True) -> bool:
        if not needs_name:
            self.segment.errors.pop("name", None)
        are_made = [form.is_valid() for form, _note in self.promises]
        return all([self.segment.is_valid(), self.conditions.is_valid(), *are_made])

    @property
    def terms(self) -> SegmentTerms:
        """The terms that were read. Where nothing is promised, what was filled in for promises does not count."""
        given = self.segment.cleaned_data
        promises = [form.terms for form, _note in self.promises if form.terms]
        return SegmentTerms(
            name=given.get("name", ""),
            conditions=definition_of(form.cleaned_data for form in self.conditions),
            promises=[] if given["is_unpromised"] else promises,
            is_promised=not given["is_unpromised"],
            identity=self._identity,
        )


def _said(promise: PromiseTerms | None) -> str:
    """Say what every other lead is promised."""
    if promise is None:
        return gettext("Not promised to every other lead.")
    every = {"promise": Promise(**asdict(promise)), "goal": percent(promise.goal)}
    return gettext("Every other lead: %(promise)s for %(goal)s.") % every
