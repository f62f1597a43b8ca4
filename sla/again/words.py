"""What a rehearsal says in one sentence: counts in, words out."""

from __future__ import annotations

from leadgap.ui.formats import number
from sla.again.rehearsal import Rehearsal


def rehearsal_headline(found: Rehearsal) -> str:
    """142 open clocks change, 9 would become missed; 31 verdicts flip, 22 to met and 9 to missed."""
    if not found.hand_offs:
        return "No hand-off of these days has a time."
    if not found.changes_something:
        return "Nothing changes: every verdict stays as it is."
    said = []
    if moved := found.total("moved"):
        missed = found.total("moved_missed")
        said.append(
            f"{_of(moved, 'open clock')} {'change' if moved != 1 else 'changes'}"
            + (f", {number(missed)} would become missed" if missed else ", none would become missed")
        )
    if found.flipped:
        met, missed = found.total("newly_met"), found.total("newly_missed")
        verb = "flip" if found.flipped != 1 else "flips"
        said.append(f"{_of(found.flipped, 'verdict')} {verb}, {number(met)} to met and {number(missed)} to missed")
    if undone := found.total("undone"):
        said.append(f"{_of(undone, 'verdict')} {'are' if undone != 1 else 'is'} undone")
    if newly := found.total("newly"):
        said.append(f"{_of(newly, 'clock')} {'begin' if newly != 1 else 'begins'}")
    if gone := found.total("no_longer"):
        said.append(f"{_of(gone, 'clock')} {'go' if gone != 1 else 'goes'}")
    return f"{'; '.join(said)}."


def calendar_headline(found: Rehearsal) -> str:
    """4 running clocks will be due at another time; 2 are missed at once by it."""
    moved, missed = found.total("moved"), found.total("moved_missed")
    if not moved:
        return "No running clock changes."
    said = f"{number(missed)} {'are' if missed != 1 else 'is'} missed at once" if missed else "none is missed"
    return f"{_of(moved, 'running clock')} will be due at another time; {said} by it."


def _of(count: int, noun: str) -> str:
    return f"{number(count)} {noun}{'s' if count != 1 else ''}"
