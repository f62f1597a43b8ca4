"""The working hours of the demo company's teams, with the public holidays of their countries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from leadgap.home.demo import story
from leadgap.home.demo.story import TeamStory
from sla.calendars import BusinessCalendar

WORKING_WEEK = {day: [("09:00", "12:30"), ("13:00", "17:30")] for day in ("mon", "tue", "wed", "thu", "fri")}


def holidays_of(team: TeamStory, years: tuple[int, ...]) -> list[dict[str, str]]:
    """Return a team's public holidays as a calendar keeps them."""
    import holidays  # half a second, and only the demo's making needs it

    found: Mapping[date, str] = holidays.country_holidays(team.country, subdiv=team.subdivision, years=years)
    return [{"date": day.isoformat(), "name": name} for day, name in sorted(found.items())]


def team_calendars(years: Iterable[int]) -> dict[str, BusinessCalendar]:
    """Return what decides when the reps of the story work: fixed, whatever a visitor does to the calendars."""
    return {team.name: _calendar(team, tuple(years)) for team in story.TEAMS}


def _calendar(team: TeamStory, years: tuple[int, ...]) -> BusinessCalendar:
    return BusinessCalendar(team.zone, WORKING_WEEK, [day["date"] for day in holidays_of(team, years)])
