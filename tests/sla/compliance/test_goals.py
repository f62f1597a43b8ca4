"""Which goal a rate is held against: that of the version which judged its clocks, whatever was signed since."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from leadgap.accounts.models import Organisation
from leadgap.periods import period
from leadgap.ui.formats import SPACE
from leads.services import get_or_create_source
from sla.compliance import By, totals
from sla.compliance.curves import promise_curve
from sla.compliance.hours import by_hour
from sla.compliance.pictures import by_hour_chart, by_week_chart, curve_chart
from sla.compliance.words import curve_headline, headline
from sla.facts import rebuild_facts
from sla.models import Promise
from sla.months.board import board
from tests.factories import NOW, OwnerFactory, SegmentFactory, SourceFactory
from tests.sla.compliance.clocks import ALL, ask, clocks
from tests.sla.pages import records_of, text_of
from tests.sla.world import HOUR, agree, event, hand_over, touched

pytestmark = pytest.mark.django_db

OLD, NEW = Decimal("0.8"), Decimal("0.95")


@pytest.fixture
def promises(organisation):
    """An agreement of January, and a stricter one that comes into force on the day of NOW."""
    old = agree(number=1).promises.get()
    new = agree(number=2, effective_on=NOW.date(), first_response=1).promises.get()
    Promise.objects.filter(pk=old.pk).update(goal=OLD)
    return old, new


def february():
    return period("", today=NOW.date(), start="2026-02-01", end="2026-02-28")


def test_a_new_signature_leaves_the_goal_of_what_was_judged_before(promises, auditor, berlin):
    clocks(promises[0], berlin, met=9, missed=1)

    found = ask(auditor)

    assert (found.promise, found.versions) == (promises[0], 1)
    assert {row.goal for row in (found.total, *found.rows, *found.weeks)} == {OLD}
    [row] = totals(period=ALL, organisation=Organisation.current(), now=NOW)
    assert row.goals == (OLD,)
    [row] = board(date(2026, 3, 1), organisation=Organisation.current(), now=NOW).sales
    assert row.goal == OLD


def test_nobody_is_below_a_goal_they_were_not_judged_by(promises, auditor, berlin, vienna):
    clocks(promises[0], berlin, met=44, missed=6)
    clocks(promises[1], vienna, met=44, missed=6)

    found = ask(auditor, By.TEAM)

    # 88 % of 50 is below 95 % for sure, and not below 80 %.
    assert {row.name: row.goal for row in found.rows} == {"Berlin": OLD, "Vienna": NEW}
    assert [row.name for row in found.below] == ["Vienna"]


def test_what_several_goals_have_judged_is_held_against_none(promises, client, auditor, berlin):
    clocks(promises[0], berlin, missed=30)
    clocks(promises[1], berlin, missed=30)
    client.force_login(auditor)

    found = ask(auditor)

    assert (found.total.goals, found.total.goal) == ((OLD, NEW), None)
    assert found.below == []
    assert by_week_chart(found, href=str, csv_url="").goal is None
    with time_machine.travel(NOW, tick=False):
        page = text_of(client.get(reverse("sla:compliance"), {"by": "team"}))
        both = text_of(client.get(reverse("home:totals")))
        rows = records_of(client.get(reverse("sla:compliance-csv"), {"by": "team"}))
        data = client.get("/api/v1/compliance/", {"by": "team"}).json()
    assert "2 versions of this promise are counted together. They promised 80–95 %" in page
    assert "Below the promised" not in page
    assert "80–95" in both
    assert [(float(row["goal from"]), float(row["goal to"])) for row in rows] == [(0.8, 0.95)] * 2
    assert (data["total"]["goal"], data["total"]["goals"]) == (None, [0.8, 0.95])


def test_each_week_shows_the_goals_that_judged_it(promises, client, auditor, berlin):
    """Nine days before, the old version judges; in the week in which the new one begins, both do."""
    old, new = promises
    clocks(old, berlin, met=3, missed=1, at=NOW - 9 * 24 * HOUR)
    clocks(old, berlin, met=2, at=NOW - 24 * HOUR)
    clocks(new, berlin, met=1, missed=1)
    client.force_login(auditor)

    chart = by_week_chart(ask(auditor), href=str, csv_url="")

    assert (chart.goal, chart.goals) == (None, [[0.8], [0.8, 0.95]])
    with time_machine.travel(NOW, tick=False):
        asked = {"by": "week"}
        page = text_of(client.get(reverse("sla:compliance"), asked))
        *rows, _ = records_of(client.get(reverse("sla:compliance-csv"), asked))
        data = client.get("/api/v1/compliance/", asked).json()
    assert "promised 80 %" in page.replace(SPACE, " ")
    assert "promised 80–95 %" in page.replace(SPACE, " ")
    assert [(float(row["goal from"]), float(row["goal to"])) for row in rows] == [(0.8, 0.8), (0.8, 0.95)]
    assert [(row["goal"], row["goals"]) for row in data["rows"]] == [(0.8, [0.8]), (None, [0.8, 0.95])]


def test_where_nothing_is_decided_it_is_the_goal_of_what_runs(promises, auditor, berlin):
    clocks(promises[0], berlin, running=1)

    assert ask(auditor).total.goals == (OLD,)


def test_where_there_is_no_clock_it_is_the_goal_that_was_in_force_by_the_end(promises, auditor):
    organisation = Organisation.current()

    assert ask(auditor, chosen=february()).total.goals == (OLD,)
    assert ask(auditor).total.goals == (NEW,)
    [row] = totals(period=february(), organisation=organisation, now=NOW)
    assert row.goals == (OLD,)


def test_what_judges_the_past_before_its_first_day_has_its_goal(organisation, auditor, berlin):
    first = agree(effective_on=date(2026, 4, 1), is_retrospective=True).promises.get()
    clocks(first, berlin, met=9, missed=1)

    found = ask(auditor)

    assert (found.promise, found.total.goals) == (first, (first.goal,))
    assert found.total.lateness.n == 1
    assert found.total.unit is not None
    [row] = totals(period=ALL, organisation=organisation, now=NOW)
    assert row.goals == (first.goal,)


def test_a_later_version_that_would_judge_the_past_alone_promises_nothing_before_its_first_day(promises, auditor):
    later = agree(number=3, effective_on=date(2026, 4, 1), is_retrospective=True, first_response=2).promises
    later.update(goal=Decimal("0.5"))

    assert ask(auditor).total.goals == (NEW,)


def test_the_hours_are_held_against_the_goal_that_judged_them(promises, auditor, berlin):
    def goal():
        asked = {"promise_kind": "first_response", "period": ALL, "organisation": Organisation.current(), "now": NOW}
        return by_hour_chart(by_hour(auditor, **asked), href=str, csv_url="").goal

    clocks(promises[0], berlin, met=3)
    assert goal() == 0.8
    clocks(promises[1], berlin, met=1)
    assert goal() is None


def curve(user, now=NOW, **only):
    rebuild_facts()
    asked = {"promise_kind": "first_response", "period": ALL, "organisation": Organisation.current(), "now": now}
    return promise_curve(user, only=only, **asked)


def plain(found):
    return curve_headline(found).replace(SPACE, " ")


def test_the_curve_promises_what_its_clocks_were_promised(promises, auditor, berlin):
    clocks(promises[0], berlin, met=9)

    found = curve(auditor)

    assert (found.target, found.goal, found.goals) == (4 * 3600, OLD, (OLD,))
    assert "100 % within the promised 4 h" in plain(found)


def test_the_curve_of_two_targets_has_no_promised_half(promises, auditor, berlin):
    clocks(promises[0], berlin, met=9)
    clocks(promises[1], berlin, met=1)

    found = curve(auditor)
    drawn = curve_chart(found, href=str, csv_url="")

    assert (found.promise, found.target, found.goal, found.scale) == (promises[0], None, None, 4 * 3600)
    assert (drawn.goal, drawn.goal_at) == (None, None)
    assert plain(found) == "Half were answered within 1 h."


def test_the_curve_of_two_goals_for_one_target_names_both(promises, auditor, berlin):
    Promise.objects.filter(pk=promises[1].pk).update(target=4)
    clocks(promises[0], berlin, met=9)
    clocks(promises[1], berlin, met=1)

    found = curve(auditor)

    assert (found.target, found.goal) == (4 * 3600, None)
    assert plain(found) == "Half were answered within 1 h, 100 % within the promised 4 h of 80–95 %."


def test_segments_with_times_of_their_own_are_not_drawn_against_one(organisation, client, auditor):
    """The page says so, and a segment alone has its target."""
    version = agree(is_retrospective=True)
    fairs = SegmentFactory(version=version, name="Fairs", source="Website")
    Promise.objects.create(version=version, segment=fairs, kind="first_response", target=40, unit="hours")
    later = NOW + 200 * HOUR
    hand_over(touched(NOW + HOUR), now=later)
    hand_over(touched(NOW + HOUR), now=later, source=get_or_create_source("Other"))
    rebuild_facts()
    client.force_login(auditor)

    with time_machine.travel(later, tick=False):
        whole = text_of(client.get(reverse("sla:curve")))
        alone = text_of(client.get(reverse("sla:curve"), {"segment": fairs.pk}))

    assert "choose a segment" in whole
    assert "within the promised" not in whole
    assert "within the promised" in alone
    assert "choose a segment" not in alone


def test_teams_of_sales_are_not_blamed_for_what_marketing_promised(organisation, auditor, berlin, vienna):
    promise = agree(reply=2).promises.get(kind="reply")
    source = SourceFactory()
    clocks(promise, berlin, source=source, missed=30)
    clocks(promise, vienna, source=source, missed=20)

    by_team, by_source = (ask(auditor, by, kind="reply") for by in (By.TEAM, By.SOURCE))

    assert by_team.below == []
    assert "of them in" not in headline(by_team)
    assert by_source.below


def test_people_stand_by_name_and_not_by_rate(promises, auditor, berlin):
    late, quick = (OwnerFactory(name=name, team=berlin) for name in ("Ann", "Zoe"))
    clocks(promises[0], berlin, owner=late, scope="owner", missed=9)
    clocks(promises[0], berlin, owner=quick, scope="owner", met=9)

    assert [row.figures.met for row in ask(auditor, By.OWNER).rows] == [0, 9]


def test_the_bars_of_outcomes_say_that_they_are_not_source_for_source(promises, client, auditor, berlin):
    later = NOW + 9 * HOUR
    hand_over(touched(NOW + HOUR), event("won", NOW + 2 * HOUR), now=later)
    rebuild_facts()
    client.force_login(auditor)

    with time_machine.travel(later, tick=False):
        page = text_of(client.get(reverse("sla:curve"), {"period": "all"}))

    assert "The bars are of all sources together, not source for source." in page
