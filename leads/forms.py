from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms

from leadgap.accounts.forms.base import Helped
from leads.models import Source

# What a person can say about a source, with the choices.
SAID: dict[str, list[tuple[str, str]]] = {
    "side": list(Source.Side.choices),
    "direction": list(Source.Direction.choices),
}


class SourcesForm(Helped):
    """Of each source of a page: which side answers for it, and whether leads come by themselves or are sought."""

    def __init__(self, sources: Sequence[Source], data: Any = None, *, read_only: bool = False) -> None:
        super().__init__(data)
        self._sources = sources
        for source in sources:
            for name, choices in SAID.items():
                self.fields[f"{name}-{source.pk}"] = forms.ChoiceField(
                    choices=choices,
                    initial=getattr(source, name),
                    disabled=read_only,
                    widget=forms.Select(attrs={"class": "form-select"}),
                )

    def rows(self) -> Iterator[tuple[Source, forms.BoundField, forms.BoundField]]:
        for source in self._sources:
            yield source, self[f"side-{source.pk}"], self[f"direction-{source.pk}"]

    def changes(self) -> dict[int, dict[str, str]]:
        """Return what was chosen, by source."""
        return {
            source.pk: {name: self.cleaned_data[f"{name}-{source.pk}"] for name in SAID} for source in self._sources
        }
