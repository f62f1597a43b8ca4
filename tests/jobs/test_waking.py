"""Waking a worker after the commit."""

import logging

import pytest
from kombu.exceptions import OperationalError

from leadgap.jobs.tasks import tick
from leadgap.jobs.waking import wake

pytestmark = pytest.mark.django_db


def test_a_broker_that_is_away_is_logged_and_hurts_nobody(monkeypatch, caplog, django_capture_on_commit_callbacks):
    def refuse(*_):
        raise OperationalError("Connection refused")

    monkeypatch.setattr(tick, "delay", refuse)

    with caplog.at_level(logging.ERROR), django_capture_on_commit_callbacks(execute=True):
        wake(tick)

    assert "Connection refused" in caplog.text
