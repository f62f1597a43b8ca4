"""What the form of the columns holds before anybody changes it: what the spec says, else a guess."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from leads.intake.fields import ACTIVITIES, HAND_OFFS
from leads.intake.mapping import FieldSpec, Spec
from leads.intake.reading import Row, Table
from leads.intake.samples import may_be_ids
from leads.models import ImportRun

# What a column is that is read as no field.
KEEP, LATER, LEAVE_OUT = "", "~later", "~out"
WHOLE_ROW = "~row"  # the choice of the column with the ids where there is none


def initial(table: Table, rows: Sequence[Row], spec: Spec) -> dict[str, Any]:
    """Return the value of every field of the form, by its name."""
    of_column = {given.column: name for name, given in spec.fields.items() if name != "external_id" and given.column}
    if spec.kind == ACTIVITIES and "external_id" in spec.fields:
        of_column[spec.fields["external_id"].column] = "external_id"
    fields = spec.fields
    source, basis, state = (fields.get(name, FieldSpec()) for name in ("source", "marketing_basis", "state"))
    return {
        "system": spec.system.get("name", "") or (_latest_system() if spec.kind == ACTIVITIES else ""),
        "id_column": _id_column(table, rows, spec),
        "source_name": source.constant or source.blank or "Unknown",
        "date_order": spec.date_order,
        "timezone": spec.timezone,
        "length_unit": spec.length_unit,
        "owner_is": spec.owner_is,
        "holder": "yes" if spec.holder else "",
        "every_row": state.constant or "touched",
        "marketing_basis": basis.constant or "individual",
        "empty": ", ".join(spec.empty),
        "decimal_mark": spec.decimal_mark,
    } | {
        f"column-{position}": of_column.get(name)
        or (LATER if name in spec.not_judged else LEAVE_OUT if name in spec.left_out else KEEP)
        for position, name in enumerate(table.header)
    }


def _latest_system() -> str:
    """Return the system of the latest hand-offs: activities come from where they came from."""
    runs = ImportRun.objects.filter(state=ImportRun.State.STARTED, is_dry_run=False, spec__kind=HAND_OFFS)
    spec = runs.order_by("-pk").values_list("spec", flat=True).first()
    return str(spec["system"]["name"]) if spec else ""


def _id_column(table: Table, rows: Sequence[Row], spec: Spec) -> str:
    """Return what tells rows apart: an id, else an e-mail address; "" where a column might, else the whole row."""
    if known := spec.fields.get("external_id") or spec.fields.get("email"):
        return WHOLE_ROW if known.row else known.column
    others = [position for position, name in enumerate(table.header) if name and name not in spec.columns]
    return "" if any(may_be_ids(rows, position) for position in others) else WHOLE_ROW
