from __future__ import annotations

from typing import Any, cast

from django import forms
from django.db.models import Exists, OuterRef

from feedback.scorecards.slices import WORDS, By
from leadgap.accounts.models import Team, User
from leadgap.ui.asked_period import PeriodForm
from leadgap.ui.filters import NOT_THERE, RowField
from leads.models import HandOff, Source


class LeagueForm(PeriodForm):
    """What to cut by, and over which hand-offs."""

    by = forms.ChoiceField(required=False, label="By")
    source = RowField(
        Source.objects.all(), required=False, label="Source", empty_label="All sources", error_messages=NOT_THERE
    )
    team = RowField(Team.objects.all(), required=False, label="Team", empty_label="All teams", error_messages=NOT_THERE)
    field_order = ("by", "period", "source", "team")

    def __init__(self, *args: Any, user: User, offered: list[By], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Teams that have had hand-offs, as far as this person sees them: any other choice would lead to nothing.
        theirs = HandOff.objects.visible_to(user).filter(team=OuterRef("pk"))
        team: Any = self.fields["team"]
        team.queryset = Team.objects.filter(Exists(theirs))
        by = cast(forms.ChoiceField, self.fields["by"])
        by.choices = [(each.value, WORDS[each][0].capitalize()) for each in offered]

    @property
    def chosen_by(self) -> By:
        return By(self.cleaned_data.get("by") or By.SOURCE)

    @property
    def only(self) -> dict[str, int]:
        return {name: row.pk for name in ("source", "team") if (row := self.cleaned_data.get(name))}
