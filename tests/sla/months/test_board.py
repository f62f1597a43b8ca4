"""The board: what its sentences, tables, lists and files say, to whom, and that they say the same."""

from dataclasses import asdict
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from leadgap.exports import cell
from leadgap.periods import period
from leads.models import HandOff
from sla.facts import rebuild_facts
from sla.models import MonthlyPromise
from sla.months.board import NoSuchMonth, board, month_asked
from sla.months.reading import month_at
from sla.months.words import headline, paces
from tests.factories import NOW, PromiseFactory
from tests.sla.months.promised import promise
from tests.sla.pages import lines_of, plain, records_of, text_of
from tests.sla.world import agree, hand_over

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("an_hour_later")]


URL = reverse("sla:board")
MARCH = date(2026, 3, 1)


def found(organisation, start=MARCH):
    return board(start, organisation=organisation, now=NOW)


def test_it_answers_in_a_sentence_and_says_what_is_still_needed(company, organisation):
    march = found(organisation)

    assert plain(headline(march, "EUR")) == (
        "Marketing has handed over 3 of 40 qualified leads promised for March 2026; "
        "Sales kept 50 % of its first-response promises."
    )
    assert [plain(each) for each in paces(march.month, "EUR")] == [
        "Leads: 3 fewer than due by the end of yesterday; 1.9 a working day still needed, "
        "for the 20 working days left, today included.",
        "Value: 26 EUR less than due by the end of yesterday; 19 EUR a working day still needed, "
        "for the 20 working days left, today included.",
    ]


def test_a_month_that_is_over_is_told_in_the_past(company, organisation):
    february = found(organisation, date(2026, 2, 1))

    assert plain(headline(february, "EUR")).startswith("Marketing handed over 6 of 40 qualified leads promised for Feb")
    assert list(paces(february.month, "EUR")) == []
    assert february.month.verdict("volume") == "missed"


@pytest.mark.parametrize(
    ("goals", "said"),
    [
        ({}, "Marketing has promised nothing for March 2026"),
        ({"value": 400}, "Marketing has handed over leads worth 30 EUR of 400 EUR promised for March 2026"),
        ({"accepted_share": "0.5"}, "Sales accepted 50 % of Marketing’s leads of March 2026 (50 % promised)"),
        ({"completeness": "0.5"}, "Marketing has handed over 3 qualified leads in March 2026"),
    ],
)
def test_it_speaks_of_what_is_promised(company, organisation, goals, said):
    MonthlyPromise.objects.exclude(kind__in=goals).delete()
    rebuild_facts()

    assert plain(headline(found(organisation), "EUR")).partition(";")[0] == said


def test_a_retrospective_version_is_owed_to_from_the_first_hand_off_on(organisation):
    promise(agree(is_retrospective=True, signed_at=NOW), volume=40)
    hand_over(at=NOW - timedelta(days=23))  # 9 February, of which 15 of 20 working days are left
    rebuild_facts()

    march = found(organisation)
    february = found(organisation, date(2026, 2, 1)).month

    assert (march.month.burn_ups["volume"].goal, [month.name for month in march.earlier]) == (40, ["2026-02"])
    assert february.burn_ups["volume"].goal == 30
    assert found(organisation, date(2026, 1, 1)).month.goals == {}


def test_what_is_still_being_counted_is_not_shown_as_0(as_, marketer, organisation):
    version = agree()
    promise(version, volume=40)
    hand_over(at=NOW, name="new")

    before = as_(marketer).get(URL)
    rebuild_facts()
    after = as_(marketer).get(URL)

    assert "what was handed over is still being counted" in before.context["headline"]
    assert "Qualified leads" not in text_of(before)
    assert "Still being counted." in text_of(before)
    assert "Qualified leads" in text_of(after)


def test_the_page_shows_both_sides_to_everybody_and_nobody_by_name(as_, company, rep, marketer, manager):
    for person in (rep, marketer, manager):
        said = text_of(as_(person).get(URL))
        assert "Marketing has handed over 3 of 40 qualified leads" in said
        assert "First response" in said
        assert "February 2026" in said
        assert "Rita" not in said.partition("<main")[2].partition("</main")[0]


def test_a_promise_of_marketing_stands_on_its_side(company, organisation):
    PromiseFactory(version=company, kind="reply")

    assert [row.key for row in found(organisation).marketing] == ["reply"]
    assert "reply" not in [row.key for row in found(organisation).sales]


def test_before_anything_is_promised_it_says_what_to_do(as_, manager):
    assert "Nothing is promised for this month." in text_of(as_(manager).get(URL))


def test_the_files_say_what_the_page_says(as_, company, marketer):
    client = as_(marketer)

    days = lines_of(client.get(reverse("sla:board-days-csv")))
    months = records_of(client.get(reverse("sla:months-csv")))
    leads = records_of(client.get(f"{reverse('sla:board-leads-csv')}?what=incomplete"))

    assert days[0][:5] == ["day", "working day", "volume promised", "volume handed over", "volume accepted"]
    assert days[3][:5] == ["2026-03-03", "yes", "3.64", "1", "0"]
    assert days[4][:5] == ["2026-03-04", "yes", "5.45", "3", "1"]
    assert days[5][:5] == ["2026-03-05", "yes", "7.27", "", ""]
    assert [(each["month"], each["leads"], each["volume"]) for each in months[-2:]] == [
        ("2026-02", "6", "missed"),
        ("2026-03", "3", "running"),
    ]
    assert {each["hand-off"]: each["not known"] for each in leads} == {"R": "e-mail, country", "U": "e-mail, country"}
    assert leads[0]["worth"] == "10.00"
    assert [(each["qualified"], each["clauses not met"], each["points"]) for each in leads] == [("yes", "", "")] * 2


def test_page_file_and_api_say_the_same_of_both_sides(as_, company, marketer):
    PromiseFactory(version=company, kind="reply")
    client = as_(marketer)

    page = client.get(URL)
    in_file = records_of(client.get(page.context["board_csv"]))
    told = client.get(reverse("api:board"), {"month": "2026-03"}).json()

    shown = page.context["board"]
    sales = [each for each in in_file if each["side"] == "Sales"]
    assert [row.name for row in shown.sales] == [each["promise"] for each in sales]
    assert len(sales) > 1
    assert [each["promise"] for each in in_file[len(sales) :]] == [
        *("Qualified leads", "Lead value", "Accepted share", "Completeness", "Reply")
    ]
    for side, rows in (("sales", shown.sales), ("marketing", shown.marketing)):
        assert [each["promise"] for each in told[side]] == [row.key for row in rows]
        for row, each in zip(rows, told[side], strict=True):
            (line,) = (found for found in in_file if found["promise"] == row.name)
            assert each["compliance"] == asdict(row.compliance)
            assert (each["running"], each["due_soon"]) == (row.figures.running, row.figures.soon)
            assert each["goals"] == [float(goal) for goal in row.goals]
            assert [line[name] for name in ("counted", "of", "running", "due soon")] == [
                str(number)
                for number in (row.compliance.part, row.compliance.whole, row.figures.running, row.figures.soon)
            ]
            assert line["share"] == cell(row.compliance.value)
            assert [float(line["promised from"]), float(line["promised to"])] == [each["goals"][0], each["goals"][-1]]
    assert told["marketing_month"] == client.get(reverse("api:months")).json()[0]
    assert (told["start"], told["end"]) == ("2026-03-01", "2026-04-01")
    of_promise = {each["promise"]: each for each in in_file}
    for line, amount in zip(page.context["lines"], told["marketing_month"]["amounts"], strict=False):
        written = of_promise[line.name]
        assert float(written["counted"]) == amount["delivered"]
        assert float(written["promised from"]) == amount["goal"]
        assert (written["verdict"], cell(line.attainment)) == (line.verdict, written["share"])
        assert (amount["verdict"], amount["attainment"]) == (line.verdict, line.attainment)
    for line, share in zip(page.context["lines"][2:], told["marketing_month"]["shares"], strict=True):
        written = of_promise[line.name]
        assert [int(written["counted"]), int(written["of"])] == [share["rate"]["part"], share["rate"]["whole"]]
        assert share["rate"] == asdict(line.rate)
        assert (written["verdict"], float(written["promised from"])) == (line.verdict, share["goal"])


def test_a_month_without_a_promise_is_a_board_without_rows(as_, organisation, marketer):
    client = as_(marketer)

    told = client.get(reverse("api:board")).json()

    assert (told["sales"], told["marketing"], told["marketing_month"]["amounts"]) == ([], [], [])
    assert len(lines_of(client.get(reverse("sla:board-csv")))) == 1


def test_the_api_gives_the_same_numbers(as_, company, marketer):
    client = as_(marketer)

    march, *_ = client.get(reverse("api:months")).json()
    days = client.get(reverse("api:month", args=["2026-03"])).json()

    volume = march["amounts"][0]
    assert (march["month"], march["handed_over"], march["qualified"]) == ("2026-03", 4, 3)
    assert (volume["kind"], volume["goal"], volume["delivered"], volume["verdict"]) == ("volume", 40, 3, "running")
    assert (volume["working_days_left"], volume["needed"]) == (20, 1.85)
    assert [(each["kind"], each["rate"]["part"], each["rate"]["whole"]) for each in march["shares"]] == [
        ("accepted_share", 1, 2),
        ("completeness", 1, 3),
    ]
    assert {name: days[name] for name in march} == march
    assert days["burn_ups"][0]["days"][3] == {
        "day": "2026-03-04",
        "is_working": True,
        "target": pytest.approx(40 * 3 / 22),
        "delivered": 3,
        "accepted": 1,
    }


def test_a_day_after_which_there_is_none_is_left_out(as_, company, marketer):
    asked = {"month": "2026-03", "until": "9999-12-31"}

    assert as_(marketer).get(reverse("sla:board-leads"), asked).status_code == 200


@pytest.mark.parametrize("month", ["2026-13", "March", "2026-3-1", "2029-01", "1200-01"])
def test_what_is_no_month_is_refused_with_one_sentence(as_, organisation, marketer, month):
    client = as_(marketer)

    with pytest.raises(NoSuchMonth) as refusal:
        month_asked(month, organisation=organisation, now=NOW)
    page = client.get(URL, {"month": month})

    assert client.get(reverse("api:board"), {"month": month}).status_code == page.status_code == 400
    assert client.get(reverse("api:month", args=[month])).status_code == 400
    assert str(refusal.value) in page.content.decode()


def test_without_words_the_last_month_of_which_anything_is_known_is_shown(company, organisation):
    assert month_asked("", organisation=organisation, now=NOW) == MARCH
    assert month_asked("", organisation=organisation, now=NOW + timedelta(days=90)) == MARCH
    assert month_asked("2026-02", organisation=organisation, now=NOW) == date(2026, 2, 1)


def test_the_board_asks_as_many_queries_for_many_as_for_few(as_, company, marketer, django_assert_max_num_queries):
    client = as_(marketer)
    client.get(URL)
    for place in range(20):
        hand_over(at=NOW - timedelta(days=3 * place), employees=60)
    rebuild_facts()

    # Session and user; organisation; the last known day; facts; versions with promises and values; calendars; and for
    # each of five kinds of Sales' promises: its versions with calendars, promises, weeks, days, overdue clocks.
    with django_assert_max_num_queries(40):
        assert client.get(URL).status_code == 200
    with django_assert_max_num_queries(40):
        assert client.get(reverse("api:board")).status_code == 200


def test_the_home_says_how_the_month_stands(as_, company, marketer, manager):
    for person in (marketer, manager):
        said = text_of(as_(person).get(reverse("home:home")))
        assert "Marketing has handed over 3 of 40 qualified leads promised for March 2026." in said
        assert "a working day still needed" in said


def test_the_home_is_silent_where_nothing_is_promised(as_, organisation, marketer):
    agree()
    hand_over()

    assert "Marketing’s month" not in text_of(as_(marketer).get(reverse("home:home")))


def test_the_months_counted_are_those_of_hand_offs(company, organisation):
    march = period("between", today=NOW.date(), start="2026-03-01", end="2026-03-31")

    assert HandOff.objects.filter(**march.days(), source__side="marketing").count() == (
        month_at(MARCH, organisation=organisation, now=NOW).all.handed_over
    )
    assert found(organisation).period.days() == march.days()
    assert MonthlyPromise.objects.get(kind="volume").goal == Decimal(40)
