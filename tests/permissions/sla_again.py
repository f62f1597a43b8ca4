"""Judging the past again: for those who keep the calendars."""

from __future__ import annotations

from tests.permissions import Row, answers

ROWS = [
    Row("sla:judge-again-csv", get=answers(403, managers=302, administrator=302), post=answers(405, auditor=403)),
    Row(
        "sla:judge-again",
        get=answers(403, managers=200, administrator=200),
        post=answers(403, managers=422, administrator=422),
    ),
]
