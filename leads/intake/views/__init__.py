"""The pages of an import, in the order in which a person sees them."""

from leads.intake.views.drafts import check, columns, discard, new, reread, start, try_it, values
from leads.intake.views.runs import imports, rejected, report, save_mapping

__all__ = [
    "check",
    "columns",
    "discard",
    "imports",
    "new",
    "rejected",
    "report",
    "reread",
    "save_mapping",
    "start",
    "try_it",
    "values",
]
