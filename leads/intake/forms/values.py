"""What the values of a file stand for: from the form to the spec."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from django import forms

from leadgap.accounts.forms.base import Helped
from leads.intake import words
from leads.intake.fields import FIELDS, Field, Type
from leads.intake.guessing import meaning_of
from leads.intake.mapping import FieldSpec, Spec, problems_of
from leads.intake.values import NotAValue, rating
from leads.intake.words import NOT_SAID
from leads.models import Source
from leads.services import folded


class ValuesForm(Helped):
    """What the values of those columns stand for that hold few different ones."""

    def __init__(self, spec: Spec, found: Mapping[str, Sequence[tuple[str, int]]], data: Any = None) -> None:
        self._spec = spec
        super().__init__(data)
        self._values = {
            name: found[given.column] for name, given in fields_with_values(spec) if found.get(given.column)
        }
        self._known_sources = set(Source.objects.values_list("key", flat=True))
        for name, given in fields_with_values(spec):
            field = FIELDS[spec.kind][name]
            for position, (text, _count) in enumerate(self._values.get(name, ())):
                if name == "source":
                    self._add_source(position, text, given)
                else:
                    self.fields[f"{name}-{position}"] = forms.ChoiceField(
                        choices=words.choices_of(field),
                        required=False,
                        initial=_meaning(field, given, text),
                        widget=forms.Select(attrs={"class": "form-select"}),
                    )

    def _add_source(self, position: int, text: str, given: FieldSpec) -> None:
        name = given.values.get(text, text)
        self.fields[f"source-{position}"] = forms.CharField(
            max_length=200, initial=name, required=False, widget=forms.TextInput(attrs={"class": "form-control"})
        )
        if folded(name) not in self._known_sources:
            self.fields[f"side-{position}"] = forms.ChoiceField(
                choices=list(words.SIDES.items()),
                initial=given.sides.get(name) or _side_by_name(name),
                widget=forms.Select(attrs={"class": "form-select"}),
            )

    def groups(self) -> Iterator[tuple[str, str, str, list[dict[str, Any]]]]:
        """Yield each field as its name, its label, its column, and the values with the choices for them."""
        # What only has a name explains itself; what stands for something needs a person, and comes first.
        places = list(FIELDS[self._spec.kind])
        for name, given in sorted(
            fields_with_values(self._spec), key=lambda one: (one[0] == "source", places.index(one[0]))
        ):
            if name in self._values:
                rows = [
                    {
                        "text": text,
                        "count": count,
                        "choice": self[f"{name}-{position}"],
                        "is_unsaid": self[f"{name}-{position}"].value() == NOT_SAID,
                        "is_guess": not self.is_bound and self._is_guess(name, given, position, text),
                        "side": self[f"side-{position}"] if f"side-{position}" in self.fields else None,
                    }
                    for position, (text, count) in enumerate(self._values[name])
                ]
                yield name, FIELDS[self._spec.kind][name].label, given.column, rows

    def _is_guess(self, name: str, given: FieldSpec, position: int, text: str) -> bool:
        """Whether a person should look at what is filled in: nobody has said it, nor does the value itself."""
        if name != "source":
            field = FIELDS[self._spec.kind][name]
            return _said(field, given, text) is None and meaning_of(name, text) is not None
        named = given.values.get(text, text)
        return f"side-{position}" in self.fields and named not in given.sides and meaning_of("side", named) is not None

    def unsaid(self) -> int:
        """Return how many values nothing is said about yet."""
        return sum(self[name].value() == NOT_SAID for name in self.fields)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        fields = dict(self._spec.fields)
        for name, values in self._values.items():
            chosen = {text: cleaned.get(f"{name}-{position}", "") for position, (text, _count) in enumerate(values)}
            if name == "source":
                fields[name] = self._source(fields[name], chosen, cleaned)
            else:
                said = {text: to for text, to in chosen.items() if to != NOT_SAID}
                unasked = {text: to for text, to in fields[name].values.items() if text not in chosen}
                fields[name] = replace(fields[name], values=unasked | said)
        self.spec = replace(self._spec, fields=fields)
        for problem in problems_of(self.spec):
            self.add_error(None, problem)
        return cleaned

    def _source(self, old: FieldSpec, chosen: Mapping[str, str], cleaned: Mapping[str, Any]) -> FieldSpec:
        renamed = {text: name.strip() for text, name in chosen.items() if name.strip() and name.strip() != text}
        # Marketing's are kept as well: a side that somebody has seen is no guess any more.
        sides = {
            renamed.get(text, text): cleaned[f"side-{position}"]
            for position, text in enumerate(chosen)
            if f"side-{position}" in cleaned
        }
        return replace(old, values=renamed, sides=sides)


def fields_with_values(spec: Spec) -> Iterator[tuple[str, FieldSpec]]:
    """Yield the fields of a spec whose values a person can explain."""
    for name, given in spec.fields.items():
        if given.column and FIELDS[spec.kind][name].has_values:
            yield name, given


def _meaning(field: Field, given: FieldSpec, text: str) -> str:
    """Return what is said about a value, else what it says by itself, else what it probably stands for."""
    said = _said(field, given, text)
    if said is not None:
        return said
    allowed = _allowed(field)
    guessed = meaning_of(field.name, text)
    return guessed if guessed is not None and guessed in allowed else NOT_SAID if NOT_SAID in allowed else ""


def _side_by_name(source: str) -> str:
    """Return the side to which a source probably belongs, going by its name."""
    return meaning_of("side", source) or "marketing"


def _said(field: Field, given: FieldSpec, text: str) -> str | None:
    said = {value.casefold(): to for value, to in given.values.items()}
    own = _by_itself(field, text)
    return said.get(text.casefold(), own if own in _allowed(field) - {""} else None)


def _by_itself(field: Field, text: str) -> str:
    """Return a value as the choices write it: spreadsheets write a rating of 4 as `4.0`."""
    if field.type == Type.RATING:
        with suppress(NotAValue):
            return str(rating(text))
    return text.casefold()


def _allowed(field: Field) -> set[str]:
    return {choice for choice, _ in words.choices_of(field)}
