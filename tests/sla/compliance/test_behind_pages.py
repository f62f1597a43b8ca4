"""The lists behind the other numbers of compliance: of what was kept, runs, has ended or is without data."""

import html
import re
from datetime import timedelta

import pytest
from django.urls import reverse

from sla.facts import rebuild_facts
from sla.models import Clock, Promise
from tests.factories import NOW, SystemFactory
from tests.sla.compliance.pages import LATER, company, get
from tests.sla.waivers.waiving import waived_by
from tests.sla.world import HOUR, agree, assigned, event, hand_over, tell, touched

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_days_later")]


def links_of(page):
    """Return the numbers that lead to a list, with its address."""
    found = re.findall(rf'<a href="({reverse("sla:clocks")}[^"]*)">(\d+)</a>', page.content.decode())
    return [(html.unescape(href), int(n)) for href, n in found]


@pytest.mark.parametrize("by", ["team", "source", "owner", "week"])
def test_each_number_leads_to_as_many_clocks_on_the_page_and_in_the_file(client, head, rep, stranger, by):
    agree()
    company(rep.owners.get(), met=2, missed=1, unanswered=2)
    company(stranger.owners.get(), met=1)
    hand_over(assigned(rep.owners.get(), LATER - HOUR), at=LATER - HOUR, now=LATER)
    hand_over(assigned(rep.owners.get()), event("rejected", NOW + HOUR), now=LATER)
    hand_over(assigned(rep.owners.get()), event("closed", NOW + 26 * HOUR), now=LATER)
    rebuild_facts()
    page = get(client, head, "sla:compliance", by=by)

    links = links_of(page)

    assert {re.search(r"verdict=(\w+)", href)[1] for href, _ in links} == {"met", "running", "ended", "undone"}
    for href, n in links:
        assert client.get(href).context["page"].paginator.count == n
        file = client.get(href.replace(reverse("sla:clocks"), reverse("sla:clocks-csv")))
        assert len(file.getvalue().decode().splitlines()) == n + 1


def test_the_figures_above_lead_to_what_they_count(client, head, rep):
    agree()
    company(rep.owners.get(), met=2, missed=1, unanswered=2)
    hand_over(assigned(rep.owners.get()), event("rejected", NOW + HOUR), now=LATER)
    rebuild_facts()
    page = get(client, head, "sla:compliance")

    lists = page.context["lists"]

    counts = {name: client.get(href).context["page"].paginator.count for name, href in lists.items() if href}
    assert counts == {"kept": 2, "unwaived": 2, "done": 3, "timed": 3, "late": 3, "ended": 1}
    for name in counts.keys() - {"unwaived"}:
        assert html.escape(lists[name]) in page.content.decode()


def test_what_is_without_data_is_listed(client, auditor, rep):
    agree()
    hand_over(assigned(rep.owners.get()), system=SystemFactory(touches_from=None), now=LATER)
    rebuild_facts()

    href = next(href for href, _ in links_of(get(client, auditor, "sla:compliance")) if "team=" in href)
    headline = client.get(href).context["headline"]

    assert headline.startswith("1 first-response promise is without data for current team Berlin")


def test_of_what_runs_the_next_due_comes_first_and_what_waits_comes_last(client, auditor, rep):
    agree(first_response=8)
    Promise.objects.update(stops=Promise.Stop.QUALIFIED)
    owner = rep.owners.get()
    for hours in (3, 1, 2):
        hand_over(assigned(owner, LATER - hours * HOUR), at=LATER - hours * HOUR, now=LATER)
    waits = hand_over(assigned(owner, LATER - 4 * HOUR), at=LATER - 4 * HOUR, now=LATER)
    tell(waits, touched(LATER - 3 * HOUR), event("paused", LATER - 2 * HOUR), now=LATER)

    page = get(client, auditor, "sla:clocks")

    dues = [line.clock.due_at for line in page.context["lines"]]
    assert dues[:3] == sorted(dues[:3])
    assert dues[3] is None
    assert page.context["lines"][3].paused == "waiting for the lead"
    said = "4 first-response promises are running, of leads handed over in the last 90 days."
    assert page.context["headline"] == said
    own = get(client, rep, "sla:clocks").context["headline"]
    assert own == said.replace("first-response", "of your first-response")
    assert get(client, rep, "sla:misses").context["headline"].startswith("None of your first-response promises was")


def test_what_is_past_due_is_no_longer_listed_as_running(client, auditor, rep):
    agree()
    company(rep.owners.get(), unanswered=1)
    Clock.objects.update(verdict="running")  # as before the sweep

    assert get(client, auditor, "sla:clocks").context["page"].paginator.count == 0


def test_a_list_of_no_such_verdict_is_refused(client, auditor):
    agree()

    response = get(client, auditor, "sla:clocks", verdict="lucky")

    assert response.status_code == 400
    assert "Choose one of met, running, ended, no_data, done, undone." in response.content.decode()


def test_a_rep_finds_the_own_clocks_only(client, rep, stranger):
    agree()
    company(rep.owners.get(), met=1)
    company(stranger.owners.get(), met=2)

    assert get(client, rep, "sla:clocks", verdict="met").context["page"].paginator.count == 1


def test_nothing_is_listed_of_a_rep_under_a_pseudonym(client, marketer, rep):
    agree()
    company(rep.owners.get(), met=3)

    by_rep = get(client, marketer, "sla:compliance", by="owner")
    asked = get(client, marketer, "sla:clocks", verdict="met", owner=str(rep.owners.get().pk))

    assert [n for href, n in links_of(by_rep) if "owner=" in href] == []
    assert asked.status_code == 400


def test_who_sees_no_rep_beside_a_hand_off_reads_none(client, auditor, marketer, rep):
    agree()
    company(rep.owners.get(), met=1)

    owners = [get(client, user, "sla:clocks", verdict="met").context["lines"][0].owner for user in (auditor, marketer)]

    assert owners == [str(rep.owners.get()), ""]


def test_the_slice_stays_when_another_promise_is_chosen(client, head, rep):
    agree()
    company(rep.owners.get(), met=1)

    form = get(client, head, "sla:clocks", verdict="met", team=str(rep.team_id)).context["form"]

    assert (form["verdict"].value(), form["team"].value()) == ("met", str(rep.team_id))


def test_a_list_reads_the_same_however_long_it_is(client, auditor, rep, django_assert_max_num_queries):
    agree()
    company(rep.owners.get(), met=2)
    get(client, auditor, "sla:clocks", verdict="met")
    company(rep.owners.get(), met=20)

    with django_assert_max_num_queries(30):
        page = get(client, auditor, "sla:clocks", verdict="met")

    assert page.context["page"].paginator.count == 22


def test_the_board_leads_to_what_runs(client, auditor, rep):
    agree()
    for hours in (1, 2):
        hand_over(assigned(rep.owners.get(), LATER - hours * HOUR), at=LATER - hours * HOUR, now=LATER)
    rebuild_facts()

    ((href, n),) = links_of(get(client, auditor, "sla:board"))

    assert n == client.get(href).context["page"].paginator.count == 2


def counts_behind(client, chart):
    return [client.get(href).context["page"].paginator.count for href in chart.series[0].hrefs]


@pytest.fixture
def spread(rep, stranger):
    """Seven leads: done after 1, 1, 3, 5 and 6 hours, waiting, and closed untouched too late; three are won or lost."""
    agree(unit="wall_hours")
    for hours, *end in [(1,), (1, "won"), (3,), (5, "lost"), (6,)]:
        ends = [event(each, NOW + 20 * HOUR) for each in end]
        hand_over(assigned(rep.owners.get()), touched(NOW + hours * HOUR), *ends, now=LATER)
    hand_over(assigned(stranger.owners.get(), LATER - HOUR), at=LATER - HOUR, now=LATER)
    hand_over(assigned(stranger.owners.get()), event("lost", NOW + 9 * HOUR), now=LATER)
    rebuild_facts()


def test_a_point_of_the_curve_leads_to_what_was_done_within_its_time(client, auditor, spread):
    page = get(client, auditor, "sla:curve")

    within = dict(zip(page.context["chart"].categories, counts_behind(client, page.context["chart"]), strict=True))

    assert [within[each] for each in ("45\u00a0min", "1\u00a0h", "3\u00a0h", "6\u00a0h")] == [0, 2, 3, 5]
    headline = client.get(page.context["chart"].series[0].hrefs[-1]).context["headline"]
    assert headline.startswith("5 first-response promises were done within 6\u00a0h in the last")


def test_a_bar_of_speed_leads_to_as_many_closed_hand_offs(client, auditor, spread):
    chart = get(client, auditor, "sla:curve").context["speed_chart"]

    assert counts_behind(client, chart) == list(chart.series[0].counts) == [1, 1, 1]
    said = [client.get(href).context["headline"] for href in chart.series[0].hrefs]
    assert "was done after more than 4\u00a0h, within 8\u00a0h, of leads that were won or lost, in" in said[1]
    assert "was not done, of leads that were won or lost, in" in said[2]


def test_a_rep_lists_the_own_clocks_behind_the_curve_and_no_lead_clocks(client, rep, spread):
    page = get(client, rep, "sla:curve")

    assert counts_behind(client, page.context["chart"])[-1] == 5
    assert not page.context["speed_chart"].series[0].hrefs


def test_behind_the_curve_stand_only_the_clocks_that_count_as_it_does(client, auditor, rep):
    agree(number=1, unit="hours", effective_on=NOW.date() - timedelta(days=60))
    agree(number=2, unit="wall_hours", effective_on=NOW.date())
    for at, n in ((NOW - timedelta(days=7), 1), (NOW, 2)):
        for _ in range(n):
            hand_over(assigned(rep.owners.get(), at), touched(at + HOUR), at=at, now=LATER)
    rebuild_facts()

    page = get(client, auditor, "sla:curve")

    assert page.context["curve"].in_other_time == 1
    assert counts_behind(client, page.context["chart"])[-1] == 2


def test_waived_clocks_are_left_out_behind_a_curve_without_them(client, auditor, administrator, spread):
    clock = Clock.objects.filter(scope="lead", elapsed=HOUR.total_seconds()).first()
    waived_by(administrator, Clock.objects.filter(pk=clock.pk))
    rebuild_facts()

    with_them, without = (get(client, auditor, "sla:curve", waivers=each).context["chart"] for each in ("", "without"))

    assert (counts_behind(client, with_them)[-1], counts_behind(client, without)[-1]) == (5, 4)
