"""Who may open and do what: one row for each named URL, one file for each room.

A room adds its rows to `ROWS` of its own file here; `tests/test_permissions.py` asks every row as every kind of
person, and fails while a named URL has no row. In `World`, the rep owns the hand-off; colleague and manager belong to
the rep's team, head to the team above, stranger and other_manager to another.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from leadgap.accounts.models import User
from leads.models import HandOff

SIGN_IN = "sign in first"  # led to the sign-in page

REPS = ("rep", "colleague", "stranger")
MANAGERS = ("manager", "other_manager", "head")
PEOPLE = ("anonymous", *REPS, "marketer", *MANAGERS, "administrator", "auditor")
GROUPS = {"reps": REPS, "managers": MANAGERS, "others": ("colleague", "stranger")}

Answer = int | str
Expected = Mapping[str, Answer]


def answers(everyone: Answer, **exceptions: Answer) -> Expected:
    """What each person gets: this, but who is not signed in is led to sign-in; then by group, then by person."""
    expected: dict[str, Answer] = dict.fromkeys(PEOPLE, everyone) | {"anonymous": SIGN_IN}
    for name in sorted(exceptions, key=lambda name: name not in GROUPS):
        assert name in GROUPS or name in PEOPLE, f"who is {name}?"
        expected |= dict.fromkeys(GROUPS.get(name, (name,)), exceptions[name])
    return expected


NO_SUCH_METHOD = answers(405)


@dataclass(frozen=True, slots=True)
class World:
    """What the rows are asked about."""

    people: Mapping[str, User]
    hand_off: HandOff

    def __getattr__(self, name: str) -> User:
        return self.people[name]


@dataclass(frozen=True, slots=True)
class Row:
    """One named URL. `arguments` and `data` are made from the world; the methods say who gets which status."""

    name: str
    get: Expected
    post: Expected = field(default_factory=lambda: NO_SUCH_METHOD)
    put: Expected | None = None  # asked only where there is such a method
    arguments: Callable[[World], list[Any]] = lambda world: []
    data: Callable[[World], dict[str, Any]] = lambda world: {}
    content_type: str = ""


def of_rep(world: World) -> list[Any]:
    return [world.rep.pk]


def of_hand_off(world: World) -> list[Any]:
    return [world.hand_off.pk]


def all_rows() -> list[Row]:
    """Return the rows of every file of this package."""
    rows: list[Row] = []
    for module in pkgutil.iter_modules(__path__):
        rows += importlib.import_module(f"{__name__}.{module.name}").ROWS
    return rows
