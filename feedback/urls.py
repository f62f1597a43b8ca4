from django.urls import path

from feedback.ratings import views as ratings
from feedback.replies import views as replies
from feedback.scorecards import lead_views, rater_views
from feedback.scorecards import views as scorecards

app_name = "feedback"

urlpatterns = [
    path("feedback/", replies.waiting, name="waiting"),
    path("scorecards/", scorecards.league, name="scorecards"),
    path("scorecards.csv", scorecards.league_csv, name="scorecards-csv"),
    path("scorecards/by-rating.csv", scorecards.by_rating_csv, name="by-rating-csv"),
    path("scorecards/leads/", lead_views.leads, name="scorecard-leads"),
    path("scorecards/leads.csv", lead_views.leads_csv, name="scorecard-leads-csv"),
    path("scorecards/raters/", rater_views.raters_page, name="raters"),
    path("scorecards/raters.csv", rater_views.raters_csv, name="raters-csv"),
    path("scorecards/<str:by>/<int:key>/", scorecards.one, name="scorecard"),
    path("expected-ratings/", ratings.expected, name="expected-ratings"),
]
