"""The demo company's story: always the same, never quiet, and with the things in it that a visitor is to find. Pure."""

import re
from bisect import bisect_right
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

import pytest

from leadgap.home.demo import story
from leadgap.home.demo.calendars import team_calendars
from leadgap.home.demo.fate import LONGEST, fates_of
from leadgap.home.demo.qualifying import LONGEST_WAIT

SOON = 3600
CALENDARS = team_calendars(range(2024, 2028))


def told(day, seed=1, per_day=9):
    return list(fates_of(day, seed=seed, per_day=per_day, calendars=CALENDARS))


def days(first, n):
    return [first + timedelta(days=number) for number in range(n)]


@pytest.fixture(scope="module")
def year():
    return [fate for day in days(date(2026, 1, 1), 365) for fate in told(day, per_day=40)]


def answered_at(fate):
    genuine = [each.at for each in fate.happenings if each.kind == "touched" and not each.said.get("automated")]
    return min(genuine, default=None)


@pytest.mark.parametrize("day", [date(2026, 3, 4), date(2026, 3, 8), date(2026, 3, 29), date(2026, 12, 25)])
def test_a_day_is_always_told_in_the_same_words(day):
    assert told(day) == told(day)
    assert told(day) != told(day, seed=2)


def test_reasons_fit_the_rating_that_they_are_given_for(year):
    given = [
        (each.said["rating"], reason)
        for fate in year
        for each in fate.happenings
        if each.kind == "rated"
        for reason in each.said.get("reasons", [])
    ]

    assert {reason for rating, reason in given if rating and rating > 3} == story.PRAISE
    assert not story.PRAISE & {reason for rating, reason in given if rating and rating < 3}


def test_the_telephones_ring_nobody(year):
    """Numbers that their countries keep free for stories."""
    numbers = {fate.lead["phone"] for fate in year} - {""}

    assert all(re.fullmatch(r"\+49 30 23125 \d{3}|\+1 617 555 01\d\d", number) for number in numbers)


def test_the_ids_of_all_days_differ(year):
    assert len({fate.external_id for fate in year}) == len(year)


def test_about_as_many_leads_come_as_were_asked_for(year):
    expected = sum(40 * (1.2, 1.15, 1.1, 1.0, 0.85, 0.3, 0.28)[day.weekday()] for day in days(date(2026, 1, 1), 365))

    assert len(year) == pytest.approx(expected, rel=0.01)


def test_no_story_is_longer_than_rolling_forward_looks_back(year):
    assert max(each.at - fate.handed_off_at for fate in year for each in fate.happenings) < LONGEST


def test_nothing_happens_before_the_hand_off_and_no_event_shares_its_key(year):
    for fate in year:
        keys = [(each.kind, each.at, each.said.get("side")) for each in fate.happenings]

        assert all(each.at >= fate.handed_off_at for each in fate.happenings)
        assert len(set(keys)) == len(keys)


def test_reps_work_only_when_their_office_is_open(year):
    for fate in year:
        for each in fate.happenings:
            if each.is_business:
                calendar = CALENDARS[fate.team.name]
                assert calendar.elapsed(each.at - timedelta(seconds=1), each.at) == 1


def test_marketing_qualifies_before_it_hands_over_and_holds_some_up(year):
    waited = {source.name: [] for source in story.SOURCES}
    for fate in year:
        if fate.qualified_at is not None:
            waited[fate.source.name].append(fate.handed_off_at - fate.qualified_at)
    held_up = {
        name: sum(wait > timedelta(days=2) for wait in waits) / len(waits) for name, waits in waited.items() if waits
    }

    assert waited["Own research"] == []
    assert all(timedelta() < wait <= LONGEST_WAIT for waits in waited.values() for wait in waits)
    assert median(waited["Paid search"]) < timedelta(hours=1)
    assert held_up == {
        "Demo request": 0,
        "Webinar": pytest.approx(0.1, abs=0.02),
        "Paid search": 0,
        "Content download": pytest.approx(0.04, abs=0.02),
    }


def holes(intervals, begin, end):
    """Return the times between two instants that no interval covers."""
    found, reached = [], begin
    for first, last in sorted(intervals):
        if first > reached and reached < end:
            found.append((reached, min(first, end)))
        reached = max(reached, last)
    return found if reached >= end else [*found, (reached, end)]


@pytest.mark.parametrize("year_", [2025, 2026])
@pytest.mark.parametrize("seed", [1, 7])
def test_at_any_time_of_two_years_some_clocks_are_due_soon_and_some_are_overdue(year_, seed):
    """Weekends, holidays and the weeks of the changes of the clocks included, and with few leads."""
    begin, end = datetime(year_, 3, 1, tzinfo=UTC), datetime(year_ + 1, 2, 20, tzinfo=UTC)
    soon, overdue = [], []
    for fate in (fate for day in days(date(year_, 2, 10), 375) for fate in told(day, seed=seed, per_day=6)):
        if fate.lead["employees"] >= story.QUALIFIED:
            calendar, answer = CALENDARS[fate.team.name], answered_at(fate) or end
            promised = fate.source.promised
            due = calendar.due(fate.handed_off_at, promised)
            soon.append((calendar.due(fate.handed_off_at, max(0, promised - SOON)), min(due, answer)))
            overdue.append((due, answer))

    assert holes([pair for pair in soon if pair[0] < pair[1]], begin, end) == []
    assert holes([pair for pair in overdue if pair[0] < pair[1]], begin, end) == []


def kept(year, team, hours):
    """Of the leads that came to a team in these local hours, the share answered within the promise."""
    calendar = CALENDARS[team]
    come = [
        fate
        for fate in year
        if fate.team.name == team and fate.handed_off_at.astimezone(ZoneInfo(fate.team.zone)).hour in hours
    ]
    met = [
        fate
        for fate in come
        if (at := answered_at(fate)) and calendar.elapsed(fate.handed_off_at, at) <= fate.source.promised
    ]
    return len(met) / len(come)


def test_vienna_misses_in_the_afternoon_and_nobody_else_does(year):
    morning, afternoon = range(8, 14), range(14, 18)

    assert kept(year, "Vienna", morning) - kept(year, "Vienna", afternoon) > 0.3
    assert kept(year, "Berlin", morning) - kept(year, "Berlin", afternoon) < 0.05
    assert kept(year, "Berlin", range(24)) > 0.85
    assert kept(year, "Boston", range(24)) > 0.85


def test_who_asks_for_a_demo_is_answered_within_minutes_and_webinar_guests_within_days(year):
    waited = {source.name: [] for source in story.SOURCES}
    for fate in (fate for fate in year if fate.team.name == "Berlin" and answered_at(fate)):
        waited[fate.source.name].append(CALENDARS["Berlin"].elapsed(fate.handed_off_at, answered_at(fate)))

    medians = {name: median(times) for name, times in waited.items()}

    assert medians["Demo request"] < 8 * 60 < 20 * 60 < medians["Paid search"] < 3600
    assert 3 * 3600 < medians["Webinar"] < 8 * 3600


def test_there_are_three_teams_in_two_time_zones_and_five_sources(year):
    noon = datetime(2026, 3, 4, 12, tzinfo=UTC)

    assert len({team.name for team in story.TEAMS}) == 3
    assert len({noon.astimezone(ZoneInfo(team.zone)).utcoffset() for team in story.TEAMS}) == 2
    assert len({fate.source.name for fate in year}) == 5


HOLIDAYS = [
    ("Berlin", "2027-03-08"),
    ("Berlin", "2026-05-01"),
    ("Vienna", "2026-10-26"),
    ("Boston", "2026-09-07"),
    ("Boston", "2026-11-26"),
]


@pytest.mark.parametrize(("team", "day"), HOLIDAYS)
def test_every_team_keeps_the_holidays_of_its_country(team, day):
    start = datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC)

    a_week_on = start + timedelta(days=7)
    length = timedelta(hours=24)

    assert CALENDARS[team].elapsed(start, start + length) == 0
    assert CALENDARS[team].elapsed(a_week_on, a_week_on + length) == 8 * 3600


def test_a_year_holds_both_changes_of_the_clocks_in_both_zones(year):
    """Hand-offs come on the four Sundays, so that the curious find them."""
    come = sorted(fate.handed_off_at.date() for fate in year)

    for sunday in (date(2026, 3, 8), date(2026, 3, 29), date(2026, 10, 25), date(2026, 11, 1)):
        assert come[bisect_right(come, sunday) - 1] == sunday


def test_a_lead_that_is_called_late_is_rated_worse(year):
    """So that the fair shot has something to show, without hiding which source Sales likes."""
    given = {True: [], False: []}
    for fate in (fate for fate in year if fate.source.name == "Demo request" and answered_at(fate)):
        elapsed = CALENDARS[fate.team.name].elapsed(fate.handed_off_at, answered_at(fate))
        said = [each.said for each in fate.happenings if each.kind == "rated"]
        ratings = [each["rating"] for each in said if each["side"] == "sales"]
        given[elapsed > fate.source.promised] += [rating for rating in ratings if rating]

    in_time, late = (sum(ratings) / len(ratings) for ratings in (given[False], given[True]))
    assert 0.3 < in_time - late < 1


def test_no_answer_takes_a_time_that_many_others_take(year):
    taken = Counter()
    for fate in year:
        first = [
            each.seconds // 60 for each in fate.happenings if each.kind == "touched" and not each.said.get("automated")
        ]
        taken.update((fate.team.name, minutes) for minutes in first[:1])
    (most,) = (count for _, count in taken.most_common(1))

    assert most / len(year) < 0.02


def test_calls_are_measured_where_the_telephones_say_it_and_of_one_rep_most_are_short(year):
    lengths = {rep: [] for team in story.TEAMS for rep in team.reps}
    for fate in year:
        for each in fate.happenings:
            if (each.said.get("channel"), each.said.get("result")) == ("call", "connected"):
                lengths[fate.team.reps[each.owner]].append(each.said.get("length_seconds"))
            else:
                assert "length_seconds" not in each.said

    for team in story.TEAMS:
        for rep in team.reps:
            if not team.measures_calls:
                assert set(lengths[rep]) == {None}
                continue
            short = sum(seconds < 60 for seconds in lengths[rep]) / len(lengths[rep])
            assert 0.7 < short < 0.9 if rep == story.IN_A_HURRY else 0.05 < short < 0.15
            assert 1 <= min(lengths[rep]) <= max(lengths[rep]) <= 3601


def test_a_few_are_accepted_and_never_called(year):
    kinds = [{happening.kind for happening in fate.happenings if not happening.said.get("automated")} for fate in year]

    few = sum("accepted" in each and "touched" not in each for each in kinds)

    assert 0 < few < 0.01 * len(year)
