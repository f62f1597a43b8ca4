"""Work beside the test, each piece on a connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable

from django.db import connections


def thread_of(work: Callable[[], object]) -> threading.Thread:
    """Return a thread that will do this and then close its connections."""

    def run() -> None:
        try:
            work()
        finally:
            connections.close_all()

    return threading.Thread(target=run)


def elsewhere(work: Callable[[], object]) -> None:
    """Do this in another thread, and wait until it is done."""
    thread = thread_of(work)
    thread.start()
    thread.join()


def at_once(*pieces: Callable[[], object]) -> list[object]:
    """Run all of these at the same moment, each on its own connection. Return what each gave back or raised."""
    barrier, results = threading.Barrier(len(pieces)), [None] * len(pieces)

    def run(place: int, piece: Callable[[], object]) -> None:
        try:
            barrier.wait()
            results[place] = piece()
        except Exception as error:  # the test looks at it
            results[place] = error

    threads = [thread_of(lambda each=each: run(*each)) for each in enumerate(pieces)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
