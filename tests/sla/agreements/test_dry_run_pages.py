"""The page of the dry run: its sentence, its period, and what would flip."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from leads.services import get_or_create_source
from sla.models import Clock
from tests.factories import NOW, PromiseFactory, SegmentFactory, SystemFactory
from tests.sla.agreements.drafts import a_draft, page
from tests.sla.pages import text_of
from tests.sla.world import HOUR, agree, assigned, event, hand_over, touched

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_hours_later")]


def test_the_dry_run_answers_in_one_sentence(as_, manager, rep):
    version = agree(number=2, first_response=2, state="proposed", effective_on=date(2026, 4, 1))
    for hours in (1, 2, 23):
        hand_over(touched(NOW + hours * HOUR), now=NOW + 30 * HOUR)

    said = text_of(as_(rep).get(page("agreement-dry-run", version)))

    assert "Sales would have kept 67 % (2 of 3) of its first-response promises in the last 90 days (goal 95 %)." in said
    assert not Clock.objects.exists()


def test_a_dry_run_without_touches_says_no_data(as_, rep):
    from leads.models import System

    version = agree(state="proposed")
    hand_over()
    System.objects.update(touches_from=None)

    assert "No data: none of these promises can be judged" in text_of(as_(rep).get(page("agreement-dry-run", version)))


def test_a_dry_run_of_ratings_says_that_nobody_was_asked(as_, rep):
    version = agree(state="proposed", rating=4)
    hand_over(event("won", NOW), system=SystemFactory(key="silent", ratings_from=None))
    asked = as_(rep)

    assert "of 1 nobody asked for a rating" in text_of(asked.get(page("agreement-dry-run", version)))

    agree(first_response=None, rating=8)
    assert "nobody asked" not in text_of(asked.get(page("agreement-dry-run", version)))


NOBODY = {"all": [{"any": [{"field": "country", "operator": "one_of", "value": ["XX"]}]}]}


@pytest.mark.parametrize(
    ("hand_offs", "said"),
    [
        (1, "the only hand-off in the last 90 days is not qualified by this definition."),
        (2, "none of the 2 hand-offs in the last 90 days is qualified by this definition."),
    ],
)
def test_a_dry_run_that_qualifies_nobody_says_so(as_, rep, hand_offs, said):
    version = agree(state="proposed", definition=NOBODY)
    for _ in range(hand_offs):
        hand_over()

    assert f"No data: {said}" in text_of(as_(rep).get(page("agreement-dry-run", version)))


def test_a_dry_run_of_nothing_says_what_to_do(as_, rep):
    version = agree(state="proposed")

    said = text_of(as_(rep).get(page("agreement-dry-run", version)))

    assert "Nothing was handed over in the last 90 days." in said
    assert "Import leads" in said


def test_a_dry_run_of_a_quiet_period_leads_to_what_was_handed_over_before(as_, rep):
    version = agree(state="proposed")
    hand_over(at=NOW - timedelta(days=400))

    response = as_(rep).get(page("agreement-dry-run", version))

    assert "There are older ones" in text_of(response)
    assert "Import leads" not in text_of(response)
    assert 'href="?period=all"' in response.content.decode()


def test_the_dry_run_lists_what_would_flip_for_those_who_may_open_it(as_, manager, rep, stranger):
    agree(number=1, first_response=3, unit="wall_hours")
    stricter = agree(number=2, first_response=1, unit="wall_hours", state="proposed", effective_on=date(2026, 4, 1))
    mine, other = (
        hand_over(assigned(owner.owners.get()), touched(NOW + 2 * HOUR), now=NOW + 9 * HOUR, name=name)
        for owner, name in ((rep, "Mine"), (stranger, "Theirs"))
    )

    page_of_rep = as_(rep).get(page("agreement-dry-run", stricter))

    assert "0 newly met, 2 newly missed" in text_of(page_of_rep)
    assert reverse("desk:hand-off", args=[mine.pk]) in page_of_rep.content.decode()
    assert reverse("desk:hand-off", args=[other.pk]) not in page_of_rep.content.decode()


def test_the_dry_run_takes_two_dates(as_, manager):
    draft = a_draft(manager)
    hand_over(at=NOW - timedelta(days=40), now=NOW)

    within = as_(manager).get(page("agreement-dry-run", draft), {"start": "2026-01-01", "end": "2026-02-28"})
    outside = as_(manager).get(page("agreement-dry-run", draft), {"start": "2026-03-01"})
    nonsense = as_(manager).get(page("agreement-dry-run", draft), {"start": "yesterday"})

    assert (within.context["run"].hand_offs, outside.context["run"].hand_offs) == (1, 0)
    assert nonsense.status_code == 400
    assert text_of(nonsense).count("A date is written like 2026-03-31.") == 1


def test_a_dry_run_asks_as_little_for_many_promises_as_for_few(as_, manager, rep):
    kinds = {"first_response": 3, "follow_up": 3, "decision": 3, "rating": 3}
    agree(number=1, unit="wall_hours", **kinds)
    few = agree(number=2, first_response=1, unit="wall_hours", state="proposed")
    many = agree(number=3, unit="wall_hours", state="proposed", **dict.fromkeys(kinds, 1))
    for version, sources in ((few, ["Fair"]), (many, ["Fair", "Partner"])):
        for place, source in enumerate(sources, start=1):
            segment = SegmentFactory(version=version, name=source, source=source, position=place)
            PromiseFactory(version=version, segment=segment, target=1, unit="wall_hours")
    for source in ("Fair", "Partner", "Website"):
        acts = touched(NOW + 2 * HOUR), event("accepted", NOW + 2 * HOUR)
        hand_over(assigned(rep.owners.get()), *acts, now=NOW + 9 * HOUR, source=get_or_create_source(source))
    client = as_(manager)
    client.get(page("agreement-dry-run", few))

    asked, flipping = [], []
    for version in (few, many):
        with CaptureQueriesContext(connection) as queries:
            flipping.append(len(client.get(page("agreement-dry-run", version)).context["flips"]))
        asked.append(len(queries))

    assert flipping == [2, 5]
    assert asked[0] == asked[1]
