"""Finding hand-offs by what people type: an external id, an e-mail, or a part of a name or company."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import CharField, F, Func, Q, QuerySet

from leads.models import HandOff, Lead, System

if TYPE_CHECKING:
    from leadgap.accounts.models import User

Rows = TypeVar("Rows", bound=QuerySet[Any])

# So many leads of one name or more are too many to ask for their hand-offs by key.
MANY = 2000
# The index of names holds triples of letters: fewer find it only at the beginning of a word.
LETTERS = 3


def find_hand_offs(user: User, words: str, *, limit: int) -> list[HandOff]:
    """Return at most `limit` hand-offs in the person's scope, the latest first.

    What names one lead exactly is looked up by its index, and only if that finds nothing the names are searched. One
    or two letters find names in which a word begins with them.
    """
    mine = HandOff.objects.visible_to(user).for_list().order_by("-pk")
    # With its system an id is looked up by the index that keeps it unique; one condition over two tables reads both.
    named = Q(system__in=list(System.objects.values_list("pk", flat=True)), external_id=words)
    leads = list(Lead.objects.filter(named | Q(email=words.lower())).values_list("pk", flat=True)[:limit])
    keys = list(HandOff.objects.filter(named).values_list("pk", flat=True))
    keys += HandOff.objects.filter(lead__in=leads).values_list("pk", flat=True)
    found = list(mine.filter(pk__in=keys)[:limit])
    if found:
        return found
    # The leads first: in one query, PostgreSQL would go through all hand-offs for a name that may be nowhere.
    leads = list(_named(Lead.objects.order_by(), words).values_list("pk", flat=True)[:MANY])
    return list((mine.filter(lead__in=leads) if len(leads) < MANY else _named(mine, words, "lead__"))[:limit])


def _named(rows: Rows, words: str, prefix: str = "") -> Rows:
    """Return those whose lead has the words in its name or company; `prefix` leads to the lead."""
    both = Func(
        F(f"{prefix}name"),
        F(f"{prefix}company"),
        template="(%(expressions)s)",
        arg_joiner=" || ' ' || ",
        output_field=CharField(),
    )
    found = Q(both__icontains=words)
    if len(words) < LETTERS:
        found = Q(both__istartswith=words) | Q(both__icontains=f" {words}")
    return rows.alias(both=both).filter(found)
