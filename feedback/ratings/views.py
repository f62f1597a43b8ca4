from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from feedback.models import ExpectedRating
from feedback.ratings.forms import ExpectedRatingForm
from feedback.ratings.services import expect_rating
from feedback.tasks import rebuild_facts
from leadgap.accounts.models import Role
from leadgap.accounts.requests import SignedInRequest, posted
from leadgap.jobs.waking import wake
from leads.models import Source

READERS = {Role.MARKETER, Role.MANAGER, Role.ADMINISTRATOR, Role.AUDITOR}
WRITERS = {Role.MARKETER, Role.ADMINISTRATOR}


@require_http_methods(["GET", "HEAD", "POST"])
def expected(request: SignedInRequest) -> HttpResponse:
    """What Marketing expects of each source and campaign, and the form to set it."""
    may_set = request.user.role in WRITERS
    if request.user.role not in READERS or (request.method == "POST" and not may_set):
        raise PermissionDenied("Only Marketing sets what it expects of a source.")
    form = ExpectedRatingForm(posted(request))
    if form.is_valid():
        source, campaign = form.slice
        rating = form.cleaned_data["rating"]
        expect_rating(source=source, campaign=campaign, rating=rating, user=request.user, now=timezone.now())
        wake(rebuild_facts)
        messages.success(request, "Set. Leads without a rating of their own get it within a minute.")
        return redirect("feedback:expected-ratings")
    rows = ExpectedRating.objects.select_related("source", "campaign", "set_by").order_by(
        "source__name", "campaign__name"
    )
    has_sources = Source.objects.filter(archived_at=None).exists()
    context = {"form": form, "rows": rows, "may_set": may_set, "has_sources": has_sources}
    return render(request, "feedback/expected_ratings.html", context, status=422 if form.is_bound else 200)
