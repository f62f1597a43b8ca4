"""Sources, campaigns, owners and teams by the names that a file gives them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from itertools import islice

from leadgap.accounts.models import Owner, Team
from leadgap.ui.formats import number
from leads.intake.mapping import Spec
from leads.intake.reading import Row, Table
from leads.intake.samples import LOOKED_AT
from leads.intake.values import NotAValue
from leads.models import Campaign, Reason, Source
from leads.services import (
    folded,
    get_or_create_campaign,
    get_or_create_owner,
    get_or_create_source,
    get_or_create_team,
)

# A column with more new values than this is no list of names, and would flood every page that lists them.
MOST_NEW = 5_000


class TooManyNames(Exception):
    """A column that is no list of names was mapped as one. The text is for the person who did."""

    def __init__(self, kind: str, column: str) -> None:
        self.column = column
        super().__init__(f"“{column}”: {_flood(kind)}")


def refuse_floods(table: Table, spec: Spec) -> None:
    """Raise TooManyNames where a column of names is none, as its first rows tell, before anything is written."""
    listed = {kind: spec.fields[kind] for kind in _KEYS if kind in spec.fields and spec.fields[kind].column}
    positions = {kind: table.header.index(given.column) for kind, given in listed.items()}
    found: dict[str, set[str]] = {kind: set() for kind in listed}
    for row in islice(table.rows(), LOOKED_AT):
        if isinstance(row, Row):
            for kind, position in positions.items():
                found[kind].add(row.cells[position])
    for kind, texts in found.items():
        if len(texts) > MOST_NEW:
            names = {folded(listed[kind].values.get(text.strip(), text)) for text in texts}
            if len(names - {"", *map(folded, _KEYS[kind]())}) > MOST_NEW:
                raise TooManyNames(kind, listed[kind].column)


_KEYS: Mapping[str, Callable[[], Iterable[str]]] = {
    "source": lambda: Source.objects.values_list("key", flat=True),
    "campaign": lambda: Campaign.objects.values_list("key", flat=True),
    "owner": lambda: Owner.objects.values_list("key", flat=True),
    "team": lambda: Team.objects.values_list("name", flat=True),
}


def _flood(kind: str) -> str:
    return f"More than {number(MOST_NEW)} new {kind}s: this column is no list of {kind}s."


class Names:
    """Finds the key of a name, and makes what is missing where it may. Each name is looked up once."""

    def __init__(self, *, may_create: bool, expected: Sequence[Names] = ()) -> None:
        """`expected`: the names of earlier files of a dry run. What they would have made is not new."""
        self.may_create = may_create
        self._expected = expected
        # Names that were not there, made or not, by kind and in the order in which they came.
        self.new: dict[str, dict[str, str]] = {"source": {}, "campaign": {}, "owner": {}, "team": {}}
        # Owners that nobody has matched to a person.
        self.unmatched: dict[str, str] = {}
        self._found: dict[tuple[object, ...], int] = {}
        # What was made since the last `forget`.
        self.made: set[tuple[object, int]] = set()
        self._reasons = {
            folded(text): reason
            for reason in Reason.objects.filter(archived_at=None)
            for text in (reason.key, reason.label)
        }

    def forget(self, made: Set[tuple[object, int]]) -> None:
        """Look those names up again that were made, here or by another file, under any spelling."""
        self._found = {key: pk for key, pk in self._found.items() if (key[0], pk) not in made}
        self.made.clear()

    def source(self, name: str, side: str = "") -> int:
        """Return the source of this name; a new one belongs to `side`, or else to Marketing."""
        if found := self._found.get(("source", name)):
            return found
        return self._find(
            ("source", name),
            lambda: Source.objects.filter(key=folded(name)).values_list("pk", flat=True).first(),
            lambda: get_or_create_source(name, side=side or Source.Side.MARKETING).pk,
        )

    def campaign(self, source_id: int, name: str) -> int:
        if found := self._found.get(("campaign", source_id, name)):
            return found
        return self._find(
            ("campaign", source_id, name),
            lambda: Campaign.objects.filter(source=source_id, key=folded(name)).values_list("pk", flat=True).first(),
            lambda: get_or_create_campaign(Source.objects.get(pk=source_id), name).pk,
        )

    def owner(self, name: str) -> int:
        if found := self._found.get(("owner", name)):
            return found
        return self._find(("owner", name), lambda: self._known_owner(name), lambda: get_or_create_owner(name).pk)

    def team(self, name: str) -> int:
        if found := self._found.get(("team", name)):
            return found
        return self._find(
            ("team", name),
            lambda: Team.objects.filter(name__iexact=" ".join(name.split())).values_list("pk", flat=True).first(),
            lambda: get_or_create_team(name).pk,
        )

    def reason(self, text: str) -> Reason | None:
        """Return the reason of this key or label; None: the list, which is closed, has none like it."""
        return self._reasons.get(folded(text))

    def _known_owner(self, name: str) -> int | None:
        owner = Owner.objects.filter(key=folded(name)).first()
        is_matched = owner.user_id is not None if owner else not self.may_create
        if not is_matched:
            self.unmatched.setdefault(folded(name), name)
        return owner.pk if owner else None

    def _find(self, key: tuple[object, ...], known: Callable[[], int | None], make: Callable[[], int]) -> int:
        found = known()
        if found is None:
            kind, name = str(key[0]), str(key[-1])
            new, folded_name = self.new[kind], folded(name)
            if len(new) >= MOST_NEW and folded_name not in new:
                # Its first rows did not tell. What has come in stays, and the rest is rejected.
                raise NotAValue(_flood(kind))
            if not any(folded_name in earlier.new[kind] for earlier in self._expected):
                new.setdefault(folded_name, name)
            if not self.may_create:
                raise NotAValue(f"There is no {kind} of this name yet.")
            found = make()
            self.made.add((key[0], found))
        self._found[key] = found
        return found
