"""The curve of a promise: from facts and the clocks that still wait, within each person's wall."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from leadgap.accounts.models import Organisation
from leadgap.periods import period
from sla.compliance.curves import promise_curve
from sla.facts import rebuild_facts
from tests.factories import NOW
from tests.sla.pages import records_of, text_of
from tests.sla.world import HOUR, agree, assigned, event, hand_over, touched

pytestmark = pytest.mark.django_db

LATER = NOW + 30 * HOUR


def found(user, *, kind="first_response", now=LATER, name="all", **only):
    rebuild_facts()
    return promise_curve(
        user,
        promise_kind=kind,
        period=period(name, today=now.date()),
        organisation=Organisation.current(),
        now=now,
        only=only,
    )


def test_who_waits_counts_as_long_as_they_have_waited(auditor):
    agree(unit="wall_hours")
    hand_over(touched(NOW + HOUR), now=LATER)
    hand_over(touched(NOW + 9 * HOUR), now=LATER)
    hand_over(now=LATER)
    hand_over(at=LATER - 2 * HOUR, now=LATER)

    curve = found(auditor).curve

    assert (curve.n, curve.answered, curve.until) == (4, 2, 30 * 3600)
    assert curve.at(3600).share == pytest.approx(1 / 4)
    # At nine hours one of the four is no longer watched: one of the other two was answered.
    assert curve.at(9 * 3600).share == pytest.approx(1 - 3 / 4 * 1 / 2)


def test_a_clock_that_ended_was_watched_until_then(auditor):
    agree(first_response=8, unit="wall_hours")
    hand_over(event("lost", NOW + 3 * HOUR), now=LATER)

    curve = found(auditor).curve

    assert (curve.n, curve.answered, curve.until) == (1, 0, 3 * 3600)


def test_waiting_is_business_time_without_pauses(auditor):
    agree()
    handed_off, sunday = datetime(2026, 3, 6, 13, tzinfo=UTC), datetime(2026, 3, 8, 12, tzinfo=UTC)
    pause = (event("paused", handed_off + HOUR), event("resumed", handed_off + 2 * HOUR))
    hand_over(*pause, at=handed_off, now=sunday)

    # From 14:00 on Friday until the office closes, less an hour of waiting for the lead.
    assert found(auditor, now=sunday).curve.until == 2 * 3600


@pytest.mark.parametrize("main", ["hours", "wall_hours"])
@pytest.mark.parametrize("other", ["hours", "wall_hours"])
def test_working_time_and_real_time_stand_in_no_figure_together(client, auditor, main, other):
    agree(number=1, first_response=2, unit=other, effective_on=date(2026, 1, 1))
    agree(number=2, first_response=2, unit=main, effective_on=NOW.date())
    yesterday = NOW - 24 * HOUR
    hand_over(touched(yesterday + 5 * HOUR), at=yesterday, now=LATER)
    hand_over(at=yesterday + HOUR, now=LATER)
    for hours in (1, 1, 3):
        hand_over(touched(NOW + hours * HOUR), at=NOW, now=LATER)
    left_out = 0 if main == other else 2
    client.force_login(auditor)

    drawn = found(auditor)
    assert (drawn.curve.n, drawn.in_other_time) == (5 - left_out, left_out)
    if left_out:
        assert drawn.median == 3600
    counts = "working time" if main == "hours" else "real time"
    said = {
        "curve": f"Times are of {counts}: 2 clocks that count",
        "compliance": "clocks of the other kind stand in its rates alone, 2 in the last row.",
    }
    with time_machine.travel(LATER, tick=False):
        total = client.get(reverse("api:compliance")).json()["total"]
        assert (total["met"], total["missed"]) == (2, 3)
        assert (total["response"]["n"], total["late"]["n"]) == ((3, 1) if left_out else (4, 3))
        for name, sentence in said.items():
            page = text_of(client.get(reverse(f"sla:{name}")))
            assert (sentence in page) is bool(left_out)
            assert client.get(reverse(f"api:{name}")).json()["in_other_time"] == left_out
            assert {row["times are of"] for row in records_of(client.get(reverse(f"sla:{name}-csv")))} == {counts}
        medians = text_of(client.get(reverse("sla:compliance")))
        assert (f"n 3 · {counts}" in medians) is bool(left_out)
        assert medians.count(f">{counts}</small>") == (2 if left_out else 0)


def test_each_person_sees_the_curve_of_what_is_theirs(rep, stranger, manager, head, auditor):
    agree(unit="wall_hours")
    hand_over(assigned(rep.owners.get()), touched(NOW + HOUR), now=LATER)
    hand_over(assigned(stranger.owners.get()), now=LATER)

    seen = {person.name: found(person).curve.n for person in (rep, stranger, manager, head, auditor)}

    assert seen == {rep.name: 1, stranger.name: 1, manager.name: 1, head.name: 2, auditor.name: 2}
    assert found(rep).scope == "owner"
    assert found(auditor, team=rep.team.pk).curve.answered == 1


def test_the_promised_share_takes_as_long_as_it_takes(auditor):
    agree(first_response=4, unit="wall_hours")
    for hours in (*[1] * 8, 2, 12, *[20] * 10):
        hand_over(touched(NOW + hours * HOUR), now=LATER)

    curve = found(auditor)

    assert (curve.median, curve.target) == (12 * 3600, 4 * 3600)
    assert curve.at_target.share == pytest.approx(9 / 20)
    assert curve.reached == 20 * 3600  # the goal is 95 %


def test_round_times_end_where_nothing_more_happens_and_hold_the_target(auditor):
    agree(first_response=90, unit="wall_minutes")
    for hours in (1, 3):
        hand_over(touched(NOW + hours * HOUR), now=LATER)

    times = [seconds for seconds, _ in found(auditor).points()]

    assert times == [300, 600, 900, 1800, 2700, 3600, 5400, 7200, 10_800]


def test_the_points_are_never_past_what_was_watched(auditor):
    agree(first_response=5, unit="wall_days")
    hand_over(at=LATER - 2 * HOUR, now=LATER)

    points = found(auditor).points()

    assert all(seconds <= 2 * 3600 and point.share == 0 for seconds, point in points)


@pytest.fixture
def _later():
    with time_machine.travel(LATER, tick=False):
        yield


def opened(client, user, name="sla:curve", **query):
    client.force_login(user)
    return client.get(reverse(name), query)


@pytest.mark.usefixtures("_later")
def test_the_page_says_what_the_promised_time_reaches(client, auditor):
    agree(first_response=4, unit="wall_hours")
    for hours in (1, 1, 6, 6):
        hand_over(touched(NOW + hours * HOUR), now=LATER)
    rebuild_facts()

    page = opened(client, auditor)

    assert page.context["headline"] == (
        "Half were answered within 1\u00a0h, 50\u00a0% within the promised 4\u00a0h; "
        "the promised 95\u00a0% takes 6\u00a0h."
    )
    assert page.context["chart"].categories[page.context["chart"].goal_at] == "4\u00a0h"


@pytest.mark.usefixtures("_later")
def test_to_a_rep_the_page_speaks_of_their_leads(client, rep):
    agree(first_response=4, unit="wall_hours")
    for hours in (1, 1, 6):
        hand_over(assigned(rep.owners.get()), touched(NOW + hours * HOUR), now=LATER)
    rebuild_facts()

    page = opened(client, rep)

    assert page.context["headline"].startswith("Half of your leads were answered within 1\u00a0h, ")
    assert page.context["chart"].summary == page.context["headline"]


@pytest.mark.usefixtures("_later")
def test_the_csv_has_the_points_of_the_page(client, auditor):
    agree(first_response=4, unit="wall_hours")
    for hours in (1, 6):
        hand_over(touched(NOW + hours * HOUR), now=LATER)
    rebuild_facts()

    page = opened(client, auditor)
    answer = opened(client, auditor, "sla:curve-csv")

    rows = records_of(answer)
    series = page.context["chart"].series[0]
    assert [float(row["share"]) for row in rows] == pytest.approx(list(series.values))
    assert [row["within seconds"] for row in rows if row["promised"]] == ["14400"]


@pytest.mark.usefixtures("_later")
def test_without_clocks_there_is_no_data(client, auditor):
    page = opened(client, auditor)

    assert page.context["headline"].startswith("No data")
    assert b"Nothing to draw yet" in page.content


@pytest.mark.usefixtures("_later")
def test_what_the_address_does_not_know_is_refused(client, auditor):
    agree()

    page = opened(client, auditor, promise="love", period="ever", team="x", source="y")

    assert page.status_code == 400
    assert "“love” is not a promise." in page.content.decode()
    assert "“ever” is not a period." in page.content.decode()


@pytest.mark.usefixtures("_later")
def test_the_api_has_the_points_of_the_page(client, auditor):
    agree(first_response=4, unit="wall_hours")
    for hours in (1, 6):
        hand_over(touched(NOW + hours * HOUR), now=LATER)
    rebuild_facts()

    answer = opened(client, auditor, "api:curve").json()
    page = opened(client, auditor).context["curve"]

    assert (answer["n"], answer["target"], answer["goal"], answer["reached"]) == (2, 14_400, 0.95, 21_600)
    assert [(point["seconds"], point["share"]) for point in answer["points"]] == [
        (within.seconds, pytest.approx(within.point.share)) for within in page.points()
    ]


@pytest.mark.usefixtures("_later")
@pytest.mark.parametrize(("name", "value"), [("promise", "love"), ("period", "ever"), ("team", "x")])
def test_the_api_says_what_it_does_not_know(client, auditor, name, value):
    answer = opened(client, auditor, "api:curve", **{name: value})

    assert answer.status_code == 400
    assert list(answer.json()) == [name]
