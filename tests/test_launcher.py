"""`make run` itself: one real start and stop, and the sentences for what may be in its way."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from leadgap import launcher

PATIENCE = 300  # seconds


@contextmanager
def launched(folder: Path, port: int, said: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The embedded default: no server of any kind, whatever this test run itself uses."""
    servers = {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "DJANGO_SETTINGS_MODULE"}
    environment = {name: value for name, value in os.environ.items() if name not in servers}
    with said.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "leadgap.launcher"],
            cwd=settings.BASE_DIR,
            env=environment | {"LEADGAP_DATA_DIR": str(folder), "PORT": str(port), "WORKER_CONCURRENCY": "1"},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind((launcher.HOST, 0))
        return int(probe.getsockname()[1])


def wait_until_said(process: subprocess.Popen[bytes], text: str, said: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while text not in said.read_text():
        assert process.poll() is None, said.read_text()
        assert time.monotonic() < deadline, f"it never said {text!r}"
        time.sleep(0.1)


def test_it_serves_stops_on_ctrl_c_and_keeps_its_data(tmp_path: Path) -> None:
    port, keys = unused_port(), []
    for start in range(2):
        said = tmp_path / f"said-{start}"
        with launched(tmp_path, port, said) as process:
            wait_until_said(process, f"LeadGap is at http://127.0.0.1:{port}", said)
            connection = http.client.HTTPConnection(launcher.HOST, port, timeout=PATIENCE)
            connection.request("GET", reverse("home:setup"))
            assert connection.getresponse().status == 200
            connection.close()
            keys.append((tmp_path / "secret_key").read_text())

            process.send_signal(signal.SIGINT)
            process.wait(timeout=PATIENCE)

        output = said.read_text()
        assert process.returncode == 0, output
        assert "Traceback" not in output
        assert output.endswith("Stopped.\n")
        assert not launcher.answers(port)
    assert keys[0] == keys[1]


def test_a_taken_port_is_named_before_anything_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as other:
        other.bind((launcher.HOST, 0))
        other.listen()
        port = other.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))

        with pytest.raises(SystemExit, match=f"Port {port} is used by another program. Choose another one"):
            launcher.main([])


@pytest.mark.parametrize("wanted", ["", "eighty", "0", "65536", "-1", "80.5"])
def test_a_port_that_is_no_port_is_refused(wanted: str) -> None:
    with pytest.raises(SystemExit, match="it must be a number from 1 to 65535"):
        launcher.free_port(wanted)


def test_a_free_port_is_taken_as_it_is() -> None:
    port = unused_port()

    assert launcher.free_port(str(port)) == port
