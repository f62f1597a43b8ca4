"""The editor of a draft: what is general, one line for each promise, and the definition row by row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from leadgap.accounts.forms.base import Helped
from leadgap.periods import DEFAULT, PRESETS
from leadgap.ui.words import STAGES
from leads.models import Reason
from sla.agreements.definition_forms import DefinitionEditor, with_more_rows
from sla.agreements.drafting import Terms
from sla.agreements.fields import field_groups, flat
from sla.agreements.pauses import stages_on_offer, waiting_reasons
from sla.agreements.promises import PromiseTerms
from sla.agreements.templates import TEMPLATES
from sla.models import AgreementVersion, Calendar, Promise, Signature
from sla.models.promises import CHOOSING, FEWEST_ATTEMPTS, MOST_ATTEMPTS, side_of
from sla.months.forms import MonthsEditor
from sla.months.proposals import Proposal

# The gaps of a promise's sentence, by what they are called where nobody sees the words around them.
GAPS = {
    "is_made": "",
    "stops": _("stopped by"),
    "attempts": _("how many"),
    "target": _("within"),
    "unit": _("unit"),
    "calendar_of": _("by the calendar of"),
    "starts": _("started by"),
    "goal": _("per cent"),
    "paused_by": _("paused by"),
    "paused_for": _("paused for"),
    "paused_in": _("paused in"),
}


VERSION = "version"  # what a new version begins with, where it is no template


class BeginForm(Helped):
    """What a new version begins with."""

    start = forms.ChoiceField(
        label=_("Begin with"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what the new version begins with.")},
    )
    calendar = forms.ModelChoiceField(Calendar.objects.shared(), label=_("Calendar"), empty_label=None, required=False)

    def __init__(self, data: QueryDict | None, *, version: AgreementVersion | None) -> None:
        super().__init__(data, initial={"start": VERSION} if version else None)
        templates = [(template.key, template.name) for template in TEMPLATES]
        first = [(VERSION, _("Version %(number)s, to change it") % {"number": version.number})] if version else []
        cast(forms.ChoiceField, self.fields["start"]).choices = [*first, *templates]


class GeneralForm(Helped):
    title = forms.CharField(label=_("Title"), max_length=150)
    calendar = forms.ModelChoiceField(
        Calendar.objects.shared(),
        label=_("Working time"),
        empty_label=None,
        help_text=_("Teams that have a calendar of their own are judged by that."),
    )
    effective_on = forms.DateField(
        label=_("In force from"),
        required=False,
        input_formats=["%Y-%m-%d"],  # what the browser's own field sends; anything else is ambiguous
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Never before both sides have signed. It takes this day to propose it."),
    )
    is_retrospective = forms.BooleanField(
        label=_("Also judge what was handed over before, as if it had been in force"), required=False
    )


class DryRunForm(forms.Form):
    """Which past hand-offs. The two dates, where given, go before the period."""

    period = forms.ChoiceField(
        required=False,
        label=_("Period"),
        choices=[(name, label) for name, (label, _days) in PRESETS.items()],
        initial=DEFAULT,
    )
    start = forms.DateField(required=False, label=_("Or from"), widget=forms.DateInput(attrs={"type": "date"}))
    end = forms.DateField(required=False, label=_("To"), widget=forms.DateInput(attrs={"type": "date"}))


class PromiseForm(forms.Form):
    """One promise as a sentence with gaps: within … for … %."""

    is_made = forms.BooleanField(required=False)
    target = forms.IntegerField(required=False, widget=forms.NumberInput(attrs={"class": "form-control", "min": 1}))
    unit = forms.ChoiceField(choices=Promise.Unit.choices, widget=forms.Select(attrs={"class": "form-select"}))
    calendar_of = forms.ChoiceField(
        choices=Promise.CalendarOf.choices, required=False, widget=forms.Select(attrs={"class": "form-select"})
    )
    goal = forms.DecimalField(
        required=False,
        max_digits=5,
        decimal_places=2,
        error_messages=dict.fromkeys(("max_digits", "max_whole_digits"), _("Write 100 or less.")),
        widget=forms.NumberInput(attrs={"class": "form-control", "min": 1, "max": 100, "step": "any"}),
    )

    attempts = forms.IntegerField(
        required=False,
        widget=forms.NumberInput(attrs={"class": "form-control", "min": FEWEST_ATTEMPTS, "max": MOST_ATTEMPTS}),
    )

    starts = forms.ChoiceField(
        choices=Promise.Start.choices, required=False, widget=forms.Select(attrs={"class": "form-select"})
    )
    stops = forms.ChoiceField(
        choices=Promise.Stop.choices, required=False, widget=forms.Select(attrs={"class": "form-select"})
    )
    paused_by = forms.ChoiceField(
        choices=Promise.PausedBy.choices, required=False, widget=forms.Select(attrs={"class": "form-select"})
    )

    paused_for = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    paused_in = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)

    use_required_attribute = False  # only of a promise that is made

    def __init__(
        self, data: QueryDict | None, *, kind: Promise.Kind, initial: Mapping[str, Any], reasons: Iterable[Reason]
    ) -> None:
        """`reasons` are those for waiting; what is archived is offered only where it has been chosen before."""
        super().__init__(data, prefix=kind.value, initial=dict(initial))
        self.kind, self.side = kind, side_of(kind)
        if kind != Promise.Kind.ATTEMPTS:
            del self.fields["attempts"]
        if self.side != Signature.Side.SALES:
            # Owners and teams are of Sales, and so is waiting for the lead.
            del self.fields["calendar_of"], self.fields["paused_by"], self.fields["paused_for"]
        stages = [(stage, STAGES[stage].text) for stage in stages_on_offer(kind)]
        if not stages:
            del self.fields["paused_in"]
        kept = initial.get("paused_for", ())
        offered = [(each.key, each.label) for each in reasons if each.archived_at is None or each.key in kept]
        self._offer(paused_for=offered, paused_in=stages)
        if kind not in CHOOSING:
            del self.fields["starts"], self.fields["stops"]
        for name, label in GAPS.items():
            if name in self.fields:
                self.fields[name].widget.attrs["aria-label"] = f"{kind.label} {label}".strip()

    def _offer(self, **choices: Sequence[tuple[str, Any]]) -> None:
        for name, offered in choices.items():
            if name in self.fields:
                cast(forms.MultipleChoiceField, self.fields[name]).choices = offered

    @property
    def has_chosen_pauses(self) -> bool:
        """Whether it is paused in another way than by any wait for the lead."""
        return any(name in self.fields and self[name].value() for name in ("paused_for", "paused_in"))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("is_made"):
            for name in ("target", "goal", "attempts"):
                if name in self.fields and given.get(name) is None and name not in self.errors:
                    self.add_error(name, _("Fill in the number."))
        return given

    @property
    def problems(self) -> list[tuple[str, list[str]]]:
        """What is wrong with each field, by the field's id, and with the gap of the sentence that it is about."""
        found = []
        for name, texts in self.errors.items():
            about = f"{self.kind.label}, {GAPS[name]}: " if name in self.fields and GAPS[name] else ""
            found.append((self[name].auto_id if name in self.fields else "", [f"{about}{text}" for text in texts]))
        return found

    @property
    def terms(self) -> PromiseTerms | None:
        given = self.cleaned_data
        if not given["is_made"]:
            return None
        # Real time goes by nobody's calendar.
        is_business_time = not given["unit"].startswith("wall_")
        return PromiseTerms(
            self.kind.value,
            given["target"],
            given["unit"],
            given["goal"] / 100,
            given.get("attempts"),
            (is_business_time and given.get("calendar_of")) or Promise.CalendarOf.TEAM.value,
            given.get("starts") or Promise.Start.HAND_OFF.value,
            given.get("stops") or Promise.Stop.GENUINE.value,
            given.get("paused_by") or Promise.PausedBy.LEAD.value,
            # What is no pause has no reasons.
            given.get("paused_for", ()) if given.get("paused_by") != Promise.PausedBy.NOTHING else (),
            given.get("paused_in", ()),
        )


class Editor:
    """All forms of one draft. Unbound it shows the terms, bound it reads others."""

    def __init__(
        self,
        terms: Terms,
        data: QueryDict | None = None,
        *,
        more_rows: bool = False,
        proposals: Mapping[int | None, Proposal] | None = None,
    ) -> None:
        if data is not None and more_rows:
            data = with_more_rows(data)
        self.general = GeneralForm(
            data,
            initial={
                "title": terms.title,
                "calendar": terms.calendar,
                "effective_on": terms.effective_on,
                "is_retrospective": terms.is_retrospective,
            },
        )
        made = {promise.kind: promise for promise in terms.promises}
        reasons = waiting_reasons()
        self.promises = [
            PromiseForm(data, kind=kind, initial=initial_of(made.get(kind)), reasons=reasons) for kind in Promise.Kind
        ]
        groups = field_groups()
        self.months = MonthsEditor(terms.months, terms.values, data, choices=flat(groups), proposals=proposals)
        self.definition = DefinitionEditor(terms.definition, data, groups=groups)
        self._segments = terms.segments

    def is_valid(self) -> bool:
        promises = (form.is_valid() for form in self.promises)
        return all([self.general.is_valid(), self.definition.is_valid(), self.months.is_valid(), *promises])

    @property
    def terms(self) -> Terms:
        """The terms that were read."""
        given = self.general.cleaned_data
        return Terms(
            calendar=given["calendar"],
            promises=[form.terms for form in self.promises if form.terms],
            definition=self.definition.document,
            segments=self._segments,
            title=given["title"],
            effective_on=given["effective_on"],
            is_retrospective=given["is_retrospective"],
            months=self.months.month_terms,
            values=self.months.value_terms,
        )

    def refuse(self, problems: Mapping[str, Sequence[str]]) -> None:
        """Show each problem where it can be put right."""
        by_kind = {form.kind.value: form for form in self.promises}
        for name, texts in problems.items():
            for text in texts:
                if name in by_kind:
                    by_kind[name].add_error(None, text)
                elif name == "definition":
                    self.definition.problems.append(text)
                elif not self.months.refuse(name, text):
                    self.general.add_error(name if name in self.general.fields else None, text)


def initial_of(promise: PromiseTerms | None) -> dict[str, Any]:
    if promise is None:
        return {"is_made": False, "unit": Promise.Unit.DAYS, "stops": Promise.Stop.GENUINE}
    goal = (promise.goal * 100).normalize()
    made = {"is_made": True, "target": promise.target, "unit": promise.unit, "goal": f"{Decimal(goal):f}"}
    made |= {"attempts": promise.attempts, "calendar_of": promise.calendar_of}
    made |= {"paused_by": promise.paused_by, "paused_for": promise.paused_for, "paused_in": promise.paused_in}
    return made | {"starts": promise.starts, "stops": promise.stops}
