"""How strictly the database holds a reference.

It holds every reference by which rows are found and counted: the lead, source, campaign, owner and team of a
hand-off, and the hand-off of everything else (on PostgreSQL once a statement, by triggers). What only repeats one of
these, or says where a row came from, is held by the journal and by Django's `PROTECT`: PostgreSQL checks references
row by row, and these were half the cost of an import (docs/adr/0007-references-held-by-the-journal.md).
"""

from typing import Any

HELD_BY_JOURNAL: dict[str, Any] = {"db_constraint": False, "db_index": False}
