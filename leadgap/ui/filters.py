"""Filters of an address that make no sense: said in a sentence, and nothing is shown in their place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import forms
from django.db.models import BigIntegerField
from django.forms.models import ModelChoiceIterator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

# What a field of a form says of a key that leads nowhere.
NOT_THERE = {"invalid_choice": "There is none of key %(value)s, or it is outside what you may see."}


class _AtOnce(ModelChoiceIterator):
    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        yield from map(self.choice, self.queryset)


class RowField(forms.ModelChoiceField):
    """One of a few rows: read by one query, where Django opens a cursor, reads from it and closes it."""

    iterator = _AtOnce


def not_there(key: Any) -> str:
    """Return the same sentence for a key, where no field says it."""
    return NOT_THERE["invalid_choice"] % {"value": key}


def not_offered(word: str, offered: Iterable[str]) -> str:
    """Return the same sentence for a word that is none of a few."""
    return f"“{word}” is not offered. Choose one of {', '.join(offered)}."


class FilterRefused(Exception):
    """What an address asks for does not exist. `form` says it at its fields, where the page has one."""

    def __init__(self, sentence: str = "", form: forms.Form | None = None) -> None:
        super().__init__(sentence)
        self.sentence, self.form = sentence, form


def key_asked(get: Any, name: str) -> int | None:
    """Return the key that an address names; None where it names none. Raises FilterRefused where it is no number."""
    text = get.get(name, "")
    if text and not text.isdecimal():
        raise FilterRefused(f"“{text}” is not a key. Keys are whole numbers.")
    key = int(text) if text else None
    if key is not None and key > BigIntegerField.MAX_BIGINT:  # no row has it, and the database would choke on it
        raise FilterRefused(not_there(text))
    return key


def name_of(what: str, key: int, names: Mapping[Any, str | None]) -> str:
    """Return what the slice of this key is called, "" where that is hidden. Raises FilterRefused for an unknown key."""
    if key not in names:
        raise FilterRefused(f"There is no {what} {key}, or it is outside what you may see.")
    return names[key] or ""


def refused(request: HttpRequest, why: FilterRefused) -> HttpResponse:
    """The filter with what is wrong with it, and no numbers."""
    return render(request, "errors/filter.html", {"sentence": why.sentence, "form": why.form}, status=400)
