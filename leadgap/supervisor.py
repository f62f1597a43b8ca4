"""Keeps a few programs running, and stops them all together. Knows nothing of Django.

Each program leads a process group of its own: a Ctrl-C in the terminal reaches only the supervisor, which stops the
programs in order, and whatever a program leaves behind is found and ended.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
LOOK_EVERY = 0.1  # seconds
PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Program:
    name: str
    command: Sequence[str]
    stops_by: signal.Signals = signal.SIGTERM


@dataclass(slots=True)
class _Running:
    program: Program
    process: subprocess.Popen[bytes]
    started: float
    early_ends: int = 0
    """How often in a row it has ended soon after its start."""


@dataclass(slots=True)
class Supervisor:
    """Runs programs until it is told to stop, or until one of them cannot stay up."""

    say: Callable[[str], None] = print
    grace: float = 8.0
    """Seconds that a program gets to stop by itself."""
    early: float = 10.0
    """A program that ends within so many seconds of its start may be broken: it is started `tries` times."""
    tries: int = 3
    stopping: bool = False

    def __post_init__(self) -> None:
        for number in STOP_SIGNALS:
            signal.signal(number, self._on_signal)

    def _on_signal(self, number: int, frame: object) -> None:
        self.stopping = True

    def run_first(self, command: Sequence[str]) -> int:
        """Run one command to its end and return its exit code; it is stopped when we are told to stop."""
        step = _start(Program("step", command))
        while step.process.poll() is None and not self.stopping:
            time.sleep(LOOK_EVERY)
        self._stop([step])
        return step.process.returncode

    def run(self, programs: Sequence[Program], *, ready: Callable[[], bool], on_ready: Callable[[], None]) -> int:
        """Keep the programs running. Return 0 when told to stop, 1 when one of them keeps ending.

        `ready` is asked until it first says yes; then `on_ready` is called, once.
        """
        if self.stopping:
            return 0
        running = [_start(program) for program in programs]
        announced = False
        try:
            while not self.stopping:
                for one in running:
                    if one.process.poll() is not None and not self._restart(one):
                        return 1
                if not announced and ready():
                    announced = True
                    on_ready()
                time.sleep(LOOK_EVERY)
            return 0
        finally:
            self._stop(running)

    def _restart(self, one: _Running) -> bool:
        """Start a program again after it has ended. False: it has ended too often too soon."""
        _end_group(one.process.pid)
        ended_early = time.monotonic() - one.started < self.early
        one.early_ends = one.early_ends + 1 if ended_early else 0
        if one.early_ends >= self.tries:
            self.say(f"{one.program.name} cannot start (exit code {one.process.returncode}). Stopping.")
            return False
        self.say(f"{one.program.name} ended (exit code {one.process.returncode}); starting it again.")
        again = _start(one.program)
        one.process, one.started = again.process, again.started
        return True

    def _stop(self, running: list[_Running]) -> None:
        for one in running:
            if one.process.poll() is None:
                one.process.send_signal(one.program.stops_by)
        deadline = time.monotonic() + self.grace
        for one in running:
            try:
                one.process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                one.process.kill()
                one.process.wait()
            _end_group(one.process.pid)


def _start(program: Program) -> _Running:
    process = subprocess.Popen(  # noqa: S603 - our own commands
        list(program.command),
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=_end_with_parent if sys.platform == "linux" else None,  # safe: we have one thread
    )
    return _Running(program, process, time.monotonic())


def _end_with_parent() -> None:
    """Ask the kernel to stop this program when the supervisor is killed."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _end_group(group: int) -> None:
    """End what a program has left behind: a killed worker cannot stop its own children."""
    with suppress(ProcessLookupError, PermissionError):  # nobody left; macOS says it in the second way
        os.killpg(group, signal.SIGKILL)
