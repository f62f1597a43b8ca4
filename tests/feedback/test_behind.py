"""The leads behind a number are as many as the number says."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from feedback.scorecards.behind import ALL, CLOSED, HIGH, LOW, Behind
from feedback.scorecards.services import scorecards
from feedback.scorecards.slices import By
from leadgap.accounts.models import Organisation
from leadgap.periods import period
from leads.blind import hides_marketing
from leads.models import HandOff
from tests.factories import NOW, SourceFactory
from tests.feedback.counted import LONG_AGO, TODAY, count, hand_off

pytestmark = pytest.mark.django_db
ALL_TIME = period("all", today=TODAY)


@pytest.fixture
def many(berlin):
    """All ways to be rated, once: in and out of pairs, by default, late, not settled, not at all."""
    webinar = SourceFactory(name="Webinar")
    for outcome in ("open", "won", "lost"):
        ended = {"stage": outcome, "outcome": outcome} if outcome != "open" else {}
        for marketing, sales in ((5, 1), (4, 2), (5, 5), (1, 5), (2, 2), (4, None), (None, 3), (None, None)):
            hand_off(marketing, sales, source=webinar, team=berlin, **ended)
        hand_off(5, 1, basis="default", source=webinar, **ended)
        hand_off(5, 2, source=webinar, marketing_rated_at=NOW, **ended)
        hand_off(5, 1, answered_at=NOW - timedelta(minutes=1), source=webinar, **ended)
        hand_off(3, 3, **ended)
    hand_off(5, 2, source=webinar, sales_reasons=["no-budget"])
    hand_off(5, sales_unsure=True, sales_answered_at=LONG_AGO, source=webinar)
    count()
    return webinar


def counted(user, asked):
    return asked.hand_offs(user, ALL_TIME, now=NOW).count()


def test_every_number_of_a_card_has_as_many_leads_behind_it(marketer, many):
    found = scorecards(marketer, by=By.SOURCE, period=ALL_TIME, organisation=Organisation.current())
    (card,) = [each for each in found.cards if each.name == "Webinar"]
    made, only = card.scorecard, {"source": many.pk}

    assert counted(marketer, Behind(only)) == made.volume
    assert counted(marketer, Behind(only, sales=ALL)) == made.sales.n
    assert counted(marketer, Behind(only, marketing=ALL)) == made.marketing.n
    assert counted(marketer, Behind(only, pairs=True)) == made.gap.n
    assert counted(marketer, Behind(only, HIGH, LOW, pairs=True)) == made.overrated.part > 0
    assert counted(marketer, Behind(only, LOW, HIGH, pairs=True)) == made.underrated.part > 0
    assert counted(marketer, Behind(only, outcomes=("won",))) == made.won
    assert counted(marketer, Behind(only, reason="no-budget")) == dict(card.reasons)["No budget"].part == 1
    for rating in ALL:
        of_marketing, of_sales = made.conversion.by_marketing[rating - 1], made.conversion.by_sales[rating - 1]
        assert counted(marketer, Behind(only, marketing=(rating,))) == made.marketing.counts[rating - 1]
        assert counted(marketer, Behind(only, sales=(rating,))) == made.sales.counts[rating - 1]
        assert counted(marketer, Behind(only, marketing=(rating,), outcomes=CLOSED)) == of_marketing.whole
        assert counted(marketer, Behind(only, sales=(rating,), outcomes=CLOSED)) == of_sales.whole


def test_a_manager_learns_from_no_list_what_marketing_thinks_of_a_lead_not_rated_yet(manager, many):
    listed = Behind(marketing=HIGH).hand_offs(manager, ALL_TIME, now=NOW)

    assert listed.exists()
    assert not any(hides_marketing(manager, each, now=NOW) for each in listed)


def test_shown_to_sales_is_what_the_blind_rule_says(manager, many):
    shown = set(HandOff.objects.shown_to_sales(NOW))

    for each in HandOff.objects.all():
        assert (each in shown) == (not hides_marketing(manager, each, now=NOW))


def test_the_page_says_what_it_lists_and_the_file_has_the_same_leads(client, marketer, many, time_machine):
    time_machine.move_to(NOW, tick=False)
    client.force_login(marketer)
    asked = {"period": "all", "source": many.pk, "pairs": 1, "marketing": "4,5", "sales": "1,2", "outcome": "won,lost"}

    page = client.get(reverse("feedback:scorecard-leads"), asked)
    rows = b"".join(client.get(reverse("feedback:scorecard-leads-csv"), asked).streaming_content).decode().splitlines()

    said = "4 leads: Marketing rated them 4 or 5; Sales rated them 1 or 2; they were won or lost; source Webinar."
    assert said in page.content.decode()
    assert len(rows) == 1 + 4
    assert all(",Webinar," in row for row in rows[1:])


@pytest.mark.parametrize("asked", [{"marketing": "6,x", "outcome": "perhaps"}, {}])
def test_what_an_address_does_not_know_is_left_out(client, marketer, many, asked):
    client.force_login(marketer)

    assert client.get(reverse("feedback:scorecard-leads"), asked).status_code == 200


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        pytest.param({"source": "²"}, "“²” is not a key.", id="no key"),
        pytest.param({"source": "999999"}, "There is no source 999999", id="unknown"),
        pytest.param({"campaign": "9" * 19}, f"There is none of key {'9' * 19},", id="no room for it"),
        pytest.param({"period": "soon"}, "“soon” is not a period.", id="no period"),
        pytest.param({"start": "2026-03-02", "end": "2026-03-01"}, "1 Mar 2026</span> before it begins", id="reversed"),
    ],
)
def test_a_slice_or_period_that_does_not_exist_is_refused(client, marketer, many, asked, sentence):
    client.force_login(marketer)

    for name in ("scorecard-leads", "scorecard-leads-csv"):
        page = client.get(reverse(f"feedback:{name}"), asked)

        assert page.status_code == 400
        assert sentence in page.content.decode()


def test_the_bars_of_a_scorecard_lead_to_their_leads(client, marketer, many):
    client.force_login(marketer)

    page = client.get(reverse("feedback:scorecards"), {"period": "all"})

    addresses = [href for series in page.context["chart"].series for href in series.hrefs]
    addresses += page.context["links"].marketing + page.context["links"].sales
    assert len(addresses) == 20
    for address, n in zip(addresses[10:15], page.context["card"].scorecard.marketing.counts, strict=True):
        assert client.get(address).context["page"].paginator.count == n


def test_the_file_of_the_chart_has_its_numbers(client, marketer, many):
    client.force_login(marketer)

    page = client.get(reverse("feedback:scorecard", args=["source", many.pk]), {"period": "all"})
    lines = b"".join(client.get(page.context["chart"].csv_url).streaming_content).decode().splitlines()[1:]

    rates = page.context["card"].scorecard.conversion
    assert [int(line.split(",")[3]) for line in lines] == [
        rate.whole for rate in (*rates.by_marketing, *rates.by_sales)
    ]


def test_the_basis_of_marketings_ratings_is_said_and_expectations_are_kept_apart(client, marketer, many):
    client.force_login(marketer)

    page = client.get(reverse("feedback:scorecard", args=["source", many.pk]), {"period": "all"})

    assert page.context["basis"] == (
        "Marketing’s ratings: 23 given one by one, 3 given after Sales’. "
        "3 more leads have only what Marketing expects of the source or campaign: it enters no verdict."
    )


def test_what_sales_did_not_rate_is_shown_by_how_it_ended(client, marketer, many):
    """Unrated leads could be anything: whether they end as the rated ones do says what coverage is worth."""
    client.force_login(marketer)

    page = client.get(reverse("feedback:scorecard", args=["source", many.pk]), {"period": "all"})

    lines = {line.label: line.base for _, lines in page.context["groups"] for line in lines}
    won, rated, unrated = (
        [int(number) for number in lines[label].split(",")[0].split(" of ")]
        for label in (
            "Won of closed",
            "Won of closed that Sales rated",
            "Won of closed that Sales did not rate",
        )
    )
    assert [one + other for one, other in zip(rated, unrated, strict=True)] == won == [11, 22]
    assert unrated[1] > 0
