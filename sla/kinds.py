"""The kind of a promise and the scope of a clock, as people call them."""

from __future__ import annotations

from sla.models import Clock, Promise


class Kinds:
    """What is told of clocks of one kind of promise and one scope."""

    __slots__ = ()

    kind: str
    scope: str

    @property
    def promise(self) -> str:
        return str(Promise.Kind(self.kind).label)

    @property
    def scope_name(self) -> str:
        return str(Clock.Scope(self.scope).label)
