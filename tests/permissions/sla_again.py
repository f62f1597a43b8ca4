"""Judging the past again: for those who act for all of Sales."""

from __future__ import annotations

from tests.permissions import Row, answers

ROWS = [
    Row("sla:judge-again-csv", get=answers(403, head=302, administrator=302), post=answers(405, auditor=403)),
    Row(
        "sla:judge-again",
        get=answers(403, head=200, administrator=200),
        post=answers(403, head=422, administrator=422),
    ),
]
