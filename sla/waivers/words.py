"""What waivers say in sentences: figures in, words out."""

from __future__ import annotations

from leadgap.ui.formats import number, percent
from sla.compliance.words import KINDS
from sla.waivers.preview import Preview


def preview_headline(found: Preview) -> str:
    """Say how many clocks it takes, how many of them were missed, and what the rate does where one team is meant."""
    if not found.clocks:
        return "There is no clock to waive here."
    if found.is_waived_already:
        return f"All {number(found.clocks)} clocks are waived already." if found.clocks > 1 else "It is waived already."
    said = f"This waives {number(found.clocks)} clock{'s' if found.clocks != 1 else ''}, {_missed(found)}"
    if len(found.effects) != 1:
        return f"{said}."
    (effect,) = found.effects
    promises = f"{KINDS[effect.kind][0]}{f' of {effect.team}' if effect.team else ''}"
    if effect.after.value is None:
        return f"{said}; of the {promises} none is left to count."
    before, after = percent(effect.before.value), percent(effect.after.value)
    return f"{said}; {promises} kept without waived clocks: {before} → {after}."


def _missed(found: Preview) -> str:
    if not found.missed:
        return "none of them missed"
    return f"{number(found.missed)} of them missed" if found.clocks > 1 else "which was missed"
