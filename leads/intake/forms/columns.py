"""What the columns of a file are: from the form to the spec."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from leadgap.accounts.forms.base import Helped
from leadgap.accounts.forms.organisation import zones
from leadgap.accounts.models import Organisation
from leadgap.ui.formats import number
from leads.intake import words
from leads.intake.dates import ORDERS
from leads.intake.fields import ACTIVITIES, FIELDS, GROUPS, HAND_OFFS, Type
from leads.intake.forms.initial import KEEP, LATER, LEAVE_OUT, WHOLE_ROW, initial
from leads.intake.mapping import FieldSpec, Spec, problems_of
from leads.intake.reading import Row, Table
from leads.intake.samples import clashes, examples
from leads.models import System

# Columns that a person is shown; of a file with more, the others are kept as they are.
SHOWN_COLUMNS = 200
KEEPING = [
    (KEEP, _("Keep with the lead")),
    (LATER, _("Keep; not to be judged by")),
    (LEAVE_OUT, _("Leave out")),
]

# A column, its first values, and the choice of what it is.
Shown = tuple[str, list[str], forms.BoundField]


def select() -> forms.Select:
    return forms.Select(attrs={"class": "form-select"})


class ColumnsForm(Helped):
    """What each column is. The order of the fields is that of the page."""

    system = forms.CharField(
        label=_("The file comes from"),
        max_length=100,
        help_text=_("The system that wrote it, such as HubSpot. The same id of another system is another hand-off."),
        widget=forms.TextInput(attrs={"list": "systems", "autocomplete": "off"}),
        error_messages={"required": _("Say which system the file comes from, such as HubSpot.")},
    )
    id_column = forms.ChoiceField(
        label=_("Rows are told apart by"),
        help_text=_(
            "A row with the same id comes in once, however often the file is imported. Without ids, a row of which "
            "something has changed comes in once more."
        ),
        error_messages={"required": _("Choose the column that is different in every row, such as an id or an e-mail.")},
    )
    may_clash = forms.BooleanField(
        label=_("Go on with this column"),
        required=False,
        help_text=_("Of rows with the same id the first one comes in; the others are rejected, and listed."),
    )
    source_name = forms.CharField(
        label=_("Source, where the file names none"),
        required=False,
        max_length=200,
        help_text=_("Empty cells of the column, or all rows if no column is the source."),
    )
    date_order = forms.ChoiceField(
        label=_("Dates are written"), required=False, choices=[("", _("Find out")), *ORDERS.items()]
    )
    timezone = forms.ChoiceField(label=_("Times are those of"), required=False)
    length_unit = forms.ChoiceField(
        label=_("Lengths of calls are"),
        required=False,
        choices=[
            ("", _("written as 4:10 or 1:04:10")),
            ("seconds", _("in seconds")),
            ("minutes", _("in minutes")),
            ("milliseconds", _("in milliseconds")),
        ],
    )
    owner_is = forms.ChoiceField(
        label=_("Owner and team of a row"),
        required=False,
        choices=[
            ("first", _("had the lead from the hand-off on")),
            ("latest", _("have it now; since when is not known")),
        ],
    )
    holder = forms.ChoiceField(
        label=_("Owner and team of a row"),
        required=False,
        choices=[("", _("did what the row says")), ("yes", _("have the lead from then on"))],
    )
    every_row = forms.ChoiceField(
        label=_("Without a column for the state, every row is"), required=False, choices=list(words.ACTS.items())[1:]
    )
    marketing_basis = forms.ChoiceField(
        label=_("Marketing’s rating is"),
        required=False,
        choices=[(basis, words.OTHERS[basis]) for basis in ("individual", "score_band", "default")],
        help_text=_("A default is an expectation: it is shown, and kept out of the verdict about the gap."),
    )
    empty = forms.CharField(
        label=_("Texts that mean “empty”"),
        required=False,
        help_text=_("Separated by commas, such as: Select, n/a"),
    )
    decimal_mark = forms.ChoiceField(
        label=_("Decimal mark"), required=False, choices=[(".", _("Point")), (",", _("Comma"))]
    )

    def __init__(self, table: Table, rows: Sequence[Row], spec: Spec, data: Any = None) -> None:
        self.table, self._rows, self._old = table, rows, spec
        self._clashes: list[Row] = []
        super().__init__(data, initial=initial(table, rows, spec))
        choices = [*KEEPING, *_grouped(spec.kind)]
        for position, _name in self._shown():
            self.fields[f"column-{position}"] = forms.ChoiceField(choices=choices, required=False, widget=select())
        named = [(name, name) for name in table.header if name]
        whole_row = (WHOLE_ROW, _("Nothing: the whole row tells it apart"))
        self.fields["id_column"].choices = [("", _("Choose a column")), whole_row, *named]  # type: ignore[attr-defined]
        self.fields["timezone"].choices = [("", _("Choose a zone")), *_zones()]  # type: ignore[attr-defined]
        for name in _FOREIGN[spec.kind]:
            del self.fields[name]

    @property
    def systems(self) -> list[str]:
        return list(System.objects.values_list("name", flat=True)[:50])

    @cached_property
    def known_columns(self) -> list[Shown]:
        """The columns that a field is read from."""
        return [shown for shown in self._columns if shown[2].value() not in (KEEP, LATER, LEAVE_OUT)]

    @cached_property
    def other_columns(self) -> list[Shown]:
        return [shown for shown in self._columns if shown not in self.known_columns]

    @cached_property
    def _columns(self) -> list[Shown]:
        return [(name, examples(self._rows, position), self[f"column-{position}"]) for position, name in self._shown()]

    @cached_property
    def errs_in_other_columns(self) -> bool:
        return any(choice.errors for _name, _examples, choice in self.other_columns)

    @cached_property
    def options(self) -> list[forms.BoundField]:
        """The fields that are no columns and that this file needs, in their order."""
        return [self[name] for name in self._option_names if name not in self._rare]

    @cached_property
    def rare_options(self) -> list[forms.BoundField]:
        """The others: what the columns known so far do not ask for."""
        return [self[name] for name in self._option_names if name in self._rare]

    @cached_property
    def errs_in_rare_options(self) -> bool:
        return any(field.errors for field in self.rare_options)

    @property
    def _option_names(self) -> list[str]:
        hidden = () if self._clashes else ("may_clash",)
        return [name for name in self.fields if not name.startswith("column-") and name not in hidden]

    @cached_property
    def _rare(self) -> set[str]:
        known = FIELDS[self._old.kind]
        chosen = {shown[2].value() for shown in self.known_columns}
        types = {known[name].type for name in chosen if name in known}
        rare = {"empty"}
        rare |= set() if Type.INSTANT in types else {"date_order", "timezone"}
        rare |= set() if Type.LENGTH in types else {"length_unit"}
        rare |= set() if chosen & {"owner", "team"} else {"owner_is", "holder"}
        rare |= set() if "marketing_rating" in chosen else {"marketing_basis"}
        rare |= set() if types & {Type.MONEY, Type.NUMBER} else {"decimal_mark"}
        return rare - {name for name in self._option_names if self[name].errors}

    def _shown(self) -> list[tuple[int, str]]:
        return [(position, name) for position, name in enumerate(self.table.header) if name][:SHOWN_COLUMNS]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self._look_at_ids(cleaned)
        if self.errors:
            return cleaned
        self.spec = self._spec(cleaned)
        for problem in problems_of(self.spec):
            self.add_error(None, problem)
        return cleaned

    def _look_at_ids(self, cleaned: Mapping[str, Any]) -> None:
        """Say that the column of the ids repeats in the first rows, unless the person knows already."""
        column = cleaned.get("id_column")
        if not column or column == WHOLE_ROW:
            return
        position = self.table.header.index(column)
        self._clashes = clashes(self._rows, position)
        if self._clashes and not cleaned.get("may_clash"):
            said = {
                "column": column,
                "clashes": number(len(self._clashes)),
                "rows": number(len(self._rows)),
                "value": self._clashes[0].cells[position].strip()[:80],
                "line": number(self._clashes[0].line),
            }
            text = ngettext(
                "“%(column)s” repeats: 1 of the first %(rows)s rows has the value of an earlier row and says something "
                "else (“%(value)s”, line %(line)s). It would be rejected. Choose another column, or nothing.",
                "“%(column)s” repeats: %(clashes)s of the first %(rows)s rows have the value of an earlier row and say "
                "something else, the first in line %(line)s (“%(value)s”). They would be rejected. Choose another "
                "column, or nothing.",
                len(self._clashes),
            )
            self.add_error("id_column", text % said)

    def _spec(self, cleaned: Mapping[str, Any]) -> Spec:
        chosen: dict[str, str] = {}
        kept: dict[str, list[str]] = {LATER: [], LEAVE_OUT: []}
        for position, column in self._shown():
            choice = cleaned.get(f"column-{position}", KEEP)
            if choice in kept:
                kept[choice].append(column)
            elif choice and choice in chosen:
                label = FIELDS[self._old.kind][choice].label
                self.add_error(f"column-{position}", f"“{chosen[choice]}” is “{label}” already.")
            elif choice:
                chosen[choice] = column
        fields = {name: self._field(name, column) for name, column in chosen.items()}
        if told_by := cleaned.get("id_column"):
            fields["external_id"] = FieldSpec(row=True) if told_by == WHOLE_ROW else self._field("external_id", told_by)
        spec = replace(
            self._old,
            system=_system(cleaned["system"]),
            fields=fields,
            left_out=tuple(kept[LEAVE_OUT]),
            not_judged=tuple(kept[LATER]),
            empty=tuple(text for part in cleaned["empty"].split(",") if (text := part.strip())),
            date_order=cleaned["date_order"],
            timezone=cleaned["timezone"],
            length_unit=cleaned.get("length_unit", ""),
            decimal_mark=cleaned["decimal_mark"] or ".",
            owner_is=cleaned.get("owner_is") or "first",
            holder=bool(cleaned.get("holder")),
        )
        return replace(spec, fields=_with_constants(spec, cleaned))

    def _field(self, name: str, column: str) -> FieldSpec:
        """Return the field; what was said about its values stands as long as the column is the same."""
        old = self._old.fields.get(name)
        return replace(old, blank="") if old and old.column == column else FieldSpec(column=column)


# Fields of the form that files of the other kind have.
_FOREIGN = {
    HAND_OFFS: ("holder", "every_row", "length_unit"),
    ACTIVITIES: ("id_column", "may_clash", "source_name", "owner_is", "marketing_basis"),
}


def _zones() -> list[tuple[str, str]]:
    """Return the zones, the organisation's own first as well: it is not chosen for a file, but easily found."""
    own = Organisation.current().timezone
    return [(own, str(_("%(zone)s, as the organisation")) % {"zone": own.replace("_", " ")}), *zones()]


def _with_constants(spec: Spec, cleaned: Mapping[str, Any]) -> dict[str, FieldSpec]:
    """Add what is the same in every row, and what an empty source is called."""
    fields = dict(spec.fields)
    if spec.kind == HAND_OFFS:
        name = cleaned["source_name"].strip()
        if "source" in fields:
            fields["source"] = replace(fields["source"], blank=name)
        elif name:
            fields["source"] = FieldSpec(constant=name)
        if "marketing_rating" in fields and "marketing_basis" not in fields:
            fields["marketing_basis"] = FieldSpec(constant=cleaned["marketing_basis"] or "individual")
    elif "state" not in fields and cleaned["every_row"]:
        fields["state"] = FieldSpec(constant=cleaned["every_row"])
    return fields


def _grouped(kind: str) -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (title, [(field.name, field.label) for field in fields if kind == ACTIVITIES or field.name != "external_id"])
        for title, fields in GROUPS[kind].items()
    ]


def _system(name: str) -> dict[str, str]:
    known = System.objects.filter(name__iexact=name.strip()).first()
    if known:
        return {"key": known.key, "name": known.name}
    return {"key": slugify(name)[:50] or "files", "name": name.strip()}
