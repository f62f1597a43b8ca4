from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leadgap.accounts.forms.base import Helped, TeamChoice
from leadgap.accounts.models import Role, Team, User

ROLE_HELP = _(
    "A rep works their own hand-offs, a manager sees a branch of teams, a marketer all hand-offs; "
    "an auditor reads everything and changes nothing."
)


class RoleAndTeam(Helped):
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.REP, help_text=ROLE_HELP)
    team = TeamChoice(label=_("Team"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("role") == Role.MANAGER and not cleaned.get("team"):
            self.add_error("team", _("A manager sees the hand-offs of a team and of the teams below it: choose it."))
        return cleaned


class InvitationForm(RoleAndTeam):
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    name = forms.CharField(label=_("Name"), max_length=150, required=False)
    field_order = ("email", "name", "role", "team")


class PersonForm(RoleAndTeam):
    name = forms.CharField(label=_("Name"), max_length=150)
    is_active = forms.BooleanField(
        label=_("May sign in"),
        required=False,
        help_text=_("Without it the person is signed out at once, and the API keys stop working. Nothing is deleted."),
    )
    field_order = ("name", "role", "team", "is_active")

    @classmethod
    def of(cls, person: User, data: Any = None) -> PersonForm:
        form = cls(
            data,
            initial={"name": person.name, "role": person.role, "team": person.team_id, "is_active": person.is_active},
        )
        if person.team is not None and person.team.archived_at is not None:
            # An archived team stays chosen until somebody chooses another.
            form.fields["team"].queryset |= Team.objects.filter(pk=person.team.pk)  # type: ignore[attr-defined]
        return form


class PeopleFilter(forms.Form):
    q = forms.CharField(label=_("Name or e-mail"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    role = forms.ChoiceField(label=_("Role"), required=False, choices=[("", _("All roles")), *Role.choices])
    team = TeamChoice(label=_("Team and below"), empty_label=_("All teams"))
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("All")),
            ("active", _("May sign in")),
            ("never", _("Never signed in")),
            ("closed", _("Closed")),
        ],
    )
