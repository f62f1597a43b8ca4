"""Revisions: a short name for what was read, so that a save over something newer can be refused."""

from __future__ import annotations

from hashlib import sha256

LONGEST = 16


def revision_of(*said: object) -> str:
    """Return a name for what these values say: another one as soon as they say something else."""
    return sha256(repr(said).encode()).hexdigest()[:LONGEST]
