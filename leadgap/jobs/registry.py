"""What each kind of job does. A room registers its own kinds in a module named `runners`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from leadgap.jobs.models import Job


class Run(Protocol):
    def __call__(self, job: Job, *, now: datetime) -> None: ...


@dataclass(frozen=True, slots=True)
class Runner:
    """The work of one kind of job, and the page that shows what came of it; None: there is none.

    `counts` names what its progress counts, where a person can count it.
    """

    run: Run
    title: str
    result_url: Callable[[Job], str] | None = None
    counts: str = ""


class UnknownKind(LookupError):
    """No room has registered this kind of job."""


_runners: dict[str, Runner] = {}


def runner(
    kind: str, *, title: str, result_url: Callable[[Job], str] | None = None, counts: str = ""
) -> Callable[[Run], Run]:
    """Register a function as the work of a kind of job.

    It may be started again after it was killed at any point, so doing the same work twice must be harmless.
    """

    def register(run: Run) -> Run:
        _runners[kind] = Runner(run, title, result_url, counts)
        return run

    return register


def runner_of(kind: str) -> Runner:
    try:
        return _runners[kind]
    except KeyError:
        raise UnknownKind(kind) from None
