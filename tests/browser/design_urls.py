"""A page that shows every component, for the tests of this folder only."""

import datetime as dt

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from leadgap.rates import Interval, Rate
from leadgap.ui.charts import Chart, Kind, Series, Token, Unit
from leadgap.ui.timeline import TimelineEntry

NOW = dt.datetime(2026, 3, 4, 14, tzinfo=dt.UTC)
WEEKS = ["W1", "W2", "W3", "W4"]
KEPT = [0.8, 0.85, None, 0.9]


def charts() -> list[Chart]:
    line = Series("First response", Token.SALES, KEPT, lows=[0.7, 0.8, None, 0.8], highs=[0.9, 0.9, None, 0.95])
    hrefs = [f"/gallery/?week={week}" for week in WEEKS]
    stacked = [
        Series("Met", Token.MET, [80, 85, 70, 90], hrefs=hrefs),
        Series("Missed", Token.MISSED, [20, 15, 30, 10], hrefs=hrefs),
    ]
    pairs = [
        Series("Marketing", Token.MARKETING, [4.0, 3.9, 4.1, 4.2], lows=[3.8] * 4, highs=[4.4] * 4),
        Series("Sales", Token.SALES, [3.1, 3.3, 3.2, 3.4], lows=[2.9] * 4, highs=[3.6] * 4),
    ]
    within = [f"{days} working days" for days in (1, 2, 5, 14)]
    share = Series("Answered", Token.SALES, [0.5, 0.7, 0.8, 0.9])
    return [
        Chart("Long labels", Kind.LINE, within, [share], "Most within five.", Unit.SHARE, "Within"),
        Chart("Promises kept", Kind.LINE, WEEKS, [line], "It rose.", Unit.SHARE, "Week", goal=0.95, csv_url="?csv"),
        Chart("Clocks", Kind.STACKED, WEEKS, stacked, "Most were met.", Unit.COUNT, "Week"),
        Chart("Both sides", Kind.BAR, WEEKS, pairs, "Marketing is more optimistic.", Unit.POINTS, "Week"),
    ]


@login_not_required
def gallery(request: HttpRequest) -> HttpResponse:
    messages.success(request, "Saved.")
    context = {
        "charts": charts(),
        "now": NOW,
        "due_at": NOW + dt.timedelta(minutes=42),
        "late_at": NOW - dt.timedelta(hours=3),
        "rate": Rate.of(240, 300),
        "few": Rate.of(3, 4),
        "gap": Interval(0.6, 1.2),
        "kept": KEPT,
        "pears": [2, 4, 9, 31, 14],
        "page": Paginator(range(300), 25).page(3),
        "steps": ["Upload", "Columns", "Import"],
        "tabs": [("Team", "?by=team"), ("Rep", "?by=rep")],
        "entries": [TimelineEntry(NOW, "Called", "telephone", "sales", "Jonas", "No answer.")],
    }
    return render(request, "gallery.html", context)


urlpatterns = [path("gallery/", gallery, name="gallery"), path("", include("leadgap.urls"))]
