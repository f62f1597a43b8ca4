"""What cannot be agreed, each with the sentence for the person who asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


class Refused(Exception):
    """What was asked for cannot be agreed. `problems` names the field of each problem ("" for all) and says why."""

    def __init__(self, problems: Mapping[str, Sequence[str]] | str) -> None:
        self.problems = {"": [problems]} if isinstance(problems, str) else problems
        super().__init__(" ".join(text for texts in self.problems.values() for text in texts))


class Conflict(Refused):
    """What was asked for makes sense, and conflicts with how the versions stand by now."""


class Overtaken(Conflict):
    """Somebody has written something else since it was read. Nothing is saved."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"Somebody has changed {what} since you opened it, and nothing of yours is saved. "
            "Look at their change: if you save again, yours takes its place."
        )
