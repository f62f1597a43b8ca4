"""What a dry run remembers between its batches, each of which is rolled back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from leads.intake.handoffs import HandOffReader, HandOffRow
from leads.intake.names import Names
from leads.intake.reading import Row
from leads.intake.scratch import Kept
from leads.journal import record
from leads.models import System


class Rehearsal:
    """The rows that later batches, and later files of the same dry run, stand on."""

    def __init__(self, *, may_create: bool) -> None:
        self._may_create = may_create
        self._names: list[Names] = []
        self._readers: dict[str, HandOffReader] = {}
        self._hand_offs = Kept()
        self._leads = Kept()

    def names(self) -> Names:
        """Return the names of a further file."""
        names = Names(may_create=self._may_create, expected=tuple(self._names))
        self._names.append(names)
        return names

    def forget_made(self) -> None:
        """A batch has been rolled back, and with it the names that it made, whichever file named them."""
        if made := frozenset[tuple[object, int]]().union(*(names.made for names in self._names)):
            for names in self._names:
                names.forget(made)

    def keep(self, system: System, reader: HandOffReader, row: Row, read: HandOffRow) -> None:
        """Remember a row that would have gone in."""
        self._readers[system.key] = reader
        self._hand_offs.put(f"{system.key}\x1f{read.hand_off.external_id}", row)
        self._leads.put(f"{system.key}\x1f{read.lead.external_id}", row)

    def put_back_leads(self, system: System, ids: Iterable[str], now: datetime) -> None:
        """Record the leads of earlier batches again, in the transaction of this one."""
        record(system=system, leads=[read.lead for read in self._again(self._leads, system, ids)], now=now)

    def put_back_hand_offs(self, system: System, ids: Iterable[str], now: datetime) -> None:
        """Record the hand-offs of earlier files again, in the transaction of this batch."""
        again = self._again(self._hand_offs, system, ids)
        record(
            system=system,
            leads=[read.lead for read in again],
            hand_offs=[read.hand_off for read in again],
            events=[event for read in again for event in read.events],
            now=now,
        )

    def _again(self, kept: Kept, system: System, ids: Iterable[str]) -> list[HandOffRow]:
        reader = self._readers.get(system.key)
        if reader is None:
            return []
        rows = (kept.get(f"{system.key}\x1f{one}") for one in ids)
        reads = (reader.read(row) for row in rows if row is not None)
        return [read for read in reads if isinstance(read, HandOffRow)]
