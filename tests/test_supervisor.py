"""Programs are kept running, and none outlives the supervisor, however it ends."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

PATIENCE = 60  # seconds after which something that should happen counts as not happening

# Stands in for web and worker: writes its process id, has a child of its own, and waits.
STEADY = """
import os, pathlib, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
with open(sys.argv[1], "a") as pids:
    pids.write(f"{os.getpid()} {child.pid}\\n")
time.sleep(600)
"""
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)" + STEADY
BROKEN = "raise SystemExit(7)"

SUPERVISE = """
import sys
from leadgap.supervisor import Program, Supervisor
folder, scripts = sys.argv[1], sys.argv[2:]
supervisor = Supervisor(say=lambda text: print(text, flush=True), grace=2)
programs = [
    Program(f"Program {number}", [sys.executable, "-c", script, f"{folder}/{number}"])
    for number, script in enumerate(scripts)
]
sys.exit(supervisor.run(programs, ready=lambda: True, on_ready=lambda: print("ready", flush=True)))
"""

FIRST = """
import sys
from leadgap.supervisor import Supervisor
supervisor = Supervisor()
code = supervisor.run_first([sys.executable, "-c", sys.argv[2], f"{sys.argv[1]}/0"])
print(code, supervisor.stopping, flush=True)
"""

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    started: list[subprocess.Popen[str]] = []

    def _start(script: str, *programs: str) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, "-c", script, str(tmp_path), *programs],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield _start
    for process in started:
        process.kill()
    for pid in everyone(tmp_path):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    for process in started:
        process.communicate()


def runs(folder: Path, program: int) -> list[tuple[int, int]]:
    """The (process, child) of each start of a program, oldest first."""
    path = folder / str(program)
    lines = path.read_text().splitlines() if path.exists() else []
    return [(int(line.split()[0]), int(line.split()[1])) for line in lines]


def everyone(folder: Path) -> list[int]:
    return [pid for path in folder.iterdir() for run in runs(folder, int(path.name)) for pid in run]


def is_alive(pid: int) -> bool:
    """A process that has ended but was not collected yet counts as gone."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def wait_until(happened: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.02)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_a_signal_stops_every_program_and_its_children(tmp_path: Path, start: Start, number: signal.Signals) -> None:
    supervisor = start(SUPERVISE, STEADY, STEADY)
    wait_until(lambda: runs(tmp_path, 0) and runs(tmp_path, 1))

    supervisor.send_signal(number)
    output, _ = supervisor.communicate(timeout=PATIENCE)

    assert supervisor.returncode == 0
    assert output == "ready\n"
    wait_until(lambda: not any(map(is_alive, everyone(tmp_path))))


def test_a_program_that_does_not_stop_is_ended(tmp_path: Path, start: Start) -> None:
    supervisor = start(SUPERVISE, STUBBORN)
    wait_until(lambda: runs(tmp_path, 0))

    supervisor.send_signal(signal.SIGINT)
    supervisor.communicate(timeout=PATIENCE)

    assert supervisor.returncode == 0
    wait_until(lambda: not any(map(is_alive, everyone(tmp_path))))


def test_a_killed_program_is_started_again_and_leaves_no_children(tmp_path: Path, start: Start) -> None:
    supervisor = start(SUPERVISE, STEADY, STEADY)
    wait_until(lambda: runs(tmp_path, 0) and runs(tmp_path, 1))
    killed, orphan = runs(tmp_path, 0)[0]

    os.kill(killed, signal.SIGKILL)

    wait_until(lambda: len(runs(tmp_path, 0)) == 2)
    wait_until(lambda: not is_alive(orphan))
    assert all(is_alive(pid) for pid in runs(tmp_path, 0)[1])
    assert len(runs(tmp_path, 1)) == 1
    supervisor.send_signal(signal.SIGINT)
    output, _ = supervisor.communicate(timeout=PATIENCE)
    assert "Program 0 ended (exit code -9); starting it again." in output


def test_a_program_that_cannot_start_stops_all_with_its_name(tmp_path: Path, start: Start) -> None:
    supervisor = start(SUPERVISE, STEADY, BROKEN)

    output, _ = supervisor.communicate(timeout=PATIENCE)

    assert supervisor.returncode == 1
    assert output.splitlines()[-1] == "Program 1 cannot start (exit code 7). Stopping."
    assert output.count("starting it again") == 2
    wait_until(lambda: not any(map(is_alive, everyone(tmp_path))))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a program that its parent was killed")
def test_a_killed_supervisor_takes_its_programs_with_it(tmp_path: Path, start: Start) -> None:
    supervisor = start(SUPERVISE, STEADY)
    wait_until(lambda: runs(tmp_path, 0))

    supervisor.kill()

    wait_until(lambda: not is_alive(runs(tmp_path, 0)[0][0]))


def test_a_first_step_returns_its_exit_code(start: Start) -> None:
    output, _ = start(FIRST, BROKEN).communicate(timeout=PATIENCE)

    assert output == "7 False\n"


def test_a_first_step_is_stopped_by_a_signal(tmp_path: Path, start: Start) -> None:
    supervisor = start(FIRST, STEADY)
    wait_until(lambda: runs(tmp_path, 0))

    supervisor.send_signal(signal.SIGINT)
    output, _ = supervisor.communicate(timeout=PATIENCE)

    assert output == "-15 True\n"
    wait_until(lambda: not any(map(is_alive, everyone(tmp_path))))
