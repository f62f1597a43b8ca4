"""What counts as a qualified lead: clauses that a machine can check. Pure: no Django, no database.

A definition is a list of clauses that must all hold; a clause is a list of conditions of which any must hold:
`{"all": [{"any": [{"field", "operator", "value"}], "sentence"}]}`. Beside them, or instead, lines may give points to
the leads that meet them; who scores enough is qualified too:
`{"points": {"at_least": 60, "lines": [{"any": […], "sentence", "points": 20}]}}`. Without either every lead is
qualified. `sla.definitions` says the same to the database; a test holds both to one answer.
"""

from sla.criteria.conditions import (
    DAYS,
    FIELDS,
    LISTS,
    NUMBERS,
    OPERATORS,
    PRESENCE,
    Condition,
    State,
    field_of,
    operators_of,
)
from sla.criteria.definition import Clause, Definition, Explanation, Finding, InvalidDefinition, Line, read
from sla.criteria.values import (
    A_DAY,
    ATTRIBUTES,
    LOCAL,
    NUMBER,
    ZONED,
    Facts,
    facts_of,
    is_date,
    is_known,
    number_of,
    pattern,
    value_of,
)

__all__ = [
    "ATTRIBUTES",
    "A_DAY",
    "DAYS",
    "FIELDS",
    "LISTS",
    "LOCAL",
    "NUMBER",
    "NUMBERS",
    "OPERATORS",
    "PRESENCE",
    "ZONED",
    "Clause",
    "Condition",
    "Definition",
    "Explanation",
    "Facts",
    "Finding",
    "InvalidDefinition",
    "Line",
    "State",
    "facts_of",
    "field_of",
    "is_date",
    "is_known",
    "number_of",
    "operators_of",
    "pattern",
    "read",
    "value_of",
]
