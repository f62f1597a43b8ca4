"""The API of all rooms, under /api/v1/."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from feedback.api import ScorecardsView
from leads.api import HandOffViewSet, LeadViewSet

app_name = "api"

router = SimpleRouter()
router.register("leads", LeadViewSet, basename="lead")
router.register("hand-offs", HandOffViewSet, basename="hand-off")

urlpatterns = [
    path("", include(router.urls)),
    path("scorecards/", ScorecardsView.as_view(), name="scorecards"),
]
