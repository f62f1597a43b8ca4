"""How a file is read: a mapping, as people save it and as presets ship it. Pure: no Django.

A mapping is a JSON object with a `title` and one or more `specs`; a file is read by the spec whose columns it has.
A spec:

    kind          "hand_offs" (a row is a lead handed to Sales) or "activities" (a row is what happened to one)
    system        {"key", "name"}: where the file comes from. The same id of another system is another hand-off
    fields        what each field is read from, see below; the fields are in `leads.intake.fields`
    rest          "attributes": columns that no field reads are kept on the lead; "nothing": they are left out
    left_out      columns that are not kept
    not_judged    columns that are kept, but by which no lead is judged: Sales fills them later, or they identify
    empty         texts that mean an empty cell, such as "Select" or "n/a"
    date_order    "dmy" or "mdy", for dates in figures that do not begin with the year; "": not chosen yet
    timezone      the zone of times that have none, such as "Europe/Berlin"; "": not chosen yet
    length_unit   "seconds", "minutes" or "milliseconds", for lengths in figures without a colon; "": not chosen yet
    decimal_mark  "." or ","
    encoding, delimiter    "": found out
    owner_is      of hand-offs: "first" (the owner and team had it from the hand-off on) or "latest" (they have it now,
                  since a time that the file does not say)
    holder        of activities: true where owner and team are those who hold the hand-off from this row on, so that a
                  change of them is an assignment; false where they are those who acted

A field is read from {"column": …} or is the same in every row, {"constant": …}. The id of a hand-off can be made of
all that its row says, {"row": true}: `leads.intake.rowids`. `blank` is what an empty cell stands
for. `values` says what the texts of the file stand for, whatever their case: ratings "1" to "5", the stages of a
hand-off, the acts of an activity separated by spaces ("touched paused"), "" for none. Of a source, `values` gives other
names, and `sides` says which side new sources belong to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any
from zoneinfo import ZoneInfo

from leads.intake.dates import ORDERS
from leads.intake.encoding import NAMES
from leads.intake.fields import ACTIVITIES, FIELDS, HAND_OFFS, SIDES, UNSURE, Field, Type
from leads.intake.guessing import NO_HEADER, looks_like_data
from leads.intake.reading import DELIMITERS
from leads.intake.values import UNITS, NotAValue, length


class BadMapping(ValueError):
    """The mapping does not make sense. `problems` are sentences for the person who wrote it."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = list(problems)
        super().__init__(" ".join(self.problems))


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """What one field is read from."""

    column: str = ""
    constant: str = ""
    row: bool = False
    blank: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    sides: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Spec:
    """How one file is read. The module's docstring says what each of these means."""

    kind: str = HAND_OFFS
    system: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, FieldSpec] = field(default_factory=dict)
    rest: str = "attributes"
    left_out: tuple[str, ...] = ()
    not_judged: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    date_order: str = ""
    timezone: str = ""
    length_unit: str = ""
    decimal_mark: str = "."
    encoding: str = ""
    delimiter: str = ""
    owner_is: str = "first"
    holder: bool = False

    @property
    def columns(self) -> set[str]:
        """The columns that fields are read from."""
        return {given.column for given in self.fields.values() if given.column}

    def date_columns(self) -> list[str]:
        """The columns that hold dates, each once."""
        known = FIELDS[self.kind]
        columns = [given.column for name, given in self.fields.items() if known[name].type == Type.INSTANT]
        return list(dict.fromkeys(column for column in columns if column))

    def length_column(self) -> str:
        """The column that holds the lengths of touches, "" for none."""
        return self.fields.get("length", FieldSpec()).column

    def as_json(self) -> dict[str, Any]:
        """Return the spec as it is saved, without what says nothing."""
        return asdict(self) | {
            "fields": {name: _without_empty(asdict(given)) for name, given in self.fields.items()},
            "left_out": list(self.left_out),
            "not_judged": list(self.not_judged),
            "empty": list(self.empty),
        }


def spec_from(data: Any, *, complete: bool = True) -> Spec:
    """Return the spec that this JSON describes; raise BadMapping with everything that is wrong with it.

    `complete=False` takes a draft as well, in which things are still missing.
    """
    if not isinstance(data, dict):
        raise BadMapping(["A mapping is a JSON object."])
    known = {field.name for field in fields(Spec)}
    if unknown := sorted(data.keys() - known):
        raise BadMapping([f"A mapping has no “{name}”." for name in unknown])
    try:
        given = {name: _field_spec_from(one) for name, one in data.get("fields", {}).items()}
        lists = {name: tuple(str(text) for text in data.get(name, ())) for name in ("left_out", "not_judged", "empty")}
        spec = Spec(**data | {"fields": given} | lists)
    except (TypeError, AttributeError, ValueError) as error:
        raise BadMapping(["The mapping’s fields do not have the form that docs/importing.md describes."]) from error
    if complete and (problems := problems_of(spec)):
        raise BadMapping(problems)
    return spec


def _field_spec_from(data: dict[str, Any]) -> FieldSpec:
    maps = {name: {str(text): str(to) for text, to in data.get(name, {}).items()} for name in ("values", "sides")}
    return FieldSpec(**data | maps)


def specs_from(data: Any) -> list[Spec]:
    """Return the specs of a mapping; one spec alone is a mapping too."""
    if isinstance(data, dict) and "specs" in data:
        specs = data["specs"]
        if not isinstance(specs, list) or not specs:
            raise BadMapping(["The mapping has no specs."])
        return [spec_from(one) for one in specs]
    return [spec_from(data)]


def choose(specs: Iterable[Spec], header: Iterable[str]) -> Spec:
    """Return the spec that reads the most of this header and misses nothing; raise BadMapping where none does."""
    names = set(header)
    specs = list(specs)
    fitting = [spec for spec in specs if spec.columns <= names]
    if fitting:
        return max(fitting, key=lambda spec: len(spec.columns))
    if looks_like_data(list(names)):
        raise BadMapping([NO_HEADER])
    nearest = min(specs, key=lambda spec: len(spec.columns - names))
    missing = [f"“{name}”" for name in sorted(nearest.columns - names)]
    noun = "column" if len(missing) == 1 else "columns"
    raise BadMapping(
        [f"The file has no {noun} {', '.join(missing)}. Its columns are: {', '.join(filter(None, header))}."]
    )


def with_choices(spec: Spec, *, date_order: str = "", timezone: str = "", length_unit: str = "") -> Spec:
    """Return the spec with what was given, and what it says itself where nothing was; raise BadMapping on nonsense."""
    chosen = replace(
        spec,
        date_order=date_order or spec.date_order,
        timezone=timezone or spec.timezone,
        length_unit=length_unit or spec.length_unit,
    )
    if problems := problems_of(chosen):
        raise BadMapping(problems)
    return chosen


def problems_of(spec: Spec) -> list[str]:
    """Return everything that is wrong with a spec, in sentences."""
    if spec.kind not in FIELDS:
        return [f"“{spec.kind}” is no kind of file; it is {HAND_OFFS} or {ACTIVITIES}."]
    problems = [*_problems_of_choices(spec), *_problems_of_reading(spec)]
    for name, given in spec.fields.items():
        known = FIELDS[spec.kind].get(name)
        if known is None:
            problems.append(f"There is no field “{name}”.")
        else:
            problems.extend(_problems_of_field(known, given))
    for known in FIELDS[spec.kind].values():
        if known.is_required and known.name not in spec.fields:
            problems.append(f"Choose a column for “{known.label}”.")
    return problems


def _problems_of_choices(spec: Spec) -> Iterable[str]:
    if not isinstance(spec.system, Mapping) or not spec.system.get("key") or not spec.system.get("name"):
        yield "Say which system the file comes from."
    elif len(spec.system["key"]) > 50 or len(spec.system["name"]) > 100:
        yield "The name of the system is too long."
    if spec.rest not in ("attributes", "nothing"):
        yield "Columns that no field reads are kept as attributes, or left out."
    if spec.owner_is not in ("first", "latest"):
        yield "The owner is the first or the latest one."


def _problems_of_reading(spec: Spec) -> Iterable[str]:
    if spec.date_order not in ("", *ORDERS):
        yield f"“{spec.date_order}” is no order of dates; it is dmy, mdy or ymd."
    if spec.timezone and not is_zone(spec.timezone):
        yield f"“{spec.timezone}” is not a time zone. Choose one like Europe/Berlin."
    if spec.length_unit not in ("", *UNITS):
        yield f"“{spec.length_unit}” is no unit of lengths; it is {', '.join(UNITS)}."
    if spec.decimal_mark not in (".", ","):
        yield "The decimal mark is a point or a comma."
    if spec.encoding and spec.encoding not in NAMES:
        yield f"“{spec.encoding}” is no encoding that is known here."
    if spec.delimiter and spec.delimiter not in DELIMITERS:
        yield "Columns are separated by a comma, a semicolon, a tab or a vertical bar."


def _problems_of_field(known: Field, given: FieldSpec) -> Iterable[str]:
    if given.row and known is not FIELDS[HAND_OFFS]["external_id"]:
        yield f"“{known.label}” cannot be the whole row; only the id of a hand-off can."
    if [bool(given.column), bool(given.constant), given.row].count(True) != 1:
        yield f"“{known.label}” is read from a column or is the same in every row."
    targets = [*given.values.values(), given.blank, given.constant]
    if unknown := sorted({target for target in targets if target and not _is_value(known, target)}):
        yield f"“{known.label}” cannot be {', '.join(f'“{target}”' for target in unknown)}."
    if given.sides and known.name != "source":
        yield f"“{known.label}” belongs to no side."
    if unknown := sorted(set(given.sides.values()) - set(SIDES)):
        yield f"A source cannot belong to {', '.join(unknown)}."


def _is_value(known: Field, target: str) -> bool:
    if known.type == Type.RATING:
        return target in {"1", "2", "3", "4", "5"} or (target == UNSURE and known.name == "sales_rating")
    if known.type == Type.ACTS:
        return set(target.split()) <= set(known.choices)
    if known.type == Type.YES_NO:
        return target in {"yes", "no"}
    if known.type == Type.ZONE:
        return is_zone(target)
    if known.type == Type.LENGTH:
        return is_length(target)
    return not known.choices or target in known.choices


def is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def is_length(text: str) -> bool:
    """Whether this is a length in any unit."""
    try:
        length(text, unit="", decimal_mark=".")
    except NotAValue:
        return False
    return True


def _without_empty(plain: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in plain.items() if value}
