"""The dry run by the API: the numbers of the page, and of the flips what each person may open."""

from datetime import date

import pytest
from django.urls import reverse

from leadgap.accounts.models import Organisation
from leads.services import get_or_create_source
from sla.models import AgreementVersion, Clock
from tests.factories import NOW, PromiseFactory, SegmentFactory
from tests.sla.pages import records_of
from tests.sla.waivers.waiving import waived_by
from tests.sla.world import HOUR, agree, assigned, hand_over, touched

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_hours_later")]

LATER = NOW + 9 * HOUR
STRICTER = 7
SCORE = {"all": [{"any": [{"field": "score", "operator": "at_least", "value": 60}]}]}


@pytest.fixture
def stricter(organisation):
    """An hour for everybody and half of it for fairs, where three were promised; two hours to decide."""
    agree(number=1, first_response=3, unit="wall_hours")
    draft = agree(
        number=STRICTER,
        first_response=1,
        decision=2,
        unit="wall_hours",
        state="proposed",
        effective_on=date(2026, 4, 1),
    )
    fairs = SegmentFactory(version=draft, name="Fairs", source="Fair", position=1)
    PromiseFactory(version=draft, segment=fairs, target=30, unit="wall_minutes")
    SegmentFactory(version=draft, name="Partners", source="Partner", position=2, is_promised=False)
    return draft


def flipped(owner=None, hours=2, source="Website", **known):
    events = [assigned(owner.owners.get())] if owner else []
    return hand_over(*events, touched(NOW + hours * HOUR), now=LATER, source=get_or_create_source(source), **known)


@pytest.fixture
def ask(as_):
    def get(person, name="dry-run", **asked):
        return as_(person).get(reverse(f"api:{name}", args=[STRICTER]), asked)

    return get


@pytest.fixture
def page_of(as_):
    def get(person, name="agreement-dry-run", **asked):
        return as_(person).get(reverse(f"sla:{name}", args=[STRICTER]), asked)

    return get


def cells(rate):
    return {name: rate[name] for name in ("part", "whole", "value", "low", "high", "label")}


def written(rate):
    return {name: getattr(rate, name) for name in ("part", "whole", "value", "low", "high", "label")}


@pytest.mark.parametrize("asked", [{}, {"period": "30d"}, {"start": "2026-03-04", "end": "2026-03-04"}], ids=str)
def test_it_says_the_numbers_of_the_page(ask, page_of, rep, colleague, manager, stricter, asked):
    for owner, hours, source in (
        (rep, 2, "Website"),
        (rep, 0.5, "Website"),
        (colleague, 4, "Website"),
        (colleague, 2, "Fair"),
        (rep, 2, "Partner"),
    ):
        flipped(owner, hours, source)
    waived_by(manager, Clock.objects.filter(verdict="missed"))
    page = page_of(manager, **asked)
    run = page.context["run"]

    said = ask(manager, **asked).json()

    assert said["headline"] == page.context["headline"]
    assert (said["hand_offs"], said["is_all"], said["unpromised"]) == (5, True, 1)
    assert (said["hand_offs"], cells(said["qualified"])) == (run.hand_offs, written(run.qualified_share))
    assert (said["start"], said["end"]) == tuple(day and day.isoformat() for day in (run.period.start, run.period.end))
    assert [each["promise"]["id"] for each in said["promises"]] == [row.promise.pk for row in run.promises]
    assert [each["promise"]["segment"] for each in said["promises"]] == [None, None, "Fairs"]
    for each, row in zip(said["promises"], run.promises, strict=True):
        for name, rate in {
            "kept": row.kept,
            "today": row.today,
            "kept_without_waived": row.kept_beside.without_waived,
            "today_without_waived": row.today_beside.without_waived,
            "kept_waived": row.kept_beside.waived,
            "today_waived": row.today_beside.waived,
        }.items():
            assert cells(each[name]) == written(rate), name
        counts = {"newly_met": row.better, "newly_missed": row.worse, "working_day": row.working_day}
        counts |= {name: getattr(row, name) for name in ("running", "ended", "no_data", "newly", "no_longer")}
        assert {name: each[name] for name in counts} == counts
        assert each["response"] == {name: getattr(row.response, name) for name in ("n", "median", "p90", "p95")}
    first = said["promises"][0]
    assert (first["kept"]["part"], first["today"]["part"], first["today"]["whole"]) == (1, 2, 3)
    assert (first["today_waived"]["part"], first["newly_missed"]) == (1, 1)


def test_it_says_the_load_of_the_page_hour_by_hour(ask, page_of, rep, colleague, manager, stricter):
    for owner in (rep, rep, colleague):
        flipped(owner)

    load = ask(manager).json()["load"]

    rows = page_of(manager).context["load_rows"]
    assert (load["reps"], load["weeks"], load["hours"]) == (2, 1.0, [hour for hour, _ in rows])
    assert [day["weekday"] for day in load["days"]] == [NOW.weekday()]
    for place, day in enumerate(load["days"]):
        assert day["by_this_version"] == [counts[place][0] for _, counts in rows]
        assert day["today"] == [counts[place][2] for _, counts in rows]
    assert sum(load["days"][0]["by_this_version"]) == sum(load["days"][0]["today"]) == 1.5


def test_without_a_first_response_today_there_is_nothing_beside_the_load(ask, rep, manager, stricter):
    flipped(rep)
    Clock.objects.all().delete()

    (day,) = ask(manager).json()["load"]["days"]

    assert (sum(day["by_this_version"]), day["today"]) == (1.0, None)


def test_of_nothing_it_says_nothing(ask, manager, stricter):
    said = ask(manager).json()

    assert (said["hand_offs"], said["qualified"]["value"], said["load"]) == (0, None, None)
    assert {each["kept"]["value"] for each in said["promises"]} == {None}


def test_flips_are_named_page_by_page_as_in_the_file(ask, page_of, rep, manager, stricter):
    names = {flipped(rep, source=source).pk: source for source in ("Website", "Fair", "Website")}
    of_file = [row["hand-off"] for row in records_of(page_of(manager, "agreement-flips-csv"))]

    first, second = (ask(manager, "dry-run-flips", page_size=2, page=number).json() for number in (1, 2))

    flips = first["results"] + second["results"]
    assert (first["count"], len(first["results"]), len(second["results"])) == (3, 2, 1)
    clocks = {clock.pk: clock for clock in Clock.objects.select_related("hand_off")}
    assert [clocks[flip["clock"]].hand_off.external_id for flip in flips] == of_file
    assert [flip["hand_off"] for flip in flips] == [clocks[flip["clock"]].hand_off_id for flip in flips]
    assert [names[flip["hand_off"]] for flip in flips] == ["Website", "Website", "Fair"]
    assert {(flip["kind"], flip["today"], flip["by_this_version"]) for flip in flips} == {
        ("first_response", "met", "missed")
    }


def test_all_flips_fit_one_page_for_every_page_is_judged_anew(ask, rep, manager, stricter, monkeypatch):
    monkeypatch.setattr("leadgap.pagination.Pagination.max_page_size", 1)
    for _ in range(3):
        flipped(rep)

    said = ask(manager, "dry-run-flips", page_size=50_000).json()

    assert (len(said["results"]), said["next"]) == (3, None)


def test_the_flips_of_one_promise_are_those_of_its_segment(ask, rep, manager, stricter):
    flipped(rep)
    fair = flipped(rep, source="Fair")
    promise = stricter.promises.get(segment__name="Fairs")

    said = ask(manager, "dry-run-flips", promise=promise.pk).json()
    other = ask(manager, "dry-run-flips", promise=AgreementVersion.objects.get(number=1).promises.get().pk)

    assert [(flip["hand_off"], flip["promise"]) for flip in said["results"]] == [(fair.pk, promise.pk)]
    assert (other.status_code, list(other.json())) == (400, ["promise"])


def test_everybody_is_told_what_they_may_open(ask, rep, stranger, manager, other_manager, auditor, stricter):
    mine, theirs = (flipped(owner).pk for owner in (rep, stranger))

    told = {
        person: {flip["hand_off"] for flip in ask(person, "dry-run-flips").json()["results"]}
        for person in (rep, stranger, manager, other_manager, auditor)
    }

    assert told[rep] == told[manager] == {mine}
    assert told[stranger] == told[other_manager] == {theirs}
    assert told[auditor] == {mine, theirs}
    assert ask(rep).json()["promises"][0]["newly_missed"] == 2


def test_a_score_that_decides_is_not_told_before_sales_has_rated(ask, rep, manager, marketer, stricter):
    AgreementVersion.objects.filter(pk=stricter.pk).update(definition=SCORE)
    flipped(rep, score=80)

    told = [ask(person, "dry-run-flips").json()["count"] for person in (rep, manager, marketer)]

    assert told == [0, 0, 1]


@pytest.mark.parametrize("figures", Organisation.RepFigures.values)
def test_nobody_is_named_in_it(ask, page_of, rep, manager, stricter, organisation, figures):
    Organisation.objects.update(rep_figures=figures)
    flipped(rep)

    for name in ("dry-run", "dry-run-flips"):
        assert rep.name not in ask(manager, name).content.decode()


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"period": "fortnight"}, "“fortnight” is not a period."),
        ({"start": "yesterday"}, "A date is written like 2026-03-31."),
        ({"start": "2026-03-04", "end": "2026-03-01"}, "ends on 1 Mar 2026 before it begins"),
    ],
)
@pytest.mark.parametrize("name", ["dry-run", "dry-run-flips"])
def test_a_period_that_makes_no_sense_is_refused(ask, manager, stricter, name, asked, words):
    response = ask(manager, name, **asked)

    assert (response.status_code, list(response.json())) == (400, ["period"])
    assert words in str(response.json())


def test_a_draft_is_run_by_those_who_write_it(ask, rep, marketer, auditor, stricter):
    AgreementVersion.objects.filter(pk=stricter.pk).update(state="draft", text="")

    assert [ask(person).status_code for person in (rep, marketer, auditor)] == [404, 200, 200]
