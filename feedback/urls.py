from django.urls import path

from feedback.ratings import views as ratings
from feedback.scorecards import views as scorecards

app_name = "feedback"

urlpatterns = [
    path("scorecards/", scorecards.league, name="scorecards"),
    path("scorecards.csv", scorecards.league_csv, name="scorecards-csv"),
    path("scorecards/<str:by>/<int:key>/", scorecards.one, name="scorecard"),
    path("expected-ratings/", ratings.expected, name="expected-ratings"),
]
