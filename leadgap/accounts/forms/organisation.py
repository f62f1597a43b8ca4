from __future__ import annotations

from decimal import Decimal
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from leadgap.accounts.forms.base import Helped, TeamChoice
from leadgap.accounts.models import Organisation, Team
from leadgap.accounts.services.organisation import FIELDS

MOST_FEW = 10_000


def zones() -> list[tuple[str, str]]:
    """Return the zones that people live in: by continent and city, and UTC."""
    return [(name, name.replace("_", " ")) for name in sorted(available_timezones()) if "/" in name or name == "UTC"]


class OrganisationForm(Helped, forms.ModelForm):
    timezone = forms.ChoiceField(
        label=_("Time zone"),
        choices=zones,
        help_text=_("Days and weeks are counted in it. It is fixed once leads have come in."),
    )
    currency = forms.CharField(
        label=_("Currency"),
        max_length=3,
        validators=[RegexValidator(r"^[A-Z]{3}$", _("Three capital letters, such as EUR."))],
    )

    # What a model's own bounds say first is how many digits the database holds, or the largest number it knows.
    gap_margin = forms.DecimalField(
        label=_("Gap worth speaking of"),
        min_value=Decimal("0.05"),
        max_value=2,
        decimal_places=2,
        help_text=_("In points of the 1–5 rating. A mean gap inside ± this is not worth speaking of."),
    )
    few = forms.IntegerField(
        label=_("Too few to say, below"), min_value=0, max_value=MOST_FEW, help_text=_("Number of pairs or hand-offs.")
    )
    indicative = forms.IntegerField(
        label=_("Indicative only, below"), min_value=0, max_value=MOST_FEW, help_text=_("Number of pairs or hand-offs.")
    )

    class Meta:
        model = Organisation
        fields = FIELDS
        labels = {
            "name": _("Name"),
            "rep_figures": _("Figures of single reps"),
            "grace_minutes": _("Grace before a miss is named"),
        }
        help_texts = {
            "rep_figures": _(
                "Pseudonyms: in figures, marketers and other branches see reps under made-up names; the page of a lead "
                "names who works it. "
                "Team level only: no figure of a single rep is shown to anyone, in the API neither."
            ),
            "grace_minutes": _(
                "In minutes: how late your CRM tells of touches. Until then a fresh miss counts in the rates, "
                "and no list and no notice names it."
            ),
        }

    def __init__(self, *args: Any, zone_is_fixed: bool = False, read_only: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["timezone"].disabled = zone_is_fixed
        if read_only:
            for field in self.fields.values():
                field.disabled = True
                field.required = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        few, indicative = cleaned.get("few"), cleaned.get("indicative")
        if few is not None and indicative is not None and few > indicative:
            self.add_error("indicative", _("This cannot be below “too few to say”."))
        return cleaned


class TeamForm(Helped):
    name = forms.CharField(label=_("Name"), max_length=100)
    parent = TeamChoice(label=_("Below"), empty_label=_("No team: at the top"))

    @classmethod
    def of(cls, team: Team, data: Any = None) -> TeamForm:
        form = cls(data, initial={"name": team.name, "parent": team.parent_id})
        parent: Any = form.fields["parent"]
        parent.queryset = Team.objects.filter(archived_at=None).exclude(pk__in=Team.objects.with_below(team.pk))
        parent.error_messages["invalid_choice"] = _("A team cannot be above itself, or below an archived one.")
        return form
