"""Every address of LeadGap: the rooms' own lists, the API, sign-in and the health check."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from leadgap import openapi
from leadgap.home.setup_views import sign_in


@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("api/v1/openapi.json", openapi.document, name="openapi"),
    path("accounts/sign-in/", sign_in, name="account_login"),
    path("accounts/", include("leadgap.accounts.sign_in_urls")),
    path("ui/", include("leadgap.ui.urls")),
    path("api/v1/", include("leadgap.api_urls")),
    path("jobs/", include("leadgap.jobs.urls")),
    path("", include("leads.urls")),
    path("", include("sla.urls")),
    path("", include("feedback.urls")),
    path("", include("feedback.desk.urls")),
    path("", include("leadgap.home.urls")),
    path("", include("leadgap.accounts.urls")),
]

handler400 = "leadgap.mishaps.misunderstood"
handler403 = "leadgap.mishaps.refused"
handler404 = "leadgap.mishaps.not_found"
handler500 = "leadgap.mishaps.failed"
