"""Waivers: clocks that are not held against anybody, with a reason, beside a verdict that stays."""
