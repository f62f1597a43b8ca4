from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from feedback.models import DirtyRatingDay, RatingFact
from feedback.scorecards import facts
from feedback.scorecards.sentences import headline
from feedback.scorecards.services import scorecards, total
from feedback.scorecards.slices import By
from feedback.statistics import scorecard
from leadgap.accounts.models import Organisation
from leadgap.periods import period
from leads.dirty import mark
from leads.models.handoffs import UNDATED
from tests.factories import NOW, HandOffFactory, OwnerFactory, SourceFactory
from tests.feedback.matrices import matrix

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
LONG_AGO = NOW - timedelta(days=1)

# The pairs of the known answer: Marketing's rating, Sales' rating, how many.
PAIRS = (
    "55:6 54:6 53:5 52:3 51:1 45:2 44:8 43:8 42:5 41:1 34:2 33:5 32:4 31:1 23:1 22:1 21:1".split()  # noqa: SIM905
)


def hand_off(marketing=None, sales=None, **fields):
    given = {"day": TODAY}
    if marketing:
        given |= {"marketing_rating": marketing, "marketing_basis": "individual"}
    if sales:
        given |= {"sales_rating": sales, "sales_rated_at": LONG_AGO, "sales_answered_at": LONG_AGO}
    return HandOffFactory(**(given | fields))


def count(*days):
    mark(DirtyRatingDay, days or [TODAY])
    facts.rebuild_dirty(now=NOW)


@pytest.fixture
def pairs():
    source = SourceFactory(name="Webinar")
    for pair in PAIRS:
        ratings, n = pair.split(":")
        for _ in range(int(n)):
            hand_off(int(ratings[0]), int(ratings[1]), source=source)
    count()
    return source


def of(user, by=By.SOURCE, chosen=None, **kwargs):
    return scorecards(
        user, by=by, period=chosen or period("all", today=TODAY), organisation=Organisation.current(), **kwargs
    )


def test_the_known_pairs_give_the_known_answers(marketer, pairs):
    card = of(marketer).total.scorecard

    assert card.gap.n == 60
    assert card.gap.mean == pytest.approx(0.867, abs=0.0005)
    assert (card.gap.interval.low, card.gap.interval.high) == pytest.approx((0.576, 1.158), abs=0.0005)
    assert (card.overrated.part, card.overrated.whole) == (10, 45)
    assert (card.underrated.part, card.underrated.whole) == (0, 3)
    assert card.gap.verdict.finding == "gap"


@pytest.mark.parametrize(
    ("notation", "said"),
    [
        pytest.param("50:1", "1 lead was handed over, and not rated by both sides.", id="one-unrated"),
        pytest.param("50:2", "2 leads were handed over, none of them rated by both sides.", id="unrated"),
        pytest.param("54:9", "Too few pairs to say: at least 1 more needed. So far there are 9 leads", id="few"),
        pytest.param("54:30 45:30 44:60", "No gap worth speaking of, on 120 leads that both sides rated.", id="none"),
        pytest.param(
            "54:30 44:70",
            "Marketing is more optimistic by 0.3 (0.2–0.4), on 100 leads that both sides rated: "
            "a real gap, but smaller than 0.5.",
            id="small",
        ),
        pytest.param("54:7 44:3", "Marketing is more optimistic by 0.7 (0.4–1.0), on 10 leads", id="gap"),
    ],
)
def test_the_headline_answers_first_and_qualifies_then(notation, said):
    assert headline(scorecard(matrix(notation))).startswith(said)


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


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("marketer", 3),
        ("administrator", 3),
        ("auditor", 3),
        ("head", 2),
        ("manager", 1),
        ("other_manager", 1),
        ("rep", 1),
    ],
)
def test_facts_stay_behind_the_wall(request, who, seen, rep, stranger, berlin, vienna):
    user = request.getfixturevalue(who)
    hand_off(5, 3, team=berlin, owner=rep.owners.get())
    hand_off(5, 3, team=vienna, owner=stranger.owners.get())
    hand_off(5, 3)
    count()

    assert of(user).total.scorecard.volume == seen


def test_reps_see_no_scorecards(client, rep, pairs):
    client.force_login(rep)

    assert client.get(reverse("feedback:scorecards")).status_code == 403
    assert client.get("/api/v1/scorecards/").status_code == 403
    assert client.get(reverse("feedback:scorecard", args=["source", pairs.pk])).status_code == 403


def test_a_scorecard_outside_the_scope_is_not_found(client, manager, pairs):
    client.force_login(manager)

    assert client.get(reverse("feedback:scorecard", args=["source", pairs.pk])).status_code == 404


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


def test_marketers_see_reps_under_pseudonyms(marketer, rep):
    hand_off(5, 3, owner=rep.owners.get())
    count()

    (card,) = of(marketer, By.OWNER).cards

    assert card.name.startswith("Rep ")
    assert rep.name not in card.name


def test_an_undated_hand_off_counts_under_all_time_only(marketer):
    hand_off(5, 3, day=UNDATED, handed_off_at=None)
    count(UNDATED)

    assert of(marketer).total.scorecard.volume == 1
    assert of(marketer, chosen=period("12m", today=TODAY)).total.scorecard.volume == 0


def test_pairs_of_one_rep_widen_the_interval(marketer, rep, stranger):
    for owner, sales in ((rep.owners.get(), 5), (stranger.owners.get(), 2), (OwnerFactory(), 3)):
        for extra in (0, 0, 0, 1):
            hand_off(5, sales - extra, owner=owner)
    count()

    gap = of(marketer).total.scorecard.gap

    assert gap.by_rep is not None
    assert gap.interval == gap.by_rep


def test_what_sales_did_not_get_a_fair_shot_at_is_left_out_beside(marketer):
    """Also what was promised nothing, or is not decided yet: nobody can say that it got one."""
    for place, fair in enumerate(["yes", "no", ""]):
        day = TODAY - timedelta(days=place)
        hand_off(4, 5 - place, day=day)
        count(day)
        RatingFact.objects.filter(day=day).update(fair=fair)

    card = of(marketer).total

    assert (card.scorecard.gap.n, card.fair.gap.n, card.fair.gap.mean) == (3, 1, -1)


def test_a_reversal_at_the_same_mix_of_companies_is_said(marketer):
    """Webinar wins at small and at large companies, and loses overall: its companies are small."""
    sizes = {"small": 10, "large": 5000}
    shares = {"Webinar": {"small": (24, 80), "large": (18, 20)}, "Paid": {"small": (4, 20), "large": (64, 80)}}
    for name, by_size in shares.items():
        source = SourceFactory(name=name)
        for size, (won, closed) in by_size.items():
            for place in range(closed):
                outcome = "won" if place < won else "lost"
                HandOffFactory(
                    day=TODAY, source=source, stage=outcome, outcome=outcome, snapshot={"employees": sizes[size]}
                )
    count()

    (reversal,) = of(marketer).reversals

    assert reversal.measure == "conversion"
    assert {reversal.comparison.first, reversal.comparison.second} == {0.42, 0.68}
    assert {reversal.comparison.first_standardised, reversal.comparison.second_standardised} == {0.6, 0.5}


def test_so_is_a_reversal_of_what_sales_thinks_of_them(marketer):
    """Webinar is rated higher at small and at large companies, and lower overall."""
    sizes = {"small": 10, "large": 5000}
    rated = {"Webinar": {"small": (2, 8), "large": (5, 2)}, "Paid": {"small": (1, 2), "large": (4, 8)}}
    for name, by_size in rated.items():
        source = SourceFactory(name=name)
        for size, (rating, n) in by_size.items():
            for _ in range(n):
                hand_off(sales=rating, source=source, snapshot={"employees": sizes[size]})
    count()

    (reversal,) = of(marketer).reversals

    assert reversal.measure == "ratings"
    assert {reversal.comparison.first, reversal.comparison.second} == {2.6, 3.4}
    assert {reversal.comparison.first_standardised, reversal.comparison.second_standardised} == {3.5, 2.5}


def test_the_sum_of_all_slices_is_the_scorecard_of_the_organisation(marketer, rep, stranger):
    fair, webinar = SourceFactory(name="Fair"), SourceFactory(name="Webinar")
    one, other = OwnerFactory(user=rep), OwnerFactory(user=stranger)
    for owner, source in ((one, fair), (other, fair), (one, webinar), (None, webinar)):
        for marketing, sales in ((4, 2), (5, 3), (3, 3), (None, 4), (2, None)):
            hand_off(marketing, sales, source=source, owner=owner)
    count()

    whole = total(period=period("all", today=TODAY), organisation=Organisation.current())

    assert whole == of(marketer).total.scorecard
    assert whole.gap.n == 12


def test_the_number_of_queries_does_not_grow_with_the_slices(marketer, django_assert_num_queries):
    """Three of the facts, one of their reasons, one of the period before; the labels of reasons, names."""
    for _ in range(2):
        hand_off(5, 3)
    count()
    organisation = Organisation.current()
    chosen = period("90d", today=TODAY)

    def read():
        return scorecards(marketer, by=By.SOURCE, period=chosen, organisation=organisation)

    with django_assert_num_queries(7):
        read()
    for _ in range(18):
        hand_off(5, 3)
    count()
    with django_assert_num_queries(7):
        assert len(read().cards) == 20


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
