"""What home and the first look say in the demo company."""

import pytest
from django.urls import reverse

from leadgap.accounts.models import Role, User
from leads.models import HandOff
from sla.models import Promise
from tests.home.conftest import THEN

pytestmark = pytest.mark.django_db

HOME = "/"


def test_nothing_is_missing_in_the_demo(demo, browser_of):
    page = browser_of(User.objects.get(role=Role.ADMINISTRATOR)).get(reverse("home:first-look"))

    assert page.context["missing"] == []
    assert "from 5 sources" in page.context["headline"]
    assert f'<a href="{reverse("feedback:scorecards")}">see what both sides say' in page.content.decode()


@pytest.mark.parametrize("role", ["marketer", "manager", "administrator", "auditor"])
def test_home_answers_in_a_sentence(demo, browser_of, time_machine, role):
    time_machine.move_to(THEN, tick=False)
    person = User.objects.filter(role=role).first()

    page = browser_of(person).get(HOME)

    assert page.status_code == 200
    said = page.context["headline"]
    assert ("gap" in said or "optimistic" in said) if role == "marketer" else said.startswith("Sales kept ")
    assert page.context["next"].url
    assert "Demo company: everything" in page.content.decode()


def test_a_manager_sees_the_overdue_of_the_own_branch_only(demo, browser_of, time_machine):
    time_machine.move_to(THEN, tick=False)
    head = User.objects.get(role=Role.MANAGER)
    everything = browser_of(head).get(HOME).context
    User.objects.filter(pk=head.pk).update(team=User.objects.get(name="Paul Gruber").team)

    own = browser_of(User.objects.get(pk=head.pk)).get(HOME).context

    assert {row.name for row, _ in own["kept_rows"]} == {"Vienna"}
    assert {row.name for row, _ in everything["kept_rows"]} == {"Berlin", "Vienna", "Boston"}
    assert 0 < own["overdue"] < everything["overdue"]
    assert {clock.team.name for clock in own["misses"]} == {"Vienna"}


def test_no_count_of_the_overdue_is_called_all_where_it_ends(demo, browser_of, time_machine, monkeypatch):
    time_machine.move_to(THEN, tick=False)
    browser = browser_of(User.objects.get(role=Role.MANAGER))
    counted = f"All {browser.get(HOME).context['overdue']} in the queue"

    assert counted in browser.get(HOME).content.decode()
    for module in ("feedback.desk.queue", "leadgap.home.dashboards"):
        monkeypatch.setattr(f"{module}.MOST", 2)
    assert "2 or more in the queue" in browser.get(HOME).content.decode()


@pytest.mark.parametrize("role", ["rep", "marketer", "manager", "auditor"])
def test_everyone_sees_the_totals_of_both_sides(demo, browser_of, time_machine, role):
    time_machine.move_to(THEN, tick=False)
    administrator = User.objects.get(role=Role.ADMINISTRATOR)
    person = User.objects.filter(role=role).first()
    User.objects.filter(pk=person.pk).update(team=User.objects.get(name="Paul Gruber").team)

    seen, whole = (
        browser_of(User.objects.get(pk=each.pk)).get(reverse("home:totals"), {"period": "30d"}).context["both"]
        for each in (person, administrator)
    )

    assert seen.scorecard == whole.scorecard
    assert seen.scorecard.volume == HandOff.objects.filter(**seen.period.days()).count() > 0
    assert [row.figures for row in seen.promises] == [row.figures for row in whole.promises]
    assert len(seen.promises) == len(Promise.Kind)


def test_a_manager_of_one_team_reads_of_that_team_beside_the_whole_company(demo, browser_of, time_machine):
    time_machine.move_to(THEN, tick=False)
    head = User.objects.get(role=Role.MANAGER)
    User.objects.filter(pk=head.pk).update(team=User.objects.get(name="Paul Gruber").team)

    page = browser_of(User.objects.get(pk=head.pk)).get(HOME)

    assert page.context["headline"].startswith("Vienna kept ")
    assert page.context["both"].scorecard.volume > page.context["card"].scorecard.volume
