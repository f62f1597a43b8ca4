"""Waking a worker. Every job asks the database what there is to do, and a tick comes each minute anyway."""

from __future__ import annotations

from typing import Any

from celery import Task
from django.db import connection, transaction
from django.db.models import QuerySet


def wake(task: Task, *args: Any) -> None:
    """Send a task once the caller's transaction is committed. A broker that is away is logged: nothing is lost."""

    def send() -> None:
        task.delay(*args)

    transaction.on_commit(send, robust=True)


def wake_another(task: Task, waiting: QuerySet[Any], *, above: int) -> None:
    """Send a task once more where more than `above` rows wait for it, so that two processes share them.

    It must take rows that no other holds, and have done some: one that fails would else be sent for ever. On SQLite
    only one of them could write, and none is sent.
    """
    if connection.features.has_select_for_update_skip_locked and waiting.order_by()[above : above + 1].exists():
        wake(task)
