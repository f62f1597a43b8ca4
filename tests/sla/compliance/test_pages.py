"""The page of compliance: what it says first, and where it leads."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sla.models import DirtyClockDay
from tests.factories import NOW, OwnerFactory
from tests.sla.compliance.clocks import clocks
from tests.sla.compliance.pages import company, get
from tests.sla.pages import lines_of
from tests.sla.world import agree

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_days_later")]


def test_it_opens_with_what_was_kept_and_where_most_is_overdue(client, head, rep, stranger):
    agree()
    company(rep.owners.get(), met=6, missed=1)
    company(stranger.owners.get(), met=2, unanswered=1)

    response = get(client, head, "sla:compliance", period="30d")

    assert response.context["headline"] == (
        "Sales kept 80\u00a0% (8 of 10) of its first-response promises in the last 30 days; "
        "1 is without an answer, in Vienna."
    )
    assert b"86\xc2\xa0%" in response.content  # Berlin: 6 of 7


def test_of_two_with_as_many_overdue_neither_is_named(client, head, rep, stranger):
    agree()
    for each in (rep, stranger):
        company(each.owners.get(), met=2, unanswered=1)

    headline = get(client, head, "sla:compliance", period="30d").context["headline"]

    assert headline.endswith("; 2 are without an answer.")


def test_by_rep_it_is_owner_clocks_that_are_without_an_answer(client, head, rep, stranger):
    """A later owner may have answered."""
    agree()
    company(rep.owners.get(), unanswered=2)

    assert (
        "; 2 owner clocks are without an answer" in get(client, head, "sla:compliance", by="owner").context["headline"]
    )
    client.force_login(rep)
    assert "; 2 are without an answer" in get(client, rep, "sla:compliance", by="week").context["headline"]


@pytest.mark.parametrize(("kind", "side"), [("first_response", "sales"), ("reply", "marketing")])
def test_what_was_kept_bears_the_mark_of_the_side_that_promised_it(client, head, berlin, kind, side):
    clocks(agree(reply=2).promises.get(kind=kind), berlin, missed=1)

    page = get(client, head, "sla:compliance", promise=kind, period="30d").content.decode()

    stats = page.partition('<dl class="stats">')[2].partition("</dl>")[0]
    assert [mark for mark in ("sales", "marketing") if f"side-{mark}" in stats] == [side]


def shown(form, name="period"):
    """What a field of the form shows as chosen."""
    (chosen,) = [text for value, text in form.fields[name].choices if value == (form[name].value() or "")]
    return chosen


def test_the_filter_shows_the_period_that_is_counted(client, auditor, rep):
    agree()
    company(rep.owners.get(), missed=1)
    monday = {"week": "2026-03-02"}

    pages = [
        get(client, auditor, "sla:compliance"),
        get(client, auditor, "sla:compliance", by="week"),
        get(client, auditor, "sla:compliance", start="2026-03-01", end="2026-03-31"),
        get(client, auditor, "sla:misses", **monday),
        get(client, auditor, "sla:misses", **monday, period="30d"),
        get(client, auditor, "sla:misses", period="2026-03-02..2026-03-08"),  # the filter of the week, applied again
    ]

    assert [shown(page.context["form"]) for page in pages] == [
        "Last 90 days",
        "Last 90 days",
        "1 Mar 2026 to 31 Mar 2026",
        "2 Mar 2026 to 8 Mar 2026",
        "Last 30 days",
        "2 Mar 2026 to 8 Mar 2026",
    ]
    assert [page.context["asked"].period.name for page in pages[3:]] == ["week", "30d", "between"]
    assert pages[5].context["page"].paginator.count == pages[3].context["page"].paginator.count == 1
    assert "in 2026-W10" in pages[3].context["headline"]


def test_two_dates_are_kept_on_the_way_to_the_misses(client, auditor, rep):
    agree()
    company(rep.owners.get(), missed=1)

    page = get(client, auditor, "sla:compliance", start="2026-03-01", end="2026-03-31")
    misses = client.get(f"{reverse('sla:misses')}?{page.context['all_query']}")

    assert misses.context["headline"].endswith("from 1 Mar 2026 to 31 Mar 2026.")


def test_it_says_of_whom_and_of_what_it_speaks(client, head, manager, rep):
    agree()
    company(rep.owners.get(), met=1)
    source = rep.owners.get().hand_offs.first().source
    said = [
        get(client, user, "sla:compliance", **asked).context["headline"].split(" in the last")[0]
        for user, asked in ((head, {}), (manager, {}), (head, {"team": rep.team_id}), (head, {"source": source.pk}))
    ]

    kept = "kept 100\u00a0% (1 of 1) of its first-response promises"
    assert said == [f"{head.team} {kept}", f"Berlin {kept}", f"Berlin {kept}", f"{head.team} {kept} for {source}"]


def test_a_team_that_is_below_the_goal_for_sure_is_named_with_the_way_to_its_hours(client, head, rep, stranger):
    agree()
    company(rep.owners.get(), met=30, missed=1)
    company(stranger.owners.get(), met=10, missed=20)

    by_team = get(client, head, "sla:compliance")
    by_owner = get(client, head, "sla:compliance", by="owner")

    ((row, href),) = by_team.context["below"]
    assert row.name == "Vienna"
    assert client.get(href).context["form"]["team"].value() == str(stranger.team_id)
    assert by_owner.context["below"] == []

    DirtyClockDay.objects.create(day=NOW.date(), marks=1)
    assert get(client, head, "sla:compliance").context["below"] == []  # of what is half counted nothing is sure


def test_from_what_was_chosen_one_goes_on_to_the_same_clocks(client, head, stranger):
    agree()
    company(stranger.owners.get(), met=10, missed=20)
    source = stranger.owners.get().hand_offs.first().source_id

    page = get(client, head, "sla:compliance", period="30d", source=source)

    ((_, hours),) = page.context["below"]
    assert client.get(hours).context["form"]["source"].value() == str(source)
    patterns = f"{reverse('sla:patterns')}?period=30d&amp;source={source}"
    assert f'href="{patterns}"' in page.content.decode()


def test_few_misses_put_nobody_below_the_goal(client, head, stranger):
    agree()
    company(stranger.owners.get(), missed=9)

    assert get(client, head, "sla:compliance").context["below"] == []


def test_a_rep_reads_of_own_promises(client, rep, stranger):
    agree()
    company(rep.owners.get(), met=1)
    company(stranger.owners.get(), missed=1)

    response = get(client, rep, "sla:compliance")

    assert response.context["headline"].startswith("You kept 100\u00a0% (1 of 1) of your first-response promises")


@pytest.mark.parametrize("page", ["sla:compliance", "sla:compliance-csv"])
@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        pytest.param({"by": "moon"}, "“moon” is not offered. Choose from the list.", id="no cut"),
        pytest.param({"period": "ever"}, "“ever” is not a period.", id="no period"),
        pytest.param({"promise": "love"}, "“love” is not a promise. Choose one from the list.", id="no promise"),
        pytest.param({"team": "x"}, "There is none of key x,", id="no key"),
        pytest.param({"team": "999999"}, "There is none of key 999999,", id="no team"),
        pytest.param(
            {"start": "2026-12-01", "end": "2026-11-01"},
            "The period ends on 1 Nov 2026 before it begins on 1 Dec 2026.",
            id="reversed",
        ),
    ],
)
def test_what_does_not_exist_is_refused_in_the_filter_and_no_number_is_shown(client, auditor, page, asked, sentence):
    agree()

    response = get(client, auditor, page, **asked)

    assert response.status_code == 400
    said = response.content.decode()
    assert f'<p class="filter-error">{sentence}' in said
    assert said.count(">Clear<") == 1
    assert "Without the filter" not in said
    assert "compliance" not in response.context


def test_the_csv_has_the_rows_of_the_page_and_their_sum(client, auditor, rep):
    agree()
    company(rep.owners.get(), met=2, missed=1)

    rows = lines_of(get(client, auditor, "sla:compliance-csv"))

    assert [(row[0], row[1], row[2]) for row in rows[1:]] == [("Berlin", "2", "1"), ("All", "2", "1")]


def test_every_row_leads_to_its_misses(client, auditor, rep, stranger):
    agree()
    company(rep.owners.get(), met=1, missed=2)
    company(stranger.owners.get(), unanswered=1)
    client.force_login(auditor)

    for by in ("team", "first_team", "answering_team", "owner", "source", "campaign", "week"):
        page = client.get(reverse("sla:compliance"), {"by": by})
        for row, query, *_ in page.context["rows"]:
            assert (
                client.get(f"{reverse('sla:misses')}?{query}").context["page"].paginator.count == row.figures.missed
            ), (by, row.name)


@pytest.mark.parametrize(("name", "queries"), [("sla:compliance", 21), ("sla:misses", 16)])
def test_pages_take_the_same_queries_at_2_and_at_20_rows(client, manager, rep, name, queries):
    """Session, person, organisation; the wall; figures, names and promises; filters; zones; what the frame needs."""
    agree()
    seen = []
    for n in (2, 18):
        for _ in range(n):
            company(OwnerFactory(team=rep.team), missed=1)
        client.force_login(manager)
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse(name))
        seen.append(len(captured))

    assert seen[0] == seen[1] <= queries


def test_the_median_says_that_it_is_of_those_done(client, auditor, rep):
    """Beside it the curve also counts those that still wait, and says more."""
    agree()
    company(rep.owners.get(), met=2, missed=1)

    assert "Median of those done" in get(client, auditor, "sla:compliance").content.decode()
