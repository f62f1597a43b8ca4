"""The months rehearsed by a draft: what Marketing's promises would have come to."""

from datetime import date

import pytest
from django.urls import reverse

from leadgap.accounts.models import Organisation
from leadgap.periods import period
from sla.models import DeliveryFact
from sla.months.rehearsal import rehearsed
from tests.factories import NOW
from tests.sla.months.promised import promise
from tests.sla.pages import text_of
from tests.sla.world import agree

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("an_hour_later")]


MARCH = date(2026, 3, 1)


def months_of(draft, asked):
    return rehearsed(draft, period=asked, organisation=Organisation.current(), now=NOW).months


def test_a_draft_is_rehearsed_on_the_months_of_the_period_and_nothing_is_written(as_, company, organisation, manager):
    draft = agree(number=50, state="draft", calendar=company.calendar)
    promise(draft, {None: 7}, volume=4, value=40, accepted_share="0.6")
    before = list(DeliveryFact.objects.values())

    march, february, january, december = months_of(draft, period("90d", today=NOW.date()))
    page = text_of(as_(manager).get(reverse("sla:agreement-dry-run", args=[50])))

    # Everybody is qualified by the draft, which has no definition.
    assert (march.burn_ups["volume"].delivered, march.burn_ups["value"].delivered) == (4, 28)
    assert (march.verdict("volume"), february.verdict("volume"), january.verdict("volume")) == (
        "met",
        "met",
        "missed",
    )
    assert (december.name, february.burn_ups["value"].attainment) == ("2025-12", 42 / 40)
    assert february.verdict("accepted_share") == ""
    assert "What Marketing’s months would have come to" in page
    assert "March 2026 is not over." in page
    assert list(DeliveryFact.objects.values()) == before


def test_a_draft_without_monthly_promises_has_no_rehearsal(company, organisation):
    assert months_of(agree(number=50, state="draft"), period(today=NOW.date())) == []


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("2026-02-27", "2026-02-28", ["2026-02"]),
        ("2026-01-31", "2026-02-01", ["2026-02", "2026-01"]),
        ("2026-03-01", "2026-12-31", ["2026-03"]),
        ("2026-04-01", "2026-05-01", []),
    ],
    ids=["one", "two that it touches", "none to come", "none at all"],
)
def test_the_months_rehearsed_are_those_that_the_period_touches(company, start, end, months):
    draft = agree(number=50, state="draft", calendar=company.calendar)
    promise(draft, {None: 7}, volume=4)
    asked = period(today=NOW.date(), start=start, end=end)

    found = months_of(draft, asked)

    assert [month.name for month in found] == months
    # Whole, also where the period holds no day of a hand-off.
    assert {month.name: month.all.handed_over for month in found}.get("2026-02", 6) == 6


def test_of_a_long_period_the_newest_months_are_rehearsed_and_that_is_said(as_, company, manager):
    draft = agree(number=50, state="draft", calendar=company.calendar)
    promise(draft, {None: 7}, volume=4)
    url = reverse("sla:agreement-dry-run", args=[50])

    all_time, long = (as_(manager).get(url, asked) for asked in ({"period": "all"}, {"start": "2024-05-01"}))

    assert [month.name for month, _ in all_time.context["months"]] == ["2026-03", "2026-02"]
    assert len(long.context["months"]) == 12
    said = "These are the newest 12; the period has more."
    assert said in text_of(long)
    assert said not in text_of(all_time)


@pytest.mark.parametrize("asked", [{"period": "90d"}, {"start": "2026-02-27", "end": "2026-02-28"}], ids=str)
def test_the_api_says_the_months_of_the_page(as_, company, manager, asked):
    draft = agree(number=50, state="draft", calendar=company.calendar)
    promise(draft, {None: 7}, volume=4, value=40, accepted_share="0.6")
    client = as_(manager)
    shown = [month for month, _ in client.get(reverse("sla:agreement-dry-run", args=[50]), asked).context["months"]]

    said = client.get(reverse("api:dry-run", args=[50]), asked).json()

    assert [each["month"] for each in said["months"]] == [month.name for month in shown]
    for each, month in zip(said["months"], shown, strict=True):
        assert {amount["kind"]: amount["delivered"] for amount in each["amounts"]} == {
            kind: burn_up.delivered for kind, burn_up in month.burn_ups.items()
        }
        verdicts = {line["kind"]: line["verdict"] for line in each["amounts"] + each["shares"]}
        assert verdicts == {kind: month.verdict(kind) for kind in ("volume", "value", "accepted_share")}
        assert each["shares"][0]["rate"]["part"] == month.accepted.part
    assert said["has_earlier_months"] is False


def test_the_api_says_that_there_are_months_before_those_it_says(as_, company, manager):
    promise(agree(number=50, state="draft", calendar=company.calendar), {None: 7}, volume=4)

    said = as_(manager).get(reverse("api:dry-run", args=[50]), {"start": "2024-05-01"}).json()

    assert (len(said["months"]), said["has_earlier_months"]) == (12, True)
