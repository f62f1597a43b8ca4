"""The pages of scorecards, with their files and their API: what they say first, and what they keep from whom."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from leadgap.accounts.models import Organisation
from leads.models.handoffs import UNDATED
from tests.factories import NOW, SourceFactory
from tests.feedback.counted import TODAY, count, hand_off

pytestmark = pytest.mark.django_db


def test_page_csv_and_api_show_the_same_numbers(client, marketer, pairs, time_machine):
    time_machine.move_to(NOW, tick=False)
    client.force_login(marketer)

    page = client.get(reverse("feedback:scorecards"))
    rows = b"".join(client.get(reverse("feedback:scorecards-csv")).streaming_content).decode().splitlines()
    data = client.get("/api/v1/scorecards/").json()

    assert page.context["headline"].startswith("Marketing is more optimistic by 0.9 (0.6–1.2), on 60 leads")
    assert "Marketing is more optimistic by 0.9 <span" in page.content.decode()
    assert rows[1].startswith("Webinar,60,60,60,1,")
    assert "0.866667" in rows[1]
    assert data["cards"][0]["scorecard"]["gap"]["mean"] == pytest.approx(52 / 60)
    assert page.context["league"].cards[0].scorecard.gap.mean == data["total"]["scorecard"]["gap"]["mean"]


def test_reps_see_no_scorecards(client, rep, pairs):
    client.force_login(rep)

    assert client.get(reverse("feedback:scorecards")).status_code == 403
    assert client.get("/api/v1/scorecards/").status_code == 403
    assert client.get(reverse("feedback:scorecard", args=["source", pairs.pk])).status_code == 403


def test_a_scorecard_outside_the_scope_is_not_found(client, manager, pairs):
    client.force_login(manager)

    assert client.get(reverse("feedback:scorecard", args=["source", pairs.pk])).status_code == 404


def test_a_scorecard_of_a_key_for_which_there_is_no_room_is_not_found(client, marketer, pairs):
    client.force_login(marketer)

    assert client.get(reverse("feedback:scorecard", args=["source", 10**19])).status_code == 404


@pytest.mark.parametrize("name", ["scorecard-leads", "scorecard-leads-csv", "raters", "raters-csv"])
@pytest.mark.parametrize("cut", ["team", "owner"])
def test_a_slice_outside_the_scope_reads_as_one_that_is_not_there(
    client, other_manager, manager, rep, berlin, name, cut
):
    hand_off(5, 3, team=berlin, owner=rep.owners.get())
    count()
    key, word = (berlin.pk, "team") if cut == "team" else (rep.owners.get().pk, "rep")
    url = reverse(f"feedback:{name}")

    for person, asked, status in ((other_manager, key, 400), (other_manager, 999_999, 400), (manager, key, 200)):
        client.force_login(person)
        response = client.get(url, {cut: asked})
        assert response.status_code == status
        if status == 400:
            said = response.content.decode().partition("<main")[2]
            assert f"There is no {word} {asked}, or it is outside what you may see." in said
            assert "Berlin" not in said
            assert rep.name not in said


@pytest.mark.parametrize("by", ["owner", "nonsense"])
def test_team_level_only_removes_figures_by_rep(client, marketer, organisation, pairs, by):
    organisation.rep_figures = Organisation.RepFigures.TEAM_ONLY
    organisation.save()
    client.force_login(marketer)

    assert client.get(reverse("feedback:scorecard", args=[by, 0])).status_code == 404
    assert client.get("/api/v1/scorecards/", {"by": by}).status_code == 400


def test_leads_of_another_time_lead_to_all_time(client, marketer):
    client.force_login(marketer)
    assert "Show all time" not in client.get(reverse("feedback:scorecards")).content.decode()
    hand_off(5, 3, handed_off_at=None, day=UNDATED)
    count(UNDATED)

    page = client.get(reverse("feedback:scorecards"))

    assert 'href="?period=all"' in page.content.decode()
    assert client.get(f"{reverse('feedback:scorecards')}?period=all").context["card"].scorecard.volume == 1


def test_an_unknown_period_is_refused_by_the_page_and_by_the_api(client, marketer):
    client.force_login(marketer)

    for address in (reverse("feedback:scorecards"), "/api/v1/scorecards/"):
        answer = client.get(address, {"period": "soon"})

        assert answer.status_code == 400
        assert "“soon” is not a period." in answer.content.decode()


def test_the_page_names_what_the_mean_of_all_hides_and_nothing_that_is_only_indicative(client, marketer):
    """Of three sources one is overrated, one underrated, and one too small to be named."""
    kinds = {"Webinar": (5, 2, 40), "Content": (2, 5, 40), "Fair": (5, 1, 12)}
    for name, (marketing, sales, n) in kinds.items():
        source = SourceFactory(name=name)
        for place in range(n):
            hand_off(marketing, sales - place % 2 if sales > 1 else sales + place % 2, source=source)
    count()
    client.force_login(marketer)

    page = client.get(reverse("feedback:scorecards"), {"period": "all"})

    assert [(card.name, words.split(" by")[0]) for card, words in page.context["apart"]] == [
        ("Webinar", "Marketing is more optimistic"),
        ("Content", "Sales is more optimistic"),
    ]


@pytest.mark.parametrize("ago", [100, 0], ids=["both-periods", "only-now"])
def test_what_a_flag_means_stands_below_the_table(client, marketer, time_machine, ago):
    time_machine.move_to(NOW, tick=False)
    source, before = SourceFactory(name="Webinar"), TODAY - timedelta(days=ago)
    for place in range(40):
        for day in {TODAY, before}:
            hand_off(5, 2 - place % 2, source=source, day=day)
    count(*{TODAY, before})
    client.force_login(marketer)

    page = client.get(reverse("feedback:scorecards"), {"period": "90d"})

    assert page.context["rows"][0][0].is_flagged is bool(ago)
    assert ("corrected for looking at many" in page.content.decode()) is bool(ago)


@pytest.mark.parametrize(
    ("marketing", "sales", "overrated", "underrated"),
    [
        pytest.param(5, 1, "none has closed yet", "", id="overrated"),
        pytest.param(1, 5, "", "none has closed yet", id="underrated"),
        pytest.param(3, 3, "", "", id="neither"),
    ],
)
@pytest.mark.parametrize("url_name", ["feedback:scorecards", "home:totals"])
def test_a_single_pair_is_one_and_only_leads_that_disagree_have_an_end(
    client, marketer, marketing, sales, overrated, underrated, url_name, time_machine
):
    time_machine.move_to(NOW, tick=False)
    hand_off(marketing, sales)
    count()
    client.force_login(marketer)

    said = client.get(reverse(url_name)).context

    assert said["gap_note"] == "1 pair · too few to say"
    assert (said["overrated_note"], said["underrated_note"]) == (overrated, underrated)
