"""Compliance: whose figures a person sees, and under which names."""

import pytest

from leadgap.accounts.models import Organisation
from leads.models import HandOff
from sla.compliance import By, NotOffered, offered_to, totals
from sla.models import Clock
from tests.factories import NOW
from tests.sla.compliance.clocks import ALL, LATER, ask, clocks, figures

pytestmark = pytest.mark.django_db


class TestTheWall:
    @pytest.fixture(autouse=True)
    def _company(self, promise, berlin, vienna, rep, stranger):
        for user, team, met in ((rep, berlin, 3), (stranger, vienna, 5)):
            for scope in ("lead", "owner"):
                clocks(promise, team, user.owners.get(), scope=scope, met=met)

    def test_who_sees_everything_sees_all_teams(self, marketer, administrator, auditor):
        for user in (marketer, administrator, auditor):
            assert figures(ask(user)) == {"Berlin": (3, 0), "Vienna": (5, 0)}

    def test_a_manager_sees_the_branch_and_nothing_of_the_others_in_the_sum(self, manager, head):
        assert figures(ask(manager)) == {"Berlin": (3, 0)}
        assert ask(manager).total.figures.met == 3
        assert figures(ask(head)) == {"Berlin": (3, 0), "Vienna": (5, 0)}

    @pytest.mark.parametrize("by", list(By))
    def test_the_wall_holds_for_every_cut(self, manager, by):
        assert ask(manager, by).total.figures.met == 3

    @pytest.mark.parametrize(
        "person", ["rep", "colleague", "stranger", "manager", "other_manager", "head", "marketer", "auditor"]
    )
    def test_clocks_are_read_by_whoever_reads_their_hand_off(self, request, person):
        user = request.getfixturevalue(person)
        readable = HandOff.objects.visible_to(user)

        found = Clock.objects.visible_to(user)

        assert set(found) == set(Clock.objects.filter(hand_off__in=readable))
        assert found.exists() is (person != "colleague")
        user.is_active = False
        assert not Clock.objects.visible_to(user).exists()

    def test_no_filter_leads_over_the_wall(self, manager, vienna, berlin):
        assert ask(manager, only={"team": vienna.pk}).total.figures.clocks == 0
        assert ask(manager, only={"team": berlin.pk}).total.figures.met == 3

    def test_a_rep_sees_own_owner_clocks_only(self, rep, stranger):
        assert offered_to(rep, Organisation.current()) == [By.WEEK, By.SOURCE, By.SEGMENT]
        found = ask(rep, By.WEEK)
        assert (found.scope, found.total.figures.met) == ("owner", 3)
        with pytest.raises(NotOffered):
            ask(rep, By.OWNER)
        with pytest.raises(NotOffered):
            ask(rep, By.WEEK, scope="lead")

    def test_overdue_clocks_stay_behind_the_wall_too(self, promise, vienna, manager):
        clocks(promise, vienna, running=4)

        assert ask(manager, now=LATER).total.figures.missed == 0

    def test_reps_are_named_as_the_organisation_wants_it(self, manager, marketer, rep):
        assert [row.name for row in ask(manager, By.OWNER).rows] == ["Rita Rep"]
        assert all(row.name.startswith("Rep ") for row in ask(marketer, By.OWNER).rows)

    def test_team_level_only_takes_figures_by_rep_away(self, marketer):
        Organisation.objects.update(rep_figures=Organisation.RepFigures.TEAM_ONLY)

        with pytest.raises(NotOffered):
            ask(marketer, By.OWNER)
        with pytest.raises(NotOffered):
            ask(marketer, By.SOURCE, scope="owner")

    def test_who_may_not_sign_in_sees_nothing(self, auditor):
        auditor.is_active = False

        assert ask(auditor).total.figures.clocks == 0

    def test_the_totals_are_everyones(self):
        found = totals(period=ALL, organisation=Organisation.current(), now=NOW)

        assert [(row.key, row.figures.met) for row in found] == [("first_response", 8)]
