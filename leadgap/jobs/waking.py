"""Waking a worker. Every job asks the database what there is to do, and a tick comes each minute anyway."""

from __future__ import annotations

from typing import Any

from celery import Task
from django.db import transaction


def wake(task: Task, *args: Any) -> None:
    """Send a task once the caller's transaction is committed. A broker that is away is logged: nothing is lost."""

    def send() -> None:
        task.delay(*args)

    transaction.on_commit(send, robust=True)
