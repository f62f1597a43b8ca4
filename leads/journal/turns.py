"""Doing a piece of recording in one transaction, and again when another one came in between."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.db import IntegrityError, OperationalError, transaction

T = TypeVar("T")

# PostgreSQL ended one of two transactions that waited for each other.
_DEADLOCK = "40P01"


class MustBeAlone(Exception):
    """What follows cannot be done beside another recording of the same system."""


def in_turn(work: Callable[[bool], T]) -> T:
    """Return what `work(again)` returns, done in one transaction.

    Where another recording was quicker (a key is there already, a deadlock) it is done once more with `again` true:
    that time it has the system to itself, and what fails then would fail always.
    """
    try:
        with transaction.atomic():
            return work(False)
    except (MustBeAlone, IntegrityError):
        pass
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", None) != _DEADLOCK:
            raise
    with transaction.atomic():
        return work(True)
