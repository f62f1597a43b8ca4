"""`field__any_of=[…]`: IN for thousands of values, sent as one parameter on both databases."""

from __future__ import annotations

import json
from typing import Any

from django.db.models import BigAutoField, CharField, Lookup


@CharField.register_lookup
@BigAutoField.register_lookup
class AnyOf(Lookup):
    """Whether the column is one of these values, which must be of the column's own type."""

    lookup_name = "any_of"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        lhs, params = self.process_lhs(compiler, connection)
        values = list(self.rhs)
        if connection.vendor == "postgresql":
            return f"{lhs} = ANY(%s)", [*params, values]
        return f"{lhs} IN (SELECT value FROM json_each(%s))", [*params, json.dumps(values)]  # noqa: S608 (the column is the ORM's own)
