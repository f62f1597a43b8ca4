"""`make run` and `make demo`: prepare, then web, worker and scheduler in one terminal, without any server."""

import argparse
import errno
import http.client
import os
import signal
import socket
import sys

from leadgap.supervisor import Program, Supervisor

HOST = "127.0.0.1"
PYTHON = sys.executable


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="leadgap.launcher", description=__doc__)
    parser.add_argument("--demo", action="store_true", help="load the demo company into an empty installation")
    demo = parser.parse_args(arguments).demo

    port = free_port(os.environ.get("PORT", "8000"))
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    # Celery advises against root, at length; in a container of one's own it is all there is.
    os.environ.setdefault("PYTHONWARNINGS", "ignore:You're running the worker with superuser")
    supervisor = Supervisor(say=say)

    say("Preparing the database and the pages …")
    failed = supervisor.run_first([PYTHON, "-m", "leadgap.prepare", *(["--demo"] if demo else [])])
    if supervisor.stopping:
        return 0
    if failed:
        say("LeadGap could not be prepared; the reason is above.")
        return 1

    address = os.environ.get("LEADGAP_URL", f"http://{HOST}:{port}")
    result = supervisor.run(
        programs(),
        ready=lambda: answers(port),
        on_ready=lambda: say(f"LeadGap is at {address}   (Ctrl-C stops it)"),
    )
    say("Stopped.")
    return result


def programs() -> list[Program]:
    celery = [PYTHON, "-m", "celery", "--quiet", "-A", "leadgap"]
    return [
        Program("The web server", [PYTHON, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "leadgap.wsgi"]),
        Program("The worker", [*celery, "worker", "--concurrency", os.environ.get("WORKER_CONCURRENCY", "2")]),
        # Not inside the worker (-B): there it takes six seconds to stop, and falls with the worker.
        # It holds nothing, and told gently while it still starts, Celery answers with a traceback.
        Program("The scheduler", [*celery, "beat"], stops_by=signal.SIGKILL),
    ]


def free_port(wanted: str) -> int:
    """The port as a number; leaves with a sentence when it cannot be had."""
    if not wanted.isdecimal() or not 0 < int(wanted) < 65536:
        sys.exit(f"PORT is {wanted!r}; it must be a number from 1 to 65535.")
    port = int(wanted)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            reason = "is used by another program" if error.errno == errno.EADDRINUSE else "cannot be opened"
            sys.exit(f"Port {port} {reason}. Choose another one, for example: make demo PORT={port % 60000 + 1024}")
    return port


def answers(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=1)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
