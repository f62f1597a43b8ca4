"""What a system tells of at all, touches, further attempts, decisions, ratings and replies, and the lock that keeps its
recordings in order.

Such acts are known from the first of them on that counts: from when it happened where a system observed it, from when
it was written down where a person did so here. What was handed over before is measured only by the acts that it has
itself. The column of a file of hand-offs tells of the first touch alone: further ones are known from the first touch on
that was told as an event of its own. What an import says was self-reported, what lies before its hand-off, and what was
voided shows nothing. So it hangs on what has been told, and not on the order in which it came.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from django.db import connection
from django.db.models import Case, F, Min, Q, When

from leads import stale
from leads.journal.rows import EventRow
from leads.journal.turns import MustBeAlone
from leads.lifecycle import Kind
from leads.models import Event, HandOff, System
from leads.standing import voided

# From when on events of a kind are known.
FIELDS: Mapping[str, str] = {
    Kind.TOUCHED.value: "touches_from",
    Kind.ACCEPTED.value: "decisions_from",
    Kind.REJECTED.value: "decisions_from",
    Kind.REPLIED.value: "replies_from",
}
# From a person's first word on, Marketing can be expected to answer here. An import of ratings says nothing of that.
TALK: Mapping[str, str] = dict.fromkeys(
    (Kind.RATED.value, Kind.ASKED.value, Kind.DISPUTED.value, Kind.REPLIED.value), "replies_from"
)
_COLUMNS = ("touches_from", "attempts_from", "decisions_from", "ratings_from", "replies_from")

# The keys of what a person did here begin so; of those recorded under an external id with the second.
HERE, BY_API = "leadgap:", "api:"
# The keys of what the columns of a file of hand-offs say.
OF_A_ROW = "h:"
_BY_HAND = Q(key__startswith=HERE) | Q(key__startswith=BY_API)
_SHOWN_AT = Case(When(_BY_HAND, then="recorded_at"), When(self_reported=False, then="occurred_at"))
_FIRST = {
    "touches_from": Min(_SHOWN_AT, filter=Q(kind=Kind.TOUCHED)),
    "attempts_from": Min(_SHOWN_AT, filter=Q(kind=Kind.TOUCHED) & ~Q(key__startswith=OF_A_ROW)),
    "decisions_from": Min(_SHOWN_AT, filter=Q(kind__in=[Kind.ACCEPTED, Kind.REJECTED])),
    "ratings_from": Min(_SHOWN_AT, filter=Q(kind=Kind.RATED, side=Event.Side.SALES)),
    "replies_from": Min(
        "occurred_at", filter=Q(kind=Kind.REPLIED, self_reported=False) | (_BY_HAND & Q(kind__in=TALK))
    ),
}
_TELLING = FIELDS.keys() | TALK.keys()

Feeds = Mapping[str, datetime | None]


def lock(system: System, *, alone: bool) -> Feeds:
    """Hold the system until the transaction ends, alone or beside other recordings; return from when on what is known.

    On SQLite the transaction holds the one write lock already.
    """
    if connection.vendor == "postgresql":
        strength = "NO KEY UPDATE" if alone else "SHARE"
        with connection.cursor() as cursor:
            columns = ", ".join(_COLUMNS)
            cursor.execute(f"SELECT {columns} FROM leads_system WHERE id = %s FOR {strength}", [system.pk])  # noqa: S608
            return _keep(system, dict(zip(_COLUMNS, cursor.fetchone(), strict=True)))
    return _keep(system, known(system))


def known(system: System) -> Feeds:
    return System.objects.values(*_COLUMNS).get(pk=system.pk)


def last_known(system: System) -> Feeds:
    """Return what was known when the system was read, or locked by whoever holds this object; it may be out of date."""
    return {column: getattr(system, column) for column in _COLUMNS}


def may_open(since: Feeds, events: Iterable[EventRow]) -> bool:
    """Say whether one of these events may show that acts of its kind are known from earlier on."""
    return any(
        field in since and event.occurred_at is not None and ((at := since[field]) is None or event.occurred_at < at)
        for event in events
        if not event.self_reported
        for field in shown_by(event.kind, event.key, event.side)
    )


def shown_by(kind: str, key: str, side: str) -> tuple[str, ...]:
    """Return what an act of this kind and key, by this side, shows to be known."""
    if kind == Kind.TOUCHED and not key.startswith(OF_A_ROW):
        return "touches_from", "attempts_from"
    if kind == Kind.RATED and side == Event.Side.SALES:
        return ("ratings_from",)
    return (FIELDS[kind],) if kind in FIELDS else ()


def may_close(since: Feeds, event: Event) -> bool:
    """Say whether taking this event back may show that acts of its kind are known only from later on, or earlier."""
    return event.kind == Kind.VOIDED or event.occurred_at in since.values() or event.recorded_at in since.values()


def learn(system: System, since: Feeds, ids: Collection[int], *, alone: bool) -> None:
    """Know acts from earlier on, where those of these hand-offs show it."""
    found = _first(Q(hand_off__id__any_of=ids))
    earlier = {
        field: at for field, at in found.items() if at is not None and ((old := since[field]) is None or at < old)
    }
    _know(system, since, earlier, changed=ids, alone=alone)


def unlearn(
    system: System, since: Feeds, ids: Collection[int], *, replaced: Collection[datetime | None] = (), alone: bool
) -> None:
    """Know acts only from later on, where the first one does not count any more.

    It may be among those of these hand-offs, or was `replaced` by another telling.
    """
    times = {at for at in since.values() if at}
    acts = Event.objects.filter(hand_off__id__any_of=ids, kind__in=_TELLING)
    is_first = Q(occurred_at__in=times) | Q(recorded_at__in=times)
    if times.isdisjoint(replaced) and not (times and acts.filter(is_first).exists()):
        return
    found = _first(Q(system=system))
    later = {field: at for field, at in found.items() if at != since[field]}
    _know(system, since, later, changed=ids, alone=alone)


def open_from(system: System, since: Feeds, opened: Feeds, *, changed: Iterable[int]) -> None:
    """Say from when on what is known of this system. Those it means, but for `changed`, are judged again."""
    System.objects.filter(pk=system.pk).update(**_keep(system, opened))
    meant = Q(pk__in=[])
    for field, at in opened.items():
        column = "raised_at" if field == "replies_from" else "handed_off_at"
        first, *last = sorted(each for each in (since[field], at) if each is not None)
        meant |= Q(**{f"{column}__gte": first}, **({f"{column}__lt": last[0]} if last else {}))
    stale.mark_all(HandOff.objects.filter(meant, system=system).exclude(pk__any_of=changed))


def _keep(system: System, feeds: Feeds) -> Feeds:
    for column, at in feeds.items():
        setattr(system, column, at)
    return feeds


def _know(system: System, since: Feeds, news: Feeds, *, changed: Collection[int], alone: bool) -> None:
    if not news:
        return
    if not alone:
        raise MustBeAlone
    open_from(system, since, news, changed=changed)


def _first(of: Q) -> Feeds:
    """Return when the first act of each kind that counts happened, or was written down; None: there is none."""
    acts = Event.objects.filter(of, kind__in=_TELLING, occurred_at__gte=F("hand_off__handed_off_at"))
    first: Feeds = acts.exclude(pk__any_of=_gone(of)).order_by().aggregate(**_FIRST)
    return first


def _gone(of: Q) -> list[int]:
    """Return the keys of the rows that are voided; an event is voided among those of its own hand-off."""
    voids = Event.objects.filter(of, kind=Kind.VOIDED).order_by("hand_off_id")
    gone = {(pk, key) for pk, some in groupby(voids, attrgetter("hand_off_id")) for key in voided(some)}
    named = Event.objects.filter(of, key__any_of=[key for _, key in gone]).order_by()
    return [pk for pk, *rest in named.values_list("pk", "hand_off_id", "key") if tuple(rest) in gone]
