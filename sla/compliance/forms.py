from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from leadgap.accounts.models import Team
from leadgap.ui.asked_period import DaysForm, PeriodForm
from leadgap.ui.filters import NOT_THERE, RowField
from leads.models import Source
from sla.compliance.segments import segments_on_offer
from sla.compliance.slices import WORDS, By
from sla.models import Promise, Signature
from sla.models.promises import side_of

# By side.
PROMISES = [
    (side.label, [(kind.value, kind.label) for kind in Promise.Kind if side_of(kind) == side])
    for side in Signature.Side
]
# Beside the fields of the form, what an address of misses may name.
KEPT = ("scope", "hour", "weekday", "first_team", "answering_team", "owner", "campaign")
WITHOUT, ONLY = "without", "only"


def _offer_teams(form: forms.Form, offered: list[By], branch: set[int] | None) -> None:
    if By.TEAM in offered:
        teams = Team.objects.all()
        field: Any = form.fields["team"]
        field.queryset = teams if branch is None else teams.filter(pk__in=branch)
    else:
        del form.fields["team"]


def _offer_segments(form: forms.Form, offered: list[By]) -> None:
    segments = segments_on_offer() if By.SEGMENT in offered else []
    if segments:
        field: Any = form.fields["segment"]
        field.choices = [("", "All segments"), *segments, (0, WORDS[By.SEGMENT][1])]
    else:
        del form.fields["segment"]


def _chosen(form: forms.Form, name: str) -> Any:
    return getattr(form, "cleaned_data", {}).get(name)


def _offer_promises(form: forms.Form, offered: list[By]) -> None:
    """Reps' figures are of owner clocks, and what Marketing promises has none."""
    field: Any = form.fields["promise"]
    if By.TEAM not in offered:
        field.choices = [group for group in PROMISES if group[0] == Signature.Side.SALES.label]


class CurveForm(PeriodForm):
    """Which promise, over which clocks."""

    promise = forms.ChoiceField(
        required=False,
        label="Promise",
        choices=PROMISES,
        error_messages={"invalid_choice": "“%(value)s” is not a promise. Choose one from the list."},
    )
    team = RowField(
        Team.objects.none(), required=False, label="Team", empty_label="All teams", error_messages=NOT_THERE
    )
    source = RowField(
        Source.objects.all(), required=False, label="Source", empty_label="All sources", error_messages=NOT_THERE
    )
    segment = forms.TypedChoiceField(
        required=False, label="Segment", coerce=int, empty_value=None, error_messages=NOT_THERE
    )
    field_order: Sequence[str] = ("promise", "period", "team", "source", "segment")

    def __init__(self, *args: Any, offered: list[By], branch: set[int] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_promises(self, offered)
        _offer_teams(self, offered, branch)
        _offer_segments(self, offered)

    @property
    def chosen_promise(self) -> str:
        return _chosen(self, "promise") or Promise.Kind.FIRST_RESPONSE.value

    @property
    def team_name(self) -> str:
        return str(_chosen(self, "team") or "")

    @property
    def source_name(self) -> str:
        return str(_chosen(self, "source") or "")

    @property
    def leads_of(self) -> str:
        """Return the source and the segment that were chosen, "" for all."""
        segment = _chosen(self, "segment")
        field: Any = self.fields.get("segment")
        names = [self.source_name, "" if segment is None else dict(field.choices)[segment]]
        return ", ".join(filter(None, names))

    @property
    def only(self) -> dict[str, int]:
        rows = {name: row.pk for name in ("team", "source") if (row := _chosen(self, name))}
        segment = _chosen(self, "segment")
        return rows if segment is None else rows | {"segment": segment}


class RatesForm(CurveForm):
    """Also whether the waived clocks are counted: where a page has room for one rate, it is chosen which."""

    waivers = forms.ChoiceField(required=False, label="Waived", choices=[("", "With the waived"), (WITHOUT, "Without")])
    field_order = ("promise", "period", "team", "source", "segment", "waivers")

    @property
    def without_waived(self) -> bool:
        return _chosen(self, "waivers") == WITHOUT


class PatternsForm(RatesForm):
    """The same without a promise: patterns are those of first response."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["promise"]


class ComplianceForm(DaysForm, CurveForm):
    """Which promise, cut by what, over which clocks."""

    by = forms.ChoiceField(
        required=False,
        label="By",
        error_messages={"invalid_choice": "“%(value)s” is not offered. Choose from the list."},
    )
    field_order = ("promise", "by", "period", "start", "end", "team", "source", "segment")

    def __init__(self, *args: Any, offered: list[By], **kwargs: Any) -> None:
        """`offered` are the cuts this person may choose, the default first; `branch` their teams, None for all."""
        super().__init__(*args, offered=offered, **kwargs)
        self.offered = offered
        field: Any = self.fields["by"]
        cuts = [by for by in offered if by is not By.SEGMENT or "segment" in self.fields]
        field.choices = [(by, WORDS[by][0].capitalize()) for by in cuts]

    @property
    def chosen_by(self) -> By:
        return By(_chosen(self, "by") or self.offered[0])


class MissesForm(DaysForm, CurveForm):
    """Which misses. What else the address names, the slice behind a row, is kept as it is."""

    waivers = forms.ChoiceField(
        required=False, label="Waived", choices=[("", "With the waived"), (WITHOUT, "Without"), (ONLY, "Only these")]
    )
    field_order = ("promise", "period", "start", "end", "team", "source", "waivers")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["promise"]
        field.choices = PROMISES  # single clocks, also those of Marketing's promise to a rep
        for name in KEPT:
            self.fields[name] = forms.CharField(required=False, widget=forms.HiddenInput)


class BehindForm(MissesForm):
    """Which clocks behind a number that says of no miss."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("verdict", "over", "within", "time", "closed", "waivers"):
            self.fields[name] = forms.CharField(required=False, widget=forms.HiddenInput)
