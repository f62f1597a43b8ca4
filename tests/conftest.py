"""What every test stands on: no network, real messages, hypothesis without a stopwatch."""

import gc
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Empty
from typing import Any

import hypothesis
import pytest
from django.db import transaction

from leadgap.celery import app
from tests import caching
from tests.people import *  # noqa: F403

hypothesis.settings.register_profile("leadgap", deadline=None, print_blob=True)
hypothesis.settings.load_profile("leadgap")

LOOPBACK = ("127.", "::1", "localhost")


def pytest_collection_finish() -> None:
    """Set aside what was loaded: else the collector of cycles goes through it again and again (`leadgap.warming`)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 50)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    browser = Path(__file__).parent / "browser"
    for item in items:
        if item.path.is_relative_to(browser):
            item.add_marker(pytest.mark.browser)
        if isinstance(item, pytest.Function) and commits(item):
            # Such a test empties the tables afterwards; the next one finds the rows of the migrations again.
            item.fixturenames.insert(0, "django_db_serialized_rollback")


def reads_database(item: pytest.Function) -> bool:
    return item.get_closest_marker("django_db") is not None or "_django_db_helper" in item.fixturenames


def commits(item: pytest.Function) -> bool:
    marker = item.get_closest_marker("django_db")
    asked = marker is not None and marker.kwargs.get("transaction", False)
    return asked or not {"transactional_db", "live_server"}.isdisjoint(item.fixturenames)


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    """A test that reaches beyond this machine fails, here and not on a train."""
    connect = socket.socket.connect

    def connect_on_loopback(sock: socket.socket, address: Any) -> None:
        if sock.family != socket.AF_UNIX and not str(address[0]).startswith(LOOPBACK):
            raise AssertionError(f"a test tried to reach {address[0]}")
        connect(sock, address)

    socket.socket.connect = connect_on_loopback  # type: ignore[method-assign]
    yield
    socket.socket.connect = connect  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def _own_cache() -> None:
    caching.next_test()


@pytest.fixture(scope="session", autouse=True)
def _empty_queue_afterwards() -> Iterator[None]:
    yield
    with app.connection_for_write() as connection, connection.SimpleQueue(app.conf.task_default_queue) as queue:
        queue.clear()
        queue.queue.delete()


@pytest.fixture(scope="module")
def kept(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """What is written by a fixture that asks for this stays until the last test of the module has run.

    It costs once what else each test would pay for. Each test takes back what it has written itself, but finds what
    is kept: so all tests of the module that read the database have to ask for it.
    """
    others = {
        item.name
        for item in request.session.items
        if item.getparent(pytest.Module) is request.node and reads_database(item) and "kept" not in item.fixturenames
    }
    assert not others, f"they find what the others keep, and belong into a module of their own: {others}"
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def run_queued() -> Callable[[], list[str]]:
    """Return a function that takes every message off the real queue, runs it here, and says which tasks ran.

    Messages queued by a task that runs are run too. Use it with `django_capture_on_commit_callbacks(execute=True)`.
    """

    def run() -> list[str]:
        ran: list[str] = []
        with app.connection_for_read() as connection, connection.SimpleQueue(app.conf.task_default_queue) as queue:
            while True:
                try:
                    message = queue.get(block=False)
                except Empty:
                    return ran
                args, kwargs, _ = message.payload
                message.ack()
                app.tasks[message.headers["task"]].apply(args, kwargs, throw=True)
                ran.append(message.headers["task"])

    return run
