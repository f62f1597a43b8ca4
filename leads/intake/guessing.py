"""What the columns of a header probably mean. Pure. A guess is a proposal: a person sees it before anything is read."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from leads.intake.dates import looks_like_a_date
from leads.intake.fields import FIELDS, Type

_SEPARATORS = re.compile(r"[\W_]+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
# What Salesforce puts behind names of fields that a company has made itself.
_CUSTOM = re.compile(r"__(c|pc)$", re.IGNORECASE)


def fields_of(header: Sequence[str], kind: str, *, answers: Collection[str] = ()) -> dict[str, str]:
    """Return the column that each field is probably read from. A column is given to one field only.

    The first of a field's known names that the header has is taken; a name that stands earlier in the list is the
    better one, so that "Lead Source" goes before "Source" where a file has both. No time is read from `answers`, the
    columns that say yes or no: "Closed" may be either.
    """
    columns: dict[str, str] = {}
    for name in reversed(header):
        if name:
            columns[folded(name)] = name
    of_times = {known: column for known, column in columns.items() if column not in answers}
    wishes = []
    for field in FIELDS[kind].values():
        fitting = of_times if field.type == Type.INSTANT else columns
        names = [field.label, field.name, *field.known_as.split(", ")]
        ranks = [rank for rank, name in enumerate(names) if folded(name) in fitting]
        if ranks:
            wishes.append((ranks[0], field.name, [fitting[folded(names[rank])] for rank in ranks]))
    found: dict[str, str] = {}
    taken: set[str] = set()
    for _, name, wanted in sorted(wishes):
        free = [column for column in wanted if column not in taken]
        if free:
            found[name] = free[0]
            taken.add(free[0])
    return found


def length_unit_of(column: str) -> str:
    """Return the unit that the name of a column of lengths says, "" where it says none."""
    words = set(_SEPARATORS.sub(" ", _CAMEL.sub(" ", column)).casefold().split())
    return next((unit for unit, names in _UNITS.items() if words & names or folded(column) in names), "")


def kind_of(header: Sequence[str]) -> str:
    """Return the kind of file of which the header names more of what one must have, then of what one may have.

    A file is one of hand-offs unless it names most of what activities must have: a status is a column of either.
    """

    def named(kind: str) -> tuple[float, int]:
        guessed = fields_of(header, kind)
        required = [field.name for field in FIELDS[kind].values() if field.is_required]
        share = sum(name in guessed for name in required) / len(required)
        return (share, len(guessed)) if share >= 0.5 else (0, 0)

    kinds = list(FIELDS)
    return max(kinds, key=lambda kind: (*named(kind), -kinds.index(kind)))


def looks_like_data(cells: Sequence[str]) -> bool:
    """Whether a first line is a row and no header: names of columns are no dates, e-mail addresses or numbers."""
    texts = [text for cell in cells if (text := cell.strip())]
    if any(looks_like_a_date(text) or "@" in text or _UUID.fullmatch(text) for text in texts):
        return True
    numbers = sum(bool(_NUMBER.fullmatch(text)) for text in texts)
    return numbers * 2 > len(texts)


def folded(name: str) -> str:
    """Return a header name without case, spaces and signs; CreatedDate, created_date and "Created Date" are one."""
    apart = _CAMEL.sub(" ", _CUSTOM.sub("", name))
    return _SEPARATORS.sub("", apart).casefold()


# Said of a file of which looks_like_data is true.
NO_HEADER = "The file has no header: its first line is a row. Add a first line with the names of the columns."

# HubSpot counts the length of a call in milliseconds.
_UNITS = {
    "seconds": {"seconds", "second", "secs", "sec", "s"},
    "minutes": {"minutes", "minute", "mins", "min"},
    "milliseconds": {"milliseconds", "millis", "msec", "ms", "hscallduration"},
}
_OPEN_WORDS = ("open", "new", "in progress", "working", "contacted", "attempted to contact", "connected", "nurture", "")
_MEANINGS: dict[str, dict[str, tuple[str, ...]]] = {
    "outcome": {
        "won": ("won", "closed won", "converted", "customer", "true", "yes", "1"),
        "lost": ("lost", "closed lost", "false", "no", "0"),
        "rejected": ("rejected", "disqualified", "unqualified", "bad fit", "bad timing"),
        "recycled": ("recycled", "recycle", "back to marketing"),
        "qualified": ("qualified", "sql", "sales qualified lead", "opportunity", "open deal"),
        "accepted": ("accepted", "sal", "sales accepted lead"),
        "closed": ("closed", "archived"),
        "": _OPEN_WORDS,
    },
    "rating": {
        "5": ("hot", "a", "very high", "high", "excellent"),
        "3": ("warm", "b", "medium"),
        "1": ("cold", "c", "low", "bad"),
    },
    "state": {
        "touched": (
            *("call", "called", "outbound call", "email", "e mail", "email sent", "sent email", "meeting", "sms"),
            *("linkedin message", "whatsapp", "message", "voicemail", "contacted"),
        ),
        "": ("new", "note", "task", "created", "open"),
    },
    "channel": {
        "call": ("call", "phone", "telephone"),
        "email": ("email", "e mail", "mail"),
        "meeting": ("meeting", "visit"),
        "chat": ("chat", "whatsapp", "sms"),
        "social": ("social", "linkedin"),
    },
    "direction": {"outbound": ("outbound", "outgoing", "sent"), "inbound": ("inbound", "incoming", "received")},
    "result": {
        "connected": ("connected", "completed", "answered", "reached"),
        "no_answer": ("no answer", "busy", "left voicemail", "left live message", "voicemail", "not reached"),
    },
    # Not "referrals": HubSpot calls visitors so who come from other websites.
    "side": {
        "referral": (
            *("referral", "employee referral", "external referral", "customer referral", "client referral"),
            *("word of mouth", "recommendation"),
        ),
        "partner": ("partner", "partners", "channel partner", "partner referral", "reseller"),
        "sales": (
            *("sales", "self sourced", "self generated", "sales generated", "sales prospecting", "prospecting"),
            *("outbound", "cold call", "cold calling", "sdr", "bdr"),
        ),
    },
    "automated": {"yes": ("yes", "true", "1", "automated"), "no": ("no", "false", "0", "manual")},
}


def meaning_of(field: str, text: str) -> str | None:
    """Return what a value probably stands for, "" for nothing; None where nothing suggests itself."""
    meanings = _MEANINGS.get("rating" if field.endswith("_rating") else field, {})
    words = _SEPARATORS.sub(" ", text).casefold().split()
    # Lists are often numbered to be sorted: "02.Medium" is medium.
    wanted = " ".join(words[1:] if len(words) > 1 and words[0].isdecimal() else words)
    return next((meaning for meaning, known in meanings.items() if wanted in known), None)
