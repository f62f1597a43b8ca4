"""The API of all rooms, under /api/v1/."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from feedback.api import ScorecardsView
from feedback.desk.events_api import HandOffEventsView
from feedback.desk.timeline_api import TakeBackView
from leadgap.api_root import RootView
from leadgap.teams_api import TeamViewSet
from leads.api import LeadViewSet
from sla.again.api import JudgementViewSet
from sla.agreements.dry_runs_api import DryRunViewSet
from sla.agreements.segment_api import SegmentsView
from sla.agreements.trials_api import EndTrialView, TrialView
from sla.agreements.viewset import AgreementViewSet
from sla.api import ClockViewSet
from sla.compliance.api import ComplianceCsvView, ComplianceView
from sla.compliance.curves_api import CurveView, HoursView, SpeedView
from sla.compliance.patterns_api import PatternsView
from sla.hand_offs_api import HandOffViewSet
from sla.months.api import BoardView, MonthsView, MonthView
from sla.waivers.api import WaiverViewSet
from sla.working_time.api import CalendarViewSet
from sla.working_time.owners_api import OwnerHoursViewSet

app_name = "api"

router = SimpleRouter()
router.register("leads", LeadViewSet, basename="lead")
router.register("hand-offs", HandOffViewSet, basename="hand-off")
router.register("agreements", AgreementViewSet, basename="agreement")
router.register("calendars", CalendarViewSet, basename="calendar")
router.register("owners", OwnerHoursViewSet, basename="owner")
router.register("teams", TeamViewSet, basename="team")
router.register("waivers", WaiverViewSet, basename="waiver")
router.register("judgements", JudgementViewSet, basename="judgement")
router.register("clocks", ClockViewSet, basename="clock")

urlpatterns = [
    path("", RootView.as_view(), name="root"),
    path("", include(router.urls)),
    path("hand-offs/<int:pk>/events/", HandOffEventsView.as_view(), name="hand-off-events"),
    path("hand-offs/<int:pk>/events/<int:event>/take-back/", TakeBackView.as_view(), name="hand-off-take-back"),
    path("agreements/<int:number>/dry-run/", DryRunViewSet.as_view({"get": "retrieve"}), name="dry-run"),
    path("agreements/<int:number>/dry-run/flips/", DryRunViewSet.as_view({"get": "list"}), name="dry-run-flips"),
    path("agreements/<int:number>/segments/", SegmentsView.as_view(), name="segments"),
    path("agreements/<int:number>/trial/", TrialView.as_view(), name="trial"),
    path("agreements/<int:number>/trial/end/", EndTrialView.as_view(), name="trial-end"),
    path("compliance/", ComplianceView.as_view(), name="compliance"),
    path("compliance.csv", ComplianceCsvView.as_view(), name="compliance-csv"),
    path("curve/", CurveView.as_view(), name="curve"),
    path("hours/", HoursView.as_view(), name="hours"),
    path("patterns/", PatternsView.as_view(), name="patterns"),
    path("speed/", SpeedView.as_view(), name="speed"),
    path("board/", BoardView.as_view(), name="board"),
    path("months/", MonthsView.as_view(), name="months"),
    path("months/<str:month>/", MonthView.as_view(), name="month"),
    path("scorecards/", ScorecardsView.as_view(), name="scorecards"),
]
