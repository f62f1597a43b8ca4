"""The home of each role, the first run, the demo company, the search."""

from __future__ import annotations

from typing import Any

from leadgap.home.models import DemoCompany
from tests.factories import NOW
from tests.permissions import NO_SUCH_METHOD, Row, World, answers


def with_demo(world: World) -> list[Any]:
    DemoCompany.objects.create(pk=1, seed=1, leads_a_day=1, starts_on=NOW.date())
    return []


NOT_FOR_AUDITORS = answers(405, auditor=403)
ADMINISTRATORS_ONLY = answers(403, administrator=302)

ROWS = [
    Row("home:home", get=answers(200, reps=302, anonymous=302), post=NOT_FOR_AUDITORS | {"anonymous": 405}),
    Row("home:setup", get=answers(404, anonymous=404), post=answers(404, anonymous=404, auditor=403)),
    Row("home:start", get=answers(403, administrator=200), post=NOT_FOR_AUDITORS),
    Row("home:first-look", get=answers(200, reps=403), post=NOT_FOR_AUDITORS),
    Row("home:totals", get=answers(200), post=NOT_FOR_AUDITORS),
    Row("home:search", get=answers(200), post=NOT_FOR_AUDITORS),
    Row("home:demo-load", get=NO_SUCH_METHOD, post=ADMINISTRATORS_ONLY),
    Row("home:demo-remove", arguments=with_demo, get=answers(403, administrator=200), post=ADMINISTRATORS_ONLY),
    Row(
        "home:demo-sign-in",
        get=NO_SUCH_METHOD | {"anonymous": 405},
        post=answers(404, anonymous=404, auditor=403),
    ),
]
