"""What the page of the segments says first, and what it warns of."""

from __future__ import annotations

from collections.abc import Sequence

from leadgap.rates import Rate
from leadgap.ui.formats import number, percent
from leads.blind import SCORES
from sla.agreements.belonging import Belonging
from sla.agreements.segments import SegmentTerms
from sla.criteria import read
from sla.segments import hidden_behind


def belonging_headline(names: Sequence[str], found: Belonging) -> str:
    """Answer "who falls into the segments?", of the last 90 days' leads."""
    if not names:
        return "Every lead is promised the same."
    if not found.hand_offs:
        return f"{_segments(names)} {'is' if len(names) == 1 else 'are'} set apart; nothing was handed over lately."
    share = percent(Rate.of(found.hand_offs - found.rest, found.hand_offs).value)
    largest = max(range(len(names)), key=lambda place: found.counts[place])
    sentence = f"{share} of the last 90 days’ {number(found.hand_offs)} leads fall into a segment"
    if len(names) == 1 or not found.counts[largest]:
        return f"{sentence}."
    return f"{sentence}, {percent(Rate.of(found.counts[largest], found.hand_offs).value)} into {names[largest]}."


def warnings(segments: Sequence[SegmentTerms], found: Belonging) -> list[list[str]]:
    """Return for each segment what whoever signs should know of it."""
    definitions = [read(segment.conditions) for segment in segments]
    hidden = hidden_behind(definitions)
    said: list[list[str]] = []
    for place, definition in enumerate(definitions):
        texts = []
        if place in hidden:
            texts.append(f"No lead can reach it: “{segments[hidden[place]].name}”, further up, takes all of them.")
        elif found.hand_offs and not found.counts[place]:
            texts.append("None of the last 90 days’ leads falls into it.")
        if definition.fields & SCORES:
            texts.append("It asks for the lead score. Sales rates blind, and could tell the score from the promise.")
        said.append(texts)
    return said


def _segments(names: Sequence[str]) -> str:
    return "1 segment" if len(names) == 1 else f"{len(names)} segments"


def met_words(met: int, hand_offs: int) -> str:
    """812 of the last 90 days' 1,204 leads meet this."""
    if not hand_offs:
        return "There are no leads of the last 90 days to try it on."
    return f"{number(met)} of the last 90 days’ {number(hand_offs)} leads meet this, {percent(met / hand_offs)}."
